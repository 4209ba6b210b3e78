"""A test or its set-up sets an environment variable and leaves it set for the tests that follow.

The environment belongs to the process. What runs next in the same worker finds the variable
as it was left, and which tests those are changes with the number of workers and the order. Worse is a
plain dictionary, a copy as it may be, in the place of `os.environ`: what later tests set in it does not
get to child processes.

## Bad
    def test_debug_banner():
        os.environ["SHOP_DEBUG"] = "1"
        assert "debug" in render_banner()

## Good
    def test_debug_banner(monkeypatch):
        monkeypatch.setenv("SHOP_DEBUG", "1")
        assert "debug" in render_banner()

## Bad (Go)
    It("reads the region", func() {
        os.Setenv("REGION", "north")
        Expect(load().Region).To(Equal("north"))
    })

## Good (Go)
    It("reads the region", func() {
        GinkgoT().Setenv("REGION", "north")
        Expect(load().Region).To(Equal("north"))
    })

## Fix
Safe: `monkeypatch.setenv` takes the place of the assignment in a test, or a fixture of function
scope, that pytest runs; unsafe where another test finds the variable set by this one alone. None
is made where no fixture can be asked for: in a unittest class `mock.patch.dict(os.environ, ...)`
does it, in a fixture of a wider scope a `yield` and a `finally`. In Go, `GinkgoT().Setenv` or
`t.Setenv` sets the variable and puts the old value back. For version 1 of Ginkgo, which cannot, a
`defer` in the spec does, but none in BeforeEach.

## When it stays quiet
The variable is put back on the way, by a fixture or by the set-up and tear-down of the class;
a session fixture or a conftest sets it once for all; all set it to the same constant; nobody
else in the project, and no library that is known to, reads it. Several variables that one set-up
leaves are one finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from isolint.linking.causes import by_cause
from isolint.linking.suite import Suite
from isolint.model.change import Change
from isolint.model.finding import Confidence, Fix, Hit, Related, Safety, Severity
from isolint.model.place import Frequency
from isolint.model.resource import Verb
from isolint.model.rule import rule


@rule("ISO401", severity=Severity.WARNING, since="0.1")
def env_leak(suite: Suite) -> Iterator[Hit]:
    felt = filter(partial(_is_felt, suite), suite.leaks.of("environment"))
    for change, *others in by_cause(felt):
        yield Hit(
            site=change.where,
            message=f"{change.place.owner} sets the environment variable {change.name} and does not "
            f"put it back: {_consequence(change)}",
            help="`monkeypatch.setenv` and `mock.patch.dict` put the old value back themselves",
            related=(
                *(Related(use.site, f"read in {use.owner}") for use in change.readers[:3]),
                *(Related(one.where, f"and {one.name} here") for one in others[:3]),
            ),
            confidence=Confidence.HIGH if change.direct else Confidence.MEDIUM,
            fix=change.remedy or _fix(change),
        )
    for one in suite.leaks.environments:
        yield Hit(
            site=one.site,
            message=f"{one.owner} leaves a plain dictionary in the place of `os.environ`: variables that the "
            "tests after it in the same process set do not get to child processes",
            help="change the mapping itself: `os.environ.clear()` and `update()`, or `mock.patch.dict`",
            confidence=Confidence.HIGH,
        )


def _is_felt(suite: Suite, change: Change) -> bool:
    if not change.name or change.verb is Verb.DESTROY or suite.leaks.is_set_alike(change):
        return False  # which variable it is stays open, or all tests have the same one
    return bool(change.readers) or change.known


def _fix(change: Change) -> Fix | None:
    """Only where what runs for one test sets it, at once."""
    if not change.direct or change.place.frequency is not Frequency.TEST:
        return None
    return Fix(
        recipe="restored-env",
        anchor=change.site,
        safety=Safety.SAFE,
        title="Put the variable back when the test ends",
    )


def _consequence(change: Change) -> str:
    if change.readers:
        return (
            f"{change.readers[0].owner} finds it set or not, depending on what ran before in the same process"
        )
    return "libraries that later tests use in the same process find it set"
