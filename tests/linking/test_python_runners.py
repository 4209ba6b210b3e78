"""Which processes execute which code of a Python suite, and what may meet itself, under each runner.

Each piece of code writes a file called after the place it stands in; what the linker says of that
write is compared with what was measured under pytest-xdist 3.8 in all its modes, pytest-forked 1.7,
unittest-parallel 1.8, stestr 4.2, Django 5.2 (`manage.py test --parallel`, fork and spawn) and
Twisted 26.10 (`trial -j`).
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from project import suite_of

from isolint.linking.suite import Suite
from isolint.model.place import Frequency, Lanes, at_once
from isolint.model.project import CLASSES, DJANGO, STESTR, TRIAL, UNITTEST, UNITTEST_PARALLEL, Layout, Runner

CONFTEST = """
import pytest

open("/srv/conftest import", "w")

def pytest_configure(config):
    open("/srv/configure", "w")

@pytest.fixture(scope="session")
def network():
    open("/srv/session fixture", "w")

@pytest.fixture(scope="module")
def line():
    open("/srv/module fixture", "w")

@pytest.fixture
def tram():
    open("/srv/fixture", "w")
"""
FUNCTIONS = """
import pytest

def setup_module():
    open("/srv/xunit module", "w")

def test_departs(network, line, tram):
    open("/srv/function", "w")

def test_arrives(network, line, tram):
    pass

@pytest.mark.parametrize("stop", ["Ost", "West"])
def test_stops(stop):
    open("/srv/repeated", "w")

@pytest.mark.xdist_group("depot")
def test_parks():
    open("/srv/grouped", "w")

@pytest.mark.xdist_group("depot")
def test_leaves():
    open("/srv/grouped", "w")

class TestDoors:
    def setup_method(self):
        open("/srv/xunit method", "w")

    def test_open(self):
        open("/srv/doors", "w")

    def test_close(self):
        open("/srv/doors", "w")
"""
CASES = """
import unittest

from django.test.testcases import SerializeMixin

open("/srv/import", "w")

def setUpModule():
    open("/srv/module", "w")

class Tram(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        open("/srv/class", "w")

    def setUp(self):
        open("/srv/set-up", "w")

    def test_bell(self):
        open("/srv/case", "w")
        open("/srv/same class", "w")

    def test_brake(self):
        open("/srv/same class", "w")
        open("/srv/two classes", "w")

class Bus(unittest.TestCase):
    def test_bell(self):
        open("/srv/two classes", "w")

class Ramp(SerializeMixin, unittest.TestCase):
    lockfile = __file__

    def test_up(self):
        open("/srv/locked", "w")

class Lift(Ramp):
    def test_down(self):
        open("/srv/locked", "w")

class Stairs(SerializeMixin, unittest.TestCase):
    lockfile = "stairs.lock"

    def test_up(self):
        open("/srv/two locks", "w")

class Ladder(Ramp):
    def test_up(self):
        open("/srv/two locks", "w")
"""
FILES = {"conftest.py": CONFTEST, "test_functions.py": FUNCTIONS, "test_cases.py": CASES}

RUNNERS = {
    **{mode: Runner(dist=mode, evidence="tox.ini") for mode in ("load", "worksteal", "each", "no")},
    **{mode: Runner(dist=mode, evidence="tox.ini") for mode in ("loadscope", "loadfile", "loadgroup")},
    "forked": Runner(forked=True, evidence="tox.ini"),
    "unittest": Runner(kind=UNITTEST),
    "modules": Runner(kind=UNITTEST_PARALLEL, level="module"),
    "classes": Runner(kind=UNITTEST_PARALLEL, level="class"),
    "tests": Runner(kind=UNITTEST_PARALLEL, level="test"),
    "django": Runner(kind=DJANGO),
    "django spawn": Runner(kind=DJANGO, spawned=True),
    "stestr": Runner(kind=STESTR),
    "stestr classes": Runner(kind=STESTR, grouping=CLASSES),
    "trial": Runner(kind=TRIAL),
}
SPREADING = ("load", "worksteal", "each", "loadgroup", "forked")
XDIST = (*SPREADING, "loadscope", "loadfile")
CASE_RUNNERS = (
    "unittest",
    "modules",
    "classes",
    "tests",
    "django",
    "django spawn",
    "stestr",
    "stestr classes",
    "trial",
)
SERIAL = ("no", "unittest")
BARE = ("tests", "trial")
"""Those that never call the set-up of a class or module."""


class Seen(NamedTuple):
    """`meets`: two lanes may be there at once."""

    lanes: Lanes
    frequency: Frequency
    meets: bool


@pytest.fixture(scope="module")
def suites() -> dict[str, Suite]:
    return {name: suite_of(FILES, Layout(runner=runner)) for name, runner in RUNNERS.items()}


def _seen(suite: Suite, name: str) -> Seen | None:
    """What all accesses to a file have in common; None where no process gets there."""
    found = [access for access in suite.accesses if access.resource.name.text.rpartition("/")[2] == name]
    if not found:
        return None
    place = found[0].place
    units = [unit for access in found for unit in access.place.units]
    return Seen(place.lanes, place.frequency, place.lanes.in_each_worker and len(at_once(units)) > 1)


def _meeting(suites: dict[str, Suite], name: str) -> set[str]:
    """The runners under which two lanes may be at a piece of code at once."""
    seen = {runner: _seen(suite, name) for runner, suite in suites.items()}
    return {runner for runner, one in seen.items() if one is not None and one.meets}


def _running(suites: dict[str, Suite], name: str) -> set[str]:
    return {runner for runner, suite in suites.items() if _seen(suite, name) is not None}


@pytest.mark.parametrize(
    ("name", "runners"),
    [
        ("session fixture", SPREADING),
        ("module fixture", SPREADING),
        ("fixture", SPREADING),
        ("repeated", SPREADING),
        ("grouped", ("load", "worksteal", "each", "forked")),
        ("doors", SPREADING),
        ("xunit method", SPREADING),
        ("xunit module", (*SPREADING, "loadscope")),
        (
            "module",
            (*SPREADING, "loadscope", "classes", "django", "django spawn", "stestr", "stestr classes"),
        ),
        ("class", (*SPREADING, "stestr")),
        ("set-up", (*SPREADING, "tests", "stestr", "trial")),
        ("case", ()),
        ("same class", (*SPREADING, "tests", "stestr", "trial")),
        (
            "two classes",
            (
                *SPREADING,
                "loadscope",
                "classes",
                "tests",
                "django",
                "django spawn",
                "stestr",
                "stestr classes",
                "trial",
            ),
        ),
        ("locked", ()),
        (
            "two locks",
            (
                *SPREADING,
                "loadscope",
                "classes",
                "tests",
                "django",
                "django spawn",
                "stestr",
                "stestr classes",
                "trial",
            ),
        ),
        (
            "import",
            (*XDIST, "modules", "classes", "tests", "django spawn", "stestr", "stestr classes", "trial"),
        ),
        ("conftest import", XDIST),
    ],
)
def test_who_meets(suites: dict[str, Suite], name: str, runners: tuple[str, ...]) -> None:
    assert _meeting(suites, name) == set(runners)


@pytest.mark.parametrize(
    ("name", "runners"),
    [
        *(
            (name, (*XDIST, "no"))
            for name in ("configure", "session fixture", "fixture", "function", "doors")
        ),
        *((name, (*XDIST, "no")) for name in ("conftest import", "xunit method", "xunit module")),
        *((name, tuple(RUNNERS)) for name in ("import", "set-up", "case")),
        *((name, tuple(one for one in RUNNERS if one not in BARE)) for name in ("module", "class")),
    ],
)
def test_who_runs_it(suites: dict[str, Suite], name: str, runners: tuple[str, ...]) -> None:
    assert _running(suites, name) == set(runners)


@pytest.mark.parametrize("runner", RUNNERS)
def test_how_often_a_module_is_set_up(suites: dict[str, Suite], runner: str) -> None:
    seen = _seen(suites[runner], "module")
    is_per_class = runner in ("classes", "django", "django spawn")
    assert (seen and seen.frequency) == (
        None if runner in BARE else Frequency.CLASS if is_per_class else Frequency.MODULE
    )


@pytest.mark.parametrize(
    ("runner", "lanes"),
    [
        ("load", Lanes.TESTS),
        ("no", Lanes.SERIAL),
        ("unittest", Lanes.SERIAL),
        ("django", Lanes.SERIAL | Lanes.CONTROLLER),
        ("django spawn", Lanes.ALL),
        ("stestr", Lanes.ALL),
        ("modules", Lanes.ALL),
        ("trial", Lanes.ALL),
    ],
)
def test_who_imports_tests(suites: dict[str, Suite], runner: str, lanes: Lanes) -> None:
    seen = _seen(suites[runner], "import")
    assert seen is not None
    assert seen.lanes == lanes


@pytest.mark.parametrize("runner", SERIAL)
def test_one_process_is_one_lane(suites: dict[str, Suite], runner: str) -> None:
    assert {access.place.lanes for access in suites[runner].accesses} == {Lanes.SERIAL}
    assert not suites[runner].parameter_sets


SEQUENCE = """
import os
import unittest

class Ticket(unittest.TestCase):
    number = None

    def test_buy(self):
        Ticket.number = 7
        os.environ["FARE"] = "3.20"

    def test_show(self):
        self.assertEqual(Ticket.number, 7)
"""


@pytest.mark.parametrize("runner", RUNNERS)
def test_what_a_test_leaves_to_the_next(runner: str) -> None:
    suite = suite_of({"test_tickets.py": SEQUENCE}, Layout(runner=RUNNERS[runner]))
    kinds = {change.kind for change in suite.leaks.found}
    assert kinds == (set() if runner == "forked" else {"memory", "environment"})
    in_order = {use.in_order for change in suite.leaks.of("memory") for use in change.uses if use.is_test}
    if runner != "forked":
        assert in_order == {runner not in (*SPREADING, *BARE, "stestr")}


REGEX = r"([^\.]*\.){1}"


def test_stestr_groups_by_whatever_its_expression_matches() -> None:
    runner = Runner(kind=STESTR, grouping=REGEX)
    assert not _meeting({"by module": suite_of(FILES, Layout(runner=runner))}, "two classes")
    broken = Runner(kind=STESTR, grouping="(")
    assert _meeting({"broken": suite_of(FILES, Layout(runner=broken))}, "two classes")


RELATIVE = """
import unittest

class Tram(unittest.TestCase):
    def setUp(self):
        open("timetable.csv", "w")
        open("/srv/timetable.csv", "w")

    def test_bell(self):
        pass

    def test_brake(self):
        pass
"""


@pytest.mark.parametrize("runner", RUNNERS)
def test_whose_working_directory_it_is(runner: str) -> None:
    suite = suite_of({"test_trams.py": RELATIVE}, Layout(runner=RUNNERS[runner]))
    written = {access.resource.name.text for access in suite.accesses}
    relative = set() if runner == "trial" else {"timetable.csv"}
    assert written == {"/srv/timetable.csv", *relative}
