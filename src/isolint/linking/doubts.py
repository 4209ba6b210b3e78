"""Whether a statement is reached at all, in this process, by the calls that lead to it.

Some of those take a function and do not call it themselves: what starts a process runs it there.
Others pass on what decides whether the statement is for them.
"""

from __future__ import annotations

from isolint.linking.effects import Effect, Route
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.linking.values import Values
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind
from isolint.model.resource import Verb

_PROCESS = "process"


class Doubts:
    """Looks at the calls on the way of an effect."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.units = values.symbols.units

    def are_there(self, effect: Effect) -> bool:
        """The effect may as well not come about for who makes the first of the calls."""
        if effect.route is None:
            return False
        return self._is_asked_for(effect) or any(self._is_handed_away(leg) for leg in effect.route.legs())

    def _is_asked_for(self, effect: Effect) -> bool:
        """The function has a parameter by which its callers say whether they want that."""
        unit = self.units[effect.site.path]
        record = unit.scopes[unit.scope_at(effect.site.start)]
        names = {one.name for one in record.parameters} - _RECEIVERS
        return any(
            block.kind in (BlockKind.WHEN, BlockKind.UNLESS)
            and block.condition != NONE
            and not names.isdisjoint(unit.texts_under(block.condition))
            for block in unit.blocks_above(unit.step_at(effect.site.start).block)
        )

    def _is_handed_away(self, leg: Route) -> bool:
        """A function is handed to a new process, or to an object of which nothing is known."""
        unit = self.units[leg.site.path]
        call = self._call(unit, leg)
        if call == NONE or not self._takes(unit, call, leg.name):
            return False
        scope = unit.scope_at(leg.site.start)
        if self._is_unknown(self.values.callee(unit, scope, call)):
            return True
        made = self.values.value(unit, scope, call)
        words = self.values.catalogue.accesses.get(f"{made.text}.start", ()) if made is not None else ()
        return any(word.does is Verb.START and word.kind == _PROCESS for word in words)

    def _is_unknown(self, taker: Value | None) -> bool:
        return taker is None or (
            taker.text.startswith("*.") and taker.text not in self.values.catalogue.protections
        )

    def _call(self, unit: Unit, leg: Route) -> int:
        steps = (unit.facts.steps[at] for at in unit.steps_in.get(unit.scope_at(leg.site.start), ()))
        calls = (step.subject for step in steps if step.kind == StepKind.CALL)
        return next((call for call in calls if unit.site(call) == leg.site), NONE)

    @staticmethod
    def _takes(unit: Unit, call: int, name: str) -> bool:
        """The function is an argument, and not what is called."""
        callee, *arguments = unit.parts(call)
        values = [unit.parts(one)[0] if unit.kinds[one] == ExprKind.KEYWORD else one for one in arguments]
        is_passed = any(unit.kinds[one] == ExprKind.NAME and unit.texts[one] == name for one in values)
        return is_passed and unit.texts[callee] != name


_RECEIVERS = frozenset({"self", "cls"})
