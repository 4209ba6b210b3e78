"""A test changes the value of a fixture that is made once for many tests.

What a module, class or session fixture gives is the same object for all tests of its scope in one
worker. A test that appends to it, sets an item or an attribute, leaves it so for the next one, and
which test is the next one is decided by how the tests are spread over the workers. What a fixture
stands for, a folder or a server, is changed by a test that says so itself: at its end it denies what
it asserts at its start.

## Bad
    @pytest.fixture(scope="session")
    def prices():
        return {"tea": 3, "coffee": 4}

    def test_discount(prices):
        prices["tea"] = 2
        assert total(prices, ["tea"]) == 2

    def test_total(prices):
        assert total(prices, ["tea", "coffee"]) == 7

## Good
    @pytest.fixture(scope="session")
    def all_prices():
        return {"tea": 3, "coffee": 4}

    @pytest.fixture
    def prices(all_prices):
        return dict(all_prices)

    def test_discount(prices):
        prices["tea"] = 2
        assert total(prices, ["tea"]) == 2

## Fix
None is made for you: whether the fixture gives each test a copy, is made anew for each test, or
the test works on a copy of its own depends on what it costs to make the value.

## When it stays quiet
The fixture is made for each test, or gives a copy, a factory or something that cannot change; the
test puts back what it has changed, or a fixture of it does; nobody else reads what is changed, or
all who do set it first; it is given what the object starts with; the tests that share the value are
kept in one worker and in order. So is what is not seen to be a container or an object of the project
itself: `client.update()` may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Hit, Related, Severity
from isolint.model.rule import rule
from isolint.model.sharing import SpoiledValue


@rule("ISO407", severity=Severity.WARNING, since="0.1")
def shared_fixture_mutated(suite: Suite) -> Iterator[Hit]:
    for spoiled in suite.spoiled_values:
        yield Hit(
            site=spoiled.site,
            message=f"{spoiled.owner} changes `{spoiled.value}`, which {spoiled.fixture} makes once: "
            f"{_consequence(spoiled)}",
            help="give each test a copy, or make the value for each test",
            related=(
                Related(spoiled.made, "made here"),
                Related(spoiled.read, f"read in {spoiled.reader}"),
                *(Related(site, "changed here, too") for site in spoiled.also),
            ),
            confidence=Confidence.MEDIUM,
        )


def _consequence(spoiled: SpoiledValue) -> str:
    if spoiled.again:
        return "it fails when it is run again in the same process, for it starts from what it does not leave"
    reader = "its next case" if spoiled.reader == spoiled.owner else spoiled.reader
    return f"{reader} finds it changed or not, depending on what ran before in the same worker"
