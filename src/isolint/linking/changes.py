"""Changes of process-wide state in the places where the runner makes them happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from isolint.linking.calls import Calls, Function
from isolint.linking.cleanups import Cleanups
from isolint.linking.constants import Constants
from isolint.linking.defaults import is_default
from isolint.linking.doublesofall import DoublesOfAll
from isolint.linking.doubts import Doubts
from isolint.linking.effects import Effect, Summaries
from isolint.linking.firstimports import FirstImports
from isolint.linking.gaps import Gap, Gaps, parted
from isolint.linking.holding import Holding
from isolint.linking.importing import ImportChanges
from isolint.linking.initialvalues import InitialValues
from isolint.linking.leftlisteners import LeftListeners
from isolint.linking.modulenames import ModuleNames
from isolint.linking.moduleremovals import ModuleRemovals
from isolint.linking.moduletable import ModuleTable
from isolint.linking.neighbours import AroundTests
from isolint.linking.objectchanges import ObjectChanges
from isolint.linking.objectstate import ObjectState
from isolint.linking.patchers import Patchers
from isolint.linking.places import Entry
from isolint.linking.plainenvironments import PlainEnvironments
from isolint.linking.processstate import asked_variables, is_suite_code, met_by_suite, of_processes
from isolint.linking.readers import Read, Readers, Reads, read_key
from isolint.linking.readthrough import ReadThrough
from isolint.linking.repeats import Repeats
from isolint.linking.replacements import Replacements
from isolint.linking.restores import Restores
from isolint.linking.reversals import Reversals
from isolint.linking.seededoutcomes import SeededOutcomes
from isolint.linking.stores import Stores
from isolint.linking.touches import Touches
from isolint.linking.undoing import Undoing
from isolint.linking.unrecorded import Unrecorded
from isolint.linking.uses import Uses
from isolint.model.change import CODE, MEMORY, MODULE, REGISTRY, Change, Leaks, LeftOut, Use
from isolint.model.place import Frequency, Moment
from isolint.model.resource import Verb
from isolint.model.source import Site

Own = Mapping[Function, Iterable[Effect]]


def leaks(around: AroundTests, calls: Calls, touches: Touches, touched: Own, reversals: Reversals) -> Leaks:
    """Every change in a test or a set-up that is not put back, with who else has to do with it."""
    places = around.places
    holding = Holding(places, calls)
    modules = ModuleNames(calls.values)
    table = ModuleTable(places.fakes, modules)
    replaced = Replacements(holding, modules, places.test_code).collect()
    state = ObjectState(calls.values)
    objects = ObjectChanges(holding, state).collect()
    stores = Stores(touches)
    sources = (
        touched,
        stores.collect(),
        Cleanups(holding, stores).collect(),
        holding.writes(),
        objects,
        replaced,
        Patchers(calls).collect(),
    )
    own = table.named(of_processes(calls, sources))
    through = ReadThrough(holding, state)
    met = met_by_suite(places, own, through, reversals.names)
    changes = _Changes(around, holding, met, asked_variables(calls, touched), table, through, reversals)
    return replace(
        changes.collect(),
        at_import=changes.at_import(),
        outcomes=tuple(SeededOutcomes(around, calls.values).collect()),
        environments=tuple(PlainEnvironments(places, calls.values).collect()),
    )


class _Changes:
    def __init__(
        self,
        around: AroundTests,
        holding: Holding,
        own: dict[Function, list[Effect]],
        asked: Mapping[str, list[Read]],
        table: ModuleTable,
        through: ReadThrough,
        reversals: Reversals,
    ) -> None:
        places = self.places = around.places
        self.units = places.units
        self.own = own
        self.holding = holding
        self.restores = Restores(holding.calls, Summaries(holding.calls, own), places.fakes)
        self.constants = Constants(holding)
        self.initial = InitialValues(holding, self.constants)
        self.around = around
        gaps = Gaps(self.restores, places.fixtures, self.constants.is_initial)
        self.undoing = Undoing(self.restores, gaps, self.around)
        self.unrecorded = Unrecorded(self.restores, self.around)
        self.uses = Uses(self.around, self.restores, Readers(holding), self.constants, self._is_suite, asked)
        self.repeats = Repeats(self.around, self.restores, self.constants, reversals)
        self.doubts = Doubts(holding.values)
        self.doubles = DoublesOfAll(self.around, self.restores, self.uses.ways)
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
            (self._with_uses(one, uses[self.uses.key_of(one)], makers[key], through), gaps[key])
            for key, one in merged.items()
        ]
        foreseen = LeftOut.UNRECORDED  # by a test that removes the variable
        every = [
            (one, gap)
            for one, gap in every
            if (gap is not None and gap.left_out is foreseen) or self._is_minded(one)
        ]
        replaced = self.doubles.names((merged[key], makers[key]) for key in merged)
        every = [(one, gap) for one, gap in every if one.kind != CODE or one.name not in replaced]
        removals = ModuleRemovals(self.places, self.restores, self.table, self._change).collect()
        every += [(one, None) for one in (*self._by_callbacks(), *self._by_example(), *removals)]
        every.sort(key=lambda each: (each[0].where, each[0].kind, each[0].name, each[0].process))
        return parted(every)

    def _with_uses(
        self, change: Change, uses: tuple[Use, ...], makers: set[Function], through: Reads
    ) -> Change:
        """With the test itself, where nobody else minds and it would the next time."""
        found = replace(change, uses=self._certain(change, uses))
        key = read_key(change.name)
        reads = [*self.uses.memory.get(key, ()), *through.get(key, ())]
        again = None
        if not found.readers or not self._is_minded(found):
            again = self.repeats.of(found, makers, reads) or self.repeats.denied(found, makers)
        return replace(found, uses=(again, *found.uses)) if again is not None else found

    def _by_example(self) -> Iterator[Change]:
        """What single tests show, or leave to others, in ways that no summary has."""
        imports = FirstImports(self.around, self.restores, self.repeats.reversals)
        for entry, effect, use in imports.collect():
            yield replace(self._change(entry, effect, effect.site), uses=(use,))
        for entry, effect, where, use in LeftListeners(self.around, self.restores).collect():
            yield replace(self._change(entry, effect, where), uses=(use,))

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
            replace(merged[key], uses=self._certain(merged[key], uses[self.uses.key_of(merged[key])]))
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
            is_doubtful = effect.conditional and function not in self.repeats.reversals.found
            if is_after or is_doubtful or not entry.place.lanes & effect.lanes:
                continue
            where = self.places.where(effect.site, effect.via)
            gap = self.unrecorded.gap(entry, effect) if where is not None else None
            if where is None or (gap is None and not self._is_reported(effect, where)):
                continue
            remains = gap is not None
            if gap is None and not self._is_set_up(entry, effect):
                remains, gap = self.undoing.remains(entry, effect)
            if not remains:
                continue
            change = self._change(entry, effect, where)
            is_doubtful = effect.conditional or self.doubts.are_there(effect)
            if not is_doubtful or self.repeats.denied(change, [function]) is not None:
                yield change, gap

    def _is_reported(self, effect: Effect, where: Site) -> bool:
        """What the code under test does to its own process is its own business, unless a test minds."""
        is_own = effect.site == where or self._is_suite(effect.site.path)
        return self._is_suite(where.path) and (is_own or effect.kind in (MEMORY, REGISTRY))

    def _is_minded(self, change: Change) -> bool:
        """A statement of the code under test leaves behind what a test asserts: that one, or another."""
        is_own = change.direct or self._is_suite(change.site.path)
        if is_own and not change.of_object:
            return True
        return change.again or any(use.is_test and use.takes and not use.by_code for use in change.uses)

    def _is_suite(self, path: str) -> bool:
        return is_suite_code(self.places, path)

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
        stored = self.constants.stored(effect.site)
        if is_memory and is_default(self.holding.values, self.constants, name, stored):
            initial = stored
        made = self.initial.text(name, effect.site) if is_memory and name else ""
        return Change(
            kind=effect.kind,
            name=name,
            text=effect.call if is_memory else self.resources[effect.kind].text,
            verb=effect.verb,
            call=effect.call,
            place=entry.place,
            site=effect.site,
            where=where,
            value=made or stored,
            initial=made or initial,
            known=f"env:{name}" in self.accesses,
            process=self.around.process(entry.path),
        )
