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
from isolint.linking.processstate import last_name
from isolint.linking.readers import Read, Readers, read_key
from isolint.linking.restores import Restores, is_same
from isolint.linking.reversals import Reversal, Reversals
from isolint.linking.unit import Unit
from isolint.linking.uses import as_effect
from isolint.model.change import MEMORY, REGISTRY, UNSET, Change, Use
from isolint.model.facts import NONE, BlockKind, ExprKind
from isolint.model.place import Moment
from isolint.model.resource import Verb
from isolint.model.source import Site

_NOTHING = frozenset({"None", "False", "0", '""', "[]", "{}", "()"})


_SETS = frozenset({ExprKind.LIST, ExprKind.SET, ExprKind.TUPLE})
_CONTAINERS = frozenset({ExprKind.LIST, ExprKind.MAP, ExprKind.SET, ExprKind.TUPLE})


class Repeats:
    """Finds the test to which a change does harm that no other test minds: the one that makes it."""

    def __init__(
        self, around: AroundTests, restores: Restores, constants: Constants, reversals: Reversals
    ) -> None:
        self.around = around
        self.units = around.units
        self.restores = restores
        self.constants = constants
        self.reversals = reversals

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
                    return self._use(function, read.site)
        return None

    def denied(self, change: Change, makers: Iterable[Function]) -> Use | None:
        """The maker as a user, where it denies at its end what it asserts of the thing at its start."""
        if change.kind not in (MEMORY, REGISTRY) or change.place.moment is not Moment.TEST:
            return None
        for function in sorted(makers):
            for reversal in self.reversals.found.get(function, ()):
                if self._is_between(change, reversal) and self._is_asked(change, reversal):
                    if self._is_set_before(change, function, reversal.after):
                        continue
                    return self._use(function, self.reversals.site(reversal))
        return None

    @staticmethod
    def _is_between(change: Change, reversal: Reversal) -> bool:
        if change.where.path != reversal.function[0]:
            return False
        return reversal.after <= change.where.start < reversal.before

    def _is_asked(self, change: Change, reversal: Reversal) -> bool:
        """What is asserted looks at the thing, as far as the names say."""
        asked = self.reversals.names_read(reversal)
        if change.kind == REGISTRY:
            return f"{change.call.partition('.')[0]}." in asked
        return last_name(read_key(change.name)) in asked

    def _use(self, function: Function, site: Site) -> Use:
        owner = self.around.runs[function].place.owner
        return Use(site=site, owner=owner, is_test=True, needs=True, again=True)

    def _starts_from(self, change: Change, read: Read) -> bool:
        unit = self.units[read.function[0]]
        where = read.asserted or read.site
        said = asserted_at(unit, read.function[1], where.start)
        if said is None or not (
            self._is_denied(unit, change, said)
            or (change.verb is Verb.MUTATE and self._is_grown(unit, said, where))
        ):
            return False
        return not self._is_set_before(change, read.function, read.site.start)

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

    def _is_grown(self, unit: Unit, said: Asserted, kept: Site) -> bool:
        """Without certain items it is to be what was kept of it before: there they are the next time."""
        if said.form != "is" or kept not in map(unit.site, said.parts):
            return False
        others = [one for one in said.parts if unit.site(one) != kept]
        return any(
            unit.kinds[one] == ExprKind.BINARY
            and unit.texts[one] == "-"
            and any(unit.kinds[part] in _SETS for part in unit.under(unit.parts(one)[1]))
            for one in others
        )

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

    def _is_set_before(self, change: Change, function: Function, start: int) -> bool:
        """The test itself, or what runs before it, puts the state where it wants it."""
        touched = as_effect(change)
        own = (
            other
            for other in self.restores.of(function)
            if is_same(touched, other) and other.start.start < start
        )
        around = self.around.of_test(function)
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
        by_test: dict[Function, list[Read]] = {}
        for read in sorted(reads, key=lambda one: one.site):
            if read.function in self.around.runs:
                by_test.setdefault(read.function, []).append(read)
        for function, own in by_test.items():
            if len(own) > 1 and self._is_at_start(own[-1], initial):
                continue  # as it was at the start: it never came to that
            found = next((read for read in own if self._is_at_start(read, initial)), None)
            if found is not None:
                return function, self._use(function, found.site)
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

    def _is_taken_back(self, key: str, effects: Iterable[Effect]) -> bool:
        """One of those functions stores what the variable holds on import."""
        initial = self.constants.initial(key)
        return bool(initial) and any(self.constants.stored(effect.site) == initial for effect in effects)

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
            if all(effect.site not in reached for effect in effects) and not self._is_taken_back(key, effects)
        }
        reads = readers.of_memory(unseen)
        for key, effect in sorted(unseen.items()):
            found = self._of_callback(effect, reads.get(key, ()))
            if found is not None:
                yield self.around.runs[found[0]], effect, found[1]
