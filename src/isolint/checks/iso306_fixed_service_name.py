"""A thing in a service is created under a fixed name where two workers can be at once.

A database, a table, a bucket, a queue, a container or a namespace is there for everybody who
can reach the service: all workers, and on most services all machines that run the suite. The
second one to create it fails, or, worse, works on the first one's.

## Bad
    @pytest.fixture
    def orders(rabbit):
        rabbit.queue_declare(queue="orders")
        yield "orders"
        rabbit.queue_delete(queue="orders")

## Good
    @pytest.fixture
    def orders(rabbit, worker_id):
        queue = f"orders_{worker_id}"
        rabbit.queue_declare(queue=queue)
        yield queue
        rabbit.queue_delete(queue=queue)

## Bad (Go)
    It("creates a field", func() {
        namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "farm"}}
        Expect(cluster.Create(ctx, namespace)).To(Succeed())
    })

## Good (Go)
    It("creates a field", func() {
        namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "farm-"}}
        Expect(cluster.Create(ctx, namespace)).To(Succeed())
    })

## Fix
None is made for you: the name is often known elsewhere, in the settings of what is tested.

## When it stays quiet
A name with a worker id, a process id, a uuid or the test's own name in it; what lies inside of
something distinct (a table in a database of the worker's own); what is created only if it is
missing; fakes and in-memory services; what one test alone creates; the set-up of a whole run,
which setup-runs-per-worker looks at; a database in a file, which is reported as a path.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.elsewhere import elsewhere
from isolint.linking.precedence import is_told_better
from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Severity
from isolint.model.name import Root
from isolint.model.place import Frequency
from isolint.model.resource import PORT, Access, Reach, Verb
from isolint.model.rule import rule
from isolint.model.source import Site

_OTHERS_BUSINESS = frozenset({PORT, "process", "server", "browser", "package", "system service"})
_CHANGING = (Verb.CREATE, Verb.DESTROY, Verb.WRITE)


@rule("ISO306", severity=Severity.ERROR, since="0.1")
def fixed_service_name(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[Access]] = {}
    for access in suite.touching(Verb.CREATE):
        name = access.resource.name
        if access.resource.kind in _OTHERS_BUSINESS or access.resource.reach is Reach.PROCESS:
            continue
        if suite.is_path(access) or not name.is_for_all or not name.text:
            continue
        if name.is_named_after_run:
            continue  # weak-random-name says so
        if name.root is not Root.NOWHERE or suite.is_in_file(access):
            continue  # inside a file, whose path is reported
        if not access.lanes.in_each_worker or access.guards.once or access.guards.locked:
            continue
        if access.guards.tolerant:
            continue  # it may be there already
        if suite.is_looked_for(access):
            continue  # check-then-create says so
        if access.place.frequency is Frequency.RUN:
            continue  # setup-runs-per-worker says so
        if suite.is_guarded(access) or not suite.meets(access, *_CHANGING):
            continue
        if is_told_better(suite, access):
            continue  # lock-of-one-process or unlocked-shared-file says so
        causes.setdefault(access.name_site, []).append(access)
    for site, accesses in sorted(causes.items()):
        yield _hit(suite, site, accesses)


def _hit(suite: Suite, site: Site, accesses: list[Access]) -> Hit:
    access = accesses[0]
    others = (one for one in suite.same_resource(access) if one.verb in _CHANGING)
    return Hit(
        site=site,
        message=f"{suite.describe(access)} is created by {access.place.owner} under a fixed name: "
        "of two workers that get there one fails, or both work on the same one",
        help="put the worker's id or a uuid into the name",
        related=elsewhere(others, site),
        lanes=suite.lanes_of(access),
    )
