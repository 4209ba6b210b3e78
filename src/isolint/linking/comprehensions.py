"""Names that comprehensions bind for themselves."""

from __future__ import annotations

from isolint.linking.unit import Unit
from isolint.model.facts import ExprKind


def loop_names(unit: Unit) -> dict[int, int]:
    """The GENERATOR that binds it, by the NAME's expression."""
    table: dict[int, int] = {}
    for index in unit.of_kind(ExprKind.COMPREHENSION):
        _bind(unit, table, index)
    return table


def _bind(unit: Unit, table: dict[int, int], comprehension: int) -> None:
    """Those of one comprehension; its first iterable is evaluated outside of it."""
    generators = unit.parts(comprehension)[1:]
    bound = {name: one for one in generators for name in unit.targets(unit.parts(one)[0])}
    outside = unit.site(unit.parts(generators[0])[1])
    start, expression = unit.start(comprehension), comprehension - 1
    while expression >= 0 and unit.start(expression) >= start:
        at = unit.start(expression)
        is_inside = not outside.start <= at < outside.end
        if unit.kinds[expression] == ExprKind.NAME and is_inside:
            generator = bound.get(unit.texts[expression])
            if generator is not None:
                table.setdefault(expression, generator)
        expression -= 1
