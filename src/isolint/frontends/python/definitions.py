"""Functions, types and anonymous functions: the scopes of a file."""

from __future__ import annotations

import ast
import re
from typing import Any, NamedTuple

from isolint.frontends.python.expressions import argument_of
from isolint.frontends.python.statements import type_parameters
from isolint.frontends.python.walk import Frame, Run, Visit, Walk
from isolint.model.facts import (
    NONE,
    Block,
    BlockKind,
    ExprKind,
    Parameter,
    Scope,
    ScopeKind,
    StepKind,
)

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_GAP = rb"(?:[ \t\f]|\\(?:\r\n|\r|\n))+"
_HEADER = re.compile(rb"(?:async" + _GAP + rb")?(?:def|class)" + _GAP + rb"([^\s(\[:\\]+)")


class _Head(NamedTuple):
    """What is known of a scope before its body is visited."""

    kind: ScopeKind
    name: str
    start: int
    end: int
    name_start: int
    name_end: int
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[int, ...] = ()
    bases: tuple[int, ...] = ()
    is_async: bool = False
    returns: int = NONE


def module(w: Walk, node: ast.Module) -> None:
    """The scope of the file itself; reads of its own names count as loads."""
    size = len(w.text)
    _enter(w, _Head(ScopeKind.MODULE, "", 0, size, 0, 0), set(), "", node.body)


def _function(w: Walk, node: _Function) -> None:
    decorators = tuple([w.visit(decorator) for decorator in node.decorator_list])
    hidden = w.hidden
    generic = type_parameters(w, node)
    if generic:
        w.hidden = hidden | generic
    parameters = _parameters(w, node.args)
    returns = NONE if node.returns is None else w.visit(node.returns)
    w.hidden = hidden
    head = _Head(
        ScopeKind.FUNCTION,
        node.name,
        *_place(w, node),
        parameters,
        decorators,
        (),
        isinstance(node, ast.AsyncFunctionDef),
        returns,
    )
    names = generic.union([parameter.name for parameter in parameters])
    receiver = _receiver(w, parameters)
    names.discard(receiver)
    w.bind(node.name)
    _define(w, head, names, receiver, node.body)


def _type(w: Walk, node: ast.ClassDef) -> None:
    decorators = tuple([w.visit(decorator) for decorator in node.decorator_list])
    hidden = w.hidden
    generic = type_parameters(w, node)
    if generic:
        w.hidden = hidden | generic
    bases = [w.visit(base) for base in node.bases]
    bases += [argument_of(w, keyword) for keyword in node.keywords]
    w.hidden = hidden
    head = _Head(ScopeKind.TYPE, node.name, *_place(w, node), (), decorators, tuple(bases))
    w.bind(node.name)
    _define(w, head, generic, "", node.body)


def _closure(w: Walk, node: ast.Lambda) -> int:
    parameters = _parameters(w, node.args)
    start, end = w.start(node), w.end(node)
    colon = w.text.rfind(b":", start, w.start(node.body))
    head = _Head(ScopeKind.CLOSURE, "<lambda>", start, end, start, max(colon, start) + 1, parameters)
    names = set(w.inner).union([parameter.name for parameter in parameters])
    inner = w.inner
    body = ast.copy_location(ast.Return(node.body), node.body)
    scope = _enter(w, head, names, "", [body])
    w.inner = inner
    return w.add(ExprKind.CLOSURE, node, str(scope), [])


def _define(w: Walk, head: _Head, names: set[str], receiver: str, body: list[ast.stmt]) -> None:
    scope = len(w.scopes)
    w.step_at(StepKind.DEFINE, NONE, scope, head.start, head.end)
    inner, w.inner = w.inner, frozenset()
    _enter(w, head, names, receiver, body)
    w.inner = inner


def _enter(w: Walk, head: _Head, names: set[str], receiver: str, body: list[ast.stmt]) -> int:
    """Visit a body as a scope of its own, and record the scope."""
    parent, block = w.scope, w.block
    around = (w.reads, w.bound, w.hidden, w.outer, w.enclosing, w.yields, w.kind)
    w.scope = scope = len(w.scopes)
    w.scopes.append(None)
    w.reads, w.bound, w.outer, w.enclosing, w.yields = {}, names, set(), set(), False
    w.hidden = set() if head.kind is ScopeKind.MODULE else names
    w.kind = head.kind
    w.frames.append(Frame(scope, w.reads, w.hidden, receiver))
    start = _body_start(w, body, head.end)
    w.block = len(w.blocks)
    w.blocks.append(Block(NONE, BlockKind.BODY, scope, NONE, start, head.end))
    w.run(body)
    w.scopes[scope] = _scope(w, head, parent, block, start)
    w.names |= w.bound
    w.scope, w.block = parent, block
    w.reads, w.bound, w.hidden, w.outer, w.enclosing, w.yields, w.kind = around
    return scope


def _scope(w: Walk, head: _Head, parent: int, block: int, body: int) -> Scope:
    return Scope(
        parent=parent,
        kind=head.kind,
        name=head.name,
        block=block,
        start=head.start,
        end=head.end,
        name_start=head.name_start,
        name_end=head.name_end,
        body=body,
        parameters=head.parameters,
        decorators=head.decorators,
        bases=head.bases,
        outer=tuple(sorted(w.outer)),
        enclosing=tuple(sorted(w.enclosing)),
        yields=w.yields,
        is_async=head.is_async,
        returns=head.returns,
    )


def _place(w: Walk, node: _Function | ast.ClassDef) -> tuple[int, int, int, int]:
    """The whole definition, and its name in it."""
    start = w.start(node)
    header = _HEADER.match(w.text, start)
    name = header.span(1) if header else (start, start)
    return (w.begin(node), w.end(node), *name)


def _body_start(w: Walk, body: list[ast.stmt], end: int) -> int:
    """Where the first statement after a docstring starts."""
    for statement in body[:2]:
        if not _is_docstring(statement) or statement is not body[0]:
            return w.begin(statement)
    return end


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _parameters(w: Walk, node: ast.arguments) -> tuple[Parameter, ...]:
    """Parameters in the order of the header, defaults evaluated before annotations."""
    plain = [*node.posonlyargs, *node.args]
    given: list[Any] = [None] * (len(plain) - len(node.defaults)) + node.defaults
    defaults = [_optional(w, default) for default in [*given, *node.kw_defaults]]
    made = [
        Parameter(argument.arg, default, _optional(w, argument.annotation), "")
        for argument, default in zip(plain, defaults, strict=False)
    ]
    for position in range(len(node.posonlyargs)):
        made[position] = made[position]._replace(form="/")
    if node.vararg:
        made.append(Parameter(node.vararg.arg, NONE, _optional(w, node.vararg.annotation), "*args"))
    for argument, default in zip(node.kwonlyargs, defaults[len(plain) :], strict=True):
        made.append(Parameter(argument.arg, default, _optional(w, argument.annotation), "*"))
    if node.kwarg:
        made.append(Parameter(node.kwarg.arg, NONE, _optional(w, node.kwarg.annotation), "**kwargs"))
    return tuple(made)


def _optional(w: Walk, node: ast.expr | None) -> int:
    return NONE if node is None else w.expr[type(node)](w, node)


def _receiver(w: Walk, parameters: tuple[Parameter, ...]) -> str:
    """The first parameter of a function that stands directly in a type."""
    if parameters and w.kind is ScopeKind.TYPE and parameters[0].form in ("", "/"):
        return parameters[0].name
    return ""


DEFINITIONS: dict[type, Run] = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _type,
}
CLOSURES: dict[type, Visit] = {ast.Lambda: _closure}
