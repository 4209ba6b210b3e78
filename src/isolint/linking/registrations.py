"""What is put into a registry, and into which: names for what one process knows and another may not."""

from __future__ import annotations

from isolint.linking.calls import Calls
from isolint.linking.naming import constant, joined, unknown
from isolint.linking.unit import Unit
from isolint.model.facts import ExprKind, Step, StepKind
from isolint.model.name import SEPARATOR, Name


class Registrations:
    """Names them as they are written, where that is a chain of names."""

    def __init__(self, calls: Calls) -> None:
        self.values = calls.values
        self.units = calls.units

    def name(self, unit: Unit, step: Step, name: Name, arguments: list[int]) -> Name:
        """`name` is what the first argument was made from; what holds it is not known of a value
        that the set-up has made for itself."""
        callee = unit.dotted(unit.callee(step.subject))
        if self._is_own(unit, step, callee):
            return unknown(name.site)
        held = self._spelled(unit, step, arguments[0]) if arguments else ""
        if not callee or not held:
            return name
        root = held.partition(".")[0]
        if step.scope != 0 and root in unit.bindings[step.scope]:
            return joined((name, constant(f"{SEPARATOR}{callee}", None)), name.site)
        if self._is_set_later(unit, step.scope, root):
            return joined((unknown(name.site), constant(f"{SEPARATOR}{callee}", None)), name.site)
        return constant(f"{held}{SEPARATOR}{callee}", name.site)

    @staticmethod
    def _is_own(unit: Unit, step: Step, callee: str) -> bool:
        """The method of an object that the function has made, or was given, for itself."""
        owner, _, method = callee.rpartition(".")
        root = owner.partition(".")[0]
        binding = unit.bindings[step.scope].get(root) if step.scope != 0 and method else None
        return binding is not None and binding.form in ("variable", "parameter")

    def _spelled(self, unit: Unit, step: Step, argument: int) -> str:
        """A chain of names, for a value that is made on the spot that of its type; "" for others."""
        if unit.kinds[argument] == ExprKind.UNARY and unit.texts[argument] == "&":
            argument = unit.parts(argument)[0]
        if unit.kinds[argument] != ExprKind.CALL:
            return unit.dotted(argument)
        made = self.values.value(unit, step.scope, unit.callee(argument))
        return unit.dotted(unit.callee(argument)) if made is not None and made.form == "type" else ""

    def _is_set_later(self, unit: Unit, scope: int, name: str) -> bool:
        """A variable of the package that is declared without a value."""
        symbol = self.values.symbols.lookup(unit, scope, name)
        if symbol is None or symbol.form != "variable" or symbol.scope != 0:
            return False
        other = self.units[symbol.path]
        binding = other.bindings[0].get(symbol.name)
        steps = [other.facts.steps[at] for at in binding.steps] if binding is not None else []
        own = [step for step in steps if step.scope == 0]
        return bool(own) and all(step.kind == StepKind.DECLARE for step in own)
