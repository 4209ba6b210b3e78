"""Assignments to several targets at once: what each of them is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind, Step, StepKind

if TYPE_CHECKING:
    from isolint.linking.values import Values


class Unpacking:
    """Takes apart tuples, and what functions return several of."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def item(self, unit: Unit, step: Step, name: str) -> Value | None:
        """What one target is given; None where that is not seen."""
        targets = [unit.texts[part] for part in unit.parts(step.subject)]
        if name not in targets:
            return None
        if unit.kinds[step.value] in (ExprKind.TUPLE, ExprKind.LIST):
            values = unit.parts(step.value)
            if len(values) == len(targets):
                return self.values.value(unit, step.scope, values[targets.index(name)])
        for other, scope, items in self.returned_items(unit, step, len(targets)):
            found = self.values.value(other, scope, items[targets.index(name)])
            if found is not None:
                return found
        declared = self._declared_item(unit, step, targets.index(name))
        if declared is not None:
            return declared
        whole = self.values.value(unit, step.scope, step.value)
        if whole is not None and whole.form == "chain":
            return Value("chain", f"{whole.text}[{targets.index(name)}]")
        return None

    def returned_items(self, unit: Unit, step: Step, count: int) -> Iterator[tuple[Unit, int, list[int]]]:
        """The elements of each tuple that a called first-party function returns."""
        callee = self._called_function(unit, step)
        if callee is None:
            return
        other = self.values.symbols.units[callee.path]
        for position in other.steps_in.get(callee.scope, ()):
            given = other.facts.steps[position]
            is_result = given.kind in (StepKind.RETURN, StepKind.YIELD) and given.value != NONE
            if is_result and other.kinds[given.value] == ExprKind.TUPLE:
                items = other.parts(given.value)
                if len(items) == count:
                    yield other, callee.scope, items

    def handed_on(self, unit: Unit, step: Step) -> Iterator[tuple[Unit, int, int]]:
        """The calls of which a called first-party function returns all results: `return open(path)`."""
        callee = self._called_function(unit, step)
        if callee is None:
            return
        other = self.values.symbols.units[callee.path]
        for position in other.steps_in.get(callee.scope, ()):
            given = other.facts.steps[position]
            is_result = given.kind == StepKind.RETURN and given.value != NONE
            if is_result and other.kinds[given.value] == ExprKind.CALL:
                yield other, callee.scope, given.value

    def _declared_item(self, unit: Unit, step: Step, index: int) -> Value | None:
        """The type that a called first-party function declares for one of its results."""
        callee = self._called_function(unit, step)
        if callee is None:
            return None
        other = self.values.symbols.units[callee.path]
        returns = other.scopes[callee.scope].returns
        if returns == NONE or other.kinds[returns] != ExprKind.TUPLE:
            return None
        types = other.parts(returns)
        return self.values.annotated(other, 0, types[index]) if index < len(types) else None

    def _called_function(self, unit: Unit, step: Step) -> Value | None:
        if unit.kinds[step.value] != ExprKind.CALL:
            return None
        callee = self.values.callee(unit, step.scope, step.value)
        return callee if callee is not None and callee.form == "function" else None
