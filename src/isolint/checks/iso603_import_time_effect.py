"""A test module changes the process of all tests as soon as it is imported.

Each worker imports every test module before it runs its first test. What one of them replaces or sets
there holds for the tests of all others, from the moment of its import on: the modules that were
imported before have got the real thing, those after it the substitute. Alone, a file that relied on
another one's import fails.

So is a seed: it decides about the first number that is drawn in the process, not about the first
number of a test. What a test asserts of the numbers that it draws holds in one order only.

## Bad
    sys.modules["torch"] = Mock()

    from shop.ranking import rank

## Good
    @pytest.fixture
    def rank(monkeypatch):
        monkeypatch.setitem(sys.modules, "torch", Mock())
        monkeypatch.delitem(sys.modules, "shop.ranking", raising=False)
        return importlib.import_module("shop.ranking").rank

## Fix
None is made for you: it belongs into a fixture, or, if it is meant for all tests, into the topmost
conftest, which is imported before all of them.

## When it stays quiet
The topmost conftest does it, or the one that most tests lie below; only where something is missing
(`except ImportError`, `os.environ.setdefault`, a condition that asks for it); in a file that is run by
hand (`__main__`); for some workers only; it is taken back in the file; nobody else imports the module,
or sets the variable to something else.
A seed is left alone where no test of the file asserts exactly what comes of it, or where something
seeds anew for each test; the import path, warning filters, log set-up and back ends always are. What a
module creates outside of the process when it is imported, files and services, has rules of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.change import CODE, MODULE, Change
from isolint.model.finding import Hit, Related, Severity
from isolint.model.resource import Verb
from isolint.model.rule import rule
from isolint.model.source import Site


@rule("ISO603", severity=Severity.WARNING, since="0.1")
def import_time_effect(suite: Suite) -> Iterator[Hit]:
    seen: set[Site] = set()
    for change in suite.leaks.at_import:
        said = _said(suite, change)
        if not said or change.where in seen:
            continue
        seen.add(change.where)
        yield Hit(
            site=change.where,
            message=f"{change.place.owner} {said}",
            help="do it in a fixture that undoes it, or in the topmost conftest if it is meant for all",
            related=tuple(Related(use.site, f"used in {use.owner}") for use in change.uses[:3]),
        )

    for outcome in suite.leaks.outcomes:
        yield Hit(
            site=outcome.site,
            message=f"the module seeds the random numbers of the process on import (`{outcome.call}`): what "
            f"{outcome.owner} asserts of those it draws depends on the tests that have drawn before it",
            help="seed in the test, or in a fixture of it",
            related=(Related(outcome.asserted, f"asserted in {outcome.owner}"),),
        )


def _said(suite: Suite, change: Change) -> str:
    """What it does and to whom; "" where nobody is known to be hurt."""
    if change.kind == "working directory":
        return "changes the working directory: relative paths of all other test modules lead elsewhere"
    if not change.name:
        return ""
    if change.kind == CODE:
        return f'puts something else in the place of "{change.name}": the tests of all other modules get that'
    if change.kind == MODULE:
        return _of_module(change)
    others = _otherwise(suite, change)
    if others:
        return f"sets the environment variable {change.name}, and `{others[0].where.path}` sets it otherwise"
    return ""


def _of_module(change: Change) -> str:
    if change.verb is Verb.WRITE and change.uses:
        return (
            f'puts another module in the place of "{change.name}": '
            f"{change.uses[0].owner} gets that or the real one, whichever is imported first"
        )
    if change.verb is Verb.DESTROY and any(use.needs for use in change.uses):
        return (
            f'removes the module "{change.name}", so that {change.uses[0].owner} may have another than others'
        )
    return ""


def _otherwise(suite: Suite, change: Change) -> list[Change]:
    """The changes of the same variable in other files, to another constant."""
    return [
        one
        for one in suite.leaks.at_import
        if (one.kind, one.name) == (change.kind, change.name)
        and one.where.path != change.where.path
        and one.value
        and change.value
        and one.value != change.value
    ]
