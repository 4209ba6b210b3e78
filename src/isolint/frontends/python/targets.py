"""What is assigned to: names are bound instead of read, the owners of all else are read."""

from __future__ import annotations

import ast

from isolint.frontends.python.walk import Walk
from isolint.model.facts import ExprKind

_NAME = ExprKind.NAME


def target(w: Walk, node: ast.expr) -> int:
    """Record a target; its names belong to the current scope from now on."""
    kind = type(node)
    if kind is ast.Name:
        name: str = node.id  # type: ignore[attr-defined]
        w.bind(name)
        return w.add(_NAME, node, name, [])
    if isinstance(node, ast.Attribute):
        return w.add(ExprKind.ATTRIBUTE, node, node.attr, [w.visit(node.value)])
    if isinstance(node, (ast.Tuple, ast.List)):
        parts = [target(w, element) for element in node.elts]
        return w.add(ExprKind.TUPLE if kind is ast.Tuple else ExprKind.LIST, node, "", parts)
    if isinstance(node, ast.Starred):
        return w.add(ExprKind.SPREAD, node, "*", [target(w, node.value)])
    return w.visit(node)


def updated(w: Walk, node: ast.expr) -> int:
    """Record the target of `op=`, which is read as well."""
    if isinstance(node, ast.Name):
        index = w.visit(node)
        w.bind(node.id)
        return index
    return w.visit(node)
