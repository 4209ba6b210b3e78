"""Visitors of expressions: each records one kind of node, children first, and answers with its index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isolint.frontends.go.grammar import UNSOUND, sound
from isolint.frontends.go.predeclared import TYPES
from isolint.frontends.go.walk import Visit, Walk
from isolint.model.facts import NONE, ExprKind, StepKind

if TYPE_CHECKING:
    from tree_sitter import Node

_ATTRIBUTE = ExprKind.ATTRIBUTE
_CALL = ExprKind.CALL
_NAME = ExprKind.NAME
_CALLED = StepKind.CALL


def _name(w: Walk, node: Node) -> int:
    start, end = node.byte_range
    if start == end:  # the parser missed it and made one up
        return w.add_at(ExprKind.OTHER, start, end, "", [])
    name = w.text[start:end].decode()
    index = len(w.rows)
    w.rows.append((_NAME, start, end, name, 0))
    w.read(name, index, name, index)
    return index


def _selector(w: Walk, node: Node) -> int:
    """`a.b.c` in one go; a load only as a whole."""
    links = [node]
    children = node.children
    owner = children[0]
    kind = owner.type
    fields = [children[-1]]
    while kind == "selector_expression":
        links.append(owner)
        children = owner.children
        owner = children[0]
        fields.append(children[-1])
        kind = owner.type
    if kind != "identifier":
        index = w.expr[kind](w, owner)
        return _linked(w, index, links, fields)[0]
    start, end = owner.byte_range
    name = w.text[start:end].decode()
    root = len(w.rows)
    w.rows.append((_NAME, start, end, name, 0))
    index, dotted = _linked(w, root, links, fields)
    w.read(name, root, name + dotted, index)
    return index


def _linked(w: Walk, index: int, links: list[Node], fields: list[Node]) -> tuple[int, str]:
    """Record the attributes of an owner, the innermost last in the lists; also as they are spelled."""
    text, rows, parts = w.text, w.rows, w.parts
    dotted = ""
    for link, field in zip(reversed(links), reversed(fields), strict=True):
        start, end = field.byte_range
        if start == end:  # the parser missed it and made one up
            continue
        name = text[start:end].decode()
        parts.append(index)
        rows.append((_ATTRIBUTE, link.start_byte, end, name, 1))
        index = len(rows) - 1
        dotted = f"{dotted}.{name}"
    return index, dotted


def _call(w: Walk, node: Node) -> int:
    expr = w.expr
    children = node.children
    callee = children[0]
    kind = callee.type
    found = [expr[kind](w, callee)]
    for argument in children[-1].named_children:
        name = argument.type
        if name not in UNSOUND:
            found.append(expr[name](w, argument))
    start, end = node.byte_range
    index = len(w.rows)
    w.parts += found
    w.rows.append((_CALL, start, end, "", len(found)))
    if not _is_conversion(w, kind, found[0]):
        w.steps.append((_CALLED, w.scope, w.block, index, NONE, start, end))
    return index


def _is_conversion(w: Walk, kind: str, callee: int) -> bool:
    """Whether what looks like a call is `string(x)` or `(*T)(x)`."""
    row = w.rows[callee]
    if kind == "identifier":
        return row[3] in TYPES and row[3] not in w.seen
    return kind == "parenthesized_expression" and row[0] is ExprKind.UNARY and row[3] == "*"


def _conversion(w: Walk, node: Node) -> int:
    """`[]byte(x)`; what looks like a generic type is more often a generic function, and called."""
    children = sound(node)
    if not children:
        return other(w, node)
    parts = [w.visit(child) for child in children]
    index = w.add(_CALL, node, "", parts)
    if children[0].type == "generic_type":
        w.step(_CALLED, index, NONE, node)
    return index


def _spread(w: Walk, node: Node) -> int:
    return w.add(ExprKind.SPREAD, node, "*", [w.visit(node.children[0])])


def _inner(w: Walk, node: Node) -> int:
    """What stands in parentheses, or in front of type arguments."""
    while True:
        inside = sound(node)
        if not inside:
            return other(w, node)
        node = inside[0]
        if node.type != "parenthesized_expression":
            return w.expr[node.type](w, node)


def _index(w: Walk, node: Node) -> int:
    parts = [w.visit(child) for child in sound(node)]
    return w.add(ExprKind.INDEX if len(parts) == 2 else ExprKind.OTHER, node, "", parts)


def _slice(w: Walk, node: Node) -> int:
    owner, *rest = node.children
    index = w.visit(owner)
    bounds: list[int] = [NONE]
    for child in rest:
        if child.type == ":":
            bounds.append(NONE)
        elif child.is_named and child.type not in UNSOUND:
            bounds[-1] = w.visit(child)
    absent = [NONE] * (3 - len(bounds))
    between = w.add_at(ExprKind.SLICE, owner.end_byte, node.end_byte, "", [*bounds, *absent])
    return w.add(ExprKind.INDEX, node, "", [index, between])


def _cast(w: Walk, node: Node) -> int:
    return w.add(ExprKind.CAST, node, "", [w.visit(child) for child in sound(node)])


def other(w: Walk, node: Node) -> int:
    """A node that means nothing here: whatever sound expressions it holds."""
    parts = [w.visit(child) for child in sound(node)]
    return w.add(ExprKind.OTHER, node, "", parts)


def nothing(w: Walk, node: Node) -> int:
    """A node that could not be parsed: nothing in it is believed."""
    return w.add(ExprKind.OTHER, node, "", [])


EXPRESSIONS: dict[str, Visit] = {
    "identifier": _name,
    "blank_identifier": _name,
    "package_identifier": _name,
    "type_identifier": _name,
    "selector_expression": _selector,
    "call_expression": _call,
    "type_conversion_expression": _conversion,
    "variadic_argument": _spread,
    "parenthesized_expression": _inner,
    "type_instantiation_expression": _inner,
    "index_expression": _index,
    "slice_expression": _slice,
    "type_assertion_expression": _cast,
}
