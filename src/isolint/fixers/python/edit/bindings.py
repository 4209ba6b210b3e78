"""Which names mean what at a place: enough to add one without changing what another means."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import chain

from isolint.fixers.python.edit.document import Document

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_OWN_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def offset(document: Document, row: int, column: int) -> int:
    """The byte offset of what ast calls a line and a column."""
    return document.source.line_starts[row - 1] + column


def scopes(document: Document, at: int) -> tuple[Function | ast.Module, ...]:
    """The functions in whose bodies an offset lies, the nearest first, then the module."""
    around = [node for node in document.nodes if isinstance(node, Function) and _in_body(document, node, at)]
    return (*reversed(around), document.tree)


def binders(scope: Function | ast.Module, name: str) -> tuple[ast.AST, ...]:
    """The nodes that give a name a meaning in a scope; imports appear as their statements."""
    return tuple(node for node in own_nodes(scope) if name in _bound(node))


def own_nodes(scope: Function | ast.Module) -> Iterator[ast.AST]:
    """The nodes of a scope, without those in functions and classes inside of it."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _OWN_SCOPE):
            waiting += ast.iter_child_nodes(node)


def _in_body(document: Document, node: Function, at: int) -> bool:
    first = node.body if isinstance(node, ast.Lambda) else node.body[0]
    decorators: Sequence[ast.expr] = getattr(first, "decorator_list", ())
    starts = [offset(document, first.lineno, first.col_offset)]
    starts += (offset(document, decorator.lineno, 0) for decorator in decorators)
    return min(starts) <= at < offset(document, node.end_lineno or 0, node.end_col_offset or 0)


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name


def mentions(function: ast.AST, name: str) -> bool:
    """Does the name stand anywhere in a function, in whatever role?"""
    return any(
        name in chain(_bound(node), (node.id,) if isinstance(node, ast.Name) else ())
        for node in ast.walk(function)
    )
