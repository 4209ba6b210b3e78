"""Which leaks the runner could undo by itself, and which names could be taken in a test's own directory."""

from __future__ import annotations

import pytest
from project import suite_of, text_at

from isolint.model.change import MEMORY
from isolint.model.finding import Fix, Safety

_SHOP = """\
import os

FEES = {"card": 3, "cash": 0}
QUEUE = ["mail", "post"]
OPEN = True

class Till:
    limit = 100

    def __init__(self):
        self.clerk = "Ada"

class Strict(type):
    @property
    def mode(cls):
        return "strict"

class Rules(metaclass=Strict):
    pass

till = Till()

def describe(order):
    return FEES["card"], FEES[order], QUEUE[0], OPEN, Till.limit, till.clerk, till.note, Rules.mode

def home():
    return os.environ["SHOP_HOME"]
"""
_HEAD = """\
import functools
import os
import sys
import unittest
from unittest import mock

import hypothesis
import pytest
import shop
from hypothesis import strategies as st
from other import measured

slow = pytest.mark.slow

def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

def bare(function):
    def wrapper():
        return function()
    return wrapper

"""
_TESTS = """\
import shop

def test_description():
    assert shop.describe("cash")
    assert shop.home()
"""


def _remedies(body: str) -> list[Fix | None]:
    files = {"shop.py": _SHOP, "test_a.py": _HEAD + body, "test_b.py": _TESTS}
    suite = suite_of(files)
    kinds = (MEMORY, "environment", "working directory", "import path", "interpreter hook", "flag")
    return [one.remedy for one in suite.leaks.of(*kinds) if one.site.path == "test_a.py"]


@pytest.mark.parametrize(
    ("statement", "arguments"),
    [
        ('os.environ["SHOP_HOME"] = "/srv"', {}),
        ('os.chdir("/srv")', {}),
        ('sys.path.insert(0, "/srv")', {}),
        ('shop.FEES["card"] = 1', {}),
        ("shop.FEES[order] = 1", {"container": "mapping"}),
        ('del shop.FEES["card"]', {}),
        ("shop.OPEN = False", {}),
        ("shop.Till.limit = 5", {}),
        ('shop.till.clerk = "Grace"', {}),
        ('shop.till.note = "late"', {"present": "no"}),
    ],
)
def test_statement(statement: str, arguments: dict[str, str]) -> None:
    found = _remedies(f"def test_a(order):\n    {statement}\n")
    assert [fix.recipe for fix in found if fix] == ["monkeypatch"]
    assert [dict(fix.arguments) for fix in found if fix] == [arguments]
    assert [fix.safety for fix in found if fix] == [Safety.SAFE]


@pytest.mark.parametrize(
    "statement",
    [
        'shop.QUEUE[0] = "fax"',
        'shop.QUEUE.append("fax")',
        "shop.FEES.update(card=1)",
        'shop.FEES["card"] += 1',
        'del shop.FEES["gift"]',
        "del shop.till.note",
        "shop.OPEN = shop.Till.limit = 0",
        'shop.Rules.mode = "lax"',
        'sys.path.insert(1, "/srv")',
        'os.environ.setdefault("SHOP_HOME", "/srv")',
    ],
)
def test_other_statement(statement: str) -> None:
    found = _remedies(f"def test_a(order):\n    {statement}\n")
    assert found
    assert not any(found)


_STATEMENT = 'os.chdir("/srv")'


@pytest.mark.parametrize(
    "head",
    [
        "def test_a():",
        "async def test_a(client):",
        "@pytest.fixture\ndef served():",
        "@pytest.fixture(scope='function')\ndef served():",
        "@pytest.mark.parametrize('a', [1])\n@slow\n@mock.patch('shop.home')\ndef test_a(home, a):",
        "@logged\ndef test_a():",
        "@measured\ndef test_a(monkeypatch):",
    ],
)
def test_place(head: str) -> None:
    found = _remedies(f"{head}\n    {_STATEMENT}\n\ndef test_of(served):\n    pass\n")
    assert len(found) == 1
    assert all(found)


@pytest.mark.parametrize(
    "body",
    [
        f"@pytest.fixture(scope='module')\ndef served():\n    {_STATEMENT}\n",
        f"class TestA(unittest.TestCase):\n    def test_a(self):\n        {_STATEMENT}\n",
        f"class TestA:\n    def setup_method(self):\n        {_STATEMENT}\n\n    def test_a(self): pass\n",
        f"def go():\n    {_STATEMENT}\n\ndef test_a():\n    go()\n",
        f"def test_a():\n    def go():\n        {_STATEMENT}\n    go()\n",
        f"def test_a():\n    {_STATEMENT}\n\ndef test_c():\n    test_a()\n",
        f"@bare\ndef test_a():\n    {_STATEMENT}\n",
        f"@measured\ndef test_a():\n    {_STATEMENT}\n",
        f"@hypothesis.given(st.integers())\ndef test_a(number):\n    {_STATEMENT}\n",
        f"@pytest.fixture\ndef monkeypatch():\n    return shop\n\ndef test_a():\n    {_STATEMENT}\n",
        f"def test_a(monkeypatch=None):\n    {_STATEMENT}\n",
    ],
    ids=[
        "wider fixture", "unittest", "set-up", "helper", "inner function", "called", "swallowed",
        "unknown decorator", "hypothesis", "own fixture", "default",
    ],
)  # fmt: skip
def test_other_place(body: str) -> None:
    found = _remedies(f"{body}\ndef test_of(served):\n    pass\n")
    assert len(found) == 1
    assert not any(found)


def test_needed_by_another_test() -> None:
    body = 'def test_a():\n    os.environ["SHOP_HOME"] = "/srv"\n\n'
    body += 'def test_c():\n    assert os.environ["SHOP_HOME"] == "/srv"\n'
    assert [fix.safety for fix in _remedies(body) if fix] == [Safety.UNSAFE]


def test_longer_import_path() -> None:
    found = _remedies('def test_a():\n    sys.path.append("/srv")\n')
    assert [fix.safety for fix in found if fix] == [Safety.UNSAFE]


def _leaves(body: str) -> list[str]:
    files = {"test_a.py": f"import os, tempfile\nimport pytest\n\n{body}"}
    ways = {one.private for one in suite_of(files).making() if one.private is not None}
    assert all(text_at(files, anchor).startswith("tempfile") for way in ways for anchor in way.anchors)
    return sorted(way.leaf for way in ways)


@pytest.mark.parametrize(
    ("body", "leaves"),
    [
        ("def test_a():\n    path = tempfile.mktemp('.csv')\n    open(path, 'w').close()\n", ["path.csv"]),
        ("def test_a():\n    os.mkdir(tempfile.mktemp(prefix='job-'))\n", ["job-file"]),
        (
            "@pytest.fixture\ndef job():\n    path = tempfile.mktemp(prefix='job-')\n    os.mkdir(path)\n\n"
            "def test_a(job):\n    path = tempfile.mktemp()\n    os.mkdir(path)\n",
            ["job-path", "path"],
        ),
        (
            "def test_a():\n    path = tempfile.mktemp('.x')\n    os.mkdir(path)\n    assert 'path.x'\n",
            ["path-2.x"],
        ),
        ("def test_a(folder):\n    os.mkdir(tempfile.mktemp(dir=folder))\n", []),
        ("def test_a(end):\n    os.mkdir(tempfile.mktemp(end))\n", []),
        ("def test_a():\n    for _ in range(2):\n        os.mkdir(tempfile.mktemp())\n", []),
        ("@pytest.fixture(scope='session')\ndef job():\n    os.mkdir(tempfile.mktemp())\n", []),
        ("def folder():\n    return tempfile.mktemp()\n\ndef test_a():\n    os.mkdir(folder())\n", []),
    ],
)
def test_picked_names(body: str, leaves: list[str]) -> None:
    assert _leaves(body) == leaves
