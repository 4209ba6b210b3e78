"""A type, codec or collector is registered in one process only, and needed in all.

A registry lives in the memory of one process. What the once-per-run part of a set-up puts
into it, the other processes do not know: "no kind is registered for the type", "unknown
codec", "no such dialect".

## Bad
    def pytest_sessionstart(session):
        if not hasattr(session.config, "workerinput"):
            codecs.register(find_legacy_codec)

## Good
    def pytest_sessionstart(session):
        codecs.register(find_legacy_codec)

## Bad (Go)
    var _ = SynchronizedBeforeSuite(func() []byte {
        Expect(farmv1.AddToScheme(scheme.Scheme)).To(Succeed())
        return kubeconfig()
    }, func(data []byte) {
        fields, err = client.New(configOf(data), client.Options{Scheme: scheme.Scheme})
    })

## Good (Go)
    var _ = SynchronizedBeforeSuite(kubeconfig, func(data []byte) {
        Expect(farmv1.AddToScheme(scheme.Scheme)).To(Succeed())
        fields, err = client.New(configOf(data), client.Options{Scheme: scheme.Scheme})
    })

## Fix
In Go, the registration and its assertion are repeated at the top of the second function of
SynchronizedBeforeSuite. That is safe, for it is offered only where registering twice changes
nothing: `AddToScheme` yes, `MustRegister`, which panics, no. None is made for Python: there the
guard is what has to go.

## When it stays quiet
Each process registers the same, on import, in `init` or in its own set-up; the registry is
an object that the set-up made for itself; a metric or a request handler that only the process
itself has to answer for; no code that tests run imports the module whose registry it is; what is
registered is taken out again before the hook or fixture is done.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Fix, Hit, Related, Safety, Severity
from isolint.model.name import SEPARATOR
from isolint.model.place import Lanes, Moment
from isolint.model.resource import Access, Reach, Verb
from isolint.model.rule import rule
from isolint.model.source import Site

_SERVED = ("metrics registry", "http mux")
"""Registries that a process has for those who ask it from outside."""
_STARTING = (Moment.IMPORT, Moment.SETUP, Moment.CONFIGURE)


@rule("ISO102", severity=Severity.ERROR, since="0.1")
def once_only_registration(suite: Suite) -> Iterator[Hit]:
    seen: set[Site] = set()
    for access in suite.touching(Verb.REGISTER):
        name = access.resource.name
        is_once = _is_left_out(access) and access.place.moment in _STARTING
        if not is_once or access.cause in seen or access.resource.reach is not Reach.PROCESS:
            continue
        if access.site in suite.needless or _is_taken_back(suite, access):
            continue  # it is there for that process alone
        if not name.is_constant or not name.text:
            continue  # a registry that the set-up made for itself
        if any(_supplies(other, access) for other in suite.same_resource(access)):
            continue
        if any(_supplies_another(other, access) for other in suite.touching(Verb.REGISTER)):
            continue  # what the others make, they make with that one
        if access.resource.kind in _SERVED and not _is_asked(suite, access):
            continue  # who has it registered, answers for it: a server, a controller of this process
        seen.add(access.cause)
        yield _hit(suite, access)


def _is_left_out(access: Access) -> bool:
    """A worker that runs tests does not get there, though workers, or what starts them, run the code."""
    is_of_serial_run = access.lanes.never_parallel and access.place.lanes.in_each_worker
    return access.lanes.only_once or (is_of_serial_run and Lanes.SERIAL in access.lanes)


def _is_taken_back(suite: Suite, access: Access) -> bool:
    """The same code takes something out of a registry of that kind before it is done."""
    return any(
        other.resource.kind == access.resource.kind
        and other.place.site == access.place.site
        and other.place.moment is access.place.moment
        for other in suite.touching(Verb.DESTROY)
    )


def _is_asked(suite: Suite, access: Access) -> bool:
    """Each process looks into the registry: it expects to find there what it needs."""
    return any(
        other.resource.kind == access.resource.kind
        and other.lanes.in_each_worker
        and other.place.session in ("", access.place.session)
        for other in suite.touching(Verb.READ)
    )


def _supplies(other: Access, access: Access) -> bool:
    """Each process does the same before its tests."""
    is_here = other.place.session in ("", access.place.session)
    is_early = other.place.moment in (*_STARTING, Moment.COLLECT, Moment.TEST)
    return other.verb is Verb.REGISTER and other.lanes.in_each_worker and is_here and is_early


def _supplies_another(other: Access, access: Access) -> bool:
    """Each process does the same in its set-up, with a registry of its own."""
    what, its = (one.resource.name.text.rpartition(SEPARATOR) for one in (access, other))
    is_it = other.resource.kind == access.resource.kind and bool(its[0]) and its[2] == what[2]
    is_set_up = other.place.moment is not Moment.IMPORT and other.place.moment in _STARTING
    return is_it and is_set_up and _supplies(other, access)


def _hit(suite: Suite, access: Access) -> Hit:
    who, others = _processes(access.lanes)
    return Hit(
        site=access.cause,
        message=f"{_what(suite, access)} by {access.place.owner}, in {who} only: {others} do not know it",
        help="register it in each worker",
        related=(Related(access.site, "registered here"),) if access.site != access.cause else (),
        lanes=(who,),
        fix=_copy(suite, access),
    )


def _what(suite: Suite, access: Access) -> str:
    """What is registered: under the name that it is given, else as it is written."""
    given, separator, callee = access.resource.name.text.rpartition(SEPARATOR)
    return f"`{given}` is given to `{callee}`" if separator else f"{suite.describe(access)} is registered"


def _processes(lanes: Lanes) -> tuple[str, str]:
    """Who knows it, and who does not."""
    if Lanes.CONTROLLER in lanes:
        return "the controller", "the workers"
    if Lanes.FIRST in lanes:
        return "the first worker", "the other workers"
    return "a run without workers", "workers"


def _copy(suite: Suite, access: Access) -> Fix | None:
    """Where it stands in the set-up itself, and what it registers may be registered twice."""
    words = suite.catalogue.protections.get(access.call, ())
    is_harmless = any(word.form == "repeatable" for word in words)
    if not is_harmless or not access.place.encloses(access.site):
        return None
    return Fix(
        recipe="copy-to-each-process",
        anchor=access.cause,
        safety=Safety.SAFE,
        title="Register it in each process",
    )
