"""Changes of process-wide state in the places where the runner makes them happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath

from isolint.linking.calls import Calls, Function
from isolint.linking.constants import Constants
from isolint.linking.doubts import Doubts
from isolint.linking.effects import Effect, Summaries
from isolint.linking.gaps import Gap, Gaps, parted
from isolint.linking.holding import Holding
from isolint.linking.importing import ImportChanges
from isolint.linking.modulenames import ModuleNames
from isolint.linking.moduletable import ModuleTable
from isolint.linking.neighbours import AroundTests
from isolint.linking.objectchanges import ObjectChanges
from isolint.linking.objectstate import ObjectState
from isolint.linking.patchers import Patchers
from isolint.linking.places import Entry, Places
from isolint.linking.readers import Read, Readers, Reads, read_key
from isolint.linking.readthrough import ReadThrough
from isolint.linking.repeats import Repeats
from isolint.linking.replacements import Replacements
from isolint.linking.restores import Restores
from isolint.linking.stores import Stores
from isolint.linking.touches import Touches
from isolint.linking.undoing import Undoing
from isolint.linking.unrecorded import Unrecorded, removed
from isolint.linking.uses import Uses
from isolint.model.change import MEMORY, MODULE, Change, Leaks, LeftOut, Use
from isolint.model.place import Frequency, Moment
from isolint.model.resource import Reach, Verb
from isolint.model.source import Site

Own = Mapping[Function, Iterable[Effect]]


def leaks(places: Places, calls: Calls, touches: Touches, touched: Own) -> Leaks:
    """Every change in a test or a set-up that is not put back, with who else has to do with it."""
    holding = Holding(places, calls)
    modules = ModuleNames(calls.values)
    table = ModuleTable(places.fakes, modules)
    replaced = Replacements(holding, modules, places.test_code).collect()
    state = ObjectState(calls.values)
    objects = ObjectChanges(holding, state).collect()
    sources = (
        touched,
        Stores(touches).collect(),
        holding.writes(),
        objects,
        replaced,
        Patchers(calls).collect(),
    )
    own = table.named(_of_processes(calls, sources))
    through = ReadThrough(holding, state)
    met = _met_by_suite(places, own, through)
    changes = _Changes(places, holding, met, _asked(calls, touched), table, through)
    return replace(changes.collect(), at_import=changes.at_import())


def _asked(calls: Calls, touched: Own) -> dict[str, list[Read]]:
    """The calls that ask for environment variables, where tests are compiled into a process by folder."""
    found: dict[str, list[Read]] = {}
    for function, effects in touched.items():
        for one in effects if calls.units[function[0]].package else ():
            if one.kind == "environment" and one.verb is Verb.READ and one.name.is_constant:
                found.setdefault(one.name.text, []).append(Read(function, one.site, asks=False))
    return found


def _of_processes(calls: Calls, sources: Iterable[Own]) -> dict[Function, list[Effect]]:
    """All changes of what lives as long as the process, by function."""
    resources = calls.values.catalogue.resources
    own: dict[Function, list[Effect]] = {}
    for source in sources:
        for function, effects in source.items():
            for one in effects:
                is_process = one.kind == MEMORY or resources[one.kind].reach is Reach.PROCESS
                if is_process and one.verb.changes:
                    own.setdefault(function, []).append(one)
    return own


def _met_by_suite(
    places: Places, own: dict[Function, list[Effect]], through: ReadThrough
) -> dict[Function, list[Effect]]:
    """The changes of what tests and their helpers change as well, or spell where they may read it."""
    suite = [path for path in places.units if _is_suite(places, path)]
    met = {
        _root(effect) for (path, _), effects in own.items() if _is_suite(places, path) for effect in effects
    }
    spelled = frozenset[str]().union(*(places.units[path].vocabulary for path in suite))
    keys = {
        read_key(effect.name.text) for effects in own.values() for effect in effects if effect.kind == MEMORY
    }
    met |= {key for key in keys if through.may_be_read(key, spelled)}
    met |= removed(places.units)
    kept = {function: [one for one in effects if _root(one) in met] for function, effects in own.items()}
    return {function: effects for function, effects in kept.items() if effects}


def _root(effect: Effect) -> str:
    """Equal for changes that may be of the same thing: the variable, or the kind of state."""
    if effect.kind != MEMORY:
        return effect.kind
    path, _, name = effect.name.text.partition("::")
    return f"{path}::{name.partition('.')[0].partition('[')[0]}"


def _is_suite(places: Places, path: str) -> bool:
    """Tests, conftests, and what stands in folders that are called so."""
    parts = PurePosixPath(path).parts
    is_named = not {"test", "tests", "testing", "testsuite"}.isdisjoint(parts[:-1])
    return is_named or parts[-1] == "conftest.py" or places.tests.is_test_file(path)


class _Changes:
    def __init__(
        self,
        places: Places,
        holding: Holding,
        own: dict[Function, list[Effect]],
        asked: Mapping[str, list[Read]],
        table: ModuleTable,
        through: ReadThrough,
    ) -> None:
        self.places = places
        self.units = places.units
        self.own = own
        self.holding = holding
        self.restores = Restores(holding.calls, Summaries(holding.calls, own), places.fakes)
        self.constants = Constants(holding)
        self.around = AroundTests(places)
        gaps = Gaps(self.restores, places.fixtures, self.constants.is_initial)
        self.undoing = Undoing(self.restores, gaps, self.around)
        self.unrecorded = Unrecorded(self.restores, self.around)
        self.uses = Uses(self.around, self.restores, Readers(holding), self._is_suite, asked)
        self.repeats = Repeats(self.around, self.restores, self.constants)
        self.doubts = Doubts(holding.values)
        self.table = table
        self.through = through
        self.resources = holding.values.catalogue.resources
        self.accesses = holding.values.catalogue.accesses

    def collect(self) -> Leaks:
        merged: dict[tuple[object, ...], Change] = {}
        gaps: dict[tuple[object, ...], Gap | None] = {}
        makers: dict[tuple[object, ...], set[Function]] = {}
        for entry in self.places.entries:
            if entry.place.moment not in (Moment.TEST, Moment.SETUP) or self._is_for_all(entry):
                continue
            for change, gap in self._of_entry(entry):
                key = (change.where, change.kind, change.name, change.process)
                known = merged.get(key)
                merged[key] = change if known is None else replace(known, users=known.users + 1)
                gaps[key] = gap if known is None else gaps[key] and gap
                makers.setdefault(key, set()).add((entry.path, entry.scope))
        uses = self.uses.of((merged[key], makers[key]) for key in merged)
        keys = {read_key(one.name) for one in merged.values() if one.kind == MEMORY}
        through = self.through.of(keys, filter(self._is_suite, self.units))
        every = [
            (self._with_uses(one, uses[one.of_process], makers[key], through), gaps[key])
            for key, one in merged.items()
        ]
        foreseen = LeftOut.UNRECORDED  # by a test that removes the variable
        every = [
            (one, gap)
            for one, gap in every
            if (gap is not None and gap.left_out is foreseen) or self._is_minded(one)
        ]
        every += [(one, None) for one in self._by_callbacks()]
        every.sort(key=lambda each: (each[0].where, each[0].kind, each[0].name, each[0].process))
        return parted(every)

    def _with_uses(
        self, change: Change, uses: tuple[Use, ...], makers: set[Function], through: Reads
    ) -> Change:
        """With the test itself, where nobody else minds and it would the next time."""
        found = replace(change, uses=self._certain(change, uses))
        key = read_key(change.name)
        reads = [*self.uses.memory.get(key, ()), *through.get(key, ())]
        again = None if found.readers and self._is_minded(found) else self.repeats.of(found, makers, reads)
        return replace(found, uses=(again, *found.uses)) if again is not None else found

    def _by_callbacks(self) -> Iterator[Change]:
        for entry, effect, use in self.repeats.by_callbacks(self.own, self._reached, self.uses.readers):
            if self._is_suite(effect.site.path):
                yield replace(self._change(entry, effect, effect.site), uses=(use,))

    def at_import(self) -> tuple[Change, ...]:
        """What the files of the suite change when they are imported, one for each statement."""
        found = ImportChanges(self.places, self.restores, self._change).collect()
        merged = {(one.where, one.kind, one.name): one for one in found}
        uses = self.uses.of((one, set()) for one in merged.values())
        return tuple(
            replace(merged[key], uses=self._certain(merged[key], uses[merged[key].of_process]))
            for key in sorted(merged)
        )

    def _certain(self, change: Change, uses: tuple[Use, ...]) -> tuple[Use, ...]:
        """Of what unseen code sets as well, a test may have got from there what it reads."""
        if change.kind == MODULE:
            return self.table.uses(change)
        is_set_unseen = change.kind == MEMORY and read_key(change.name) in self._unseen
        return tuple(use for use in uses if not use.is_test or use.empty) if is_set_unseen else uses

    @cached_property
    def _unseen(self) -> set[str]:
        """Variables that a function changes which nobody is seen to call: a callback, as a rule."""
        return {key for key, sites in self._statements.items() if not sites <= self._reached}

    @cached_property
    def _reached(self) -> set[Site]:
        """The statements to which some entry point is seen to lead."""
        return {
            effect.site
            for entry in self.places.entries
            for effect in self.restores.summaries.of((entry.path, entry.scope))
        }

    @cached_property
    def _statements(self) -> dict[str, set[Site]]:
        """All that changes each variable."""
        table: dict[str, set[Site]] = {}
        for effects in self.own.values():
            for effect in effects:
                if effect.kind == MEMORY:
                    table.setdefault(read_key(effect.name.text), set()).add(effect.site)
        return table

    def _of_entry(self, entry: Entry) -> Iterator[tuple[Change, Gap | None]]:
        function = (entry.path, entry.scope)
        for effect in self.restores.summaries.of(function):
            is_after = effect.late or effect.moment is not None or effect.verb is Verb.CLOSE
            if is_after or effect.conditional or not entry.place.lanes & effect.lanes:
                continue
            where = self.places.where(effect.site, effect.via)
            gap = self.unrecorded.gap(entry, effect) if where is not None else None
            if where is None or (gap is None and not self._is_reported(effect, where)):
                continue
            remains = gap is not None
            if gap is None and not self._is_set_up(entry, effect):
                remains, gap = self.undoing.remains(entry, effect)
            if not remains or self.doubts.are_there(effect):
                continue
            yield self._change(entry, effect, where), gap

    def _is_reported(self, effect: Effect, where: Site) -> bool:
        """What the code under test does to its own process is its own business, unless a test minds."""
        is_own = effect.site == where or self._is_suite(effect.site.path)
        return self._is_suite(where.path) and (is_own or effect.kind == MEMORY)

    def _is_minded(self, change: Change) -> bool:
        """A statement of the code under test leaves behind what a test asserts: that one, or another."""
        is_own = change.direct or self._is_suite(change.site.path)
        if is_own and not change.of_object:
            return True
        return change.again or any(use.is_test and use.takes and not use.by_code for use in change.uses)

    def _is_suite(self, path: str) -> bool:
        return _is_suite(self.places, path)

    def _is_set_up(self, entry: Entry, effect: Effect) -> bool:
        """What a set-up hands to its tests by way of the suite's own variables, or empties before them."""
        if effect.kind != MEMORY or entry.place.moment is not Moment.SETUP:
            return False
        return effect.verb is Verb.DESTROY or self._is_suite(effect.name.text.partition("::")[0])

    def _is_for_all(self, entry: Entry) -> bool:
        """A set-up before each test of the process: all find the same."""
        if self.around.is_for_all(entry):
            return True
        users = self.places.users.get((entry.path, entry.scope), ())
        is_setup = entry.place.moment is Moment.SETUP and entry.place.frequency is Frequency.TEST
        return is_setup and len(users) == len(self.places.tests.items)

    def _change(self, entry: Entry, effect: Effect, where: Site) -> Change:
        is_memory = effect.kind == MEMORY
        name = effect.name.text if effect.name.is_known else ""
        initial = self.constants.initial(name) if is_memory else ""
        return Change(
            kind=effect.kind,
            name=name,
            text=effect.call if is_memory else self.resources[effect.kind].text,
            verb=effect.verb,
            call=effect.call,
            place=entry.place,
            site=effect.site,
            where=where,
            value=self.constants.stored(effect.site),
            initial=initial,
            known=f"env:{name}" in self.accesses,
            process=self.around.process(entry.path),
        )
