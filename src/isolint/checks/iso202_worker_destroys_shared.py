"""A worker removes an outside thing that the others still use.

Deleting, dropping, truncating, flushing and pruning by a name that every worker knows hits
all of them. It works in a serial run, where nobody else is there, and fails somewhere else,
later, in a parallel one.

## Bad
    def test_index():
        Path("build/output/index.html").write_text(index())

    def test_feed():
        Path("build/output/feed.xml").write_text(feed())

    def teardown_module():
        shutil.rmtree("build/output")

## Good
    def test_index(tmp_path):
        (tmp_path / "index.html").write_text(index())

    def test_feed(tmp_path):
        (tmp_path / "feed.xml").write_text(feed())

## Bad (Go)
    BeforeEach(func() {
        db.Exec("TRUNCATE orders")
    })

## Good (Go)
    BeforeEach(func() {
        customer = uuid.NewString()
    })

    AfterEach(func() {
        db.Exec("DELETE FROM orders WHERE customer = $1", customer)
    })

## Fix
In Go, the part of AfterSuite that removes what process 1 made moves to the second function of
SynchronizedAfterSuite, which that process runs when all others are done. Unsafe, as the order of
the statements changes. Otherwise none is made for you: the repair is to give each worker a thing
of its own, and then it may remove that.

## When it stays quiet
A name with a worker id, process id, uuid or private directory in it; a guard that lets only
the controller in; a count of users behind a lock; a thing that only one test ever touches; a
temp path with a fixed name, which fixed-temp-path reports at its cause.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.precedence import is_told_better
from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Related, Severity
from isolint.model.name import Root, Trait
from isolint.model.place import Frequency
from isolint.model.resource import Access, Reach, Verb
from isolint.model.rule import rule
from isolint.model.source import Site


@rule("ISO202", severity=Severity.ERROR, since="0.1")
def worker_destroys_shared(suite: Suite) -> Iterator[Hit]:
    seen: set[Site] = set()
    for access in suite.touching(Verb.DESTROY):
        site = access.cause if access.place.frequency is Frequency.RUN else access.where
        if site in seen or not access.lanes.in_each_worker:
            continue
        if access.guards.once or access.guards.locked or not _is_shared(access):
            continue
        users = suite.users(access)
        if not suite.meets(access):
            continue  # one test alone makes it and removes it
        if is_told_better(suite, access):
            continue  # lock-of-one-process says so
        seen.add(site)
        yield _hit(suite, access, site, users)


def _is_shared(access: Access) -> bool:
    """The same in all workers. Clocks and temp paths are reported where the name is made."""
    if access.resource.reach is Reach.PROCESS:
        return False  # each worker has its own
    name = access.resource.name
    return not name.traits - {Trait.RUN} and name.root not in (Root.TEMP, Root.PRIVATE)


def _hit(suite: Suite, access: Access, site: Site, users: list[Access]) -> Hit:
    split = suite.split(access.place, site)
    others = [one for one in users if one.verb is not Verb.DESTROY and one.where != access.where]
    where = "" if access.place.frequency is Frequency.TEST else " in each worker"
    return Hit(
        site=site,
        message=f"{suite.describe(access)} is removed by {access.place.owner}{where}: "
        "what the other workers have there goes with it",
        help="give each worker its own (the worker's id, `tmp_path`), or remove it once, in the controller",
        related=tuple(Related(one.where, f"used in {one.place.owner}") for one in others[:3]),
        lanes=suite.lanes_of(access),
        fix=split.fix if split is not None else None,
    )
