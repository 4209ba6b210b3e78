"""Whether what an entry point changes is undone, by itself or around its tests, and in which cases not."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.effects import Effect
from isolint.linking.gaps import Gap, Gaps
from isolint.linking.neighbours import AroundTests, Neighbour
from isolint.linking.places import Entry
from isolint.linking.restores import Restores, is_same
from isolint.linking.siblings import Siblings
from isolint.linking.wrapped import is_put_back_by_caller
from isolint.model.change import MEMORY
from isolint.model.facts import NONE, ExprKind
from isolint.model.place import Frequency, Moment
from isolint.model.resource import Verb

_DIRECTORY = "working directory"
_REFILLING = frozenset({"update", "extend"})


class Undoing:
    """Holds the restores of an entry point together with those of the fixtures and methods around it."""

    def __init__(self, restores: Restores, gaps: Gaps, around: AroundTests) -> None:
        self.restores = restores
        self.gaps = gaps
        self.around = around
        self.siblings = Siblings(restores, around)

    def remains(self, entry: Entry, effect: Effect) -> tuple[bool, Gap | None]:
        """Whether the change may be there when the test has ended; the gap, where that is not always so."""
        function = (entry.path, entry.scope)
        gap: Gap | None = None
        if effect.kind == _DIRECTORY and self._is_taken_back(entry):
            return False, None
        if is_put_back_by_caller(self.restores, effect) or self._is_refill(effect):
            return False, None
        if self.restores.is_undone(function, effect):
            gap = self.gaps.of(function, effect, in_test=entry.place.moment is Moment.TEST)
            if gap is None:
                return False, None
        if self._is_undone_around(entry, effect):
            gap = self._gap_around(entry, effect)
            return gap is not None, gap
        return True, gap or self.siblings.gap(entry, effect)

    def _is_refill(self, effect: Effect) -> bool:
        """`table.update(before)` right after `table.clear()`: all is as it was when somebody kept it."""
        unit = self.restores.units[effect.site.path]
        call = unit.call_at.get((effect.site.start, effect.site.end), NONE)
        arguments = unit.parts(call)[1:] if call != NONE else []
        if len(arguments) != 1 or unit.texts[unit.callee(call)] not in _REFILLING:
            return False
        if unit.kinds[arguments[0]] not in (ExprKind.NAME, ExprKind.ATTRIBUTE, ExprKind.CALL):
            return False
        here = (effect.site.path, unit.scope_at(effect.site.start))
        return any(
            _sweeps(other) and is_same(effect, other) and other.site.start < effect.site.start
            for other in self.restores.of(here)
            if other.site.path == effect.site.path
        )

    def _is_taken_back(self, entry: Entry) -> bool:
        """A plugin's fixture that moves its test goes back at the end, wherever the test went meanwhile."""
        items = self.around.items(entry)
        crowd = self.around.of(items[0]) if items else self.around.beside(entry)
        words = self.restores.values.catalogue.fixtures
        functions = ((entry.path, entry.scope), *(one.function for one in crowd))
        asked = (
            parameter.name
            for path, scope in functions
            for parameter in self.restores.units[path].scopes[scope].parameters
        )
        return any(name in words and words[name].moves for name in asked)

    def _is_undone_around(self, entry: Entry, effect: Effect) -> bool:
        """For each test that the entry point runs for, something else that runs puts it back."""
        function = (entry.path, entry.scope)
        items = self.around.items(entry)
        crowds = [self.around.of(item) for item in items] or [self.around.beside(entry)]
        return all(
            any(one.function != function and self._undoes(one, effect, entry) for one in crowd)
            for crowd in crowds
        )

    def _undoes(self, neighbour: Neighbour, effect: Effect, entry: Entry) -> bool:
        if self.restores.is_protected(neighbour.function, effect):
            return True
        return any(self._undoing(neighbour, effect, entry))

    def _undoing(self, neighbour: Neighbour, effect: Effect, entry: Entry) -> Iterator[Effect]:
        """What runs at the end, or before each test; to a set-up, only one that sweeps all away."""
        is_before_each = neighbour.frequency is Frequency.TEST
        is_test = entry.place.moment is Moment.TEST
        is_of_each = entry.place.frequency is Frequency.TEST
        for other in self.restores.of(neighbour.function):
            is_after = neighbour.undoes or other.late or other.moment is not None
            resets = is_before_each and (is_test or (is_of_each and _sweeps(other)))
            if (resets or is_after) and is_same(effect, other):
                yield other

    def _gap_around(self, entry: Entry, effect: Effect) -> Gap | None:
        """What those leave out that put the state back around the tests."""
        items = self.around.items(entry)
        crowd = self.around.of(items[0]) if items else self.around.beside(entry)
        others: list[Effect] = []
        for one in crowd:
            if one.function == (entry.path, entry.scope):
                continue
            if self.restores.is_protected(one.function, effect):
                return None
            others += self._undoing(one, effect, entry)
        return self.gaps.of_absence(effect, others)


def _sweeps(effect: Effect) -> bool:
    """It empties the whole variable."""
    return effect.kind == MEMORY and effect.verb is Verb.DESTROY and "[]" not in effect.name.text
