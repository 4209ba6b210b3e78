"""From facts of single files to a suite that answers questions."""

from __future__ import annotations

from collections.abc import Sequence

from isolint.catalogue import Catalogue
from isolint.linking.accesses import Accesses
from isolint.linking.calls import Calls
from isolint.linking.effects import Summaries
from isolint.linking.fakes import Fakes
from isolint.linking.fixtures import Fixtures
from isolint.linking.guards import guard_uses
from isolint.linking.lanes import LaneTests
from isolint.linking.memory import Memory
from isolint.linking.names import Names
from isolint.linking.parameters import parameter_sets
from isolint.linking.places import Places
from isolint.linking.privacy import with_privacy
from isolint.linking.suite import Suite
from isolint.linking.symbols import Symbols
from isolint.linking.tests import Tests
from isolint.linking.touches import Touches
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import FileFacts
from isolint.model.project import Layout


class Linked:
    """All stages of one link, each computed once; `suite` is what checks see of it."""

    def __init__(self, files: Sequence[FileFacts], catalogue: Catalogue, layout: Layout) -> None:
        symbols = Symbols((Unit(facts) for facts in files), layout)
        self.values = Values(symbols, catalogue)
        self.tests = Tests(self.values, layout)
        self.fixtures = Fixtures(self.values, self.tests)
        self.lanes = LaneTests(self.values)
        self.fakes = Fakes(self.values)
        self.places = Places(self.fixtures, self.lanes, self.fakes)
        self.names = Names(self.fixtures)
        self.calls = Calls(self.names, self.lanes, self.places.test_code)
        self.memory = Memory(self.places, self.calls)
        self.names.environment.handed_over = self.memory.run_variables
        self.names.environment.set_here = self.memory.set_variables
        self.summaries = Summaries(self.calls, Touches(self.calls, self.fakes).collect())
        self.suite = Suite(
            layout=layout,
            catalogue=catalogue,
            accesses=with_privacy(self.fixtures, Accesses(self.places, self.summaries).collect()),
            variables=self.memory.variables(),
            late_environment=self.memory.late_environment,
            guard_uses=guard_uses(self.places, self.calls, self.summaries),
            parameter_sets=parameter_sets(self.names, self.fixtures),
            test_code=self.places.test_code,
            handed_over=self.memory.run_variables,
        )


def link(files: Sequence[FileFacts], catalogue: Catalogue, layout: Layout) -> Suite:
    """The suite that some files make; the order of the files makes no difference."""
    return Linked(files, catalogue, layout).suite
