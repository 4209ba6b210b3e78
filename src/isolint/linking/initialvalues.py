"""What is stored in a variable is what it holds on import, however that is written."""

from __future__ import annotations

from isolint.linking.constants import Constants
from isolint.linking.holding import Holding
from isolint.linking.itemkeys import ItemKeys
from isolint.linking.readers import read_key
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, Step, StepKind
from isolint.model.source import Site

_LITERALS = frozenset({ExprKind.LIST, ExprKind.MAP, ExprKind.SET, ExprKind.TUPLE, ExprKind.PAIR})
_NAMED = frozenset({ExprKind.NAME, ExprKind.ATTRIBUTE})


class InitialValues:
    def __init__(self, holding: Holding, constants: Constants) -> None:
        self.holding = holding
        self.constants = constants
        self.values = holding.values
        self.units = holding.units
        self.items = ItemKeys(holding)

    def text(self, key: str, site: Site) -> str:
        """Says what a statement stores, where a variable starts with the same; "" for anything else."""
        made = self.constants.made_as_initial(key, site)
        step = self._stored(site)
        if made or step is None:
            return made
        unit = self.units[site.path]
        path, _, name = read_key(key).partition("::")
        initial = self.holding.initial_step(path, name)
        if key.endswith("[]"):
            item = self.items.at(site, read_key(key))
            return self._of_item(unit, step.value, initial, self.units[path], item) if item else ""
        if self._is_saved(unit, step, key):
            return f"{key} as it was"
        if initial is None:
            return ""
        mine = self._meant(unit, step.scope, step.value)
        return mine if mine and mine == self._meant(self.units[path], initial.scope, initial.value) else ""

    def _stored(self, site: Site) -> Step | None:
        unit = self.units[site.path]
        steps = (unit.facts.steps[at] for at in unit.steps_in.get(unit.scope_at(site.start), ()))
        assigned = (
            one for one in steps if one.kind == StepKind.ASSIGN and NONE not in (one.subject, one.value)
        )
        return next((one for one in assigned if unit.site(one.subject) == site), None)

    def _of_item(self, unit: Unit, value: int, initial: Step | None, other: Unit, item: str) -> str:
        """A constant that the mapping is written with under the same key."""
        if initial is None or other.kinds[initial.value] != ExprKind.MAP:
            return ""
        stored = self.constants.text_of(unit, value)
        for pair in other.parts(initial.value):
            if other.kinds[pair] == ExprKind.PAIR:
                name, there = other.parts(pair)
                if other.kinds[name] == ExprKind.STRING and other.texts[name] == item:
                    return stored if stored == self.constants.text_of(other, there) else ""
        return ""

    def _is_saved(self, unit: Unit, step: Step, key: str) -> bool:
        """A variable of the module that has kept, on import, what was there."""
        if unit.kinds[step.value] != ExprKind.NAME:
            return False
        symbol = self.values.symbols.lookup(unit, step.scope, unit.texts[step.value])
        if symbol is None or symbol.form != "variable" or symbol.scope != 0:
            return False
        if symbol.path != unit.path and f"{symbol.path}::{symbol.name}" == key:
            return True  # `from limits import SPEED`: the name has what was there then
        other = self.units[symbol.path]
        steps = [other.facts.steps[at] for at in other.bindings[0][symbol.name].steps]
        if len(steps) != 1 or steps[0].kind != StepKind.ASSIGN or steps[0].value == NONE:
            return False
        if other.kinds[steps[0].value] not in _NAMED:
            return False
        held = self.holding.held(other, 0, steps[0].value)
        return held is not None and held.key == key

    def _meant(self, unit: Unit, scope: int, expression: int) -> str:
        """A class or function by where it is defined, a literal by how it is written."""
        if unit.kinds[expression] in _NAMED:
            value = self.values.value(unit, scope, expression)
            is_code = value is not None and value.form in ("type", "function")
            return f"{value.path}:{value.scope}" if is_code and value is not None else ""
        return self._written(unit, expression) if unit.kinds[expression] in _LITERALS else ""

    def _written(self, unit: Unit, expression: int) -> str:
        if unit.kinds[expression] not in _LITERALS:
            return self.constants.text_of(unit, expression)
        parts = [self._written(unit, part) for part in unit.parts(expression)]
        return f"{unit.kinds[expression]}({', '.join(parts)})" if all(parts) else ""
