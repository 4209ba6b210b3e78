"""A report of the run is written to a fixed file by every process.

Hooks that end or describe a run are called in the controller and in each worker. A worker
knows its own share of the tests only, and all of them write the same file: what is left is
the report of the last to come, or a mixture.

## Bad
    def pytest_sessionfinish(session):
        Path("report.json").write_text(json.dumps(RESULTS))

## Good
    def pytest_sessionfinish(session):
        if hasattr(session.config, "workerinput"):
            return
        Path("report.json").write_text(json.dumps(RESULTS))

## Fix
A guard at the top of the hook lets only the controller (or a serial run) go on. Unsafe: what
the hook reports must be known to the controller, which sees all test reports but none of the
workers' memory. None is offered where only workers run the hook (the conftest of a sub-directory).

## When it stays quiet
The hook asks for `workerinput` or the worker's id; the file's name holds one; the file lies
in a private directory; only the controller runs the hook; what is written is a text of the source,
such as a mark that something has failed.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.precedence import is_told_better
from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Severity
from isolint.model.name import Root
from isolint.model.place import Lanes, Moment
from isolint.model.resource import Access, Verb
from isolint.model.rule import rule
from isolint.model.source import Site
from isolint.model.teardown import once_guard


@rule("ISO309", severity=Severity.WARNING, since="0.1")
def lossy_result_file(suite: Suite) -> Iterator[Hit]:
    seen: set[Site] = set()
    for access in suite.touching(Verb.WRITE, Verb.CREATE):
        name = access.resource.name
        is_report = access.place.moment in (Moment.REPORT, Moment.EXIT)
        if not is_report or access.resource.kind != "file" or access.where in seen:
            continue
        if not access.lanes.in_each_worker or access.guards.once:
            continue
        if not name.is_constant or name.root is Root.PRIVATE:
            continue
        if access.site in suite.constant_writes:
            continue  # a mark that says the same whoever sets it
        if access in suite.updates and (access.guards.locked or is_told_better(suite, access)):
            continue  # it adds to the others' results; unlocked-shared-file says where it loses them
        seen.add(access.where)
        yield _hit(suite, access)


def _hit(suite: Suite, access: Access) -> Hit:
    fix = None
    reaches_controller = Lanes.CONTROLLER in access.place.lanes
    if reaches_controller:
        fix = once_guard(access.place, "Let only the controller write it")
    who = "the controller and each worker" if Lanes.CONTROLLER in access.lanes else "each worker"
    where = "" if reaches_controller else ", in a conftest that the controller loads: the topmost"
    return Hit(
        site=access.where,
        message=f"{suite.describe(access)} is written by {who}, one over the other: "
        "the last to end leaves its share of the results, the others' are lost",
        help=f'write it where `hasattr(config, "workerinput")` is false{where}',
        lanes=suite.lanes_of(access),
        fix=fix,
    )
