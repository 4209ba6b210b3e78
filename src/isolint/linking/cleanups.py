"""Methods and operators that are handed over to run when a test ends: `self.addCleanup(ROUTES.pop, "north")`.

A function of the project that is handed over is a call of it (`calls`), one of a library a touch
(`touches`). Here are those that change a container the suite holds, or an item of a mapping.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.holding import Held, Holding
from isolint.linking.mutators import MUTATING, REMOVERS, RESETS
from isolint.linking.registrars import is_registrar
from isolint.linking.spellings import last_names
from isolint.linking.stores import Stores
from isolint.linking.unit import Unit
from isolint.model.facts import ExprKind, Step
from isolint.model.place import Moment
from isolint.model.resource import Verb

_OF_ITEMS = {"setitem": "__setitem__", "delitem": "__delitem__"}
"""Functions that work on an item of what they are passed, with the method behind each."""


class Cleanups:
    def __init__(self, holding: Holding, stores: Stores) -> None:
        self.holding = holding
        self.stores = stores
        self.words = holding.values.catalogue.protections

    def collect(self) -> dict[Function, list[Effect]]:
        """What they will do at the end, by the function that hands them over."""
        found: dict[Function, list[Effect]] = {}
        for unit in self.holding.units.values():
            for position in () if unit.package else unit.calls.of_any(self._names):
                step = unit.facts.steps[position]
                for effect in self._of_step(unit, position, step):
                    later = effect._replace(moment=Moment.TEARDOWN)
                    found.setdefault((unit.path, step.scope), []).append(later)
        return found

    @cached_property
    def _names(self) -> frozenset[str]:
        chains = self.words.items()
        return last_names(chain for chain, words in chains if any(word.form == "cleanup" for word in words))

    def _of_step(self, unit: Unit, position: int, step: Step) -> Iterator[Effect]:
        callee, *arguments = unit.parts(step.subject)
        value = self.holding.values.callee(unit, step.scope, step.subject)
        if not arguments or not is_registrar(self.words, unit, callee, value):
            return
        function, *given = arguments
        name = unit.texts[function]
        if name in _OF_ITEMS and len(given) > 1:
            yield from self.stores.of_method(unit, position, given[0], _OF_ITEMS[name], given[1:])
            held = self.holding.held(unit, step.scope, given[0])
            if held is not None:
                verb = Verb.DESTROY if name == "delitem" else Verb.MUTATE
                yield self._effect(unit, position, held, verb, function)
        elif unit.kinds[function] == ExprKind.ATTRIBUTE and name in MUTATING:
            held = self.holding.held(unit, step.scope, unit.parts(function)[0])
            if held is not None:
                is_removal = name in REMOVERS or name in RESETS
                yield self._effect(
                    unit, position, held, Verb.DESTROY if is_removal else Verb.MUTATE, function
                )

    def _effect(self, unit: Unit, position: int, held: Held, verb: Verb, function: int) -> Effect:
        item = Held(f"{held.key}[]", held.text, inside=True)
        return self.holding.effect(unit, position, item, verb, function)
