"""How one function, or the methods of one object, spell the things they keep: `conn`, `self.conn`."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind

_OWN = ("self", "cls")
_THROUGH = frozenset(
    {
        ExprKind.KEYWORD, ExprKind.SPREAD, ExprKind.LIST, ExprKind.TUPLE, ExprKind.SET, ExprKind.MAP,
        ExprKind.PAIR, ExprKind.AWAIT, ExprKind.CHOICE, ExprKind.LOGIC, ExprKind.BIND,
        ExprKind.COMPREHENSION, ExprKind.CAST,
    }
)  # fmt: skip


def key(unit: Unit, expression: int) -> str:
    """`conn`, or `self.conn` for what an object or its class keeps; "" for all else."""
    if expression == NONE:
        return ""
    if unit.kinds[expression] == ExprKind.NAME:
        return unit.texts[expression] if unit.texts[expression] not in _OWN else ""
    if unit.kinds[expression] != ExprKind.ATTRIBUTE:
        return ""
    owner = unit.parts(expression)[0]
    is_own = unit.kinds[owner] == ExprKind.NAME and unit.texts[owner] in _OWN
    return f"self.{unit.texts[expression]}" if is_own else ""


def handed(unit: Unit, expression: int) -> Iterator[int]:
    """The keys in an expression that are passed on as they are: not what is only asked for something."""
    waiting = [expression]
    while waiting:
        at = waiting.pop()
        if at == NONE:
            continue
        if key(unit, at):
            yield at
        elif unit.kinds[at] == ExprKind.CALL:
            waiting += unit.parts(at)[1:]
        elif unit.kinds[at] in _THROUGH:
            waiting += unit.parts(at)
        elif unit.kinds[at] == ExprKind.CLOSURE:
            record = unit.scopes[int(unit.texts[at])]
            yield from within(unit, record.start, record.end)


def mentioned(unit: Unit, expression: int) -> Iterator[int]:
    """All keys in an expression, also those that a text or a path is made from."""
    return (at for at in unit.under(expression) if key(unit, at))


def within(unit: Unit, start: int, end: int) -> Iterator[int]:
    """All keys in a stretch of a file."""
    for kind in (ExprKind.NAME, ExprKind.ATTRIBUTE):
        for at in unit.of_kind(kind):
            if start <= unit.start(at) < end and key(unit, at):
                yield at
