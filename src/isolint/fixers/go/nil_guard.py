"""A teardown leaves alone what was never set.

`testEnv.Stop()` -> `if testEnv != nil { testEnv.Stop() }`

Safe: where the value is set the same is done, and where it is not there was a panic. The error
check goes into the guard with its statement.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.document import Document, around, field, within
from isolint.fixers.go.edit.names import declared, mentioned
from isolint.fixers.go.edit.statements import (
    Group,
    group,
    indented,
    is_checking,
    siblings,
    spans,
    statement,
)
from isolint.model.finding import Fix
from isolint.model.source import Span

_VALUE = re.compile(r"\w+(?:\.\w+)*")
_DEFERRED = ("defer_statement", "go_statement")


def rewrite(document: Document, fix: Fix) -> Change:
    node = statement(document, fix.anchor.span)
    value = argument(fix, "value", "") or _value(document, node, fix.anchor.span)
    if not _VALUE.fullmatch(value):
        raise RefusalError("what may be unset is no variable")
    if node.type in _DEFERRED:
        raise RefusalError("it is done later, when the value may have changed")
    _refuse_guarded(document, node, value)
    part = group(document, node)
    _refuse_names_used_below(part)
    start = document.line_start(node.start_byte)
    indent, newline = document.indentation(node.start_byte), document.newline
    inside = indented(document, Span(start, part.span.end), indent, indent + "\t")
    inside = inside if inside.endswith("\n") else inside + newline
    text = f"{indent}if {value} != nil {{{newline}{inside}{indent}}}{newline}"
    return Change(region=Span(start, part.span.end), edits=(Edit(start, part.span.end, text),))


def _value(document: Document, node: Node, place: Span) -> str:
    """What is called, or what a method is called on, in the call at a place."""
    calls = [each for each in within(node) if each.type == "call_expression" and not is_checking(each)]
    inside = [each for each in calls if place.start <= each.start_byte and each.end_byte <= place.end]
    holding = [each for each in calls if spans(each, place)]
    for call in (*inside[:1], *holding[-1:]):
        function = field(call, "function")
        return document.text(function.child_by_field_name("operand") or function)
    raise RefusalError("no call of a variable or of its method at the anchor")


def _refuse_guarded(document: Document, node: Node, value: str) -> None:
    for each in around(node):
        if each.type == "if_statement" and f"{value} != nil" in document.text(field(each, "condition")):
            raise RefusalError("it is guarded already")


def _refuse_names_used_below(part: Group) -> None:
    names = frozenset[str]().union(*(declared(node) for node in part.statements))
    end = part.statements[-1].end_byte
    after = [each for each in siblings(part.statements[0]) if each.start_byte >= end]
    used = names & mentioned(*after)
    if used:
        raise RefusalError(f"{', '.join(sorted(used))} is used further down")
