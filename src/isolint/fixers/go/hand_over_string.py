"""A text that the first process finds out is handed to the others.

    SynchronizedBeforeSuite(func() []byte {
        url = server.URL()
        return []byte(url)
    }, func(data []byte) {
        url = string(data)
    })

Safe where the first function handed over nothing before and the second looked at nothing: the
variable is set in every process to the value that the first one gave it.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.document import Document, field, span_of
from isolint.fixers.go.edit.halves import own_returns
from isolint.fixers.go.edit.insertion import at_top
from isolint.fixers.go.edit.names import declared, mentioned, package_variables, parameters, targets, visible
from isolint.fixers.go.edit.statements import statement, statements
from isolint.fixers.go.edit.suites import two_functions
from isolint.model.finding import Fix
from isolint.model.source import Span

_NOTHING = re.compile(r'nil|\[\]byte\(nil\)|\[\]byte\{\s*\}|\[\]byte\(""\)')
_BYTES = "[]byte"
_NAMES = ("data", "handedOver")


def rewrite(document: Document, fix: Fix) -> Change:
    node = statement(document, fix.anchor.span)
    first, second = two_functions(document, node, argument(fix, "into", ""))
    name = _variable(document, node, argument(fix, "type", ""))
    returns = own_returns(field(first, "body"))
    result = first.child_by_field_name("result")
    if result is None or document.text(result) != _BYTES or not returns:
        raise RefusalError("the first function does not return bytes")
    if not all(_NOTHING.fullmatch(_returned(document, each)) for each in returns):
        raise RefusalError("the first function hands something over already")
    if any(name in visible(each) for each in returns):
        raise RefusalError(f"{name} means something else where the first function returns")
    taken, edits = _taken(document, second, name)
    for each in returns:
        edits += (Edit(*span_of(each), f"return {_BYTES}({name})"),)
    top = at_top(document, field(second, "body"), [f"{name} = string({taken})"])
    return Change(region=Span(first.start_byte, second.end_byte), edits=(*edits, top))


def _variable(document: Document, node: Node, said: str) -> str:
    """The text variable of the package that a statement assigns, and nothing else."""
    left = targets(node)
    plain = node.type == "assignment_statement" and document.text(field(node, "operator")) == "="
    if not plain or len(left) != 1 or left[0].type != "identifier" or left[0].text == b"_":
        raise RefusalError("it is no assignment to one variable")
    name = document.text(left[0])
    if name in visible(node):
        raise RefusalError(f"{name} is a variable of the first function")
    kind = said or _declared_type(document, name)
    if kind != "string":
        raise RefusalError(f"{name} is not known to be a string")
    return name


def _declared_type(document: Document, name: str) -> str:
    for spec in package_variables(document):
        if name in {document.text(each) for each in spec.children_by_field_name("name")}:
            kind, value = spec.child_by_field_name("type"), spec.child_by_field_name("value")
            is_text = value is not None and value.named_children[0].type.endswith("string_literal")
            return document.text(kind) if kind else "string" if is_text else ""
    return ""


def _returned(document: Document, node: Node) -> str:
    return document.text(node).removeprefix("return").strip()


def _taken(document: Document, second: Node, name: str) -> tuple[str, tuple[Edit, ...]]:
    """What the second function calls its bytes, and what gives them a name if they have none."""
    body = field(second, "body")
    used = mentioned(body)
    if name in parameters(second):
        raise RefusalError(f"{name} means something else in the second function")
    bytes_taken = [
        each
        for each in field(second, "parameters").named_children
        if each.type == "parameter_declaration" and document.text(field(each, "type")) == _BYTES
    ]
    if len(bytes_taken) != 1 or len(bytes_taken[0].children_by_field_name("name")) > 1:
        raise RefusalError("the second function does not take bytes")
    own = bytes_taken[0].child_by_field_name("name")
    known = document.text(own) if own else "_"
    if known != "_" and known in used:
        raise RefusalError("the second function uses its bytes already")
    if known != "_":
        return known, ()
    locals_ = frozenset[str]().union(*(declared(node) for node in statements(body)))
    given = next((each for each in _NAMES if each not in used | locals_ | {name}), None)
    if given is None:
        raise RefusalError("its bytes cannot be given a name")
    place = span_of(own) if own else Span(bytes_taken[0].start_byte, bytes_taken[0].start_byte)
    return given, (Edit(*place, given if own else f"{given} "),)
