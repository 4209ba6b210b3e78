"""A variable is written in one process only, and read in others that never see the write.

The controller and the workers are separate interpreters: nothing that one of them puts into
a module, a class or the config object reaches the others. They find what was there on
import, mostly None.

## Bad
    SERVER_URL = None

    def pytest_configure(config):
        global SERVER_URL
        if not hasattr(config, "workerinput"):
            SERVER_URL = start_server()

    def test_front_page():
        assert get(SERVER_URL).ok

## Good
    def pytest_configure(config):
        if not hasattr(config, "workerinput"):
            os.environ["SERVER_URL"] = start_server()

    def test_front_page():
        assert get(os.environ["SERVER_URL"]).ok

## Bad (Go)
    var _ = SynchronizedBeforeSuite(func() []byte {
        ctx, cancel = context.WithCancel(context.Background())
        address = start(ctx)
        return nil
    }, func(_ []byte) {})

    var _ = It("answers", func() {
        get(ctx, address)  // nil and "" in all processes but one
    })

## Good (Go)
    var _ = SynchronizedBeforeSuite(func() []byte {
        return []byte(start(context.Background()))
    }, func(data []byte) {
        ctx, cancel = context.WithCancel(context.Background())
        address = string(data)
    })

## Fix
In Go, what the first function of SynchronizedBeforeSuite sets is set in the second as well
where that costs nothing and meets nobody: a context, a constant. One text travels in the bytes
that the first function returns, if they are not in use yet. Both are safe. A part of AfterSuite
that alone reads it moves to the function that process 1 runs last, which is unsafe.

Otherwise none is made for you. A server or a manager is not to be started in each process, and
how a client is made is yours to say: in Python a text can travel in the environment, which workers
inherit when it is set before they start, or in `node.workerinput` in `pytest_configure_node`;
anything else has to be made in each worker.

## When it stays quiet
Each process that reads also writes; the reader passes the same guard, or asks first whether there
is anything; the value travels in the environment, in `workerinput` or in a file, or is the one that
the variable starts with.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from isolint.linking.suite import Suite
from isolint.model.finding import Fix, Hit, Related, Severity
from isolint.model.memory import Touch, Variable
from isolint.model.place import Frequency, Lanes, Moment, Place
from isolint.model.resource import ENVIRONMENT, Verb
from isolint.model.rule import rule
from isolint.model.source import Site

_HELP = "hand a text over in `os.environ` or `node.workerinput`, or make it in each worker"
_ENDING = (Moment.TEARDOWN, Moment.EXIT, Moment.REPORT)


@rule("ISO101", severity=Severity.ERROR, since="0.1")
def once_written_global(suite: Suite) -> Iterator[Hit]:
    registrations = {one.cause for one in suite.touching(Verb.REGISTER)}
    for variable in suite.variables:
        if any(write.site in registrations for write in variable.writes):
            continue  # once-only-registration says so
        readers = _readers(variable)
        writes = {_where(suite, touch.place, touch.site, touch.statement): touch for touch in variable.writes}
        pairs = {write.place.registered for write in variable.writes} - {None}
        others = [touch for touch in readers if touch.place.registered not in pairs]
        if others or (readers and not writes.keys().isdisjoint(one.site for one in readers)):
            yield from (_hit(suite, variable, site, readers) for site in writes.items())
        elif readers:
            yield from _in_setup(suite, variable, next(iter(writes.values())), readers)
    yield from _environment(suite)


def _readers(variable: Variable) -> list[Touch]:
    """Those who miss what one process has set. What nobody has set, everybody misses."""
    is_missed_by_all = variable.is_shadowed
    own = {write.place.site for write in variable.writes}
    reads = (touch for touch in variable.reads if touch.place.moment is not Moment.IMPORT)
    return [
        touch
        for touch in reads
        if (touch.lanes.in_each_worker or (is_missed_by_all and touch.place.site not in own))
        and not (_is_ending(touch) and not is_missed_by_all)
    ]


def _where(suite: Suite, place: Place, site: Site, statement: Site | None) -> Site:
    """The part of the suite that sets it; where a helper of another package does so, which is right
    for the process that it runs in, the statement that hands too little over."""
    handover = suite.handover(place)
    if handover is None or statement is None or not suite.is_test_code(handover.given.path):
        return site
    is_own = PurePosixPath(handover.given.path).parent == PurePosixPath(statement.path).parent
    return site if is_own else handover.given


def _in_setup(suite: Suite, variable: Variable, write: Touch, readers: list[Touch]) -> Iterator[Hit]:
    """The half of a set-up that runs in each process lacks what the other half should have handed over."""
    handover = suite.handover(write.place)
    if handover is not None and handover.taker is not None and variable.name in handover.carried:
        yield _dropped(variable, write, readers, handover.taker)
        return
    for use in {touch.site: touch for touch in readers}.values():
        yield Hit(
            site=use.site,
            message=f'{use.place.owner} uses "{variable.name}" in each worker, which only {write.place.owner}'
            f" has set, in one of them: the others still find {variable.initial or 'nothing'}",
            help=_HELP,
            related=(Related(write.site, f"set in {write.place.owner}"),),
            lanes=(_who(write.lanes), "each worker"),
            fix=write.remedy,
        )


def _dropped(variable: Variable, write: Touch, readers: list[Touch], taker: Site) -> Hit:
    """It is handed over, and nobody takes it."""
    uses = list({touch.site: touch for touch in readers}.values())
    return Hit(
        site=taker,
        message=f'{uses[0].place.owner} drops "{variable.name}", which it is given, and uses the variable, '
        f"which only {write.place.owner} has set: the others still find {variable.initial or 'nothing'}",
        help="take it from what is given",
        related=(
            Related(write.site, f"set in {write.place.owner}"),
            *(Related(use.site, "used here") for use in uses[:3]),
        ),
        lanes=(_who(write.lanes), "each worker"),
    )


def _environment(suite: Suite) -> Iterator[Hit]:
    """A variable of the environment that a process sets for itself when the others run already."""
    for access in suite.touching(Verb.MUTATE):
        is_once = access.lanes.only_once and Lanes.CONTROLLER not in access.lanes
        if access.resource.kind != ENVIRONMENT or not is_once or not access.resource.name.is_constant:
            continue
        if access.place.ordered and access.place.frequency is not Frequency.RUN:
            continue  # a test that runs when the others have ended
        same = [one for one in suite.same_resource(access) if one.place.session == access.place.session]
        alike = [one for one in same if one.lanes.in_each_worker]
        readers = [one for one in alike if one.verb is Verb.READ]
        if not readers or any(one.verb is Verb.MUTATE for one in alike):
            continue
        handover = suite.handover(access.place)
        if handover is not None and handover.tells and access.resource.name.text in handover.carried:
            continue  # it goes over as bytes too, and each process may prefer its own environment
        where = _where(suite, access.place, access.where, access.site)
        yield Hit(
            site=where,
            message=f'"{access.resource.name.text}" is set in the environment of {_who(access.lanes)} only '
            f"({access.place.owner}): the workers that read it do not find it",
            help="set it in each worker",
            related=(
                *_elsewhere(access.where, where),
                *(Related(one.where, f"read in {one.place.owner}") for one in readers[:3]),
            ),
            lanes=(_who(access.lanes), "each worker"),
        )


def _elsewhere(site: Site, where: Site) -> tuple[Related, ...]:
    return (Related(site, "set here"),) if site != where else ()


def _is_ending(touch: Touch) -> bool:
    """A tear-down that calls what is not there is close-of-unset's business."""
    return touch.closes or (touch.calls and touch.place.moment in _ENDING)


def _hit(suite: Suite, variable: Variable, write: tuple[Site, Touch], readers: list[Touch]) -> Hit:
    site, touch = write
    if variable.is_shadowed:
        return _shadow(variable, touch, readers)
    who = _who(touch.lanes)
    seen = f"still find {variable.initial}" if variable.initial else "do not find it"
    places = list({one.site: one for one in readers}.values())
    return Hit(
        site=site,
        message=f'"{variable.name}" is written in {who} only ({touch.place.owner}): '
        f"the workers that read it {seen}",
        help=_HELP,
        related=(
            *_elsewhere(touch.site, site),
            *(Related(one.site, f"read in {one.place.owner}") for one in places[:3]),
        ),
        lanes=(who, "each worker"),
        fix=touch.remedy or _split(suite, readers),
    )


def _split(suite: Suite, readers: list[Touch]) -> Fix | None:
    """Where a tear-down alone reads it, only the process that set it needs to run that part."""
    found = [suite.split(touch.place, touch.site) for touch in readers]
    return found[0].fix if found[0] is not None and len(set(found)) == 1 else None


def _shadow(variable: Variable, write: Touch, readers: list[Touch]) -> Hit:
    places = list({touch.site: touch for touch in readers}.values())
    return Hit(
        site=write.site,
        message=f'"{variable.name}" is declared anew in {write.place.owner}: the variable of the package, '
        f"which others read, stays {variable.initial or 'empty'} in each worker",
        help="assign with `=`, and in each worker",
        related=tuple(Related(one.site, f"read in {one.place.owner}") for one in places[:3]),
        lanes=("each worker",),
    )


def _who(lanes: Lanes) -> str:
    if Lanes.CONTROLLER in lanes:
        return "the controller"
    return "the first worker" if Lanes.FIRST in lanes else "a serial run"
