"""A worker stops something that was started once for all of them.

A session ends in each worker when that worker has no more tests, while others are still
busy. A teardown that runs there and stops the one server, container or process of the run
takes it away from everybody else.

## Bad
    def pytest_configure(config):
        if not hasattr(config, "workerinput"):
            os.environ["SERVER_PID"] = str(start_server().pid)

    def pytest_unconfigure(config):
        os.kill(int(os.environ["SERVER_PID"]), signal.SIGTERM)

## Good
    def pytest_configure(config):
        if not hasattr(config, "workerinput"):
            os.environ["SERVER_PID"] = str(start_server().pid)

    def pytest_unconfigure(config):
        if not hasattr(config, "workerinput"):
            os.kill(int(os.environ["SERVER_PID"]), signal.SIGTERM)

## Bad (Go)
    var _ = AfterSuite(func() {
        store.Close()                                   // this process made it
        exec.Command("docker", "stop", "orders").Run()  // process 1 did, for all
    })

## Good (Go)
    var _ = SynchronizedAfterSuite(func() {
        store.Close()
    }, func() {
        exec.Command("docker", "stop", "orders").Run()
    })

## Fix
In a hook, a guard at its top lets only the controller go on. Unsafe: whatever else the hook
does is then done by the controller only. In Go, the statements of AfterSuite that end what
process 1 made move to the second function of SynchronizedAfterSuite, which that process runs when
all others are done: unsafe, as the order of the statements changes. In a fixture none is made for
you: which worker is the last cannot be known there, so the stopping belongs into a hook of the
controller.

## When it stays quiet
Each worker stops what it started itself; the same guard stands around both ends; a count of
users is kept behind a lock; a connection, and not the server, is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Fix, Hit, Related, Severity
from isolint.model.name import Trait
from isolint.model.place import Moment
from isolint.model.resource import Access, Reach, Verb
from isolint.model.rule import rule
from isolint.model.source import Site
from isolint.model.teardown import once_guard

_ENDING = (Moment.TEARDOWN, Moment.EXIT, Moment.REPORT)
_OPENING = (Verb.START, Verb.CREATE, Verb.BIND)
_OWN = "file"


@rule("ISO201", severity=Severity.ERROR, since="0.1")
def worker_closes_shared(suite: Suite) -> Iterator[Hit]:
    seen: set[Site] = set()
    once = tuple(one for one in suite.touching(*_OPENING) if one.lanes.only_once or one.guards.once)
    for access in suite.touching(Verb.CLOSE, Verb.DESTROY):
        if access.place.moment not in _ENDING or access.cause in seen:
            continue
        is_alone = access.lanes.only_once and access.place.lanes.in_each_worker and not access.place.ordered
        if not (is_alone or access.lanes.in_each_worker) or access.guards.once or access.guards.locked:
            continue
        is_own = access.resource.reach is Reach.PROCESS or access.resource.kind == _OWN
        if is_own or len(access.place.units) < 2:
            continue
        opened = _opened_once(suite, access, once)
        if opened is None or (is_alone and opened.lanes != access.lanes):
            continue  # what one process alone has made for itself, it may end
        seen.add(access.cause)
        yield _too_early(suite, access, opened) if is_alone else _hit(suite, access, opened)
    yield from _of_one_alone(suite, once, seen)
    yield from _on_fixed_ports(suite, seen)


def _of_one_alone(suite: Suite, once: Iterable[Access], seen: set[Site]) -> Iterator[Hit]:
    """One process has it and ends it, having told the others where it is; only the others ask in vain."""
    asked = {touch.site for one in suite.variables for touch in one.asked if touch.closes}
    for access in suite.touching(Verb.CLOSE):
        is_ending = access.place.moment in _ENDING and access.lanes.in_each_worker
        if not is_ending or access.cause not in asked - seen or access.resource.reach is Reach.PROCESS:
            continue
        for opened in once:
            handover = suite.handover(opened.place)
            is_it = opened.resource.kind == access.resource.kind and opened.name_site == access.name_site
            if is_it and handover is not None and handover.tells and access.cause not in seen:
                seen.add(access.cause)
                yield _too_early(suite, access, opened)


def _on_fixed_ports(suite: Suite, seen: set[Site]) -> Iterator[Hit]:
    """Each worker starts a process on one port; only one gets it, and it serves all of them."""
    for access in suite.touching(Verb.CLOSE):
        place = access.place
        is_own_process = access.resource.kind == "process" and access.resource.name.separates_lanes
        if not is_own_process or not place.frequency.outlives_test or len(place.units) < 2:
            continue
        for bound in suite.touching(Verb.BIND):
            is_shared = bound.lanes.in_each_worker and bound.resource.name.is_constant
            is_here = bound.place.site == place.site and is_shared
            is_process = bound.resource.kind == "port" and access.name_site == bound.where
            if is_here and is_process and access.cause not in seen:
                seen.add(access.cause)
                yield _port_hit(suite, access, bound)


def _port_hit(suite: Suite, access: Access, bound: Access) -> Hit:
    return Hit(
        site=access.cause,
        message=f"{access.place.owner} stops a process on {suite.describe(bound)} in each worker: only "
        "one of them got the port, and it served the others too",
        help="start it on port 0, or once, in the controller",
        related=(Related(bound.where, "started in each worker"),),
        lanes=suite.lanes_of(access),
        confidence=Confidence.MEDIUM,
        severity=Severity.WARNING,
    )


def _split(suite: Suite, access: Access) -> Fix | None:
    found = suite.split(access.place, access.cause)
    return found.fix if found is not None else None


def _opened_once(suite: Suite, access: Access, once: Iterable[Access]) -> Access | None:
    """Which of those that open in one lane opened for all what this one closes."""
    name = access.resource.name
    is_handed_over = name.traits == frozenset({Trait.RUN}) and suite.is_handed_over(name)
    for other in once:
        if other.resource.kind != access.resource.kind:
            continue
        if name.separates_lanes:  # a handle of this worker's own: did the others wait for it?
            is_it = other.guards.once and other.site == access.name_site
        else:
            is_here = other.guards.once and other.place.site == access.place.site
            is_it = is_handed_over or is_here or suite.is_same(other, access)
        if is_it:
            return other
    return None


def _too_early(suite: Suite, access: Access, opened: Access) -> Hit:
    """A guard that lets one process through makes nobody wait."""
    return Hit(
        site=access.cause,
        message=f"{access.place.owner} stops the {suite.kind(access)} in the first worker alone, but as "
        "soon as that one has ended: the others may still use it",
        help="stop it where all others have ended: in the controller",
        related=(Related(opened.where, f"started once, in {opened.place.owner}"),),
        lanes=suite.lanes_of(access),
        fix=_split(suite, access) or once_guard(access.place),
    )


def _hit(suite: Suite, access: Access, opened: Access) -> Hit:
    kind = suite.kind(access)
    return Hit(
        site=access.cause,
        message=f"{access.place.owner} stops the {kind} in each worker, but it was started once "
        "for all: whichever ends first takes it away from the others",
        help="stop it where it was started: in the controller, after the workers have ended",
        related=(Related(opened.where, f"started once, in {opened.place.owner}"),),
        lanes=suite.lanes_of(access),
        fix=_split(suite, access) or (once_guard(access.place) if opened.lanes.only_once else None),
    )
