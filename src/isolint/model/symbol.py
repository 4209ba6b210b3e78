"""The named thing around a place, as a person would call it."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator

from isolint.model.facts import NONE, Expressions, ExprKind, FileFacts, ScopeKind


def enclosing_symbol(facts: FileFacts, offset: int) -> str:
    """Types and functions from the outside in, "TestOrders.test_total"; "" at the top of a file.

    An anonymous function that is handed to a call with a text is called by them, as blocks of a
    spec are: `Describe("orders").It("adds up")`. Other anonymous functions add nothing.
    """
    around = (index for index, scope in enumerate(facts.scopes) if scope.start <= offset < scope.end)
    return ".".join(filter(None, (_name(facts, index) for index in around)))


def _name(facts: FileFacts, index: int) -> str:
    scope = facts.scopes[index]
    if scope.kind == ScopeKind.MODULE:
        return ""
    if scope.kind == ScopeKind.CLOSURE:
        return _title(facts.expressions, str(index))
    return f"{scope.owner}.{scope.name}" if scope.owner else scope.name


def _title(expressions: Expressions, scope: str) -> str:
    """What an anonymous function is handed to, with the text that goes before it, or ""."""
    kinds, texts = expressions.kinds, expressions.texts
    offsets, parts = array("I", expressions.offsets), array("i", expressions.parts)
    closure = next((index for index in _closures(kinds) if texts[index] == scope), NONE)
    if closure == NONE or closure not in parts:
        return ""
    call = bisect_right(offsets, parts.index(closure)) - 1
    callee, *arguments = parts[offsets[call] : offsets[call + 1]]
    if kinds[call] != ExprKind.CALL or closure not in arguments or kinds[arguments[0]] != ExprKind.STRING:
        return ""
    return f'{texts[callee]}("{texts[arguments[0]]}")'


def _closures(kinds: bytes) -> Iterator[int]:
    index = kinds.find(ExprKind.CLOSURE)
    while index >= 0:
        yield index
        index = kinds.find(ExprKind.CLOSURE, index + 1)
