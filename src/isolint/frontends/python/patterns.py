"""`match`: a case is a comparison of the subject with a pattern, and may bind names."""

from __future__ import annotations

import ast
from typing import Any

from isolint.frontends.python.walk import Run, Walk
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind


def _match(w: Walk, node: ast.Match) -> None:
    """Literal patterns are compared with "==" or "is", all others with "match"."""
    subject = w.visit(node.subject)
    block = w.block
    for case in node.cases:
        captures: list[tuple[int, bool]] = []
        pattern = _pattern(w, case.pattern, captures, whole=True)
        parts = [subject] if pattern == NONE else [subject, pattern]
        condition = w.add(ExprKind.COMPARE, case.pattern, _operator(case.pattern), parts)
        w.block = w.open(BlockKind.CASE, condition, w.start(case.pattern), w.end(case.body[-1]))
        for capture, whole in captures:
            w.step(StepKind.ASSIGN, capture, subject if whole else NONE, case.pattern)
        if case.guard is None:
            w.run(case.body)
        else:
            w.run_in(BlockKind.WHEN, w.visit(case.guard), case.body)
        w.block = block


def _operator(pattern: ast.pattern) -> str:
    if isinstance(pattern, ast.MatchValue):
        return "=="
    return "is" if isinstance(pattern, ast.MatchSingleton) else "match"


def _pattern(w: Walk, node: ast.pattern, captures: list[tuple[int, bool]], *, whole: bool = False) -> int:
    """Record a pattern; `captures` gains the names it binds, and whether to all of the subject."""
    if isinstance(node, ast.MatchValue):
        return w.visit(node.value)
    if isinstance(node, ast.MatchSingleton):
        return w.add(ExprKind.SINGLETON, node, repr(node.value), [])
    parts = []
    for field in node._fields:
        held: Any = getattr(node, field)
        for child in held if isinstance(held, list) else [held]:
            if isinstance(child, ast.pattern):
                parts.append(_pattern(w, child, captures, whole=whole and _passes_all(node)))
            elif isinstance(child, ast.expr):
                parts.append(w.visit(child))
    name = getattr(node, "rest", None) or getattr(node, "name", None)
    if name:
        captures.append((_capture(w, node, name), whole and isinstance(node, ast.MatchAs)))
    return w.add(ExprKind.OTHER, node, "", parts) if parts else NONE


def _passes_all(node: ast.pattern) -> bool:
    """Whether the parts of a pattern see the same value as the whole."""
    return isinstance(node, (ast.MatchAs, ast.MatchOr))


def _capture(w: Walk, node: ast.pattern, name: str) -> int:
    w.bind(name)
    start, end = w.start(node), w.end(node)
    if isinstance(node, ast.MatchMapping):
        start = w.text.rfind(b"**", start, end) + 2
    else:
        start = max(start, end - len(name.encode()))
    return w.add_at(ExprKind.NAME, *w.find(name, start, end), name, [])


PATTERNS: dict[type, Run] = {ast.Match: _match}
