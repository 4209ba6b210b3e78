"""A name of something outside is made distinct by a clock only.

Workers start in the same tick, and a scheduler hands out tests in the same tick: two of
them read the same time, make the same name, and get each other's directory, database or
bucket. A finer clock makes that rarer, never impossible: clocks tick in steps of up to
16 ms, and a clock in seconds collides nearly always.

## Bad
    def test_export(client):
        bucket = f"export-{int(time.time())}"
        client.create_bucket(Bucket=bucket)

## Good
    def test_export(client):
        bucket = f"export-{uuid.uuid4().hex}"
        client.create_bucket(Bucket=bucket)

## Bad (Go)
    name := fmt.Sprintf("orders-%d", time.Now().UnixNano())

## Good (Go)
    name := "orders-" + uuid.NewString()

## Fix
The clock is replaced by `uuid.uuid4().hex`; imports are added and the unused removed. The
fix is safe where the clock is read within the name itself: a name that was different in each
run is still different in each run. A clock that is read elsewhere (into a variable, in a
helper) may serve as a time too: the fix is unsafe, and a number stays a number. None is
offered for a clock that is kept as an object.

In Go it becomes eight letters of `uuid.NewString()` or of apimachinery's `rand.String`, if the
file imports one of them or its module requires it. Else the clock stays, in nanoseconds, behind
what tells the processes apart: `GinkgoParallelProcess()`, under `go test` alone `os.Getpid()`.
Where only a number fits, none is made.

## When it stays quiet
A worker id, a process id, a private directory or a full random number in the same name; the
test's own name in what a test makes for itself; a clock that is data and no name. Where one
test alone makes the name, only two runs at a time can collide: that is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Fix, Hit, Related, Safety, Severity
from isolint.model.name import SEPARATOR, Form, Mark, Trait
from isolint.model.resource import Access, Verb
from isolint.model.rule import rule
from isolint.model.source import Site

_STARTING = (Verb.REGISTER, Verb.START)
_MAKING = (*_STARTING, Verb.CREATE, Verb.WRITE, Verb.BIND, Verb.OPEN)
"""A tear-down that stands beside other tests too removes what its own process has made."""
_ENOUGH = 12
"""Bits of chance beside the clock: one in some thousands of those made in the same tick clash."""
_UNNAMED = frozenset({"process", "delay"})


@rule("ISO301", severity=Severity.ERROR, since="0.1")
def timestamp_name(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[Access]] = {}
    for access in (*suite.making(), *suite.touching(*_STARTING)):
        name = access.resource.name
        if access.resource.kind in _UNNAMED or not name.clock_only:
            continue
        if name.bits >= _ENOUGH:
            continue  # two that are made in the same tick still draw
        if not access.lanes.in_each_worker or access.guards.once or access.is_told_apart:
            continue
        clock = _clock(suite, access)
        causes.setdefault(clock.site if clock else access.where, []).append(access)
    for site, accesses in sorted(causes.items()):
        colliding = [
            one for spelled in _by_text(accesses) if not _is_made_once(suite, spelled) for one in spelled
        ]
        if colliding:
            yield _hit(suite, site, colliding)


def _by_text(accesses: list[Access]) -> Iterable[list[Access]]:
    """Those that differ in more than the clock cannot collide: a helper puts its callers' own ids in."""
    groups: dict[str, list[Access]] = {}
    for access in accesses:
        groups.setdefault(access.resource.name.text, []).append(access)
    return groups.values()


def _is_made_once(suite: Suite, accesses: list[Access]) -> bool:
    """One test, or what runs as one, makes the name, and another run has another service or another id."""
    is_of_run = all(Trait.RUN in one.resource.name.traits for one in accesses)
    units = {unit for one in accesses for unit in one.place.units}
    return is_of_run and len(units) == 1 and not any(_meets(suite, one) for one in accesses)


def _hit(suite: Suite, site: Site, accesses: list[Access]) -> Hit:
    access = min(accesses, key=lambda one: (not _meets(suite, one), one.resource.name.text.count(SEPARATOR)))
    meets = _meets(suite, access)
    who = "two workers that read it" if meets else "two runs that read it"
    return Hit(
        site=site,
        message=f"{suite.describe(access)} is made distinct by a clock only: "
        f"{who} in the same tick get the same one",
        help="a uuid, `tmp_path` or the worker's id tells them apart; a clock does not",
        related=tuple(Related(one.where, f"used in {one.place.owner}") for one in accesses[:3]),
        lanes=suite.lanes_of(access),
        confidence=Confidence.HIGH if meets else Confidence.MEDIUM,
        severity=Severity.ERROR if meets else Severity.WARNING,
        fix=_fix(suite, [clock for one in accesses if (clock := _clock(suite, one))]),
    )


def _meets(suite: Suite, access: Access) -> bool:
    """Two lanes may make it at the same time."""
    return suite.meets(access, *_MAKING)


def _clock(suite: Suite, access: Access) -> Mark | None:
    """Where the clock is read, if that is in the suite's own code."""
    for mark in access.resource.name.marks:
        if mark.trait is Trait.CLOCK and suite.is_test_code(mark.site.path):
            return mark
    return None


def _fix(suite: Suite, clocks: list[Mark]) -> Fix | None:
    forms = {clock.form for clock in clocks}
    if not forms or Form.OBJECT in forms:
        return None
    return Fix(
        recipe="unique-name",
        anchor=clocks[0].site,
        safety=Safety.SAFE if forms == {Form.INSIDE} else Safety.UNSAFE,
        title="Replace the clock with a uuid",
        arguments=(
            *((("form", "number"),) if Form.NUMBER in forms else ()),
            ("modules", suite.requirements(clocks[0].site.path)),
        ),
    )
