"""A file of the checkout or of the home directory is written by tests that can run at once.

The working directory, the checkout and the home directory are the same for all workers. Two
tests that write the same path there, or one test that several workers run with different
parameters, read each other's content or a file that is only half there. The checkout is left
changed as well, and the next run starts from that.

Where an environment variable can say another place, it is a warning: it is one place for all, unless
somebody sets the variable to another one for each worker.

## Bad
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_render(theme):
        render(theme)
        with open("page.html", "w") as page:
            page.write(theme)
        assert theme in open("page.html").read()

## Good
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_render(theme, tmp_path):
        render(theme)
        with open(tmp_path / "page.html", "w") as page:
            page.write(theme)
        assert theme in open(tmp_path / "page.html").read()

## Bad (Go)
    var _ = AfterSuite(func() {
        os.WriteFile("../out/coverage.json", summary(), 0o644)
    })

## Good (Go)
    var _ = AfterSuite(func() {
        name := fmt.Sprintf("../out/coverage-%d.json", GinkgoParallelProcess())
        os.WriteFile(name, summary(), 0o644)
    })

## Fix
None is made for you: what writes the file is often told its place elsewhere.

## When it stays quiet
A path that one test alone writes; tests that change into a directory of their own; a name with
a worker id, process id, uuid or any other part that differs; a file that is made only where it
is missing; the set-up of a whole run, which setup-runs-per-worker looks at; what is read, changed
and written back (unlocked-shared-file) or stands behind a lock or flag of the process
(lock-of-one-process); other absolute paths, which tests seldom write for real.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.elsewhere import elsewhere
from isolint.linking.precedence import is_told_better
from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Severity
from isolint.model.name import Name, Root, Trait
from isolint.model.place import Frequency, Moment
from isolint.model.resource import Access, Verb
from isolint.model.rule import rule
from isolint.model.source import Site

_WHERE = {
    Root.CWD: "the working directory",
    Root.CHECKOUT: "the checkout",
    Root.HOME: "the home directory",
}
_AFTER = (Moment.REPORT, Moment.EXIT)
_DOING = (Verb.CREATE, Verb.WRITE, Verb.DESTROY, Verb.READ, Verb.OPEN)


@rule("ISO304", severity=Severity.ERROR, since="0.1")
def shared_output_path(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[Access]] = {}
    for access in suite.making():
        name = access.resource.name
        if name.root not in _WHERE or not (name.is_constant or _may_be_set(name)):
            continue
        if not access.lanes.in_each_worker or access.guards.once or access.guards.locked:
            continue
        if access.guards.tolerant and access.verb is Verb.CREATE:
            continue  # it may exist already: what is put in it decides
        if name.root is Root.HOME and not suite.is_named_by_suite(access):
            continue  # where the code under test keeps its things is often set elsewhere
        if access.place.frequency is Frequency.RUN or access.place.moment in _AFTER:
            continue  # setup-runs-per-worker and lossy-result-file say so
        if access.verb is Verb.OPEN and not suite.is_filled(access):
            continue  # perhaps a database that stands in the checkout to be read
        if _is_cache(suite, access) or not suite.meets(access, *_DOING):
            continue
        if is_told_better(suite, access):
            continue  # lock-of-one-process or unlocked-shared-file says so
        causes.setdefault(access.name_site, []).append(access)
    for site, accesses in sorted(causes.items()):
        yield _hit(suite, site, accesses)


def _may_be_set(name: Name) -> bool:
    """Whoever starts the run can say another place, the same for all lanes; else it is a constant."""
    return name.traits == name.possible == {Trait.RUN}


def _is_cache(suite: Suite, access: Access) -> bool:
    """It is looked for first, and never removed: made once, and then there for all."""
    others = suite.same_resource(access)
    is_looked_for = any(
        one.verb is Verb.CHECK
        and one.where.path == access.where.path
        and one.where.start < access.where.start
        for one in others
    )
    return (is_looked_for or suite.is_looked_for(access)) and all(
        one.verb is not Verb.DESTROY for one in others
    )


def _hit(suite: Suite, site: Site, accesses: list[Access]) -> Hit:
    access = accesses[0]
    others = (one for one in suite.same_resource(access) if one.verb in _DOING)
    is_set = _may_be_set(access.resource.name)
    unless = ", unless the environment says another place for each" if is_set else ""
    return Hit(
        site=site,
        message=f"{suite.describe(access)} is in {_WHERE[access.resource.name.root]} of all workers "
        f"under a fixed name{unless}: two that get there at the same time overwrite each other",
        severity=Severity.WARNING if is_set else None,
        help="`tmp_path` is a directory of the test's own",
        related=elsewhere(others, site),
        lanes=suite.lanes_of(access),
    )
