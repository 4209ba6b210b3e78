"""The calls of the whole project by the last name they are written with."""

from __future__ import annotations

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import ExprKind, ScopeKind, StepKind


class CallIndex:
    """`callbacks`: functions handed over to run at teardown; `passed`: local functions passed on.

    Both are kept by the function's name, as (file, position of the CALL step[, argument]).
    """

    def __init__(self, values: Values) -> None:
        self.values = values
        self._by_name: dict[str, list[tuple[Unit, int]]] = {}
        self._aliases: dict[str, set[str]] = {}
        self.callbacks: dict[str, list[tuple[Unit, int]]] = {}
        self.passed: dict[str, list[tuple[Unit, int, int]]] = {}
        self._registering = {
            chain.rpartition(".")[2]
            for chain, words in self.values.catalogue.protections.items()
            if any(word.form == "cleanup" for word in words)
        }
        for unit in values.symbols.units.values():
            self._index(unit)

    def _index(self, unit: Unit) -> None:
        kinds, texts = unit.kinds, unit.texts
        nested = {
            scope.name
            for scope in unit.scopes
            if scope.kind == ScopeKind.FUNCTION and unit.scopes[scope.parent].kind == ScopeKind.FUNCTION
        }
        for position, step in enumerate(unit.facts.steps):
            if step.kind == StepKind.CALL:
                callee = unit.callee(step.subject)
                if kinds[callee] in (ExprKind.NAME, ExprKind.ATTRIBUTE):
                    self._by_name.setdefault(texts[callee], []).append((unit, position))
                if texts[callee] in self._registering:
                    self._index_callback(unit, position)
                elif nested:
                    self._index_passed(unit, position, nested)
        for record in unit.facts.imports:
            if record.member and record.alias != record.member:
                self._aliases.setdefault(record.member, set()).add(record.alias)

    def _index_callback(self, unit: Unit, position: int) -> None:
        arguments = unit.parts(unit.facts.steps[position].subject)[1:]
        if arguments and unit.kinds[arguments[0]] in (ExprKind.NAME, ExprKind.ATTRIBUTE):
            name = unit.texts[arguments[0]]
        elif arguments and unit.kinds[arguments[0]] == ExprKind.CLOSURE:
            name = "<lambda>"
        else:
            return
        self.callbacks.setdefault(name, []).append((unit, position))

    def _index_passed(self, unit: Unit, position: int, nested: set[str]) -> None:
        for part in unit.parts(unit.facts.steps[position].subject)[1:]:
            value = unit.parts(part)[0] if unit.kinds[part] == ExprKind.KEYWORD else part
            if unit.kinds[value] == ExprKind.NAME and unit.texts[value] in nested:
                self.passed.setdefault(unit.texts[value], []).append((unit, position, value))

    def named(self, name: str) -> list[tuple[Unit, int]]:
        """The CALL steps whose callee's last name is this one, or an import alias of it."""
        found = list(self._by_name.get(name, ()))
        for alias in sorted(self._aliases.get(name, ())):
            found += self._by_name.get(alias, ())
        return found
