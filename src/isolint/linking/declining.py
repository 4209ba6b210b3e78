"""Handlers that a test adds to a list of such, and that leave to the others what is not their own."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.change import Change
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind

_ADDING = frozenset({"append", "insert", "add", "appendleft"})
_LISTS = frozenset({ExprKind.LIST, ExprKind.TUPLE})
_HANDED_ON = frozenset({"None", "False", "NotImplemented"})


class Declining:
    def __init__(self, values: Values) -> None:
        self.values = values
        self.units = values.symbols.units

    def is_declining(self, change: Change) -> bool:
        """All functions that it adds are the test's own, and give nothing back under a condition."""
        unit = self.units[change.site.path]
        call = next((one for one in unit.called if unit.site(one) == change.site), NONE)
        if call == NONE or not change.of_item or unit.texts[unit.callee(call)] not in _ADDING:
            return False
        added = [*self._parts(unit, unit.parts(call)[-1])]
        return bool(added) and all(self._declines(unit, one) for one in added)

    def _parts(self, unit: Unit, expression: int) -> Iterator[int]:
        if unit.kinds[expression] in _LISTS:
            yield from unit.parts(expression)
        elif unit.kinds[expression] == ExprKind.NAME:
            yield expression

    def _declines(self, unit: Unit, expression: int) -> bool:
        scope = unit.scope_at(unit.start(expression))
        value = self.values.value(unit, scope, expression)
        if value is None or value.form != "function" or value.path != unit.path:
            return False
        if unit.scopes[value.scope].parent != scope:
            return False
        steps = (unit.facts.steps[at] for at in unit.steps_in.get(value.scope, ()))
        return any(
            step.kind == StepKind.RETURN
            and (step.value == NONE or unit.texts[step.value] in _HANDED_ON)
            and any(block.kind == BlockKind.WHEN for block in unit.blocks_above(step.block))
            for step in steps
        )
