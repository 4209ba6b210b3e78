"""A tear-down uses what may never have been set in this process.

A variable that one process alone sets is empty in all the others, and each of them runs the
tear-down: the call ends in an error that hides why the run failed, or in none while the thing
itself goes on. The same happens to what a set-up sets last, when it fails before.

## Bad
    SERVER = None

    def pytest_sessionstart(session):
        global SERVER
        if not hasattr(session.config, "workerinput"):
            SERVER = start_server()

    def pytest_sessionfinish(session):
        SERVER.stop()

## Good
    SERVER = None

    def pytest_sessionstart(session):
        global SERVER
        if not hasattr(session.config, "workerinput"):
            SERVER = start_server()

    def pytest_sessionfinish(session):
        if SERVER is not None:
            SERVER.stop()

## Bad (Go)
    var _ = SynchronizedBeforeSuite(func() []byte {
        server = httptest.NewServer(routes())
        return []byte(server.URL)
    }, func(data []byte) { address = string(data) })

    var _ = AfterSuite(func() {
        server.Close()  // nil in all processes but one
    })

## Good (Go)
    var _ = SynchronizedAfterSuite(func() {}, func() {
        server.Close()
    })

## Fix
Safe: a statement that does nothing but call a variable which starts as None, or which a set-up
may not have reached, gets a test for None or nil around it, and so does one in AfterEach: where
there is something the same is done, where there is nothing only the error goes. Not so if a test
misses the thing, too: that is once-written-global's to say. Else, in a hook, a guard at its top lets
only the process go on that has the thing, and in Go a statement of AfterSuite that ends what
process 1 alone has moves to the second function of SynchronizedAfterSuite. These two are unsafe:
what else stands there no longer runs in each process. What costs nothing to set in each process,
the `cancel` of a context, is set there, which is safe.

## When it stays quiet
A test for nil or None stands around the use; the tear-down runs where the set-up ran; the
variable has a value from the start.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Fix, Hit, Related, Safety, Severity
from isolint.model.memory import Touch, Variable
from isolint.model.place import Moment
from isolint.model.rule import rule
from isolint.model.source import Site
from isolint.model.teardown import Unset, once_guard

_ENDING = (Moment.TEARDOWN, Moment.EXIT, Moment.REPORT)


@rule("ISO203", severity=Severity.WARNING, since="0.1")
def close_of_unset(suite: Suite) -> Iterator[Hit]:
    seen: set[Site] = set()
    for variable in suite.variables:
        for touch in variable.reads:
            is_use = touch.closes or touch.calls
            is_ending = touch.place.moment in _ENDING and touch.lanes.in_each_worker
            if is_use and is_ending and touch.site not in seen:
                seen.add(touch.site)
                yield _of_other_process(suite, variable, touch)
    for unset in suite.unset:
        if unset.site not in seen:
            seen.add(unset.site)
            yield _after_failure(unset)


def _of_other_process(suite: Suite, variable: Variable, touch: Touch) -> Hit:
    write = variable.writes[0]
    does = "closes" if touch.closes else "uses"
    return Hit(
        site=touch.site,
        message=f'{touch.place.owner} {does} "{variable.name}" in each worker, but '
        f"only {write.place.owner} set it, in one process: there is nothing in the others",
        help="end it where it was made, behind the same guard",
        related=(Related(write.site, f"set once, in {write.place.owner}"),),
        lanes=("each worker",),
        confidence=Confidence.MEDIUM,
        fix=_way_out(suite, variable, touch) or once_guard(touch.place),
    )


def _way_out(suite: Suite, variable: Variable, touch: Touch) -> Fix | None:
    """The value for all, the end for one, or a question; the last where nobody else misses the value."""
    split = suite.split(touch.place, touch.site)
    remedy = variable.writes[0].remedy
    if remedy is not None or split is not None:
        return remedy or (split.fix if split is not None else None)
    is_missed = any(one.lanes.in_each_worker and one.place.moment not in _ENDING for one in variable.reads)
    if is_missed or not variable.can_be_nil:
        return None
    return _question(touch.site, variable.name)


def _question(anchor: Site, variable: str) -> Fix:
    return Fix(
        recipe="nil-guard",
        anchor=anchor,
        safety=Safety.SAFE,
        title="Ask whether it is there",
        arguments=(("value", variable),),
    )


def _after_failure(unset: Unset) -> Hit:
    return Hit(
        site=unset.site,
        message=f'"{unset.variable}" is None in {unset.place.owner} when {unset.setup.owner} fails '
        "before it is set: the error here hides that one",
        help="ask whether it is there first",
        related=(Related(unset.write, f"set in {unset.setup.owner}, after what may fail"),),
        confidence=Confidence.MEDIUM,
        fix=_question(unset.statement, unset.variable),
    )
