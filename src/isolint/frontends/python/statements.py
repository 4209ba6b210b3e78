"""Visitors of statements: each yields steps, and blocks for what runs under a condition."""

from __future__ import annotations

import ast
from typing import Any

from isolint.frontends.python.targets import target, updated
from isolint.frontends.python.walk import Guards, Run, Walk
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, StepKind

_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_ASSIGN = StepKind.ASSIGN


def _expression(w: Walk, node: ast.Expr) -> None:
    value = node.value
    if type(value) is not ast.Constant:
        w.expr[type(value)](w, value)


def _assign(w: Walk, node: ast.Assign) -> None:
    value = node.value
    index = w.expr[type(value)](w, value)
    for subject in node.targets:
        w.step(_ASSIGN, target(w, subject), index, node)


def _annotated(w: Walk, node: ast.AnnAssign) -> None:
    """Annotations inside functions are never evaluated, so they are not looked at."""
    value = NONE if node.value is None else w.visit(node.value)
    if w.kind in (ScopeKind.MODULE, ScopeKind.TYPE):
        w.visit(node.annotation)
    if value != NONE:
        w.step(StepKind.ASSIGN, target(w, node.target), value, node)
    elif isinstance(node.target, ast.Name):
        w.bind(node.target.id)


def _update(w: Walk, node: ast.AugAssign) -> None:
    subject = updated(w, node.target)
    value = w.visit(node.value)
    w.step(StepKind.UPDATE, subject, value, node)


def _delete(w: Walk, node: ast.Delete) -> None:
    for subject in node.targets:
        w.step(StepKind.DELETE, target(w, subject), NONE, node)


def _return(w: Walk, node: ast.Return) -> None:
    w.step(StepKind.RETURN, NONE, NONE if node.value is None else w.visit(node.value), node)


def _raise(w: Walk, node: ast.Raise) -> None:
    value = NONE if node.exc is None else w.visit(node.exc)
    if node.cause is not None:
        w.visit(node.cause)
    w.step(StepKind.RAISE, NONE, value, node)


def _assert(w: Walk, node: ast.Assert) -> None:
    test = w.visit(node.test)
    w.step(StepKind.ASSERT, NONE, test, node)
    if node.msg is not None and type(node.msg) is not ast.Constant:
        block = w.block
        w.block = w.open(BlockKind.UNLESS, test, w.start(node.msg), w.end(node.msg))
        w.visit(node.msg)
        w.block = block


def _if(w: Walk, node: ast.If) -> Guards | None:
    """Answers with the conditions under which the statements after it run."""
    test = w.visit(node.test)
    w.run_in(BlockKind.WHEN, test, node.body)
    further = None
    if node.orelse:
        block = w.block
        w.block = w.open_over(BlockKind.UNLESS, test, node.orelse)
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            further = _if(w, node.orelse[0])
        else:
            w.run(node.orelse)
        w.block = block
    if _leaves(node.body):
        return ((BlockKind.UNLESS, test), *(further or ()))
    if _leaves(node.orelse):
        return ((BlockKind.WHEN, test),)
    return None


def _leaves(body: list[ast.stmt]) -> bool:
    """Whether nothing after a suite runs once it has run."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, ast.If):
        return _leaves(last.body) and _leaves(last.orelse)
    if isinstance(last, (ast.With, ast.AsyncWith)):
        return _leaves(last.body)
    return isinstance(last, _LEAVING)


def _for(w: Walk, node: ast.For | ast.AsyncFor) -> None:
    iterable = w.visit(node.iter)
    subject = target(w, node.target)
    w.step_at(StepKind.ITERATE, subject, iterable, w.start(node), w.end(node.iter))
    w.run_in(BlockKind.LOOP, iterable, node.body)
    if node.orelse:
        w.run_in(BlockKind.ELSE, NONE, node.orelse)


def _while(w: Walk, node: ast.While) -> None:
    w.run_in(BlockKind.LOOP, w.visit(node.test), node.body)
    if node.orelse:
        w.run_in(BlockKind.ELSE, NONE, node.orelse)


def _with(w: Walk, node: ast.With | ast.AsyncWith) -> None:
    """Each manager is entered inside the one before it."""
    block = w.block
    end = w.end(node.body[-1])
    for item in node.items:
        manager = w.visit(item.context_expr)
        last = item.optional_vars or item.context_expr
        subject = NONE if item.optional_vars is None else target(w, item.optional_vars)
        w.step_at(StepKind.ENTER, subject, manager, w.start(item.context_expr), w.end(last))
        w.block = w.open(BlockKind.WITHIN, manager, w.end(last), end)
    w.run(node.body)
    w.block = block


def _try(w: Walk, node: ast.Try) -> None:
    w.run_in(BlockKind.TRY, NONE, node.body)
    for handler in node.handlers:
        _rescue(w, handler)
    if node.orelse:
        w.run_in(BlockKind.ELSE, NONE, node.orelse)
    if node.finalbody:
        w.run_in(BlockKind.FINALLY, NONE, node.finalbody)


def _rescue(w: Walk, node: ast.ExceptHandler) -> None:
    kind = NONE if node.type is None else w.visit(node.type)
    block = w.block
    start = w.start(node)
    w.block = w.open(BlockKind.RESCUE, kind, start, w.end(node))
    header = start + len("except") if node.type is None else w.end(node.type)
    subject = NONE
    if node.name is not None:
        w.bind(node.name)
        place = w.find(node.name, w.text.find(b"as", header) + 2, w.begin(node.body[0]))
        subject = w.add_at(ExprKind.NAME, *place, node.name, [])
        header = place[1]
    w.step_at(StepKind.CATCH, subject, kind, start, header)
    w.run(node.body)
    w.block = block


def _global(w: Walk, node: ast.Global) -> None:
    w.outer.update(node.names)
    w.bound.difference_update(node.names)


def _nonlocal(w: Walk, node: ast.Nonlocal) -> None:
    w.enclosing.update(node.names)
    w.bound.difference_update(node.names)


def _alias(w: Walk, node: Any) -> None:
    """`type X = ...` (3.12); its parameters are known inside it alone."""
    hidden = w.hidden
    w.hidden = hidden | type_parameters(w, node)
    value = w.visit(node.value)
    w.hidden = hidden
    w.step(StepKind.ASSIGN, target(w, node.name), value, node)


def type_parameters(w: Walk, node: Any) -> set[str]:
    """The names of PEP 695 parameters; what their bounds call and read is recorded."""
    parameters = getattr(node, "type_params", ())
    names = {parameter.name for parameter in parameters}
    hidden = w.hidden
    w.hidden = hidden | names
    for parameter in parameters:
        for field in ("bound", "default_value"):
            value = getattr(parameter, field, None)
            if value is not None:
                w.visit(value)
    w.hidden = hidden
    return names


def _nothing(w: Walk, node: ast.stmt) -> None:
    """`pass`, `break` and `continue` are seen by who asks whether a suite leaves."""


def _other(w: Walk, node: ast.stmt) -> None:
    """A statement of a grammar newer than this front end: what it holds, in order."""
    for field in node._fields:
        held: Any = getattr(node, field, None)
        for child in held if isinstance(held, list) else [held]:
            if isinstance(child, ast.expr):
                w.visit(child)
            elif isinstance(child, ast.stmt):
                w.run([child])


STATEMENTS: dict[type, Run] = {
    **dict.fromkeys(ast.stmt.__subclasses__(), _other),
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _update,
    ast.Delete: _delete,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    **{getattr(ast, name): _try for name in ("TryStar",) if hasattr(ast, name)},
    **{getattr(ast, name): _alias for name in ("TypeAlias",) if hasattr(ast, name)},
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Pass: _nothing,
    ast.Break: _nothing,
    ast.Continue: _nothing,
}
