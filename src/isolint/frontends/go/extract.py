"""From a source to its facts; whatever the input, the answer is a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from isolint.frontends.go import columns
from isolint.frontends.go.composites import COMPOSITES
from isolint.frontends.go.control import CONTROL
from isolint.frontends.go.declarations import DECLARATIONS
from isolint.frontends.go.definitions import CLOSURES, DEFINITIONS, module
from isolint.frontends.go.expressions import EXPRESSIONS, nothing, other
from isolint.frontends.go.grammar import COMMENT, UNSOUND, first_error, parse
from isolint.frontends.go.literals import LITERALS
from isolint.frontends.go.loads import loads
from isolint.frontends.go.operators import OPERATORS
from isolint.frontends.go.statements import STATEMENTS
from isolint.frontends.go.typedefs import TYPE_DEFINITIONS
from isolint.frontends.go.types import TYPES
from isolint.frontends.go.walk import Visit, Walk
from isolint.frontends.surroundings import collector_paused, deep
from isolint.model.facts import FileFacts, Scope, ScopeKind
from isolint.model.finding import Problem
from isolint.model.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node


class _Visits(dict[str, Visit]):
    """Whatever has no visitor of its own holds expressions that may have one."""

    def __missing__(self, kind: str) -> Visit:
        return other


_EXPR = _Visits(
    {
        **EXPRESSIONS,
        **OPERATORS,
        **LITERALS,
        **COMPOSITES,
        **TYPES,
        **CLOSURES,
        **dict.fromkeys(UNSOUND, nothing),
    }
)
_STMT = {**STATEMENTS, **CONTROL, **DECLARATIONS, **DEFINITIONS, **TYPE_DEFINITIONS}
_BUILD = re.compile(rb"//go:build[ \t]+(.*?)\s*\Z")
_OLD_BUILD = re.compile(rb"//[ \t]*\+build[ \t]+(.*?)\s*\Z")


def extract(source: Source) -> FileFacts | Problem:
    """The facts of one file, from its text alone; what could not be parsed is left out of them."""
    with collector_paused():
        try:
            return _facts(source, parse(source.text))
        except (RecursionError, MemoryError):
            return Problem(
                stage="parse",
                path=source.path,
                message="the code is nested too deeply to be parsed",
                row=1,
                column=1,
            )


def _facts(source: Source, root: Node) -> FileFacts:
    w = Walk(source, _EXPR, _STMT)
    with deep():
        module(w, root)
    scopes = [scope for scope in w.scopes if scope is not None]
    declared = {scope.name for scope in scopes if scope.parent == 0}
    return FileFacts(
        path=source.path,
        language="go",
        expressions=columns.expressions(w.rows, w.parts),
        scopes=tuple(_assigning(w, scopes)),
        blocks=tuple(w.blocks),
        steps=columns.steps(w.steps),
        imports=tuple(w.imports),
        loads=tuple(loads(w.frames, declared, w.rows)),
        condition=_condition(source.text, root),
        broken=first_error(root),
    )


def _assigning(w: Walk, scopes: list[Scope]) -> Iterator[Scope]:
    """The scopes with the names that they assign to and others declare."""
    for scope, frame in zip(scopes, w.frames, strict=True):
        if frame.assigned and frame.kind is not ScopeKind.MODULE:
            yield scope._replace(outer=frame.outer(), enclosing=frame.enclosing())
        else:
            yield scope


def _condition(text: bytes, root: Node) -> str:
    """The build constraint, which stands above the package clause."""
    old: list[str] = []
    for child in root.children:
        kind = child.type
        if kind == "package_clause":
            break
        if kind == COMMENT:
            comment = text[child.start_byte : child.end_byte]
            if found := _BUILD.match(comment):
                return found[1].decode()
            if found := _OLD_BUILD.match(comment):
                old.append(found[1].decode())
    return " && ".join(old)
