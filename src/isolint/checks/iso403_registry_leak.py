"""A test changes a module's variable, a class attribute or a registry and leaves it changed.

A module is imported once for each process. What a test puts into a global, a class or a
container that one of them holds is what the tests after it in the same worker find there.

## Bad
    def test_offline_mode():
        settings.OFFLINE = True
        assert fetch("/prices") is None

## Good
    def test_offline_mode(monkeypatch):
        monkeypatch.setattr(settings, "OFFLINE", True)
        assert fetch("/prices") is None

## Bad (Go)
    It("sends by mail", func() {
        channels.Register("mail", fake)
        Expect(send("mail")).To(Succeed())
    })

## Good (Go)
    It("sends by mail", func() {
        channels.Register("mail", fake)
        DeferCleanup(channels.Unregister, "mail")
        Expect(send("mail")).To(Succeed())
    })

## Fix
Safe, in Python, for an attribute or an item of a mapping that a test, or a fixture of function
scope, sets or deletes: `monkeypatch.setattr`, `setitem` and the like do the same and remember what
was there. Unsafe where another test fails if this one has not been there. None is made for other
changes of a container: a fixture copies it before and puts the copy back afterwards.

What the code under test changes counts where a test asserts something about it: through a function
that hands the variable out, a method of an object that lives as long as the module, or an object
that keeps the list it was given. The test may be the one that makes the change: it starts from
what was there on import, so that a second run in the same process (plugins that run failed tests
again do that) fails.

## When it stays quiet
The old value comes back on whatever way, or each test that reads sets it first, itself or in
its set-up; all tests store the same constant; nobody else reads it; it is a copy. This rule is about
data: where a function, a class or a module is replaced, patch-leak (ISO404) says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.change import MEMORY, Change, Use
from isolint.model.finding import Confidence, Hit, Related, Severity
from isolint.model.resource import Verb
from isolint.model.rule import rule


@rule("ISO403", severity=Severity.WARNING, since="0.1")
def registry_leak(suite: Suite) -> Iterator[Hit]:
    for change in suite.leaks.of(MEMORY):
        if not change.readers or not _matters(suite, change) or suite.leaks.makes_sequence(change):
            continue
        yield Hit(
            site=change.where,
            message=f'{change.place.owner} {_DONE[change.verb]} "{change.text}" and does not put it back: '
            f"{_consequence(change.readers[0])}",
            help="put the old value back when the test ends, as `monkeypatch.setattr` and `setitem` do",
            related=tuple(Related(use.site, f"read in {use.owner}") for use in change.readers[:3]),
            confidence=Confidence.HIGH
            if change.readers[0].is_test and not change.again
            else Confidence.MEDIUM,
            fix=change.remedy,
        )


_DONE = {Verb.WRITE: "sets", Verb.MUTATE: "changes", Verb.DESTROY: "removes from"}


def _matters(suite: Suite, change: Change) -> bool:
    """It differs afterwards, and not for all alike."""
    if change.value and change.value == change.initial:
        return False
    if change.again:
        return True
    if change.verb is Verb.DESTROY and (change.initial or not change.of_item):
        return False  # a cache is emptied
    return not suite.leaks.is_set_alike(change)


def _consequence(reader: Use) -> str:
    if reader.again:
        return "it starts from what was there before, and fails when it is run again in the same process"
    if reader.is_test:
        return f"{reader.owner} sees one or the other, depending on what ran before in the same process"
    return f"{reader.owner} behaves differently for the tests after it in the same process"
