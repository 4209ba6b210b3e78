"""The stages of linking: what the rules' questions rest on is worked out at once, the rest when asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from isolint.catalogue import Catalogue
from isolint.linking.accesses import Accesses
from isolint.linking.bodies import Bodies
from isolint.linking.calls import Calls
from isolint.linking.changes import leaks
from isolint.linking.companions import Companions
from isolint.linking.declared import declared
from isolint.linking.deniedfixtures import DeniedFixtures
from isolint.linking.effects import Summaries
from isolint.linking.endings import Endings
from isolint.linking.fakes import Fakes
from isolint.linking.firsthand import firsthand
from isolint.linking.fixtures import Fixtures
from isolint.linking.flushing import Flushing
from isolint.linking.grouping import Grouping
from isolint.linking.groupmates import Groupmates
from isolint.linking.guards import guard_uses
from isolint.linking.lanes import LaneTests
from isolint.linking.launching import Launching, without_scripts
from isolint.linking.listings import with_fillers
from isolint.linking.lives import Lives
from isolint.linking.lockfixtures import LockFixtures
from isolint.linking.lookups import Lookups
from isolint.linking.members import Members
from isolint.linking.memory import Memory
from isolint.linking.minding import with_minding
from isolint.linking.names import Names
from isolint.linking.neighbours import AroundTests
from isolint.linking.nodes import Nodes
from isolint.linking.outlived import Outlived
from isolint.linking.parameters import parameter_sets
from isolint.linking.picks import with_picks
from isolint.linking.places import Places
from isolint.linking.privacy import with_privacy
from isolint.linking.processguards import ProcessGuards
from isolint.linking.queues import Queues
from isolint.linking.readiness import Readiness
from isolint.linking.registries import Registries
from isolint.linking.remedies import with_remedies
from isolint.linking.requesting import Requesting
from isolint.linking.reversals import Reversals
from isolint.linking.seclusion import with_seclusion
from isolint.linking.shadows import shadowed
from isolint.linking.spawning import Spawning
from isolint.linking.spectexts import spec_texts
from isolint.linking.spoiling import Spoiling
from isolint.linking.starting import Starting
from isolint.linking.supplies import handovers, with_supplies
from isolint.linking.symbols import Symbols
from isolint.linking.teardowns import Teardowns
from isolint.linking.tests import Tests
from isolint.linking.threadhazards import ThreadHazards
from isolint.linking.threads import Threads
from isolint.linking.touches import Touches
from isolint.linking.unflushed import Unflushed
from isolint.linking.unit import Unit
from isolint.linking.updates import updates
from isolint.linking.values import Values
from isolint.linking.wanting import Wanting
from isolint.linking.ways import Ways
from isolint.linking.wording import constant_writes
from isolint.linking.writers import Writers
from isolint.model.buffering import LossyFlush, MissingFlush
from isolint.model.change import Leaks
from isolint.model.confinement import ProcessGuard
from isolint.model.facts import FileFacts
from isolint.model.grouping import LooseGroup
from isolint.model.lookup import CheckedAct
from isolint.model.memory import GuardUse, Handover, Touch, Variable
from isolint.model.parameters import ParameterSet
from isolint.model.project import Layout
from isolint.model.readiness import Pause, Unready
from isolint.model.resource import Access
from isolint.model.sharing import SpoiledValue, UnlockedUse
from isolint.model.source import Site
from isolint.model.teardown import EarlyClose, Unset
from isolint.model.updating import FileUpdate


class Stages:
    """All stages of one link, each computed once; a `Suite` is what checks see of them.

    A rule that is turned off costs nothing: what only it asks for is never computed.
    """

    def __init__(self, files: Sequence[FileFacts], catalogue: Catalogue, layout: Layout) -> None:
        self.layout = layout
        self.catalogue = catalogue
        symbols = Symbols((Unit(facts) for facts in files), layout, catalogue.aliases)
        self.values = Values(symbols, catalogue)
        self.tests = Tests(self.values, layout)
        self.fixtures = Fixtures(self.values, self.tests)
        self.lanes = LaneTests(self.values)
        self.fakes = Fakes(self.values)
        self.nodes = Nodes(self.values)
        self.places = Places(self.fixtures, self.nodes, self.lanes, self.fakes)
        self.names = Names(self.fixtures)
        self.calls = Calls(self.names, self.lanes, self.places.test_code, self.nodes.calls)
        self.memory = Memory(self.places, self.calls)
        self.names.environment.handed_over = self.memory.run_variables
        self.names.environment.set_here = self.memory.set_variables
        self.names.learn(firsthand(self.places.entries, symbols.units, self.memory.writes))
        self.touches = Touches(self.calls, self.fakes)
        touched = self.touches.collect()
        self._launching = Launching(self.calls, touched, self.places.test_code)
        self.touched = without_scripts(touched)
        self.bodies = Bodies(self.values)
        self.members = Members(self.values)

    @cached_property
    def summaries(self) -> Summaries:
        started = self._launching.starters(Spawning(self.calls).starters())
        return Summaries(self.calls, {**self.touched, **self._launching.effects()}, started)

    @cached_property
    def entry_accesses(self) -> Accesses:
        return Accesses(self.places, self.summaries, LockFixtures(self.places, self.calls.locking))

    @cached_property
    def accesses(self) -> tuple[Access, ...]:
        made = (*self.entry_accesses.collect(), *declared(self.places, self.names))
        found = with_privacy(self.fixtures, made)
        found = with_picks(self.fixtures, Requesting(self.fixtures, self.calls.index), found)
        return with_seclusion(self.tests, self.nodes, found)

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        supplied = with_supplies(self.memory, self.memory.variables(), self.accesses)
        return (*supplied, *shadowed(self.places, self.memory))

    @cached_property
    def late_environment(self) -> tuple[Touch, ...]:
        return self.memory.late_environment

    @cached_property
    def handovers(self) -> Mapping[Site, Handover]:
        return handovers(self.memory)

    @cached_property
    def _teardowns(self) -> Teardowns:
        return Teardowns(self.places, self.calls, self.memory)

    @cached_property
    def unset(self) -> tuple[Unset, ...]:
        return self._teardowns.unset

    @cached_property
    def early_closes(self) -> tuple[EarlyClose, ...]:
        outlived = Outlived(Lives(self.places, self.calls), Companions(self.bodies), Endings(self.bodies))
        return (*self._teardowns.early_closes, *outlived.early)

    @cached_property
    def guard_uses(self) -> tuple[GuardUse, ...]:
        has_lanes = self.places.dispatch.lanes_differ
        return guard_uses(self.places, self.calls, self.summaries) if has_lanes else ()

    @cached_property
    def parameter_sets(self) -> tuple[ParameterSet, ...]:
        if self.layout.runner.is_serial:
            return ()  # nobody compares what it has collected with others
        found = parameter_sets(self.names, self.fixtures)
        if any(one.folder for one in found):
            found = with_fillers(found, self.accesses)
        return (
            *found,
            *spec_texts(self.names, self.fixtures, self.nodes),
        )

    @cached_property
    def needless(self) -> frozenset[Site]:
        return Wanting(self.places, self.accesses).needless

    @cached_property
    def leaks(self) -> Leaks:
        if self.layout.runner.forked:
            return Leaks()  # what a test does to its process ends with it
        found = leaks(self._around, self.calls, self.touches, self.touched, self._reversals)
        found = with_minding(self.calls, self.touched, found)
        return with_remedies(self.places, self.calls, found)

    @cached_property
    def _around(self) -> AroundTests:
        return AroundTests(self.places)

    @cached_property
    def _reversals(self) -> Reversals:
        return Reversals(self.calls.values, self.places.fakes, self._around.runs)

    @cached_property
    def checked_acts(self) -> tuple[CheckedAct, ...]:
        return Lookups(self.bodies, self.accesses).acts()

    @cached_property
    def process_guards(self) -> Mapping[Access, ProcessGuard]:
        guards = ProcessGuards(self.places, self.calls, self.bodies, self.memory.spelling)
        return guards.collect(self.accesses)

    @cached_property
    def updates(self) -> Mapping[Access, FileUpdate]:
        return updates(self.bodies, self.accesses)

    @cached_property
    def loose_groups(self) -> tuple[LooseGroup, ...]:
        return (*Grouping(self.places).loose(), *self.left_out)

    @cached_property
    def left_out(self) -> tuple[LooseGroup, ...]:
        return Groupmates(self.places, self.entry_accesses).left_out()

    @cached_property
    def queues(self) -> Queues:
        return Queues(self.bodies, self.members)

    @cached_property
    def flushing(self) -> Flushing:
        return Flushing(self.bodies, self.members, self.queues)

    @cached_property
    def threads(self) -> Threads:
        return Threads(self.places, self.calls, self.bodies, self.members)

    @cached_property
    def _readiness(self) -> Readiness:
        return Readiness(Starting(self.bodies, self.threads, self.accesses))

    @cached_property
    def unready(self) -> tuple[Unready, ...]:
        return self._readiness.unready()

    @cached_property
    def pauses(self) -> tuple[Pause, ...]:
        return self._readiness.pauses()

    @cached_property
    def lossy_flushes(self) -> tuple[LossyFlush, ...]:
        return self.flushing.lossy()

    @cached_property
    def missing_flushes(self) -> tuple[MissingFlush, ...]:
        writers = Writers(self.bodies, self.flushing)
        return Unflushed(self.places, self.calls, writers).collect()

    @cached_property
    def spoiled_values(self) -> tuple[SpoiledValue, ...]:
        return (*Spoiling(self.places).spoiled(), *DeniedFixtures(self._around, self._reversals).spoiled())

    @cached_property
    def thread_hazards(self) -> ThreadHazards:
        return ThreadHazards(self)

    @cached_property
    def unlocked_uses(self) -> tuple[UnlockedUse, ...]:
        found = Registries(self.bodies, self.members, self.threads).unlocked()
        return (*found, *self.thread_hazards.unlocked_uses)

    @cached_property
    def ways(self) -> Ways:
        return Ways(self.places, self.calls)

    @cached_property
    def constant_writes(self) -> frozenset[Site]:
        return constant_writes(self.names, self.accesses)
