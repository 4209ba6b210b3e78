"""Operators: what they are called, and which of their operands run under a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isolint.frontends.go.expressions import other
from isolint.frontends.go.grammar import sound, triple
from isolint.frontends.go.walk import Visit, Walk
from isolint.model.facts import BlockKind, ExprKind

if TYPE_CHECKING:
    from tree_sitter import Node

_LOGIC = {"&&": ("and", BlockKind.WHEN), "||": ("or", BlockKind.UNLESS)}
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_UNARY = {"!": "not", "^": "~"}


def _binary(w: Walk, node: Node) -> int:
    sides = triple(node)
    if sides is None:
        return other(w, node)
    left, operator, right = sides
    if operator in _LOGIC:
        return _logic(w, node, operator)
    kind = ExprKind.COMPARE if operator in _COMPARISONS else ExprKind.BINARY
    return w.add(kind, node, operator, [w.expr[left.type](w, left), w.expr[right.type](w, right)])


def _logic(w: Walk, node: Node, operator: str) -> int:
    """Each operand runs only if those before it came out the right way."""
    word, kind = _LOGIC[operator]
    operands = _operands(node, operator)
    block = w.block
    parts: list[int] = []
    for operand in operands:
        if parts:
            w.block = w.open(kind, parts[-1], *operand.byte_range)
        parts.append(w.expr[operand.type](w, operand))
    w.block = block
    return w.add(ExprKind.LOGIC, node, word, parts)


def _operands(node: Node, operator: str) -> list[Node]:
    """Those of `a && b && c`, which the grammar nests to the left."""
    found: list[Node] = []
    while node.type == "binary_expression":
        sides = triple(node)
        if sides is None or sides[1] != operator:
            break
        found.append(sides[2])
        node = sides[0]
    found.append(node)
    return found[::-1]


def _unary(w: Walk, node: Node) -> int:
    operands = sound(node)
    if len(operands) != 1:
        return other(w, node)
    operator = node.children[0].type
    return w.add(ExprKind.UNARY, node, _UNARY.get(operator, operator), [w.visit(operands[0])])


OPERATORS: dict[str, Visit] = {"binary_expression": _binary, "unary_expression": _unary}
