"""Statements of a suite that put a plain dictionary in the place of `os.environ`.

What is stored there from then on goes nowhere else: child processes and C libraries get the variables
of the real mapping, which nobody has at hand any more. A copy looks like what was there before, and is
such a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.places import Places
from isolint.linking.processstate import is_suite_code
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.change import PlainEnvironment
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind

_MAPPING = "os.environ"
_COPIERS = frozenset({"dict", "collections.OrderedDict"})
_NAMED = (ExprKind.NAME, ExprKind.ATTRIBUTE)


class PlainEnvironments:
    """Looks at assignments only: what a patch replaces, it puts back."""

    def __init__(self, places: Places, values: Values) -> None:
        self.places = places
        self.units = places.units
        self.values = values
        self.fakes = places.fakes

    def collect(self) -> Iterator[PlainEnvironment]:
        """One for each function that leaves such a dictionary there."""
        for path, unit in sorted(self.units.items()):
            if unit.package or "environ" not in unit.vocabulary or not is_suite_code(self.places, path):
                continue
            stores = [step for step in unit.facts.steps if self._is_store(unit, step)]
            for step in stores:
                if self._is_plain(unit, step.scope, step.value) and not self._is_put_back(unit, step, stores):
                    name = unit.scopes[step.scope].name
                    yield PlainEnvironment(site=unit.site(step.subject), owner=f"`{name or path}`")

    def _is_store(self, unit: Unit, step: Step) -> bool:
        if step.kind != StepKind.ASSIGN or step.value == NONE or unit.kinds[step.subject] not in _NAMED:
            return False
        is_called_so = (
            unit.texts[step.subject] == "environ" and unit.kinds[step.subject] == ExprKind.ATTRIBUTE
        )
        return is_called_so and self._is_mapping(unit, step.scope, step.subject)

    def _is_mapping(self, unit: Unit, scope: int, expression: int) -> bool:
        value = self.values.as_written(unit, scope, expression)
        return value is not None and value.text == _MAPPING

    def _is_plain(self, unit: Unit, scope: int, expression: int) -> bool:
        """A literal, a copy, or a name that only such values are given."""
        kind = unit.kinds[expression]
        if kind == ExprKind.MAP:
            return True
        if kind == ExprKind.CALL:
            callee = unit.callee(expression)
            is_copy = kind == ExprKind.CALL and unit.kinds[callee] == ExprKind.ATTRIBUTE
            if is_copy and unit.texts[callee] == "copy":
                return self._is_mapping(unit, scope, unit.parts(callee)[0])
            return unit.dotted(callee) in _COPIERS
        given = self._given(unit, scope, expression) if kind in _NAMED else []
        return bool(given) and all(
            one.value != NONE
            and unit.kinds[one.value] not in _NAMED
            and self._is_plain(unit, one.scope, one.value)
            for one in given
        )

    def _given(self, unit: Unit, scope: int, expression: int) -> list[Step]:
        """What a name of the function, or a field of its object, is given in the same file."""
        if unit.kinds[expression] == ExprKind.NAME:
            binding = unit.bindings[scope].get(unit.texts[expression])
            is_variable = binding is not None and binding.form == "variable"
            return (
                [unit.facts.steps[at] for at in binding.steps] if binding is not None and is_variable else []
            )
        cls = unit.enclosing(scope, ScopeKind.TYPE)
        return self.values.attribute_steps(unit, cls, unit.texts[expression]) if cls != NONE else []

    def _is_put_back(self, unit: Unit, step: Step, stores: list[Step]) -> bool:
        """The function, or another one of its class, puts the mapping itself there again; a patch does."""
        cls = unit.enclosing(step.scope, ScopeKind.TYPE)
        beside = [
            one
            for one in stores
            if one.scope == step.scope or (cls != NONE and unit.enclosing(one.scope, ScopeKind.TYPE) == cls)
        ]
        is_patched = "environ" in self.fakes.whole(unit.path, step.scope)
        return is_patched or any(not self._is_plain(unit, one.scope, one.value) for one in beside)
