"""Visitors of type expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isolint.frontends.go.expressions import nothing, other
from isolint.frontends.go.grammar import sound
from isolint.frontends.go.walk import Visit, Walk
from isolint.model.facts import ExprKind

if TYPE_CHECKING:
    from tree_sitter import Node


def _qualified(w: Walk, node: Node) -> int:
    package, name = node.children[0], node.children[-1]
    root = w.add(ExprKind.NAME, package, w.spelled(package), [])
    attribute = w.spelled(name)
    index = w.add(ExprKind.ATTRIBUTE, node, attribute, [root])
    w.read(w.rows[root][3], root, f"{w.rows[root][3]}.{attribute}", index)
    return index


def _pointer(w: Walk, node: Node) -> int:
    inner = sound(node)
    return w.add(ExprKind.UNARY, node, "*", [w.visit(inner[0])]) if inner else nothing(w, node)


def _last(text: str) -> Visit:
    """A composed type of which only the last part counts: the length of an array does not."""

    def visit(w: Walk, node: Node) -> int:
        inner = sound(node)
        return w.add(ExprKind.TYPE, node, text, [w.visit(inner[-1])] if inner else [])

    return visit


def _map(w: Walk, node: Node) -> int:
    return w.add(ExprKind.TYPE, node, "map", [w.visit(child) for child in sound(node)])


def _opaque(text: str) -> Visit:
    """A type whose own parts are not kept."""

    def visit(w: Walk, node: Node) -> int:
        return w.add(ExprKind.TYPE, node, text, [])

    return visit


def _first(w: Walk, node: Node) -> int:
    """A type with arguments is taken as the type, parentheses as what they hold."""
    inner = sound(node)
    return w.visit(inner[0]) if inner else nothing(w, node)


def _element(w: Walk, node: Node) -> int:
    inner = sound(node)
    return w.visit(inner[0]) if len(inner) == 1 else other(w, node)


TYPES: dict[str, Visit] = {
    "qualified_type": _qualified,
    "pointer_type": _pointer,
    "slice_type": _last("[]"),
    "array_type": _last("[]"),
    "implicit_length_array_type": _last("[]"),
    "map_type": _map,
    "channel_type": _last("chan"),
    "function_type": _opaque("func"),
    "struct_type": _opaque("struct"),
    "interface_type": _opaque("interface"),
    "generic_type": _first,
    "parenthesized_type": _first,
    "type_elem": _element,
    "type_constraint": _element,
}
