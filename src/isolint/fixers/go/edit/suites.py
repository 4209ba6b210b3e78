"""The calls that set a suite up and tear it down."""

from __future__ import annotations

from tree_sitter import Node

from isolint.fixers.change import Edit, RefusalError
from isolint.fixers.go.edit.document import Document, around, field
from isolint.fixers.go.edit.ginkgo import literals
from isolint.fixers.go.edit.halves import parse_spans
from isolint.fixers.go.edit.statements import last_name
from isolint.model.source import Span

_TWOFOLD = "SynchronizedBeforeSuite"


def body(document: Document, call: Node) -> Node:
    """The body of the one function a call is given, which takes a context at most and returns nothing.

    Raises:
        RefusalError: it is given something else.
    """
    found = literals(call)
    given = [node for node in field(call, "arguments").named_children if node.type != "comment"]
    if len(found) != 1 or len(given) != 1:
        raise RefusalError("it is given something else than one function written there")
    if found[0].child_by_field_name("result") is not None:
        raise RefusalError("its function returns something")
    return field(found[0], "body")


def renamed(document: Document, call: Node, name: str) -> Edit:
    """Another name for what is called, qualified as it was."""
    function = field(call, "function")
    old = function.child_by_field_name("field") or function
    return Edit(old.start_byte, old.end_byte, name)


def two_functions(document: Document, node: Node, into: str) -> tuple[Node, Node]:
    """The function of SynchronizedBeforeSuite that a node stands in, and the one after it.

    Raises:
        RefusalError: it stands somewhere else.
    """
    for each in around(node):
        call = each.parent.parent if each.type == "func_literal" and each.parent else None
        if call is None or last_name(call) != _TWOFOLD:
            continue
        found = literals(call)
        if len(found) == 2 and each == found[0]:
            return each, _second(document, found[1], into)
    raise RefusalError("it is not in the first function of a SynchronizedBeforeSuite")


def _second(document: Document, literal: Node, into: str) -> Node:
    for place in parse_spans(into):
        if not (literal.start_byte <= place.start and place.end <= literal.end_byte):
            raise RefusalError("the function to put it into is not the second of the same call")
    return literal


def span_said(said: str) -> Span | None:
    """The one span of an argument, None where it is empty."""
    return next(iter(parse_spans(said)), None)
