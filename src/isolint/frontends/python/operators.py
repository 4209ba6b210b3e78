"""Operators: what they are called, and which of their operands run under a condition."""

# ruff: noqa: PERF401 - a comprehension would add a frame to each level of the recursion

from __future__ import annotations

import ast

from isolint.frontends.python.walk import Visit, Walk
from isolint.model.facts import BlockKind, ExprKind

_OPERATORS: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.MatMult: "@",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.FloorDiv: "//",
    ast.Invert: "~",
    ast.Not: "not",
    ast.UAdd: "+",
    ast.USub: "-",
    ast.And: "and",
    ast.Or: "or",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is-not",
    ast.In: "in",
    ast.NotIn: "not-in",
}


def _binary(w: Walk, node: ast.BinOp) -> int:
    left = node.left
    right = node.right
    parts = [w.expr[type(left)](w, left), w.expr[type(right)](w, right)]
    return w.add(ExprKind.BINARY, node, _OPERATORS[type(node.op)], parts)


def _unary(w: Walk, node: ast.UnaryOp) -> int:
    operand = node.operand
    index = w.expr[type(operand)](w, operand)
    return w.add(ExprKind.UNARY, node, _OPERATORS[type(node.op)], [index])


def _compare(w: Walk, node: ast.Compare) -> int:
    expr = w.expr
    left = node.left
    parts = [expr[type(left)](w, left)]
    for right in node.comparators:
        parts.append(expr[type(right)](w, right))
    text = " ".join([_OPERATORS[type(op)] for op in node.ops])
    return w.add(ExprKind.COMPARE, node, text, parts)


def _logic(w: Walk, node: ast.BoolOp) -> int:
    """Each operand runs only if those before it came out the right way."""
    kind = BlockKind.WHEN if type(node.op) is ast.And else BlockKind.UNLESS
    block = w.block
    parts: list[int] = []
    for operand in node.values:
        if parts:
            w.block = w.open(kind, parts[-1], w.start(operand), w.end(operand))
        parts.append(w.expr[type(operand)](w, operand))
    w.block = block
    return w.add(ExprKind.LOGIC, node, _OPERATORS[type(node.op)], parts)


def _choice(w: Walk, node: ast.IfExp) -> int:
    test = w.visit(node.test)
    body = _visit_in(w, BlockKind.WHEN, test, node.body)
    other = _visit_in(w, BlockKind.UNLESS, test, node.orelse)
    return w.add(ExprKind.CHOICE, node, "", [test, body, other])


def _visit_in(w: Walk, kind: BlockKind, condition: int, node: ast.expr) -> int:
    """Visit an expression in a block of its own."""
    block = w.block
    w.block = w.open(kind, condition, w.start(node), w.end(node))
    index = w.visit(node)
    w.block = block
    return index


OPERATORS: dict[type, Visit] = {
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _logic,
    ast.IfExp: _choice,
}
