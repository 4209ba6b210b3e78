'''A name of something outside is made distinct by a clock only.

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

## Fix
The clock is replaced by `uuid.uuid4().hex`; imports are added and the unused removed. The
fix is safe: a name that was different in each run is still different in each run.

## When it stays quiet
A worker id, a process id, a private directory or a full random number in the same name; a
clock that is data and no name. Where one test alone makes the name, only two runs at a time
can collide: that is a warning.
'''

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Fix, Hit, Related, Safety, Severity
from isolint.model.name import Trait
from isolint.model.resource import Access, Verb
from isolint.model.rule import rule
from isolint.model.source import Site

_STARTING = (Verb.REGISTER, Verb.START)
_UNNAMED = frozenset({"process", "delay"})


@rule("ISO301", severity=Severity.ERROR, since="0.1")
def timestamp_name(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[Access]] = {}
    for access in (*suite.making(), *suite.touching(*_STARTING)):
        name = access.resource.name
        if access.resource.kind in _UNNAMED or not name.clock_only:
            continue
        if not access.lanes.in_each_worker or access.guards.once:
            continue
        for trait, site in name.marks:
            if trait is Trait.CLOCK and suite.is_test_code(site.path):
                causes.setdefault(site, []).append(access)
                break
        else:
            causes.setdefault(access.where, []).append(access)
    for site, accesses in sorted(causes.items()):
        yield _hit(suite, site, accesses)


def _hit(suite: Suite, site: Site, accesses: list[Access]) -> Hit:
    access = next((one for one in accesses if suite.meets(one)), accesses[0])
    meets = suite.meets(access)
    who = "two workers that read it" if meets else "two runs that read it"
    fix = None
    if any(site == mark for _, mark in access.resource.name.marks):
        fix = Fix(
            recipe="unique-name",
            anchor=site,
            safety=Safety.SAFE,
            title="Replace the clock with a uuid",
        )
    return Hit(
        site=site,
        message=f"{suite.describe(access)} is made distinct by a clock only: "
        f"{who} in the same tick get the same one",
        help="a uuid, `tmp_path` or the worker's id tells them apart; a clock does not",
        related=tuple(Related(one.where, f"used in {one.place.owner}") for one in accesses[:3]),
        lanes=suite.lanes_of(access),
        confidence=Confidence.HIGH if meets else Confidence.MEDIUM,
        severity=Severity.ERROR if meets else Severity.WARNING,
        fix=fix,
    )
