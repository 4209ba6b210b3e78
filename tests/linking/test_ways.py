"""How a run gets to a statement: by which calls, in which processes, when."""

from __future__ import annotations

from textwrap import dedent

from project import suite_of

from isolint.linking.suite import Suite
from isolint.model.place import Frequency, Lanes, Moment
from isolint.model.source import Site

_PYTHON = {
    "conftest.py": """\
        import pytest

        from helpers import announce

        def pytest_configure(config):
            if not hasattr(config, "workerinput"):
                announce()

        @pytest.fixture(scope="module")
        def shelf():
            yield 1
            announce()
    """,
    "helpers.py": """\
        COUNT = 3

        def announce():
            tell("ready")

        def tell(text):
            print(text)

        def never():
            print("alone")
    """,
    "test_shelf.py": """\
        from helpers import tell

        def test_shelf(shelf):
            tell("in a test")
    """,
}


def test_calls_from_the_outermost_to_the_innermost() -> None:
    first = suite_of(_PYTHON).ways.to(_site("helpers.py", "print(text)"))[0]
    assert first.place.owner == "hook `pytest_configure`"
    assert first.through == ("announce", "tell")
    assert [site.path for site in first.via] == ["conftest.py", "helpers.py"]


def test_conditions_on_the_way_narrow_the_processes() -> None:
    hook = suite_of(_PYTHON).ways.to(_site("helpers.py", "print(text)"))[0]
    assert hook.lanes & ~Lanes.SERIAL == Lanes.CONTROLLER
    assert Lanes.REST in hook.place.lanes


def test_in_the_order_of_moments() -> None:
    moments = [one.place.moment for one in suite_of(_PYTHON).ways.to(_site("helpers.py", "print(text)"))]
    assert moments == [Moment.CONFIGURE, Moment.TEST, Moment.TEARDOWN]


def test_what_follows_the_yield_is_a_tear_down() -> None:
    suite = suite_of(_PYTHON)
    site = _site("conftest.py", "announce()", 1)
    assert [(one.place.moment, one.place.frequency) for one in suite.ways.to(site)] == [
        (Moment.TEARDOWN, Frequency.MODULE)
    ]


def test_a_name_and_the_parameters_belong_to_the_function() -> None:
    suite = suite_of(_PYTHON)
    assert _owners(suite, _site("test_shelf.py", "test_shelf(")) == ["test `test_shelf`"]
    assert _owners(suite, _site("test_shelf.py", "shelf)")) == ["test `test_shelf`"]


def test_a_module_runs_on_import() -> None:
    (arrival,) = suite_of(_PYTHON).ways.to(_site("helpers.py", "COUNT"))
    assert arrival.place.moment is Moment.IMPORT
    assert Lanes.CONTROLLER in arrival.lanes  # the conftest imports it


def test_nobody_leads_there() -> None:
    suite = suite_of(_PYTHON)
    site = _site("helpers.py", 'print("alone")')
    assert suite.ways.to(site) == ()
    assert suite.ways.name(site) == "`never`"


def test_a_file_that_was_not_read() -> None:
    suite = suite_of(_PYTHON)
    assert suite.ways.to(Site("elsewhere.py", 3, 4)) == ()
    assert suite.ways.name(Site("elsewhere.py", 3, 4)) == ""


def _owners(suite: Suite, site: Site) -> list[str]:
    return [one.place.owner for one in suite.ways.to(site)]


def _site(path: str, text: str, number: int = 0) -> Site:
    """Where a text stands, the first time or a later one."""
    source = dedent(_PYTHON[path])
    start = source.index(text)
    for _ in range(number):
        start = source.index(text, start + 1)
    return Site(path, start, start + len(text))
