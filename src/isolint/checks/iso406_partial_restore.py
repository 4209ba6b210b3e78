"""A test puts back what it has changed on some ways only, so that it stays changed on the others.

The restore stands behind an assertion, or runs only where there was an old value, or is made for
one of two things that belong together. As long as all is well nobody sees it; then one test fails
and takes others of its worker with it, or the variable that a developer always has set is missing
on another machine.

## Bad
    def test_offline():
        before = settings.OFFLINE
        settings.OFFLINE = True
        assert fetch("/prices") is None
        settings.OFFLINE = before

    @pytest.fixture
    def region():
        before = os.environ.get("SHOP_REGION")
        os.environ["SHOP_REGION"] = "north"
        yield
        if before is not None:
            os.environ["SHOP_REGION"] = before

## Good
    def test_offline(monkeypatch):
        monkeypatch.setattr(settings, "OFFLINE", True)
        assert fetch("/prices") is None

    @pytest.fixture
    def region(monkeypatch):
        monkeypatch.setenv("SHOP_REGION", "north")

## Bad
    @pytest.fixture(autouse=True)
    def clean_orders():
        before = dict(orders.BY_ID)
        yield
        orders.BY_ID.clear()
        orders.BY_ID.update(before)

    def test_add():
        orders.BY_ID[7] = orders.BY_NAME["tea"] = Order("tea")
        assert orders.find("tea").id == 7

## Good
    @pytest.fixture(autouse=True)
    def clean_orders(monkeypatch):
        monkeypatch.setattr(orders, "BY_ID", dict(orders.BY_ID))
        monkeypatch.setattr(orders, "BY_NAME", dict(orders.BY_NAME))

## Fix
Safe: what stands between the change and the restore goes into a `try`, the restore into its
`finally`; all runs as before as long as nothing fails. Where only the old value is put back, an
`else` is added that removes the new one. Both are refused where the lines cannot be moved as they
are: texts over several lines, a restore that needs a name which is bound in between, `if before:`
where an empty text would be lost. For what is forgotten beside another thing, and for
`monkeypatch.delenv(name, raising=False)` where there is nothing to remember, none is made for you.

## When it stays quiet
The restore runs on all ways: in a `finally`, after the `yield` of a fixture, in a tear-down method
or a registered clean-up, by a context manager, by another fixture of the test. Nothing between the
change and the restore can fail. What is not put back on any way is a leak, and reported as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.change import CODE, MEMORY, MODULE, Change, LeftOut, PartialRestore
from isolint.model.finding import Confidence, Fix, Hit, Related, Safety, Severity
from isolint.model.rule import rule


@rule("ISO406", severity=Severity.WARNING, since="0.1")
def partial_restore(suite: Suite) -> Iterator[Hit]:
    for restores in suite.leaks.partial_restores():
        first = restores[0]
        yield Hit(
            site=first.site,
            message=f"{_MESSAGES[first.left_out](first)} the tests after it in the same process find "
            f"it {_LEFT.get(first.left_out, 'changed')}",
            help=_HELP[first.left_out],
            related=tuple(_related(restores)),
            confidence=Confidence.MEDIUM if first.left_out is LeftOut.FAILURE else Confidence.HIGH,
            fix=_fix(restores),
        )


def _if_nothing_fails(one: PartialRestore) -> str:
    owner, what = one.change.place.owner, _spoken(one.change)
    return f"{owner} puts {what} back only if it gets here: when {one.text} before that,"


def _if_set_before(one: PartialRestore) -> str:
    owner, what = one.change.place.owner, _spoken(one.change)
    return f"{owner} puts {what} back only if it had a value before: where it had none,"


def _if_it_is_the_other(one: PartialRestore) -> str:
    owner, what = one.change.place.owner, _spoken(one.change)
    return f'{owner} changes "{one.text}", which is put back, and {what}, which is not:'


def _if_there_to_remove(one: PartialRestore) -> str:
    owner, what = one.change.place.owner, _spoken(one.change)
    return f"what {owner} calls sets {what}, and where it was not set before nothing is remembered here:"


_MESSAGES = {
    LeftOut.FAILURE: _if_nothing_fails,
    LeftOut.ABSENCE: _if_set_before,
    LeftOut.OTHER: _if_it_is_the_other,
    LeftOut.UNRECORDED: _if_there_to_remove,
}
_LEFT = {LeftOut.ABSENCE: "set", LeftOut.UNRECORDED: "set"}
_HELP = {
    LeftOut.FAILURE: "a `finally`, a fixture or `monkeypatch` puts it back whatever happens",
    LeftOut.ABSENCE: "`monkeypatch` and `mock.patch.dict` remember that there was nothing, too",
    LeftOut.OTHER: "put both back in the same place",
    LeftOut.UNRECORDED: "`monkeypatch.setenv` before `delenv` makes it remember that there was nothing",
}


def _spoken(change: Change) -> str:
    if change.kind == "environment" and not change.name:
        return "the environment"
    if change.kind == "environment":
        return f"the environment variable {change.name}"
    if change.kind == MEMORY:
        return f'"{change.text}"'
    return f'"{change.name}"' if change.kind in (CODE, MODULE) else f"the {change.text}"


def _related(restores: tuple[PartialRestore, ...]) -> Iterator[Related]:
    first = restores[0]
    if first.change.site != first.site:
        yield Related(first.change.site, "changed here")
    if first.left_out is LeftOut.OTHER and first.cause is not None and first.cause != first.change.site:
        yield Related(first.cause, f'"{first.text}" is put back here')
    elif first.left_out is LeftOut.FAILURE and first.cause is not None:
        yield Related(first.cause, f"if {first.text}, the rest is not run")
    yield from (Related(one.site, f"{_spoken(one.change)} is put back here") for one in restores[1:3])


def _fix(restores: tuple[PartialRestore, ...]) -> Fix | None:
    first = restores[0]
    sites = sorted({site for one in restores for site in (one.site, *one.more)})
    if first.left_out is LeftOut.ABSENCE:
        return Fix(
            recipe="absent-again",
            anchor=first.site,
            safety=Safety.SAFE,
            title="Remove it where there was no value before",
        )
    if first.change.kind == "environment" and not first.change.name:
        return None  # a loop over what the caller names, as a rule
    starts = [one.start for one in restores if first.cause is not None and one.start.end <= first.cause.start]
    if first.left_out is not LeftOut.FAILURE or not starts:
        return None
    return Fix(
        recipe="restore-in-finally",
        anchor=first.site,
        safety=Safety.SAFE,
        title="Put it back in a `finally`",
        arguments=(
            ("change", str(first.site.start - max(starts).start)),
            ("restores", str(len(sites))),
            ("last", str(sites[-1].start - first.site.start)),
        ),
    )
