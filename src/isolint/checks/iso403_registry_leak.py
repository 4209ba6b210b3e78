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
None is made for you: `monkeypatch.setattr` and `monkeypatch.setitem` remember what was there;
for a container that grows, a fixture that copies it before and puts the copy back afterwards.

## When it stays quiet
The old value comes back on whatever way, or each test that reads sets it first, itself or in
its set-up; all tests store the same constant; nobody else reads it; it is a copy.
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
            confidence=Confidence.HIGH if change.readers[0].is_test else Confidence.MEDIUM,
        )


_DONE = {Verb.WRITE: "sets", Verb.MUTATE: "changes", Verb.DESTROY: "removes from"}


def _matters(suite: Suite, change: Change) -> bool:
    """It differs afterwards, and not for all alike."""
    if change.value and change.value == change.initial:
        return False
    if change.verb is Verb.DESTROY and (change.initial or not change.of_item):
        return False  # a cache is emptied
    return not suite.leaks.is_set_alike(change)


def _consequence(reader: Use) -> str:
    if reader.is_test:
        return f"{reader.owner} sees one or the other, depending on what ran before in the same process"
    return f"{reader.owner} behaves differently for the tests after it in the same process"
