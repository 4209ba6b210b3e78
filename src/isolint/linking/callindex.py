"""The calls of the whole project by the last name they are written with."""

from __future__ import annotations

from collections.abc import Set

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import ExprKind, ScopeKind, StepKind


class CallIndex:
    """`callbacks`: functions handed over to run at teardown; `passed`: local functions passed on.

    Both are kept by the function's name, as (file, position of the CALL step[, argument]).
    `closures`: functions without a name, as (file, position of the CALL step that is of it or
    takes it, whether it is handed over to run at teardown); `immediate` are those called where
    they stand, by file, and `variables` the names under which others are kept. `nodes` are the calls
    that hand functions to the runner: they call none of them.
    """

    def __init__(self, values: Values, nodes: Set[tuple[str, int]] = frozenset()) -> None:
        self.values = values
        self.nodes = nodes
        self.closures: dict[tuple[str, int], list[tuple[Unit, int, bool]]] = {}
        self.immediate: dict[str, set[int]] = {}
        self.variables: dict[tuple[str, int], set[str]] = {}
        self._by_name: dict[str, list[Unit]] = {}
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
            if unit.package and ExprKind.CLOSURE in unit.kinds:
                self._index_closures(unit)

    def _index(self, unit: Unit) -> None:
        nested = {
            scope.name
            for scope in unit.scopes
            if scope.kind == ScopeKind.FUNCTION and unit.scopes[scope.parent].kind == ScopeKind.FUNCTION
        }
        for name in unit.calls.names:
            self._by_name.setdefault(name, []).append(unit)
        for position in unit.calls.of_any(self._registering):
            self._index_callback(unit, position)
        for position in unit.calls.every if nested else ():
            if unit.texts[unit.callee(unit.facts.steps[position].subject)] not in self._registering:
                self._index_passed(unit, position, nested)
        for record in unit.facts.imports:
            if record.member and record.alias != record.member:
                self._aliases.setdefault(record.member, set()).add(record.alias)

    def _index_closures(self, unit: Unit) -> None:
        """Functions that are made where they are called, passed on or kept."""
        immediate = self.immediate.setdefault(unit.path, set())
        made = frozenset(unit.of_kind(ExprKind.CLOSURE))
        for position in unit.calls.every:
            parts = unit.parts(unit.facts.steps[position].subject)
            if made.isdisjoint(parts) or (unit.path, position) in self.nodes:
                continue
            is_callback = unit.texts[parts[0]] in self._registering
            if parts[0] in made:
                immediate.add(parts[0])
            for part in parts:
                if part in made:
                    key = (unit.path, int(unit.texts[part]))
                    self.closures.setdefault(key, []).append((unit, position, is_callback))
        for step in unit.facts.steps:
            if step.value in made and step.kind == StepKind.ASSIGN:
                key = (unit.path, int(unit.texts[step.value]))
                self.variables.setdefault(key, set()).add(unit.texts[step.subject])

    def _index_callback(self, unit: Unit, position: int) -> None:
        arguments = unit.parts(unit.facts.steps[position].subject)[1:]
        if arguments and unit.kinds[arguments[0]] in (ExprKind.NAME, ExprKind.ATTRIBUTE):
            name = unit.texts[arguments[0]]
        elif arguments and unit.kinds[arguments[0]] == ExprKind.CLOSURE and not unit.package:
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
        return [
            (unit, position)
            for one in (name, *sorted(self._aliases.get(name, ())))
            for unit in self._by_name.get(one, ())
            for position in unit.calls.of(one)
        ]
