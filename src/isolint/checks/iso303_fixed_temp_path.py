"""A file under the temp directory has a name that every worker uses.

The temp directory belongs to the whole machine. Two tests that write the same path there,
or one test that several workers run with different parameters, overwrite each other's file
half-way, read the other's content, or remove it under the other's feet.

## Bad
    def test_report():
        path = "/tmp/report.csv"
        write_report(path)
        assert open(path, "w").writable()

## Good
    def test_report(tmp_path):
        path = str(tmp_path / "report.csv")
        write_report(path)
        assert open(path, "w").writable()

## Bad (Go)
    path := filepath.Join(os.TempDir(), "orders.db")

## Good (Go)
    path := filepath.Join(GinkgoT().TempDir(), "orders.db")  // t.TempDir() in a plain test

## Fix
The path becomes one under `tmp_path`, which pytest makes anew for each test. That is safe in
a test or a fixture of function scope. In a fixture of a wider scope the path is taken from
`tmp_path_factory`: unsafe, since other code may know the path by heart. None is offered for
a module constant and in `unittest` classes, which cannot ask for a fixture, and none where
the same path is spelled in more than one function. In Go the path goes under `TempDir()` of the
test: safe. Version 1 of Ginkgo has none: there the directory is made by `os.MkdirTemp`, and
nobody removes it, so that is unsafe.

## When it stays quiet
Paths that are only read, compared or passed on; names with a worker id, process id, uuid or
any other part that differs; `mkdtemp`, `TemporaryDirectory` and the like; faked file systems.
A file that one test alone uses is met by a second run on the same machine only: such findings have
a low confidence, and `min-confidence = "low"` shows them. Sockets and directories, which may not be
there yet, are shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.clearing import is_met_where_cleared
from isolint.linking.elsewhere import elsewhere
from isolint.linking.precedence import is_told_better
from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Fix, Hit, Safety, Severity
from isolint.model.name import Root
from isolint.model.place import Moment
from isolint.model.resource import Access, Verb
from isolint.model.rule import rule
from isolint.model.source import Site


@rule("ISO303", severity=Severity.ERROR, since="0.1")
def fixed_temp_path(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[Access]] = {}
    for access in (*suite.making(), *suite.touching(Verb.DESTROY)):
        name = access.resource.name
        if name.root is not Root.TEMP or not name.is_constant:
            continue
        if not access.lanes.in_each_worker or access.guards.once or access.guards.locked:
            continue
        if access.guards.tolerant and access.resource.kind == "directory":
            continue  # a directory that may exist already: what is put in it decides
        if access.verb is Verb.DESTROY and _is_made(suite, access):
            continue  # reported where it is made
        if access.place.moment in (Moment.REPORT, Moment.EXIT):
            continue  # a report of the whole run: lossy-result-file says so
        if is_told_better(suite, access):
            continue  # lock-of-one-process or unlocked-shared-file says so
        causes.setdefault(access.name_site, []).append(access)
    for site, accesses in sorted(causes.items()):
        yield _hit(suite, site, accesses)


def _is_made(suite: Suite, access: Access) -> bool:
    """The suite itself is seen to make what it removes."""
    makers = (one for one in suite.making() if one.resource.name.root is Root.TEMP)
    return any(one.name_site == access.name_site or suite.is_same(one, access) for one in makers)


def _hit(suite: Suite, site: Site, accesses: list[Access]) -> Hit:
    access = next((one for one in accesses if suite.meets(one)), accesses[0])
    meets = suite.meets(access) or is_met_where_cleared(suite, access)
    who = "workers" if meets else "two runs on one machine"
    harm = "remove what the other uses" if access.verb is Verb.DESTROY else "overwrite each other"
    return Hit(
        site=site,
        message=f"{suite.describe(access)} is in the temp directory of the whole machine "
        f"under a fixed name: {who} that get there at the same time {harm}",
        help="`tmp_path` is a directory of the test's own",
        related=elsewhere(suite.same_resource(access), site),
        lanes=suite.lanes_of(access),
        confidence=Confidence.HIGH if meets else _confidence_of_one(accesses),
        severity=Severity.ERROR if meets else Severity.WARNING,
        fix=_fix(access),
    )


def _confidence_of_one(accesses: list[Access]) -> Confidence:
    """One run gets there in one place at a time, and two at once are rare.

    But where it may not be there yet (a socket is bound, a directory made), a run that was broken off
    is enough to make all later ones fail.
    """
    is_exclusive = any(
        one.verb is Verb.BIND or (one.verb is Verb.CREATE and one.resource.kind == "directory")
        for one in accesses
        if not one.guards.tolerant
    )
    return Confidence.MEDIUM if is_exclusive else Confidence.LOW


def _fix(access: Access) -> Fix | None:
    private = access.private
    if private is None:
        return None
    return Fix(
        recipe="private-path",
        anchor=access.name_site,
        also=tuple(site for site in private.anchors if site != access.name_site),
        safety=Safety.SAFE if private.is_safe else Safety.UNSAFE,
        title=f"Put it under `{private.fixture}`" if private.fixture else "Put it in a directory of its own",
        arguments=(
            ("fixture", private.fixture),
            ("leaf", private.leaf),
            ("form", private.form),
        ),
    )
