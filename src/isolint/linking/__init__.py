"""From facts of single files to a suite that answers questions."""

from __future__ import annotations

from collections.abc import Sequence

from isolint.catalogue import Catalogue
from isolint.linking.accesses import Accesses
from isolint.linking.bodies import Bodies
from isolint.linking.calls import Calls
from isolint.linking.changes import leaks
from isolint.linking.effects import Summaries
from isolint.linking.fakes import Fakes
from isolint.linking.firsthand import firsthand
from isolint.linking.fixtures import Fixtures
from isolint.linking.flushing import Flushing
from isolint.linking.guards import guard_uses
from isolint.linking.lanes import LaneTests
from isolint.linking.lookups import Lookups
from isolint.linking.members import Members
from isolint.linking.memory import Memory
from isolint.linking.names import Names
from isolint.linking.nodes import Nodes
from isolint.linking.parameters import parameter_sets
from isolint.linking.places import Places
from isolint.linking.privacy import with_privacy
from isolint.linking.queues import Queues
from isolint.linking.readiness import Readiness
from isolint.linking.registries import Registries
from isolint.linking.seclusion import with_seclusion
from isolint.linking.shadows import shadowed
from isolint.linking.spectexts import spec_texts
from isolint.linking.starting import Starting
from isolint.linking.suite import Suite
from isolint.linking.supplies import handovers, with_supplies
from isolint.linking.symbols import Symbols
from isolint.linking.teardowns import Teardowns
from isolint.linking.tests import Tests
from isolint.linking.threads import Threads
from isolint.linking.touches import Touches
from isolint.linking.unflushed import Unflushed
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.linking.wording import constant_writes
from isolint.linking.writers import Writers
from isolint.model.facts import FileFacts
from isolint.model.project import Layout


class Linked:
    """All stages of one link, each computed once; `suite` is what checks see of it."""

    def __init__(self, files: Sequence[FileFacts], catalogue: Catalogue, layout: Layout) -> None:
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
        touches = Touches(self.calls, self.fakes)
        touched = touches.collect()
        self.summaries = Summaries(self.calls, touched)
        self.bodies = Bodies(self.values)
        self.members = Members(self.values)
        self.queues = Queues(self.bodies, self.members)
        teardowns = Teardowns(self.places, self.calls, self.memory)
        self.flushing = Flushing(self.bodies, self.members, self.queues)
        self.writers = Writers(self.bodies, self.flushing)
        self.threads = Threads(self.places, self.calls, self.bodies, self.members)
        accesses = with_privacy(self.fixtures, Accesses(self.places, self.summaries).collect())
        accesses = with_seclusion(self.tests, self.nodes, accesses)
        readiness = Readiness(Starting(self.bodies, self.threads, accesses))
        self.suite = Suite(
            layout=layout,
            catalogue=catalogue,
            accesses=accesses,
            variables=(
                *with_supplies(self.memory, self.memory.variables(), accesses),
                *shadowed(self.places, self.memory),
            ),
            late_environment=self.memory.late_environment,
            handovers=handovers(self.memory),
            unset=teardowns.unset,
            early_closes=teardowns.early_closes,
            guard_uses=guard_uses(self.places, self.calls, self.summaries),
            parameter_sets=(
                *parameter_sets(self.names, self.fixtures),
                *spec_texts(self.names, self.fixtures, self.nodes),
            ),
            test_code=self.places.test_code,
            spec_folders=self.nodes.sessions,
            plain_folders=self.tests.folders - self.nodes.sessions,
            handed_over=self.memory.run_variables,
            leaks=leaks(self.places, self.calls, touches, touched),
            checked_acts=Lookups(self.bodies, accesses).acts(),
            lossy_flushes=self.flushing.lossy(),
            unready=readiness.unready(),
            pauses=readiness.pauses(),
            unlocked_uses=Registries(self.bodies, self.members, self.threads).unlocked(),
            constant_writes=constant_writes(self.names, accesses),
            missing_flushes=Unflushed(self.places, self.calls, self.writers).collect(),
        )


def link(files: Sequence[FileFacts], catalogue: Catalogue, layout: Layout) -> Suite:
    """The suite that some files make; the order of the files makes no difference."""
    return Linked(files, catalogue, layout).suite
