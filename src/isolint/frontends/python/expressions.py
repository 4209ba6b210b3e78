"""Visitors of expressions: each records one kind of node, children first, and answers with its index."""

# ruff: noqa: PERF401 - a comprehension would add a frame to each level of the recursion

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from isolint.frontends.python.targets import target
from isolint.frontends.python.walk import Visit, Walk
from isolint.model.facts import MAX_ELEMENTS, NONE, ExprKind, StepKind

if TYPE_CHECKING:
    from collections.abc import Sequence

_ATTRIBUTE = ExprKind.ATTRIBUTE
_CALL = ExprKind.CALL
_KEYWORD = ExprKind.KEYWORD
_NAME = ExprKind.NAME
_CALLED = StepKind.CALL


def _name(w: Walk, node: ast.Name) -> int:
    place: Any = node
    name = node.id
    index = len(w.rows)
    w.rows.append((_NAME, place.lineno, place.col_offset, place.end_lineno, place.end_col_offset, name, 0))
    if name not in w.hidden and name not in w.reads:
        w.reads[name] = (w.block, index)
    return index


def _attribute(w: Walk, node: ast.Attribute) -> int:
    """`name.attribute`, the most frequent shape of all, in one go; a load only as a whole."""
    owner = node.value
    if type(owner) is not ast.Name:
        return _chain(w, node)
    place: Any = owner
    name: str = place.id
    index = len(w.rows)
    w.rows.append((_NAME, place.lineno, place.col_offset, place.end_lineno, place.end_col_offset, name, 0))
    if name not in w.hidden:
        dotted = f"{name}.{node.attr}"
        if dotted not in w.reads:
            w.reads[dotted] = (w.block, index + 1)
    return _link(w, node, index)


def _chain(w: Walk, node: ast.Attribute) -> int:
    """Attributes of attributes, or of what is no name."""
    links = [node]
    owner = node.value
    while type(owner) is ast.Attribute:
        links.append(owner)
        owner = owner.value
    links.reverse()
    if type(owner) is not ast.Name:
        index = w.expr[type(owner)](w, owner)
        for link in links:
            index = _link(w, link, index)
        return index
    name: str = owner.id
    index = w.add(_NAME, owner, name, [])
    for link in links:
        index = _link(w, link, index)
    if name not in w.hidden:
        dotted = ".".join([name, *[link.attr for link in links]])
        w.reads.setdefault(dotted, (w.block, index))
    return index


def _link(w: Walk, node: ast.Attribute, owner: int) -> int:
    place: Any = node
    w.parts.append(owner)
    w.rows.append(
        (_ATTRIBUTE, place.lineno, place.col_offset, place.end_lineno, place.end_col_offset, node.attr, 1)
    )
    return len(w.rows) - 1


def _call(w: Walk, node: ast.Call) -> int:
    expr = w.expr
    func = node.func
    found = [expr[type(func)](w, func)]
    for argument in node.args:
        found.append(expr[type(argument)](w, argument))
    for keyword in node.keywords:
        found.append(argument_of(w, keyword))
    place: Any = node
    row, column, last, end = place.lineno, place.col_offset, place.end_lineno, place.end_col_offset
    index = len(w.rows)
    w.parts += found
    w.rows.append((_CALL, row, column, last, end, "", len(found)))
    w.steps.append((_CALLED, w.scope, w.block, index, NONE, row, column, last, end))
    return index


def argument_of(w: Walk, node: ast.keyword) -> int:
    """`name=value` or `**value`, in a call or a list of bases."""
    place: Any = node
    value = node.value
    name = node.arg
    index = w.expr[type(value)](w, value)
    if name is None:
        return w.add(ExprKind.SPREAD, node, "**", [index])
    w.parts.append(index)
    w.rows.append((_KEYWORD, place.lineno, place.col_offset, place.end_lineno, place.end_col_offset, name, 1))
    return len(w.rows) - 1


def _starred(w: Walk, node: ast.Starred) -> int:
    return w.add(ExprKind.SPREAD, node, "*", [w.visit(node.value)])


def _index(w: Walk, node: ast.Subscript) -> int:
    return w.add(ExprKind.INDEX, node, "", [w.visit(node.value), w.visit(node.slice)])


def _slice(w: Walk, node: ast.Slice) -> int:
    bounds = (node.lower, node.upper, node.step)
    parts = [NONE if bound is None else w.visit(bound) for bound in bounds]
    return w.add(ExprKind.SLICE, node, "", parts)


def _sequence(kind: ExprKind) -> Visit:
    def visit(w: Walk, node: ast.List | ast.Tuple | ast.Set) -> int:
        expr = w.expr
        parts = []
        elements = node.elts
        for element in elements[:MAX_ELEMENTS]:
            parts.append(expr[type(element)](w, element))
        _skim(w, elements[MAX_ELEMENTS:])
        return w.add(kind, node, "+" if len(elements) > MAX_ELEMENTS else "", parts)

    return visit


def _map(w: Walk, node: ast.Dict) -> int:
    parts = []
    for key, value in zip(node.keys[:MAX_ELEMENTS], node.values, strict=False):
        if key is None:
            parts.append(w.add(ExprKind.SPREAD, value, "**", [w.visit(value)]))
        else:
            pair = [w.visit(key), w.visit(value)]
            parts.append(w.add_at(ExprKind.PAIR, w.start(key), w.end(value), "", pair))
    _skim(w, node.keys[MAX_ELEMENTS:])
    _skim(w, node.values[MAX_ELEMENTS:])
    return w.add(ExprKind.MAP, node, "+" if len(node.keys) > MAX_ELEMENTS else "", parts)


def _skim(w: Walk, nodes: Sequence[ast.expr | None]) -> None:
    """What a cut literal leaves out: constants are free, the rest may hold calls and loads."""
    for node in nodes:
        if node is None or type(node) is ast.Constant:
            continue
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            _skim(w, node.elts)
        elif isinstance(node, ast.Dict):
            _skim(w, node.keys)
            _skim(w, node.values)
        else:
            w.visit(node)


def _await(w: Walk, node: ast.Await) -> int:
    return w.add(ExprKind.AWAIT, node, "", [w.visit(node.value)])


def _yield(w: Walk, node: ast.Yield | ast.YieldFrom) -> int:
    value = NONE if node.value is None else w.visit(node.value)
    w.yields = True
    w.step(StepKind.YIELD, NONE, value, node)
    text = "yield" if type(node) is ast.Yield else "yield from"
    return w.add(ExprKind.OTHER, node, text, [] if value == NONE else [value])


def _assigned(w: Walk, node: ast.NamedExpr) -> int:
    value = w.visit(node.value)
    subject = target(w, node.target)
    w.step(StepKind.ASSIGN, subject, value, node)
    return w.add(ExprKind.BIND, node, "", [subject, value])


def _other(w: Walk, node: ast.expr) -> int:
    """A node of a grammar newer than this front end: whatever expressions it holds."""
    parts = []
    for field in node._fields:
        held: Any = getattr(node, field, None)
        for child in held if isinstance(held, list) else [held]:
            if isinstance(child, ast.expr):
                parts.append(w.visit(child))
    return w.add(ExprKind.OTHER, node, "", parts)


EXPRESSIONS: dict[type, Visit] = {
    **dict.fromkeys(ast.expr.__subclasses__(), _other),
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Starred: _starred,
    ast.Subscript: _index,
    ast.Slice: _slice,
    ast.List: _sequence(ExprKind.LIST),
    ast.Tuple: _sequence(ExprKind.TUPLE),
    ast.Set: _sequence(ExprKind.SET),
    ast.Dict: _map,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.NamedExpr: _assigned,
}
