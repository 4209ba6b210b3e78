"""Composite literals: lists, maps, and values of named types, inner types elided or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from isolint.frontends.go.expressions import other
from isolint.frontends.go.grammar import sound
from isolint.frontends.go.walk import Visit, Walk
from isolint.model.facts import MAX_ELEMENTS, ExprKind

if TYPE_CHECKING:
    from tree_sitter import Node

_SEQUENCES = frozenset({"slice_type", "array_type", "implicit_length_array_type"})
_CONSTANTS = frozenset(
    {"int_literal", "float_literal", "interpreted_string_literal", "raw_string_literal", "rune_literal"}
)
_NAMES = frozenset({"identifier", "field_identifier"})


def _composite(w: Walk, node: Node) -> int:
    children = sound(node)
    if len(children) < 2 or children[-1].type != "literal_value":
        return other(w, node)
    return _literal(w, children[0], children[-1], node)


def _literal(w: Walk, kind: Node | None, value: Node, node: Node) -> int:
    """A literal of a type, None where only the type's declaration would tell; it stands where `node` does."""
    name = "" if kind is None else kind.type
    if kind is None:
        return _untyped(w, value, node)
    if name in _SEQUENCES:
        return _list(w, sound(kind)[-1], value, node)
    if name == "map_type" and len(key_and_value := sound(kind)) == 2:
        return _map(w, key_and_value[0], key_and_value[1], value, node)
    if name == "pointer_type":
        inner = _literal(w, sound(kind)[0], value, node)
        return w.add(ExprKind.UNARY, node, "&", [inner])
    return _made(w, [w.visit(kind)], value, node)


def _untyped(w: Walk, value: Node, node: Node) -> int:
    elements = sound(value)
    keys = [_unwrapped(sound(element)[0]) for element in elements if _is_pair(element)]
    if not keys:
        return _list(w, None, value, node)
    if any(key.type not in _NAMES for key in keys):
        return _map(w, None, None, value, node)
    return _made(w, [w.add(ExprKind.TYPE, node, "struct", [])], value, node)


def _made(w: Walk, parts: list[int], value: Node, node: Node) -> int:
    """`T{A: x}` is a call of T with keywords, but not one that runs anything."""
    for element in sound(value):
        if not _is_pair(element):
            parts.append(_element(w, None, element))
            continue
        key, given = sound(element)
        name = _unwrapped(key)
        if name.type in _NAMES:
            inner = _element(w, None, given)
            parts.append(w.add(ExprKind.KEYWORD, element, w.spelled(name), [inner]))
        else:
            pair = [_element(w, None, key), _element(w, None, given)]
            parts.append(w.add(ExprKind.PAIR, element, "", pair))
    return w.add(ExprKind.CALL, node, "", parts)


def _list(w: Walk, kind: Node | None, value: Node, node: Node) -> int:
    elements = [sound(element)[-1] if _is_pair(element) else element for element in sound(value)]
    parts = [_element(w, kind, element) for element in elements[:MAX_ELEMENTS]]
    _skim(w, kind, elements[MAX_ELEMENTS:])
    return w.add(ExprKind.LIST, node, "+" if len(elements) > MAX_ELEMENTS else "", parts)


def _map(w: Walk, key: Node | None, kind: Node | None, value: Node, node: Node) -> int:
    elements = sound(value)
    parts = []
    for element in elements:
        if not _is_pair(element):
            parts.append(_element(w, kind, element))
            continue
        left, right = sound(element)
        if len(parts) < MAX_ELEMENTS:
            pair = [_element(w, key, left), _element(w, kind, right)]
            parts.append(w.add(ExprKind.PAIR, element, "", pair))
        else:
            _skim(w, key, [left])
            _skim(w, kind, [right])
    return w.add(ExprKind.MAP, node, "+" if len(elements) > MAX_ELEMENTS else "", parts[:MAX_ELEMENTS])


def _skim(w: Walk, kind: Node | None, elements: Sequence[Node]) -> None:
    """What a cut literal leaves out: constants are free, the rest may hold calls and loads."""
    for element in elements:
        if _unwrapped(element).type not in _CONSTANTS:
            _element(w, kind, element)


def _element(w: Walk, kind: Node | None, element: Node) -> int:
    """An element of a literal, or the key or value of one; `kind` is the type that it may leave out."""
    node = _unwrapped(element)
    if node.type == "literal_value":
        return _literal(w, kind, node, node)
    return w.expr[node.type](w, node)


def _is_pair(element: Node) -> bool:
    return element.type == "keyed_element" and len(sound(element)) == 2


def _unwrapped(element: Node) -> Node:
    if element.type != "literal_element":
        return element
    inner = sound(element)
    return inner[0] if inner else element


COMPOSITES: dict[str, Visit] = {
    "composite_literal": _composite,
    "literal_value": other,
    "literal_element": other,
}
