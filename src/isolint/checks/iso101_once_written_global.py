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

## Fix
None is made for you: a text can travel in the environment, which workers inherit when it is
set before they start, or in `node.workerinput` in `pytest_configure_node`; anything else has
to be made in each worker.

## When it stays quiet
Each process that reads also writes; the reader passes the same guard; the value travels in
the environment, in `workerinput` or in a file.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Related, Severity
from isolint.model.memory import Touch, Variable
from isolint.model.place import Lanes
from isolint.model.rule import rule


@rule("ISO101", severity=Severity.ERROR, since="0.1")
def once_written_global(suite: Suite) -> Iterator[Hit]:
    for variable in suite.variables:
        readers = [touch for touch in variable.reads if touch.lanes.in_each_worker and not touch.closes]
        writes = {touch.site: touch for touch in variable.writes}
        if readers:
            yield from (_hit(variable, write, readers) for write in writes.values())


def _hit(variable: Variable, write: Touch, readers: list[Touch]) -> Hit:
    who = _who(write.lanes)
    seen = f"still find {variable.initial}" if variable.initial else "do not find it"
    places = list({touch.site: touch for touch in readers}.values())
    return Hit(
        site=write.site,
        message=f'"{variable.name}" is written in {who} only ({write.place.owner}): '
        f"the workers that read it {seen}",
        help="hand a text over in `os.environ` or `node.workerinput`, or make it in each worker",
        related=tuple(Related(one.site, f"read in {one.place.owner}") for one in places[:3]),
        lanes=(who, "each worker"),
    )


def _who(lanes: Lanes) -> str:
    if Lanes.CONTROLLER in lanes:
        return "the controller"
    return "the first worker" if Lanes.FIRST in lanes else "a serial run"
