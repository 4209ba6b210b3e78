"""Tests that pass once in a process: what they assert at their start, they leave changed.

Plugins that run failed tests again do so in the same worker, and a parametrized test runs there
several times.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from isolint.linking.assertions import Asserted, asserted_at, condition_of
from isolint.linking.calls import Function
from isolint.linking.constants import Constants
from isolint.linking.effects import Effect
from isolint.linking.neighbours import AroundTests
from isolint.linking.places import Entry
from isolint.linking.readers import Read, Readers, read_key
from isolint.linking.restores import Restores, is_same
from isolint.linking.unit import Unit
from isolint.linking.uses import as_effect
from isolint.model.change import MEMORY, UNSET, Change, Use
from isolint.model.facts import NONE, BlockKind, ExprKind
from isolint.model.place import Moment
from isolint.model.resource import Verb
from isolint.model.source import Site

_NOTHING = frozenset({"None", "False", "0", '""', "[]", "{}", "()"})


_CONTAINERS = frozenset({ExprKind.LIST, ExprKind.MAP, ExprKind.SET, ExprKind.TUPLE})


class Repeats:
    """Finds the test to which a change does harm that no other test minds: the one that makes it."""

    def __init__(self, around: AroundTests, restores: Restores, constants: Constants) -> None:
        self.around = around
        self.units = around.units
        self.restores = restores
        self.constants = constants

    def of(self, change: Change, makers: Iterable[Function], reads: Iterable[Read]) -> Use | None:
        """The maker as a user, where it asserts before its change what does not hold after it."""
        if change.kind != MEMORY or change.place.moment is not Moment.TEST:
            return None
        if change.initial == UNSET and "." in change.name.partition("::")[2]:
            return None  # an attribute that the class does not bind: its kind of class may do more
        for function in sorted(makers):
            for read in reads:
                is_before = read.site.path == change.where.path and read.site.start < change.where.start
                if read.function == function and is_before and self._starts_from(change, read):
                    return self._use(function, read)
        return None

    def _use(self, function: Function, read: Read) -> Use:
        owner = self.around.runs[function].place.owner
        return Use(site=read.site, owner=owner, is_test=True, needs=True, again=True)

    def _starts_from(self, change: Change, read: Read) -> bool:
        unit = self.units[read.function[0]]
        where = read.asserted or read.site
        said = asserted_at(unit, read.function[1], where.start)
        if said is None or not self._is_denied(unit, change, said):
            return False
        return not self._is_set_before(change, read)

    def _is_denied(self, unit: Unit, change: Change, said: Asserted) -> bool:
        """After the change it no longer holds."""
        if change.verb is Verb.DESTROY:
            # What is said to be there may have come by ways that are not seen; a number is sure.
            return said.form == "is" and bool(self._texts(unit, said) - _NOTHING)
        if said.form == "is":
            texts = self._texts(unit, said)
            is_changed = bool(change.value) or change.verb is Verb.MUTATE
            is_container = any(unit.kinds[one] in _CONTAINERS and unit.parts(one) for one in said.parts)
            return (bool(texts) and change.value not in texts) or (is_container and is_changed)
        return said.form == "fails" or (said.form == "lacks" and self._is_lasting(unit, said.parts[0]))

    @staticmethod
    def _is_lasting(unit: Unit, item: int) -> bool:
        """The next run of the test means the same item: a constant, or what the module has under a name."""
        if unit.kinds[item] == ExprKind.NAME:
            own = unit.bindings[unit.scope_at(unit.start(item))]
            return unit.texts[item] in unit.bindings[0] and unit.texts[item] not in own
        return unit.kinds[item] in (ExprKind.STRING, ExprKind.NUMBER, ExprKind.BYTES)

    def _texts(self, unit: Unit, said: Asserted) -> set[str]:
        """The constants that are asserted of what is read."""
        return {self.constants.text_of(unit, part) for part in said.parts} - {""}

    def _is_set_before(self, change: Change, read: Read) -> bool:
        """The test itself, or what runs before it, puts the state where it wants it."""
        touched = as_effect(change)
        own = (
            other
            for other in self.restores.of(read.function)
            if is_same(touched, other) and other.start.start < read.site.start
        )
        around = self.around.of_test(read.function)
        return any(True for _ in own) or any(
            self.restores.is_protected(one.function, touched)
            or any(is_same(touched, other) for other in self.restores.of(one.function))
            for one in around
        )

    def _of_callback(self, effect: Effect, reads: Iterable[Read]) -> tuple[Function, Use] | None:
        """The test that waits for, or starts from, what a function that others call sets for good."""
        key = effect.name.text
        initial = self.constants.initial(key)
        if effect.verb is not Verb.WRITE or "[]" in key or initial in ("", UNSET):
            return None
        if self.constants.stored(effect.site) == initial:
            return None
        for read in reads:
            if read.function in self.around.runs and self._is_at_start(read, initial):
                return read.function, self._use(read.function, read)
        return None

    def _is_at_start(self, read: Read, initial: str) -> bool:
        """The test asserts that the variable is as on import, or waits while it is."""
        unit = self.units[read.function[0]]
        said = asserted_at(unit, read.function[1], read.site.start) or self._waited_for(unit, read)
        if said is None:
            return False
        if said.form == "fails":
            return initial in _NOTHING
        return said.form == "is" and initial in self._texts(unit, said)

    @staticmethod
    def _waited_for(unit: Unit, read: Read) -> Asserted | None:
        """The condition of a loop, or of an `if` within one."""
        for index in unit.blocks_in.get(read.function[1], ()):
            block = unit.facts.blocks[index]
            if block.condition == NONE or not unit.site(block.condition).start <= read.site.start:
                continue
            if read.site.end > unit.site(block.condition).end:
                continue
            above = {one.kind for one in unit.blocks_above(index)}
            if block.kind in (BlockKind.LOOP, BlockKind.WHEN) and BlockKind.LOOP in above:
                return condition_of(unit, block.condition)
        return None

    def by_callbacks(
        self, own: Mapping[Function, Iterable[Effect]], reached: Container[Site], readers: Readers
    ) -> Iterator[tuple[Entry, Effect, Use]]:
        """What only functions change that nobody is seen to call, with the test that it harms."""
        writers: dict[str, list[Effect]] = {}
        for effects in own.values():
            for effect in effects:
                if effect.kind == MEMORY:
                    writers.setdefault(read_key(effect.name.text), []).append(effect)
        unseen = {
            key: effects[0]
            for key, effects in writers.items()
            if all(effect.site not in reached for effect in effects)
        }
        reads = readers.of_memory(unseen)
        for key, effect in sorted(unseen.items()):
            found = self._of_callback(effect, reads.get(key, ()))
            if found is not None:
                yield self.around.runs[found[0]], effect, found[1]
