"""A set-up that was meant once for the run happens in every worker.

A session is a worker's session. Session fixtures run in each worker that needs them, hooks of
the session and the top of a conftest run in the controller and in each worker. What they do
to a thing outside, under a name that all of them share, happens many times at once.

## Bad
    @pytest.fixture(scope="session")
    def database():
        admin.execute("CREATE DATABASE shop_test")
        return connect("shop_test")

## Good
    @pytest.fixture(scope="session")
    def database(worker_id):
        name = f"shop_test_{worker_id}"
        admin.execute(f"CREATE DATABASE {name}")
        return connect(name)

## Bad (Go)
    var _ = BeforeSuite(func() {
        exec.Command("kind", "create", "cluster", "--name", "orders").Run()
    })

## Good (Go)
    var _ = SynchronizedBeforeSuite(func() []byte {
        exec.Command("kind", "create", "cluster", "--name", "orders").Run()
        return kubeconfig()
    }, func(data []byte) {
        cluster = connect(data)
    })

## Fix
In Go, the statements of BeforeSuite that do it move to the first function of
SynchronizedBeforeSuite, which process 1 alone runs before the others go on. Unsafe: they then
come before all that stays. Not offered for what a helper does, and refused where a statement
uses what another one sets for each process. Otherwise none is made for you: either each worker
gets a thing of its own, as above, or one worker makes it for all behind a `FileLock` and leaves
a marker that the others find.

## When it stays quiet
A name that differs from worker to worker; a lock with a marker; a guard that lets only the
controller in; operations that do no harm when done twice (`exist_ok=True`); what stands behind
a lock, flag or cache of the process, which lock-of-one-process reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.precedence import is_told_better
from isolint.linking.suite import Suite
from isolint.model.finding import Fix, Hit, Safety, Severity
from isolint.model.name import Root, Trait
from isolint.model.place import Frequency, Moment
from isolint.model.resource import Access, Reach, Verb
from isolint.model.rule import rule
from isolint.model.source import Site

_DOING = (Verb.CREATE, Verb.WRITE, Verb.START)
_ONCE = (Frequency.RUN, Frequency.PACKAGE)
_OTHERS_BUSINESS = frozenset({"port", "process", "server", "browser"})
"""Each worker may well have one: the port or path that they must not share has rules of its own."""


@rule("ISO308", severity=Severity.ERROR, since="0.1")
def setup_runs_per_worker(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, Access] = {}
    for access in suite.touching(*_DOING):
        name = access.resource.name
        if not _is_for_the_run(suite, access) or access.cause in causes:
            continue
        if not access.lanes.in_each_worker or access.guards.once or access.guards.locked:
            continue
        if access.guards.tolerant or access.resource.kind in _OTHERS_BUSINESS:
            continue
        if access.resource.reach is Reach.PROCESS:
            continue  # each worker has its own
        if name.traits - {Trait.RUN} or not name.text or name.root in (Root.TEMP, Root.PRIVATE):
            continue
        if suite.is_guarded(access):
            continue  # the author thought of lanes; misread-once-guard says where that fails
        if suite.is_looked_for(access):
            continue  # check-then-create says so
        if is_told_better(suite, access):
            continue  # lock-of-one-process or unlocked-shared-file says so
        causes[access.cause] = access
    for access in causes.values():
        yield Hit(
            site=access.cause,
            message=f"{suite.describe(access)} is {_DONE[access.verb]} by {access.place.owner}, "
            "which runs in every worker: the second one fails or undoes the first one's work",
            help="put the worker's id into the name, or let one worker do it behind a FileLock",
            lanes=suite.lanes_of(access),
            fix=_once(access, causes.values()),
        )


_DONE = {Verb.CREATE: "created", Verb.WRITE: "written", Verb.START: "started"}


def _once(access: Access, every: Iterable[Access]) -> Fix | None:
    """All that the same set-up does by itself goes together, as far as it can."""
    if not _is_done_here(access):
        return None
    place = access.place
    own = sorted(one.cause for one in every if one.place.site == place.site and _is_done_here(one))
    return Fix(
        recipe="once-setup",
        anchor=access.cause,
        safety=Safety.UNSAFE,
        title="Do it once, in the first worker",
        arguments=(("shared", ",".join(f"{site.start}-{site.end}" for site in own)),),
    )


def _is_done_here(access: Access) -> bool:
    """Not by a helper: what else one of those does, the others may need."""
    return access.cause == access.site and access.place.encloses(access.site)


def _is_for_the_run(suite: Suite, access: Access) -> bool:
    """Set-up code whose author had one run in mind, and which more than one process runs."""
    place = access.place
    is_of_two_programs = place.moment is Moment.CONFIGURE and suite.meets(access, *_DOING)
    if len(place.units) < 2 and not is_of_two_programs:
        return False
    if place.moment is Moment.IMPORT:
        return place.site is not None and suite.is_conftest(place.site.path)
    is_setup = place.moment in (Moment.SETUP, Moment.CONFIGURE)
    return is_setup and place.frequency in _ONCE
