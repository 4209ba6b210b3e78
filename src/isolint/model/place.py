"""Where and when a piece of code runs in a parallel run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, Flag

from isolint.model.source import Site


class Lanes(Flag):
    """The processes of a run, as a set.

    A parallel run has a CONTROLLER (where the runner has one), a FIRST worker (the
    one with a distinguished id) and the REST. SERIAL is the single process of a run
    that is not parallel at all: code that runs only there is dead under `-n`.
    """

    __hash__ = object.__hash__  # that of `Flag` is Python code

    NONE = 0
    SERIAL = 1
    CONTROLLER = 2
    FIRST = 4
    REST = 8
    WORKERS = FIRST | REST
    TESTS = SERIAL | WORKERS
    ALL = SERIAL | CONTROLLER | WORKERS

    @property
    def in_each_worker(self) -> bool:
        return Lanes.REST in self

    @property
    def only_once(self) -> bool:
        """One process of a parallel run gets here, and it can be named."""
        parallel = self & ~Lanes.SERIAL
        return parallel in (Lanes.CONTROLLER, Lanes.FIRST)

    @property
    def never_parallel(self) -> bool:
        return not self & ~Lanes.SERIAL

    @property
    def words(self) -> tuple[str, ...]:
        """The processes of a parallel run, as messages call them: "each worker" is the first one, too."""
        seen = self & ~Lanes.FIRST if Lanes.REST in self else self
        return tuple(text for lane, text in _WORDS.items() if lane in seen)


_WORDS = {
    Lanes.CONTROLLER: "the controller",
    Lanes.FIRST: "the first worker",
    Lanes.REST: "each worker",
}


class Moment(Enum):
    __hash__ = object.__hash__  # that of `Enum` is Python code

    IMPORT = "import"
    CONFIGURE = "configure"
    COLLECT = "collection"
    SETUP = "set-up"
    TEST = "test"
    TEARDOWN = "teardown"
    REPORT = "report"
    EXIT = "exit"


class Frequency(Enum):
    """How often, within each of the lanes."""

    RUN = "run"
    PACKAGE = "package"
    MODULE = "module"
    CLASS = "class"
    TEST = "test"

    @property
    def outlives_test(self) -> bool:
        return self is not Frequency.TEST


BESIDE = "\x1f"
"""Stands in a unit between the process it runs in and the name of what runs beside others there."""

AGAIN = "#2"
"""Ends a unit that stands for another run of the same test."""

WAITS = "\x1e"
"""Stands in a unit before the lock that it waits for, and keeps until it has ended."""


def at_once(units: Iterable[str]) -> tuple[str, ...]:
    """Those of some units that may really run at the same time.

    What runs in a process one after the other is done before that which runs beside others there starts;
    of those that wait for one lock, the first speaks for all.
    """
    every = tuple(dict.fromkeys(units))
    busy = {unit.partition(BESIDE)[0] for unit in every if BESIDE in unit}
    found = (unit for unit in every if BESIDE in unit or unit not in busy)
    return tuple(_apart(found)) if any(WAITS in unit for unit in every) else tuple(found)


def beside(place: Place, other: Place) -> Iterator[str]:
    """The units of another place that may be there while one is: a test waits for its own cases."""
    cases = {f"{unit}{AGAIN}" for unit in place.units}.difference(place.units)
    return (unit for unit in other.units if unit not in cases)


def _apart(units: Iterable[str]) -> Iterator[str]:
    """The first unit of each process that none before it keeps waiting."""
    processes: set[str] = set()
    locks: set[str] = set()
    for unit in units:
        process, _, lock = unit.partition(WAITS)
        if process not in processes and lock not in locks:
            yield unit
        processes.add(process)
        locks.update({lock} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`owner` names the code for a reader: "session fixture `db`", "test `test_login`"."""

    lanes: Lanes
    moment: Moment
    frequency: Frequency
    owner: str
    units: tuple[str, ...] = ()
    """What the scheduler may put on different lanes here, two at most: two make a meeting."""
    ordered: bool = False
    """In the controller: runs before any worker starts, or after all have ended."""
    isolated: bool = False
    """Works in a directory of its own."""
    faked: bool = False
    """Works on a file system that is none."""
    patched: frozenset[str] = frozenset()
    """Last names of what is replaced here; "*" for a whole service."""
    site: Site | None = None
    """The name of the function that the runner calls."""
    registered: Site | None = None
    """The call that hands the function to the runner, where there is one."""
    session: str = ""
    """Places of two sessions never run at the same time; "" belongs to any."""
    config: str = ""
    """How that function, if it is a hook, gets at what tells a worker from the controller."""

    def encloses(self, site: Site) -> bool:
        """The function is written in the call that hands it to the runner, and so is the site."""
        call = self.registered
        return call is not None and call.path == site.path and call.start <= site.start < call.end
