"""A test changes what all threads that run it have in common: a fixture's value or its own `self`.

pytest-run-parallel sets a test up once, in the main thread, and then has several threads run its
body at the same time. All of them are given the same fixture values, the same parameters and the
same object of the test's class, with all that `setup_method` or `setUp` has put there.

## Bad
    @pytest.fixture
    def cart():
        return []

    def test_add(cart):
        cart.append("apple")
        assert len(cart) == 1

## Good
    @pytest.fixture
    def make_cart():
        return lambda: []

    def test_add(make_cart):
        cart = make_cart()
        cart.append("apple")
        assert len(cart) == 1

## Bad
    class TestLedger:
        def setup_method(self):
            self.balance = 0

        def test_deposit(self):
            self.balance += 5
            assert self.balance == 5

## Good
    class TestLedger:
        def test_deposit(self):
            balance = 0
            balance += 5
            assert balance == 5

## Fix
Unsafe: `@pytest.mark.thread_unsafe` has one thread run the test. The better way is to make the
thing in the body of the test, by a function that a fixture hands out, or to copy it there.

## When it stays quiet
Without a runner of threads: see the setting `profile`. Tests that one thread runs, by a mark
(`thread_unsafe`, `parallel_threads(1)`) or because the runner sees that they need it; tests that
ask how many threads there are. All threads store the same constant; what is only looked for with
`in`; local names, copies, `threading.local`; what stands under a lock. `tmp_path` and `tmpdir`
that the test itself asks for, of which each thread has its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Fix, Hit, Related, Safety, Severity
from isolint.model.rule import rule
from isolint.model.sharing import OUTLIVING, SelfRace


@rule("ISO701", severity=Severity.ERROR, since="0.1", threads=True)
def thread_shared_fixture(suite: Suite) -> Iterator[Hit]:
    for race in suite.thread_hazards.self_races:
        if race.common.kind == OUTLIVING:
            continue  # nothing of the test's own: thread-unsafe-call speaks of it
        yield Hit(
            site=race.site,
            message=f"{race.owner} {race.does} `{race.common.text}`, {_ORIGINS[race.common.kind]} "
            f"in all threads that run it: {race.then}",
            help="make it in the body of the test, or hand out a function that does",
            related=_origin(race),
            fix=Fix(
                recipe="thread-unsafe-mark",
                anchor=race.tests[0],
                safety=Safety.UNSAFE,
                title="Have one thread run the test",
                arguments=(("reason", f"{race.does} {race.common.text}"),),
            ),
        )


_ORIGINS = {
    "fixture": "which is the same value",
    "argument": "which is the same value",
    "self": "and `self` is the same object",
}


def _origin(race: SelfRace) -> tuple[Related, ...]:
    return (Related(race.common.origin, "made once, here"),) if race.common.origin is not None else ()
