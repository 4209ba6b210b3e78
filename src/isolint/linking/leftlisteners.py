"""Functions of a test that it enters in a registry of the project, and that other tests then call.

A set-up that empties the registry before each test of its class helps these tests. Those of other
classes find what the last of them has left, and whoever asks for the same key calls it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from isolint.linking.assertions import asserted_by
from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.namesread import NamesRead
from isolint.linking.neighbours import AroundTests
from isolint.linking.places import Entry
from isolint.linking.restores import Restores, is_same
from isolint.linking.unit import Unit
from isolint.model.change import MEMORY, Use
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind
from isolint.model.resource import Verb
from isolint.model.source import Site

Left = tuple[Entry, Effect, Site, Use]
_CALLABLE = (ScopeKind.FUNCTION, ScopeKind.CLOSURE)


class LeftListeners:
    """Looks for tests that spell the key and get to code which looks into the registry."""

    def __init__(self, around: AroundTests, restores: Restores) -> None:
        self.around = around
        self.units = around.units
        self.restores = restores
        self.read = NamesRead(restores.values)

    def collect(self) -> Iterator[Left]:
        """What is left, where, and the first test that is hurt."""
        for function, entry in sorted(self.around.runs.items(), key=lambda one: one[0]):
            unit = self.units[function[0]]
            steps = {unit.site(step.subject): step for step in self._entering(unit, function[1])}
            for effect in self.restores.of(function) if steps else ():
                step = steps.get(effect.start)
                if step is None or not self._is_entered(effect) or self._is_taken_out(function, effect):
                    continue
                victim = self._victim(unit, function, step, effect)
                if victim is not None:
                    yield entry, effect, effect.start, victim

    def _entering(self, unit: Unit, scope: int) -> Iterator[Step]:
        """Calls that are given a function of the test, under a text."""
        has_definitions = any(binding.form == "definition" for binding in unit.bindings[scope].values())
        if not has_definitions and unit.kinds.find(ExprKind.CLOSURE) < 0:
            return  # it has none to give
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            arguments = unit.parts(step.subject)[1:] if step.kind == StepKind.CALL else []
            is_keyed = any(unit.kinds[one] == ExprKind.STRING for one in arguments)
            if is_keyed and any(self._is_own_function(unit, scope, one) for one in arguments):
                callee = self.restores.values.callee(unit, scope, step.subject)
                if callee is not None and callee.form == "function":
                    yield step

    @staticmethod
    def _is_own_function(unit: Unit, scope: int, expression: int) -> bool:
        if unit.kinds[expression] == ExprKind.CLOSURE:
            return True
        binding = unit.bindings[scope].get(unit.texts[expression])
        is_local = unit.kinds[expression] == ExprKind.NAME and binding is not None
        is_defined = is_local and binding is not None and binding.form == "definition"
        return is_defined and binding is not None and unit.scopes[binding.target].kind in _CALLABLE

    def _is_entered(self, effect: Effect) -> bool:
        """Something is put into a container on all ways: what the function was given by its caller."""
        is_added = effect.kind == MEMORY and effect.verb is Verb.MUTATE and "[]" in effect.name.text
        if not is_added or effect.conditional:
            return False
        unit = self.units[effect.site.path]
        scope = unit.scope_at(effect.site.start)
        given = {one.name for one in unit.scopes[scope].parameters}
        return any(
            not given.isdisjoint(unit.texts_under(step.subject) | unit.texts_under(step.value))
            for step in (unit.facts.steps[at] for at in unit.steps_in.get(scope, ()))
            if step.subject != NONE and unit.site(step.subject) == effect.site
        )

    def _is_taken_out(self, function: Function, effect: Effect) -> bool:
        """By the test itself, or after it."""
        if self.restores.is_undone(function, effect):
            return True
        return any(
            self.restores.is_protected(one.function, effect)
            or any(
                is_same(effect, other)
                for other in self.restores.of(one.function)
                if one.undoes or other.late or other.moment is not None
            )
            for one in self.around.of_test(function)
        )

    def _victim(self, unit: Unit, function: Function, step: Step, effect: Effect) -> Use | None:
        keys = {unit.texts[one] for one in unit.parts(step.subject)[1:] if unit.kinds[one] == ExprKind.STRING}
        name = effect.name.text.partition("::")[2].partition(".")[0].partition("[")[0]
        for other in self._asserting:
            texts, names = self._words(other)
            if other == function or keys.isdisjoint(texts) or name not in names:
                continue
            if not self._is_set_up(other, effect):
                entry = self.around.runs[other]
                site = self.units[other[0]].name_site(other[1])
                return Use(site=site, owner=entry.place.owner, is_test=True, needs=True, by_code=True)
        return None

    @cached_property
    def _asserting(self) -> list[Function]:
        """The tests that compare what they find with something."""
        return [
            (path, scope)
            for path, scope in sorted(self.around.runs)
            for unit in (self.units[path],)
            if any(
                said is not None and said.form == "is"
                for at in unit.steps_in.get(scope, ())
                for said in (asserted_by(unit, unit.facts.steps[at]),)
            )
        ]

    def _words(self, function: Function) -> tuple[frozenset[str], frozenset[str]]:
        """The texts that a test spells, and the names in the code that it gets to."""
        unit, scope = self.units[function[0]], function[1]
        steps = (unit.facts.steps[at] for at in unit.steps_in.get(scope, ()))
        calls = [step.subject for step in steps if step.kind == StepKind.CALL]
        inside = [one for call in calls for one in unit.under(call)]
        texts = frozenset(unit.texts[one] for one in inside if unit.kinds[one] == ExprKind.STRING)
        return texts, self.read.of(unit, scope, calls)

    def _is_set_up(self, function: Function, effect: Effect) -> bool:
        """The test or what runs before it puts the registry in order, or takes out of it."""
        functions = (function, *(one.function for one in self.around.of_test(function)))
        return any(
            self.restores.is_protected(one, effect)
            or any(
                is_same(effect, other) and other.verb is not Verb.MUTATE for other in self.restores.of(one)
            )
            for one in functions
        )
