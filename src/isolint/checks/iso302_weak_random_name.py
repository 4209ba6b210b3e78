"""A name of something outside is made distinct by too little chance, or by none.

A few random digits are soon drawn twice: of a thousand names with four random hex digits two
are equal nearly always, with six digits in one run of 34. A generator with a fixed seed gives
the same numbers in every worker, a counter starts anew in every worker, and the id of the run
is the same in all of them.

## Bad
    def test_export(client):
        bucket = f"export-{uuid.uuid4().hex[:4]}"
        client.create_bucket(Bucket=bucket)

    def test_import(client):
        bucket = f"import-{uuid.uuid4().hex[:4]}"
        client.create_bucket(Bucket=bucket)

## Good
    def test_export(client):
        bucket = f"export-{uuid.uuid4().hex}"
        client.create_bucket(Bucket=bucket)

    def test_import(client):
        bucket = f"import-{uuid.uuid4().hex}"
        client.create_bucket(Bucket=bucket)

## Bad (Go)
    name := fmt.Sprintf("orders-%d", rand.Intn(1000))

## Good (Go)
    name := "orders-" + uuid.NewString()

## Fix
What draws a few digits, or draws by a seed, is replaced by `uuid.uuid4().hex`. That is safe for a
piece of a uuid in the very text that is the name, if the name has 63 characters at most then, as
object stores and databases take them. Else it is unsafe: the name gets longer, which not every
service takes, and is no longer the same in each run. None
is offered for counters, the id of the run and ports. In Go eight letters of `uuid.NewString()` or
of apimachinery's `rand.String` take its place, or the number of the process and a clock, where the
module requires neither library.

## When it stays quiet
A chance of less than one in a thousand that two of a thousand names are equal (eight hex digits
are enough); a worker id, process id or private directory in the same name; the test's own name
in what a test makes for itself; a name that one test alone makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Fix, Hit, Related, Safety, Severity
from isolint.model.name import SEPARATOR, Form, Mark, Name, Root, Trait, collision_odds
from isolint.model.place import Frequency
from isolint.model.resource import PORT, Access, Verb
from isolint.model.rule import rule
from isolint.model.source import Site

_WEAK = (Trait.SHORT_RANDOM, Trait.SEEDED, Trait.COUNTER, Trait.RUN)
_STARTING = (Verb.REGISTER, Verb.START)
_UNNAMED = frozenset({"process", "delay", "thread"})
_NAMES = 1_000
_FEW = 100
_TOLERATED = 0.001
_WORTH_SAYING = 0.01
_SURE = 0.7
_HOLE = re.compile(r"\{.*\}")
_UUID = 32
"""The hex digits of one."""
_LONGEST = 63
"""A bucket, a host, a namespace, an identifier of SQL: longer names are refused, or cut."""


@rule("ISO302", severity=Severity.WARNING, since="0.1")
def weak_random_name(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[Access]] = {}
    for access in (*suite.making(), *suite.touching(*_STARTING)):
        name = access.resource.name
        trait = _weakness(name)
        if trait is None or access.resource.kind in _UNNAMED or name.root is Root.PRIVATE:
            continue
        if not access.lanes.in_each_worker or access.guards.once or access.guards.locked:
            continue
        if access.guards.tolerant or access.is_told_apart or not suite.meets(access):
            continue
        if trait is Trait.RUN and access.place.frequency is Frequency.RUN:
            continue  # setup-runs-per-worker says so
        if trait is Trait.RUN and (suite.is_inherited(name) or not name.is_named_after_run):
            continue  # shared on purpose, or set for each worker by whoever starts it
        mark = _mark(suite, access)
        causes.setdefault(mark.site if mark else access.where, []).append(access)
    for site, accesses in sorted(causes.items()):
        yield _hit(suite, site, accesses)


def _weakness(name: Name) -> Trait | None:
    """The one thing that makes a name distinct, if it is too weak for that."""
    if not name.is_known or name.separates_lanes or name.possible:
        return None
    if len(name.traits) != 1:
        return None  # two weak things together may do
    trait = next(iter(name.traits))
    if trait is Trait.SHORT_RANDOM and (not name.bits or collision_odds(name.bits, _NAMES) < _TOLERATED):
        return None
    return trait if trait in _WEAK else None


def _mark(suite: Suite, access: Access) -> Mark | None:
    """Where the weak part comes in, if that is in the suite's own code."""
    return next((mark for mark in access.resource.name.marks if suite.is_test_code(mark.site.path)), None)


def _hit(suite: Suite, site: Site, accesses: list[Access]) -> Hit:
    access = accesses[0]
    name = access.resource.name
    return Hit(
        site=site,
        message=f"{suite.describe(access)} {_reason(name)}",
        help="a whole uuid, `tmp_path` or the worker's id tells the workers apart",
        related=tuple(Related(one.where, f"used in {one.place.owner}") for one in accesses[:3]),
        lanes=suite.lanes_of(access),
        confidence=Confidence.MEDIUM if Trait.SHORT_RANDOM in name.traits else Confidence.HIGH,
        fix=_fix(suite, accesses),
    )


def _fix(suite: Suite, accesses: list[Access]) -> Fix | None:
    """Chance takes the place of too little chance, as far as the thing can have any name."""
    marks = [mark for one in accesses if (mark := _mark(suite, one))]
    is_drawn = all(mark.trait in (Trait.SHORT_RANDOM, Trait.SEEDED) for mark in marks)
    is_text = all(mark.form in (Form.INSIDE, Form.TEXT) for mark in marks)
    has_number = any(one.resource.kind == PORT for one in accesses)
    if not marks or not is_drawn or not is_text or has_number:
        return None
    is_safe = len(marks) == len(accesses) and all(_stays_short(one) for one in accesses)
    return Fix(
        recipe="unique-name",
        anchor=marks[0].site,
        safety=Safety.SAFE if is_safe else Safety.UNSAFE,
        title="Replace it with a whole uuid",
        arguments=(("modules", suite.requirements(marks[0].site.path)),),
    )


def _stays_short(access: Access) -> bool:
    """A piece of something longer, in a name that has room for the whole of it."""
    name = access.resource.name
    part = name.text.rpartition(SEPARATOR)[2].rpartition("/")[2]
    around = _HOLE.sub("", part)
    is_piece = len(name.marks) == 1 and name.marks[0].is_piece and name.marks[0].form is Form.INSIDE
    return is_piece and part.count("{") == 1 and len(around) + _UUID <= _LONGEST


def _reason(name: Name) -> str:
    trait = next(iter(name.traits))
    return _REASONS.get(trait) or f"has {name.bits} random bits: {_odds(name.bits)}"


_REASONS = {
    Trait.SEEDED: "is named by a generator with a fixed seed: what it draws is equal in every worker",
    Trait.COUNTER: "is named by a counter, which starts anew in every worker",
    Trait.RUN: "is named after the run, which is the same in every worker",
}


def _odds(bits: int) -> str:
    """The birthday bound in words, for as many names as it takes to be worth a word."""
    names = _FEW if collision_odds(bits, _FEW) >= _WORTH_SAYING else _NAMES
    odds = collision_odds(bits, names)
    if odds > _SURE:
        return f"of {names:,} such names two are equal nearly always"
    return f"of {names:,} such names two are equal in one run of {1 / odds:.0f}"
