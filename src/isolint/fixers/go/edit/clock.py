"""Values of clocks and of random numbers, with all that is done to them before they are used."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from isolint.fixers.go.edit.document import Document, field, function_around, within
from isolint.fixers.go.edit.names import targets
from isolint.fixers.go.edit.statements import last_name

_OF_TIME = frozenset({"UTC", "Local", "Round", "Truncate", "Add"})
_TO_NUMBER = frozenset({"Unix", "UnixNano", "UnixMilli", "UnixMicro", "Nanosecond", "Second", "Microseconds"})
_TO_TEXT = frozenset({"Format", "String", "NewString"})
_FORMATTERS = frozenset({"strconv.FormatInt", "strconv.FormatUint", "strconv.Itoa", "fmt.Sprint"})
_CONVERSION = re.compile(r"u?int(?:8|16|32|64)?")


@dataclass(frozen=True, slots=True)
class Value:
    """The outermost expression that is only a form of the value."""

    node: Node
    is_text: bool


def whole(document: Document, node: Node) -> Value:
    """`strconv.FormatInt(time.Now().Unix()%1000, 10)` around `time.Now()`."""
    while (outer := _form(document, node)) is not None:
        node = outer
    return Value(node, _is_text(document, node))


def variable(document: Document, node: Node) -> tuple[Node, ...]:
    """Where the variable is used that a statement `x := value` in a function makes of a value."""
    values = node.parent
    statement = values.parent if values is not None and values.type == "expression_list" else None
    if statement is None or statement.type != "short_var_declaration":
        return ()
    names, function = targets(statement), function_around(statement)
    if len(names) != 1 or function is None:
        return ()
    return tuple(
        use
        for use in within(field(function, "body"))
        if use.type == "identifier" and use.text == names[0].text and use != names[0]
    )


def _form(document: Document, node: Node) -> Node | None:
    """The next larger expression that is the same value in another form."""
    parent = node.parent
    if parent is None:
        return None
    if parent.type == "parenthesized_expression":
        return parent
    if parent.type == "selector_expression" and parent.parent is not None:
        method = document.text(field(parent, "field"))
        is_form = method in _OF_TIME | _TO_NUMBER | _TO_TEXT
        return parent.parent if is_form and parent.parent.type == "call_expression" else None
    if parent.type == "binary_expression":
        shortened = document.text(field(parent, "operator")) in ("%", "/")
        return parent if shortened and field(parent, "left") == node else None
    if parent.type == "slice_expression":
        return parent
    if parent.type != "argument_list" or parent.parent is None or parent.named_children[0] != node:
        return None
    called = (
        document.text(field(parent.parent, "function")) if parent.parent.type == "call_expression" else ""
    )
    return parent.parent if called in _FORMATTERS or _CONVERSION.fullmatch(called) else None


def _is_text(document: Document, node: Node) -> bool:
    if node.type == "slice_expression":
        return True
    if node.type == "call_expression":
        function = document.text(field(node, "function"))
        if function in _FORMATTERS or last_name(node) in _TO_TEXT:
            return True
    return _is_joined(node)


def _is_joined(node: Node) -> bool:
    """Is it one side of `+` with a string literal as the other?"""
    parent = node.parent
    if parent is None or parent.type != "binary_expression":
        return False
    sides = (parent.child_by_field_name("left"), parent.child_by_field_name("right"))
    return any(side is not None and side.type.endswith("string_literal") for side in sides)
