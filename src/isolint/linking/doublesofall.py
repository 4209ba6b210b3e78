"""Names of a module that each test replaces which calls the code behind them: nobody meets the other's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.neighbours import AroundTests
from isolint.linking.restores import Restores, is_same
from isolint.linking.unit import Unit
from isolint.linking.uses import as_effect
from isolint.linking.waysin import WaysIn
from isolint.model.change import CODE, Change
from isolint.model.facts import ExprKind, ScopeKind, StepKind
from isolint.model.resource import Verb
from isolint.model.source import Site

_RUNNING = (ScopeKind.FUNCTION, ScopeKind.CLOSURE)


class DoublesOfAll:
    def __init__(self, around: AroundTests, restores: Restores, ways: WaysIn) -> None:
        self.around = around
        self.units = around.units
        self.restores = restores
        self.symbols = ways.symbols
        self._ways = ways

    def names(self, changes: Iterable[tuple[Change, set[Function]]]) -> set[str]:
        """The names, of those that tests put something else in the place of, that all of them replace."""
        makers: dict[str, set[Function]] = {}
        sample: dict[str, Change] = {}
        for change, functions in changes:
            if change.kind == CODE and change.verb is Verb.WRITE and not change.process:
                makers.setdefault(change.name, set()).update(functions)
                sample.setdefault(change.name, change)
        return {name for name, change in sample.items() if self._is_replaced(change, makers[name])}

    def _is_replaced(self, change: Change, makers: set[Function]) -> bool:
        """Of each function that uses the name, the tests that are nearest to it have put their own there."""
        module, _, name = change.name.rpartition(".")
        path = self.symbols.module(module, change.site.path)
        readers = set(self._using(path, name)) if path is not None else set()
        near = [self._calling(one) for one in readers]
        touched = as_effect(change)
        return bool(near) and all(
            tests and all(test in makers or self._has_own(test, touched) for test in tests) for tests in near
        )

    def _calling(self, function: Function) -> list[Function]:
        """The nearest tests, without those that only replace the function, or assert who was given it."""
        name = self.units[function[0]].scopes[function[1]].name
        return [one for one in self._ways.nearest(function) if not self._is_only_spoken_of(one, name)]

    def _is_only_spoken_of(self, test: Function, name: str) -> bool:
        unit, scope = self.units[test[0]], test[1]
        steps = [unit.facts.steps[at] for at in unit.steps_in.get(scope, ())]
        asserted = [
            Site(unit.path, step.start, step.end)
            for step in steps
            if step.kind == StepKind.CALL and unit.texts[unit.callee(step.subject)].startswith("assert")
        ]
        set_anew = [unit.site(step.subject) for step in steps if step.kind == StepKind.ASSIGN]
        spelled = [
            unit.start(one)
            for kind in (ExprKind.NAME, ExprKind.ATTRIBUTE)
            for one in unit.of_kind(kind)
            if unit.texts[one] == name and one not in unit.callees and unit.scope_at(unit.start(one)) == scope
        ]
        called = any(
            unit.texts[unit.callee(one)] == name and self._is_in(unit, scope, one) for one in unit.called
        )
        return not called and all(
            any(site.start <= at < site.end for site in (*asserted, *set_anew)) for at in spelled
        )

    @staticmethod
    def _is_in(unit: Unit, scope: int, expression: int) -> bool:
        return unit.scope_at(unit.start(expression)) == scope

    def _using(self, path: str, name: str) -> Iterator[Function]:
        unit = self.units[path]
        for expression in unit.of_kind(ExprKind.NAME) if name in unit.vocabulary else ():
            if unit.texts[expression] == name:
                scope = unit.scope_at(unit.start(expression))
                if unit.scopes[scope].kind in _RUNNING:
                    yield path, scope

    def _has_own(self, test: Function, touched: Effect) -> bool:
        """The test, or something around it, puts a double there as well, if only for its time."""
        return any(
            self.restores.is_protected(function, touched)
            or any(is_same(touched, other) for other in self.restores.of(function))
            for function in (test, *(one.function for one in self.around.of_test(test)))
        )
