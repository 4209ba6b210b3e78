"""A shared thing is looked for first, and created in a second step if it is missing.

Between the look and the creation another worker does the same. Both have found nothing; then one
of them fails because the thing is there by now, or both write it at once. The moment is short, so
it goes well for weeks.

## Bad
    @pytest.fixture(scope="session")
    def cache():
        if not os.path.exists(".cache"):
            os.makedirs(".cache")
        return ".cache"

## Good
    @pytest.fixture(scope="session")
    def cache():
        os.makedirs(".cache", exist_ok=True)
        return ".cache"

## Bad (Go)
    BeforeEach(func() {
        if _, err := os.Stat("testdata/out"); os.IsNotExist(err) {
            Expect(os.Mkdir("testdata/out", 0o755)).To(Succeed())
        }
    })

## Good (Go)
    BeforeEach(func() {
        Expect(os.MkdirAll("testdata/out", 0o755)).To(Succeed())
    })

## Fix
A directory is made in one step that minds none which is there already: by `exist_ok=True`, in Go
by `os.MkdirAll`. Safe: that is what the look was for. In Go so is an object of a cluster
(`client.IgnoreAlreadyExists`), which is unsafe where somebody deletes it. None is made for files
and databases: write a file elsewhere and rename it, create with `IF NOT EXISTS` or take a lock.

## When it stays quiet
Creation in one step (`exist_ok=True`, `MkdirAll`, `O_EXCL`, a rename at the end) or behind a lock;
an error that says the thing is there, and is expected; directories of the test's own; what one
test alone creates; a path under the temp directory, which fixed-temp-path reports; what a lock or flag
of the process guards (lock-of-one-process), and a file that the same code then changes
(unlocked-shared-file).
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.precedence import is_told_better
from isolint.linking.suite import Suite
from isolint.model.finding import Fix, Hit, Related, Safety, Severity
from isolint.model.lookup import CheckedAct
from isolint.model.name import Root, Trait
from isolint.model.place import Frequency
from isolint.model.resource import Access, Verb
from isolint.model.rule import rule
from isolint.model.source import Site

_ACTING = (Verb.CREATE, Verb.WRITE)
_ACCEPTED = frozenset({"directory", "namespace", "cluster object", "cluster-wide object"})
"""Kinds of things of which one that is there already can be accepted as it is."""


@rule("ISO501", severity=Severity.WARNING, since="0.1")
def check_then_create(suite: Suite) -> Iterator[Hit]:
    seen: set[Site] = set()
    for act in suite.checked_acts:
        access = act.access
        if act.site in seen:
            continue
        name = access.resource.name
        if name.traits - {Trait.RUN} or name.root is Root.PRIVATE:
            continue  # something tells it apart, or may do so
        if not access.lanes.in_each_worker or access.guards.once or access.guards.locked:
            continue
        if access.guards.tolerant or suite.is_guarded(access) or not suite.meets(access, *_ACTING):
            continue
        if _is_moved_there(suite, access) or _is_named_wrong(suite, access):
            continue
        if is_told_better(suite, access):
            continue  # lock-of-one-process or unlocked-shared-file says so
        seen.add(act.site)
        yield _hit(suite, act)


def _is_moved_there(suite: Suite, access: Access) -> bool:
    """It is made elsewhere, and gets its name in one step."""
    return any(one.site == access.site and one.verb is Verb.DESTROY for one in suite.touching(Verb.DESTROY))


def _is_named_wrong(suite: Suite, access: Access) -> bool:
    """The fixed path is the fault, and other rules say so: there is no use in sharing it well."""
    name = access.resource.name
    if name.root is Root.TEMP:
        return name.is_constant
    is_removed = any(one.verb is Verb.DESTROY for one in suite.same_resource(access))
    is_output = suite.is_path(access) and access.place.frequency is not Frequency.RUN
    return is_removed and is_output


def _hit(suite: Suite, act: CheckedAct) -> Hit:
    access = act.access
    if access.verb is Verb.CREATE:
        harm = "another worker may have created it between the two, and this one fails"
    else:
        harm = "another worker may come between the two, and finds it half written"
    return Hit(
        site=act.site,
        message=f"{suite.describe(access)} is looked for first, and {access.verb.past} by "
        f"{access.place.owner} if it is missing: {harm}",
        help="make it in one step that minds none which is there, or take a lock around both",
        related=(Related(act.lookup, "looked for here"),),
        lanes=suite.lanes_of(access),
        fix=_fix(suite, act),
    )


def _fix(suite: Suite, act: CheckedAct) -> Fix | None:
    access = act.access
    if access.verb is not Verb.CREATE or access.site != act.site or access.resource.kind not in _ACCEPTED:
        return None
    is_removed = any(one.verb is Verb.DESTROY for one in suite.same_resource(access))
    if is_removed and not suite.is_path(access):
        return None  # whoever accepts it may see it taken away
    return Fix(
        recipe="tolerate-existing",
        anchor=access.site,
        safety=Safety.SAFE,
        title="Accept one that is there already",
    )
