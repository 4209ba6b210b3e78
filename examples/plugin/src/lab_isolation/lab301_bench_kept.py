"""A test reserves a bench by name and nothing in the suite gives it back.

The bench stays reserved when the run is over, and the next run waits for it until the
reservation ends by itself, half an hour later.

## Bad
    def test_valve_opens():
        labkit.reserve("bench-3")
        assert valve("bench-3").open()

## Good
    @pytest.fixture
    def bench():
        labkit.reserve("bench-3")
        yield "bench-3"
        labkit.release("bench-3")

## When it stays quiet
The name is not known; anything in the suite releases a bench of that name.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Severity
from isolint.model.resource import Verb
from isolint.model.rule import rule


@rule("LAB301", severity=Severity.WARNING, since="1.0", link="https://lab.example/isolation/LAB301")
def bench_kept(suite: Suite) -> Iterator[Hit]:
    for access in suite.touching(Verb.CREATE):
        if access.resource.kind != "test bench" or not suite.key(access):
            continue  # another kind of thing, or a name that nobody can tell
        if any(other.verb is Verb.DESTROY for other in suite.same_resource(access)):
            continue
        yield Hit(
            site=access.where,
            message=f"{suite.describe(access)} is reserved by {access.place.owner} and never released",
            help="release it after a `yield` in a fixture",
            lanes=suite.lanes_of(access),
        )
