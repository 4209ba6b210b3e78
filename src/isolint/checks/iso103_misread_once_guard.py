"""A guard does not mean what it seems to mean.

`worker_id == "master"` is no test for the controller: fixtures never run there, so under
`-n` the block is dead. `"gw0"` is no barrier: the other workers do not wait for it, and it
may get no test at all. `workerinput` is not set yet when options are added. `is_xdist_controller`
is false in a serial run. What is put into `os.environ` in `pytest_configure_node` reaches the
workers that start later, not this one. `GinkgoParallelProcess() == 1` says who, not when: the other
processes go on at once; and no process has the number 0.

## Bad
    @pytest.fixture(scope="session", autouse=True)
    def schema(worker_id):
        if worker_id == "master":
            create_schema()

## Good
    def pytest_configure(config):
        if not hasattr(config, "workerinput"):
            create_schema()

## Bad (Go)
    BeforeSuite(func() {
        if GinkgoParallelProcess() == 1 {
            startDatabase()  // nobody waits for process 1
        }
        db = connect()
    })

## Good (Go)
    SynchronizedBeforeSuite(func() []byte {
        startDatabase()
        return nil
    }, func(_ []byte) {
        db = connect()
    })

## Fix
None is made for you: the set-up belongs into a hook of the controller, behind a `FileLock`
with a marker, or into each worker under a name of its own.

## When it stays quiet
The guard only chooses a name, skips a test, prints, or returns a value in both branches; it
stands in a hook where it means what it says, or in a test, which sets up nothing for others; those
who do not get in wait for what is set up.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Related, Severity
from isolint.model.memory import GuardUse
from isolint.model.place import Lanes, Moment
from isolint.model.rule import rule
from isolint.model.source import Site

_HELP = (
    'put it into a hook of the controller (`if not hasattr(config, "workerinput")`), '
    "or behind a FileLock with a marker"
)


@rule("ISO103", severity=Severity.ERROR, since="0.1")
def misread_once_guard(suite: Suite) -> Iterator[Hit]:
    seen: set[Site] = set()
    for use in suite.guard_uses:
        message = _misread(use)
        if message and use.site not in seen:
            seen.add(use.site)
            yield Hit(
                site=use.site,
                message=message,
                help=_HELP,
                related=(Related(use.effect, "what it guards"),) if use.effect else (),
                lanes=(use.place.owner,),
            )
    for touch in suite.late_environment:
        yield Hit(
            site=touch.site,
            message="an environment variable set here goes to the workers that start later: "
            "this one has been started with the old value",
            help="hand it over in `node.workerinput`",
            lanes=("the controller", "each worker"),
        )


def _misread(use: GuardUse) -> str:
    """What a guard seems to say and does not; "" where it says what it means."""
    lanes = use.place.lanes
    decides = use.passes | use.stays
    if decides == lanes and not (use.passes and use.stays):
        return _undecided(use)
    if not use.sets_up or use.gives or use.place.moment in (Moment.TEARDOWN, Moment.EXIT):
        return ""
    parallel = use.passes & ~Lanes.SERIAL
    if use.stays and not parallel and Lanes.SERIAL in use.passes:
        return (
            f"{use.place.owner} never runs in the controller: under -n this guard lets nobody "
            "in, and what it sets up is missing"
        )
    is_barrier = use.others_wait or use.place.moment in (Moment.TEST, Moment.REPORT)
    if parallel == Lanes.FIRST and Lanes.REST in use.stays and not is_barrier:
        first = "the first worker is no barrier: the others do not wait for what is set up here"
        return first if use.form == "number" else f"{first}, and it may be given no test at all"
    if use.form == "controller call" and use.passes == Lanes.CONTROLLER:
        return (
            "there is no controller in a serial run: without -n this guard lets nobody in, "
            "and what it sets up is missing"
        )
    return ""


def _undecided(use: GuardUse) -> str:
    """A guard that has the same answer in every process."""
    if use.form == "attribute" and use.place.moment is Moment.CONFIGURE:
        return (
            f"`workerinput` is not set yet in {use.place.owner}: this guard has the same answer "
            "in every process"
        )
    is_dead = use.form == "option" or (use.form == "controller call" and use.sets_up)
    if is_dead and not use.place.lanes & Lanes.CONTROLLER:
        return (
            f"{use.place.owner} never runs in the controller, and only there does this differ: "
            "the guard has the same answer in every process that gets here"
        )
    is_of_each = use.place.lanes.in_each_worker
    if use.form == "number" and use.sets_up and is_of_each:
        return (
            "the numbers of workers start at 1: nobody gets in, and what it sets up is missing"
            if use.stays
            else "the numbers of workers start at 1: this guard lets everybody in"
        )
    if use.form == "worker id" and use.place.moment is not Moment.CONFIGURE:
        return (
            "a worker's id is never empty: this guard has the same answer in every process, "
            'a serial run included, where it is "master"'
        )
    return ""
