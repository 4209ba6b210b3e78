"""A test replaces a function, a class or a whole module for all code of the process, and leaves it replaced.

Modules and classes exist once for each process. The tests after it in the same worker, and the code
that they call, get the substitute. A module that was removed or runs once more exists twice: who has
imported it before keeps the classes and functions of the first. The first import of a module stays as
well: who asserts that nobody has imported it passes once.

## Bad
    def test_receipt():
        mailer.send = lambda to, text: None
        assert checkout("cart-7").receipt

## Good
    def test_receipt(monkeypatch):
        monkeypatch.setattr(mailer, "send", lambda to, text: None)
        assert checkout("cart-7").receipt

## Fix
Safe, for one statement in a test or in a fixture of function scope that pytest calls:
`monkeypatch.setattr`, `setitem` and `delitem` remember what was there. None for a reload, which
has to be done once more when all else is as it was, nor for a patch that is started: stop it.

## When it stays quiet
The old one comes back on whatever way: `monkeypatch`, `mock.patch`, `finally`, after a `yield`, by a
registered clean-up, in the tear-down of the class; a session fixture replaces it once for all. What is
replaced is the test file's own, or made by the test; each test replaces it that is near to the code which
uses it; nobody else imports the module. Data in a variable of a first-party module or an attribute of a
first-party class is ISO403's, settings of the process are ISO405's, and what is done on import is ISO603's.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.change import CODE, MODULE, Change
from isolint.model.finding import Confidence, Hit, Related, Severity
from isolint.model.resource import Verb
from isolint.model.rule import rule


@rule("ISO404", severity=Severity.WARNING, since="0.1")
def patch_leak(suite: Suite) -> Iterator[Hit]:
    for change in suite.leaks.of(CODE, MODULE):
        if not change.name or not _matters(change):
            continue
        yield Hit(
            site=change.where,
            message=f"{change.place.owner} {_said(change)}",
            help="`monkeypatch` and `mock.patch` put back what was there when the test ends",
            related=tuple(
                Related(use.site, "asserted here" if use.again else f"imported in {use.owner}")
                for use in change.uses[:3]
            ),
            confidence=Confidence.HIGH if change.direct else Confidence.MEDIUM,
            fix=change.remedy,
        )


def _matters(change: Change) -> bool:
    """Somebody may get the substitute, or has the module that is no longer the one."""
    if change.kind == CODE:
        return change.verb in (Verb.WRITE, Verb.START)  # else it puts the old one back
    if change.again:
        return True
    if change.verb is Verb.DESTROY:
        return any(use.needs for use in change.uses)
    return change.verb in (Verb.WRITE, Verb.MUTATE) and bool(change.uses)


def _said(change: Change) -> str:
    if change.kind == CODE and change.verb is Verb.START:
        return f'starts a patch of "{change.name}" that nothing stops: all tests after it run with it'
    if change.kind == CODE:
        return (
            f'puts something else in the place of "{change.name}" and does not put it back: '
            "the tests after it in the same process get that"
        )
    if change.again:
        return (
            "has a module imported that it takes for one which nobody has imported yet: "
            "it fails when it is run again in the same process, and after tests that import the same"
        )
    if change.verb is Verb.WRITE:
        return (
            f'puts another module in the place of "{change.name}" and leaves it there: '
            "what imports it later in the same process gets that"
        )
    if change.verb is Verb.MUTATE:
        return (
            f'reloads "{change.name}" while something that it looks at is changed: '
            "what the module has made of that stays when the change has been taken back"
        )
    return (
        f'removes the module "{change.name}" and leaves it out: the next import makes a second one, '
        f"and {change.uses[0].owner} keeps what it has of the first"
    )
