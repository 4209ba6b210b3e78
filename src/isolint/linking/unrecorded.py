"""Variables that a test has removed in case they are there, and that the code under test then sets.

`monkeypatch.delenv(name, raising=False)` remembers what it has removed. Where there was nothing it
remembers nothing, so nothing undoes what comes after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.fixtures import keywords
from isolint.linking.gaps import Gap
from isolint.linking.neighbours import AroundTests
from isolint.linking.places import Entry
from isolint.linking.restores import Restores, is_same
from isolint.linking.unit import Unit
from isolint.model.change import LeftOut
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.place import Frequency, Moment
from isolint.model.resource import Verb
from isolint.model.source import Site

_REMOVAL = "delenv"
_ALL_VARIABLES = frozenset({"environ", "_environ"})


class Unrecorded:
    """Asked for changes of the environment, those of the code under test included."""

    def __init__(self, restores: Restores, around: AroundTests) -> None:
        self.restores = restores
        self.units = restores.units
        self.around = around

    def gap(self, entry: Entry, effect: Effect) -> Gap | None:
        """The removal that records nothing, if nothing else keeps or undoes the change."""
        is_set = effect.kind == "environment" and effect.verb is not Verb.DESTROY
        if not is_set or not effect.name.is_constant or entry.place.moment is not Moment.TEST:
            return None
        name = effect.name.text
        if not name or name in self._set_for_all:
            return None
        function = (entry.path, entry.scope)
        items = self.around.items(entry)
        crowd = [one.function for one in self.around.of(items[0])] if items else []
        removals: list[Site] = []
        for one in (function, *crowd):
            found = self._removal(one, name)
            if found is None and self._is_kept(one, effect, is_test=one == function):
                return None
            removals += [found] if found is not None else []
        is_before = bool(removals) and (
            removals[0].path != effect.start.path or removals[0].start < effect.start.start
        )
        return Gap(LeftOut.UNRECORDED, removals[0], effect.start, effect.start) if is_before else None

    def _is_kept(self, function: Function, effect: Effect, *, is_test: bool) -> bool:
        """Something else in the function puts the variable back, or may do so."""
        if self.restores.is_protected(function, effect):
            return True
        others = (one for one in self.restores.of(function) if not is_test or one.start != effect.start)
        return any(is_same(effect, other) for other in others)

    def _removal(self, function: Function, name: str) -> Site | None:
        """The one call of a function that has to do with the variable, if that is all it does."""
        unit, scope = self.units[function[0]], function[1]
        if _REMOVAL not in unit.vocabulary or name not in unit.vocabulary:
            return None
        found: list[Site] = []
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind != StepKind.CALL:
                continue
            callee, *arguments = unit.parts(step.subject)
            if self._is_removal(unit, scope, step.subject, name):
                found.append(unit.site(step.subject))
            elif unit.texts[callee] in _KEEPING and _speaks(unit, arguments, name):
                return None
        is_decorated = _speaks(unit, unit.scopes[scope].decorators, name)
        return found[0] if found and not is_decorated else None

    def _is_removal(self, unit: Unit, scope: int, call: int, name: str) -> bool:
        callee, *arguments = unit.parts(call)
        if unit.texts[callee] != _REMOVAL or not arguments or unit.texts[arguments[0]] != name:
            return False
        raising = keywords(unit, call).get("raising", NONE)
        is_text = unit.kinds[arguments[0]] == ExprKind.STRING
        value = self.restores.values.callee(unit, scope, call)
        is_fixture = value is not None and value.text == f"fixture:monkeypatch.{_REMOVAL}"
        return is_text and is_fixture and raising != NONE and unit.texts[raising] == "False"

    @cached_property
    def _set_for_all(self) -> frozenset[str]:
        """Variables that are there before the tests: set on import, or once for many of them."""
        return frozenset(self._set_early())

    def _set_early(self) -> Iterator[str]:
        for entry in self.around.places.entries:
            is_for_one = entry.place.moment is Moment.TEST or entry.place.frequency is Frequency.TEST
            for effect in () if is_for_one else self.restores.of((entry.path, entry.scope)):
                if effect.kind == "environment":
                    yield effect.name.text


def removed(units: Mapping[str, Unit]) -> set[str]:
    """The kinds of state that tests remove in this way, if any do."""
    return {"environment"} if any(_REMOVAL in unit.vocabulary for unit in units.values()) else set()


def _speaks(unit: Unit, expressions: Iterable[int], name: str) -> bool:
    """Of the variable, or of the whole environment."""
    return any(not unit.texts_under(one).isdisjoint({name, *_ALL_VARIABLES}) for one in expressions)


_KEEPING = frozenset(
    {
        "setenv", "setitem", "delitem", "dict", "update", "pop", "setdefault", "putenv", "setattr", "object",
        _REMOVAL,
    }
)  # fmt: skip
