"""A test or its set-up changes the working directory and stays there.

The working directory belongs to the process. The tests that follow in the same worker resolve
their relative paths in it, and often it is a temporary directory that is gone by then.

## Bad
    def test_init(tmp_path):
        os.chdir(tmp_path)
        assert main(["init"]) == 0

## Good
    def test_init(tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert main(["init"]) == 0

## Bad (Go)
    func TestLoad(t *testing.T) {
        os.Chdir("testdata")
        load("orders.yaml")
    }

## Good (Go)
    func TestLoad(t *testing.T) {
        t.Chdir("testdata")
        load("orders.yaml")
    }

## Fix
Safe, in Python: `monkeypatch.chdir` takes the place of the call in a test, or a fixture of function
scope, that pytest runs, and goes back when the test ends. None is made in helpers, set-up methods
and unittest classes, which cannot ask for it: there `contextlib.chdir` goes back when the block
ends. None is made in Go.

## When it stays quiet
The test, a fixture of it or the tear-down of its class goes back, on whatever way, or a function does
to which the one that goes there is handed; the change is made once for the session.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Hit, Severity
from isolint.model.rule import rule


@rule("ISO402", severity=Severity.WARNING, since="0.1")
def cwd_leak(suite: Suite) -> Iterator[Hit]:
    for change in suite.leaks.of("working directory"):
        yield Hit(
            site=change.where,
            message=f"{change.place.owner} changes the working directory and does not go back: "
            "the tests after it in the same process resolve relative paths there",
            help="`monkeypatch.chdir` and `contextlib.chdir` go back by themselves",
            confidence=Confidence.HIGH if change.direct else Confidence.MEDIUM,
            fix=change.remedy,
        )
