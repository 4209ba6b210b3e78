"""Whether what an entry point changes is undone, by itself or around its tests, and in which cases not."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.effects import Effect
from isolint.linking.gaps import Gap, Gaps
from isolint.linking.neighbours import AroundTests, Neighbour
from isolint.linking.places import Entry
from isolint.linking.restores import Restores, is_same
from isolint.linking.siblings import Siblings
from isolint.model.place import Frequency, Moment


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
        if self.restores.is_undone(function, effect):
            gap = self.gaps.of(function, effect, in_test=entry.place.moment is Moment.TEST)
            if gap is None:
                return False, None
        if self._is_undone_around(entry, effect):
            gap = self._gap_around(entry, effect)
            return gap is not None, gap
        return True, gap or self.siblings.gap(entry, effect)

    def _is_undone_around(self, entry: Entry, effect: Effect) -> bool:
        """For each test that the entry point runs for, something else that runs puts it back."""
        function = (entry.path, entry.scope)
        is_test = entry.place.moment is Moment.TEST
        items = self.around.items(entry)
        crowds = [self.around.of(item) for item in items] or [self.around.beside(entry)]
        return all(
            any(one.function != function and self._undoes(one, effect, is_test=is_test) for one in crowd)
            for crowd in crowds
        )

    def _undoes(self, neighbour: Neighbour, effect: Effect, *, is_test: bool) -> bool:
        if self.restores.is_protected(neighbour.function, effect):
            return True
        resets = is_test and neighbour.frequency is Frequency.TEST
        return any(self._undoing(neighbour, effect, resets=resets))

    def _undoing(self, neighbour: Neighbour, effect: Effect, *, resets: bool) -> Iterator[Effect]:
        for other in self.restores.of(neighbour.function):
            is_after = neighbour.undoes or other.late or other.moment is not None
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
            resets = entry.place.moment is Moment.TEST and one.frequency is Frequency.TEST
            others += self._undoing(one, effect, resets=resets)
        return self.gaps.of_absence(effect, others)
