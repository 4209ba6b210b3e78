"""Fields that all objects of a type have alike, as one literal is all that ever sets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from isolint.linking.symbols import Symbol, Symbols
from isolint.linking.unit import Unit
from isolint.model.facts import ExprKind, StepKind
from isolint.model.name import Name

Evaluate = Callable[[Unit, int, int], Name]


class Fields:
    """`name` is the name of an expression of a file, read in a scope."""

    def __init__(self, name: Evaluate, symbols: Symbols) -> None:
        self.name = name
        self.symbols = symbols

    def settled(self, owner: Symbol, field: str) -> Name | None:
        """A field of what a method is called on; None where objects may differ in it."""
        record = self.symbols.units[owner.path].scopes[owner.scope]
        is_receiver = bool(record.owner) and record.parameters[0].name == owner.name
        if not is_receiver or field in self._assigned:
            return None
        values = self._written.get((record.owner, field), ())
        if len(values) != 1:
            return None
        unit, value = values[0]
        found = self.name(unit, unit.scope_at(unit.start(value)), value)
        return found if found.is_known and found.text else None

    @cached_property
    def _written(self) -> dict[tuple[str, str], list[tuple[Unit, int]]]:
        """The values in literals of structures that have methods, by the last names of type and field."""
        owners = {scope.owner for unit in self.symbols.units.values() for scope in unit.scopes}
        table: dict[tuple[str, str], list[tuple[Unit, int]]] = {}
        for unit in self.symbols.units.values():
            has_fields = unit.package and ExprKind.KEYWORD in unit.kinds
            for literal in unit.of_kind(ExprKind.CALL) if has_fields else ():
                kind = unit.texts[unit.callee(literal)]
                for part in unit.parts(literal)[1:] if kind in owners else ():
                    if unit.kinds[part] == ExprKind.KEYWORD:
                        key = (kind, unit.texts[part])
                        table.setdefault(key, []).append((unit, unit.parts(part)[0]))
        return table

    @cached_property
    def _assigned(self) -> frozenset[str]:
        """Last names of the fields that any code of the project sets later, of whatever type."""
        return frozenset(name for unit in self.symbols.units.values() for name in _targets(unit))


def _targets(unit: Unit) -> Iterator[str]:
    setting = (StepKind.ASSIGN, StepKind.UPDATE)
    for step in (unit.facts.steps[at] for at in unit.writes):
        if unit.kinds[step.subject] != ExprKind.NAME and step.kind in setting:
            targets = [step.subject, *unit.parts(step.subject)]
            yield from (unit.texts[one] for one in targets if unit.kinds[one] == ExprKind.ATTRIBUTE)
