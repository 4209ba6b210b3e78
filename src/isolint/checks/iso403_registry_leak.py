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
again do that) fails. A test shows the same where it denies at its end what it asserts at its start of
something that is not its own: that a name is not known yet, that a call fails, that nothing is logged.
What it has entered in a registry of a library by then counts, too.

## When it stays quiet
The old value comes back on whatever way, or each test that reads sets it first, itself or in
its set-up, and so does each that can get to the code that reads; all tests store the same constant,
or what it starts with; nobody else reads it, or only items of other keys; it is a copy. This rule is about
data: where a function, a class or a module is replaced, patch-leak (ISO404) says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.causes import by_cause
from isolint.linking.suite import Suite
from isolint.model.change import MEMORY, REGISTRY, Change, Use
from isolint.model.finding import Confidence, Hit, Related, Severity
from isolint.model.resource import Verb
from isolint.model.rule import rule


@rule("ISO403", severity=Severity.WARNING, since="0.1")
def registry_leak(suite: Suite) -> Iterator[Hit]:
    felt = (
        change
        for change in suite.leaks.of(MEMORY, REGISTRY)
        if change.readers and _matters(suite, change) and not suite.leaks.makes_sequence(change)
    )
    for change, *others in by_cause(felt):
        yield Hit(
            site=change.where,
            message=f"{change.place.owner} {_said(change)}: {_consequence(change.readers[0])}",
            help="put the old value back when the test ends, as `monkeypatch.setattr` and `setitem` do",
            related=(
                *(Related(use.site, f"read in {use.owner}") for use in change.readers[:3]),
                *(Related(one.where, f'and "{one.text}" here') for one in others[:3]),
            ),
            confidence=Confidence.HIGH
            if change.readers[0].is_test and not change.again
            else Confidence.MEDIUM,
            fix=change.remedy,
        )


_DONE = {Verb.WRITE: "sets", Verb.MUTATE: "changes", Verb.DESTROY: "removes from"}


def _said(change: Change) -> str:
    if change.kind == REGISTRY:
        return f"registers something (`{change.call}`) and does not take it out"
    return f'{_DONE[change.verb]} "{change.text}" and does not put it back'


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
