"""Comprehensions: their variables are their own, their calls belong to the scope around."""

from __future__ import annotations

import ast
from typing import Any

from isolint.frontends.python.targets import target
from isolint.frontends.python.walk import Visit, Walk
from isolint.model.facts import BlockKind, ExprKind

_TEXTS: dict[type, str] = {
    ast.ListComp: "list",
    ast.SetComp: "set",
    ast.DictComp: "map",
    ast.GeneratorExp: "generator",
}


def _comprehension(w: Walk, node: Any) -> int:
    block, hidden, inner = w.block, w.hidden, w.inner
    generators: list[ast.comprehension] = node.generators
    iterable = w.visit(generators[0].iter)
    targets = _targets(w, generators)
    start, end = w.start(node), w.end(node)
    made = []
    for number, generator in enumerate(generators):
        if number:
            iterable = w.visit(generator.iter)
        w.block = w.open(BlockKind.LOOP, iterable, start, end)
        parts = [targets[number], iterable]
        for test in generator.ifs:
            parts.append(w.visit(test))
            w.block = w.open(BlockKind.WHEN, parts[-1], start, end)
        last = generator.ifs[-1] if generator.ifs else generator.iter
        made.append(w.add_at(ExprKind.GENERATOR, w.start(generator.target), w.end(last), "", parts))
    element = _element(w, node)
    w.block, w.hidden, w.inner = block, hidden, inner
    return w.add(ExprKind.COMPREHENSION, node, _TEXTS[type(node)], [element, *made])


def _targets(w: Walk, generators: list[ast.comprehension]) -> list[int]:
    """All variables, hidden from now on without being bound in the scope."""
    bound, outer, enclosing = w.bound, w.outer, w.enclosing
    w.bound, w.outer, w.enclosing = set(), set(), set()
    targets = [target(w, generator.target) for generator in generators]
    names, w.bound, w.outer, w.enclosing = w.bound, bound, outer, enclosing
    w.hidden = w.hidden | names
    w.inner = w.inner | names
    return targets


def _element(w: Walk, node: Any) -> int:
    """A mapping's element is a pair, or (3.15) a spread."""
    if type(node) is not ast.DictComp:
        return w.visit(node.elt)
    value: ast.expr | None = node.value
    if value is None:
        return w.add(ExprKind.SPREAD, node.key, "**", [w.visit(node.key)])
    pair = [w.visit(node.key), w.visit(value)]
    return w.add_at(ExprKind.PAIR, w.start(node.key), w.end(value), "", pair)


COMPREHENSIONS: dict[type, Visit] = dict.fromkeys(_TEXTS, _comprehension)
