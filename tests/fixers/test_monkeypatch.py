"""Statements that change the process become calls of `monkeypatch`, in Python."""

from __future__ import annotations

import pytest
from conftest import Fixed

RECIPE = "monkeypatch"

STATEMENTS = {
    "a variable": ('«os.environ["MODE"]» = "dry"', 'monkeypatch.setenv("MODE", "dry")'),
    "quotes": ("«os.environ['MODE']» = f'{mode!r}'", "monkeypatch.setenv('MODE', f'{mode!r}')"),
    "a computed variable": (
        "«os.environ[prefix + 'X']» = str(n)",
        "monkeypatch.setenv(prefix + 'X', str(n))",
    ),
    "putenv": ("«os.putenv('A', b)»", "monkeypatch.setenv('A', b)"),
    "a value in parentheses": ('«os.environ["A"]» = ("a" "b")', 'monkeypatch.setenv("A", ("a" "b"))'),
    "a variable goes": ('del «os.environ["A"]»', 'monkeypatch.delenv("A")'),
    "a variable is popped": ('«os.environ.pop("A")»', 'monkeypatch.delenv("A")'),
    "with a default": ('«os.environ.pop("A", None)»', 'monkeypatch.delenv("A", raising=False)'),
    "unsetenv": ('«os.unsetenv("A")»', 'monkeypatch.delenv("A", raising=False)'),
    "one of update": ("«os.environ.update(A='1')»", "monkeypatch.setenv('A', '1')"),
    "the directory": ("«os.chdir(root / 'a')»", "monkeypatch.chdir(root / 'a')"),
    "a path that goes there": ("«folder.mkdir('a').chdir()»", "monkeypatch.chdir(folder.mkdir('a'))"),
    "an attribute": ("«shop.till.OPEN» = True", 'monkeypatch.setattr(shop.till, "OPEN", True)'),
    "quotes of the value": ("«shop.NAME» = 'Kiosk'", "monkeypatch.setattr(shop, 'NAME', 'Kiosk')"),
    "a tuple": ("«shop.FEES» = 1, *fees", 'monkeypatch.setattr(shop, "FEES", (1, *fees))'),
    "a function": ("«time.sleep» = lambda s: None", 'monkeypatch.setattr(time, "sleep", lambda s: None)'),
    "setattr": ('«setattr(shop, "A", 1)»', 'monkeypatch.setattr(shop, "A", 1)'),
    "an attribute goes": ("del «shop.till»", 'monkeypatch.delattr(shop, "till")'),
    "delattr": ('«delattr(shop, "till")»', 'monkeypatch.delattr(shop, "till")'),
    "an item": ("«shop.FEES['card']» = 3", "monkeypatch.setitem(shop.FEES, 'card', 3)"),
    "an item of an item": ('«FEES["a"]["b"]» = 3', 'monkeypatch.setitem(FEES["a"], "b", 3)'),
    "a module": ("«sys.modules[name]» = fake", "monkeypatch.setitem(sys.modules, name, fake)"),
    "a module goes": ("del «sys.modules[name]»", "monkeypatch.delitem(sys.modules, name)"),
    "an item goes": ("del «FEES['a']»", "monkeypatch.delitem(FEES, 'a')"),
    "an item is popped": ("«FEES.pop('a', None)»", "monkeypatch.delitem(FEES, 'a', raising=False)"),
    "imports first": ("«sys.path.insert(0, str(here))»", "monkeypatch.syspath_prepend(str(here))"),
    "imports last": (
        "«sys.path.append(str(here))»",
        'monkeypatch.setattr(sys, "path", [*sys.path, str(here)])',
    ),
    "a comment": ("«os.chdir(a)»  # there", "monkeypatch.chdir(a)  # there"),
    "on one line": ("a = 1; «os.chdir(a)»; b()", "a = 1; monkeypatch.chdir(a); b()"),
    "in a block": ("if a: «os.chdir(a)»", "if a: monkeypatch.chdir(a)"),
    "what it was, and more": (
        "p = a + os.environ['A']; «os.environ['A']» = p",
        "p = a + os.environ['A']; monkeypatch.setenv('A', p)",
    ),
    "awaited": ("«shop.TILL» = await opened()", 'monkeypatch.setattr(shop, "TILL", await opened())'),
}


@pytest.mark.parametrize(("before", "after"), STATEMENTS.values(), ids=STATEMENTS)
def test_is_rewritten(fixed: Fixed, before: str, after: str) -> None:
    head, tail = "import os\nimport sys\n\n\nasync def test_it(", "):\n\t{}\n\tuse(os, sys)\n"
    done = fixed(head + tail.format(before), (RECIPE, {}))
    assert done.text.decode() == head + "monkeypatch" + tail.format(after)
    compile(done.text, "test_it.py", "exec")


CASES = {
    "lines of its own": (
        """
def test_it(client, *, fast=True):
    «os.environ["PRICES"] = json.dumps({  # as the shop has them
        "tea": 3,
    })»
    «os.chdir(
        client.root,
    )»
""",
        """
def test_it(client, monkeypatch, *, fast=True):
    monkeypatch.setenv("PRICES", json.dumps({  # as the shop has them
        "tea": 3,
    }))
    monkeypatch.chdir(client.root)
""",
    ),
    "several variables": (
        """
def test_it(monkeypatch):
    «os.environ.update({"A": "1", "B": str(b)}, C="3")»
    if b: «os.environ.update(A="1", B="2")»
""",
        """
def test_it(monkeypatch):
    monkeypatch.setenv("A", "1")
    monkeypatch.setenv("B", str(b))
    monkeypatch.setenv("C", "3")
    if b: monkeypatch.setenv("A", "1"); monkeypatch.setenv("B", "2")
""",
    ),
    "imports that nothing else needs": (
        """
import os
import sys as system
from os import environ

import pytest


@pytest.mark.slow
def test_it():
    «environ["A"]» = "1"
    «os.chdir("/")»
    «system.path.insert(0, "plugins")»
""",
        """
import pytest


@pytest.mark.slow
def test_it(monkeypatch):
    monkeypatch.setenv("A", "1")
    monkeypatch.chdir("/")
    monkeypatch.syspath_prepend("plugins")
""",
    ),
    "a method with patches": (
        """
class TestShop:
    @mock.patch("shop.post")
    @pytest.mark.parametrize("fee", [1, 2])
    async def test_it(self, post, fee=1, *args, **options):
        «shop.FEES["card"]» = fee
""",
        """
class TestShop:
    @mock.patch("shop.post")
    @pytest.mark.parametrize("fee", [1, 2])
    async def test_it(self, post, monkeypatch, fee=1, *args, **options):
        monkeypatch.setitem(shop.FEES, "card", fee)
""",
    ),
    "annotated functions": (
        """
from pathlib import Path

from shop import till


def test_it(tmp_path: Path) -> None:
    «till.ROOT» = tmp_path


def test_open() -> None:
    «till.OPEN» = True
""",
        """
from pathlib import Path

import pytest
from shop import till


def test_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(till, "ROOT", tmp_path)


def test_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(till, "OPEN", True)
""",
    ),
    "fixtures": (
        """
@pytest.fixture(scope="function", autouse=True)
def dry(request):
    «os.environ["MODE"]» = request.param
    yield
    stop()

class ShopTest(TestCase):
    @pytest.fixture
    def warm(self):
        «shop.WARM» = True
        yield shop
""",
        """
@pytest.fixture(scope="function", autouse=True)
def dry(request, monkeypatch):
    monkeypatch.setenv("MODE", request.param)
    yield
    stop()

class ShopTest(TestCase):
    @pytest.fixture
    def warm(self, monkeypatch):
        monkeypatch.setattr(shop, "WARM", True)
        yield shop
""",
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_functions(fixed: Fixed, before: str, after: str) -> None:
    done = fixed(before, *[(RECIPE, {})] * before.count("«"))
    assert done.text.decode() == after
    windows = fixed(before.replace("\n", "\r\n"), *[(RECIPE, {})] * before.count("«"))
    assert windows.text.decode() == after.replace("\n", "\r\n")


ARGUMENTS = {
    "it may not be there": (
        {"present": "no"},
        "«shop.EXTRA» = 1",
        'monkeypatch.setattr(shop, "EXTRA", 1, raising=False)',
    ),
    "setattr": (
        {"present": "no"},
        "«setattr(shop, name, 1)»",
        "monkeypatch.setattr(shop, name, 1, raising=False)",
    ),
    "a mapping": (
        {"container": "mapping"},
        "«HANDLERS[Order]» = handle",
        "monkeypatch.setitem(HANDLERS, Order, handle)",
    ),
}


@pytest.mark.parametrize(("arguments", "before", "after"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_arguments(fixed: Fixed, arguments: dict[str, str], before: str, after: str) -> None:
    done = fixed(f"def test_it():\n    {before}\n", (RECIPE, arguments))
    assert done.text.decode() == f"def test_it(monkeypatch):\n    {after}\n"


REFUSED = {
    "an augmented assignment": ("«shop.COUNT» += 1", "no call for such a statement"),
    "a chain": ('shop.A = «shop.B» = "a"', "no call for such a statement"),
    "several targets": ("«shop.A», shop.B = 1, 2", "a plain name, or several"),
    "a declaration": ("«shop.A»: int = 1", "no call for such a statement"),
    "a global": ("«FEES» = {}", "a plain name"),
    "what may be a list": ("«QUEUE[place]» = 1", "may be a list"),
    "a list loses": ("«QUEUE.pop(0)»", "may be a list"),
    "a slice": ("«QUEUE[:]» = []", "several items"),
    "used": ("x = «os.environ.pop('A')»", "a plain name"),
    "spread": ("«os.chdir(*where)»", "spread or given by name"),
    "what is not written there": ("«os.environ.update(values)»", "not written there"),
    "spread values": ("«os.environ.update({'A': '1', **more})»", "not written there"),
    "no values": ("«os.environ.update()»", "no variable"),
    "a value that may see another": (
        "«os.environ.update(A='1', B=os.environ['A'])»",
        "depend on another one",
    ),
    "the last place but one": ("«sys.path.insert(1, here)»", "no call for such a statement"),
    "another call": ("«shop.reset()»", "no call for such a statement"),
    "another order": ("«till().OPEN» = opened()", "computed after"),
    "a comment": ("«os.environ[  # why\n        'A']» = '1'", "a comment"),
    "several with a comment": ("«os.environ.update(A='1',  # why\n        B='2')»", "a comment"),
    "expected to fail": ("with pytest.raises(AttributeError):\n        «shop.A» = 1", "expected to fail"),
    "a restore": ("old = shop.FEES\n    shop.FEES = {}\n    «shop.FEES» = old", "kept in old"),
    "a copy": ("old = dict(shop.FEES)\n    «shop.FEES» = old", "kept in old"),
    "a variable": (
        "old = os.getenv('A', '')\n    os.environ['A'] = 'b'\n    «os.environ['A']» = old",
        "kept in old",
    ),
    "a way back": ("old = os.getcwd()\n    os.chdir(a)\n    «os.chdir(old)»", "kept in old"),
    "in a finally": ("try: a()\n    finally: «os.chdir(old)»", "when the test has ended"),
    "after the test": ("yield 1\n    «os.chdir(old)»", "when the test has ended"),
    "something else": ("monkeypatch = Patcher()\n    «os.chdir(old)»", "means something else"),
    "a function inside": ("def handle():\n        «os.chdir(old)»", "inside of another"),
    "a condition": ("if «os.chdir(old)»: pass", "no plain statement"),
}


@pytest.mark.parametrize(("statement", "reason"), REFUSED.values(), ids=REFUSED)
def test_is_refused(fixed: Fixed, statement: str, reason: str) -> None:
    before = f"def test_it():\n    {statement}\n"
    done = fixed(before, (RECIPE, {}))
    assert reason in done.refused[0][1]
    assert done.text.decode() == before.replace("«", "").replace("»", "")


PLACES = {
    "on import": ("«os.chdir(a)»\n", "no function around it"),
    "a wider fixture": (
        '@pytest.fixture(scope="module")\ndef root():\n    «os.chdir(a)»\n',
        "more than one test",
    ),
    "a computed scope": ("@fixture(scope=SCOPE)\ndef root():\n    «os.chdir(a)»\n", "more than one test"),
    "a TestCase": (
        "class ShopTest(unittest.TestCase):\n    def test_it(self):\n        «os.chdir(a)»\n",
        "TestCase",
    ),
    "by position only": ("def test_it(a, /):\n    «os.chdir(a)»\n", "by position only"),
    "a static method": ("class TestIt:\n    def test_it(*a):\n        «os.chdir(a)»\n", "no parameter"),
    "a default": ("def test_it(monkeypatch=None):\n    «os.chdir(a)»\n", "has a default"),
    "rebound": (
        "def test_it(monkeypatch):\n    monkeypatch = wrap(monkeypatch)\n    «os.chdir(a)»\n",
        "means something else",
    ),
    "a hidden name": (
        "class TestIt:\n    def test_it(self):\n        «shop.__fees» = 1\n",
        "another name outside",
    ),
}


@pytest.mark.parametrize(("before", "reason"), PLACES.values(), ids=PLACES)
def test_place_is_refused(fixed: Fixed, before: str, reason: str) -> None:
    done = fixed(before, (RECIPE, {}))
    assert reason in done.refused[0][1]


def test_once_is_enough(fixed: Fixed) -> None:
    done = fixed('def test_it(monkeypatch):\n    «monkeypatch.setenv("A", "1")»\n', (RECIPE, {}))
    assert "no call for such a statement" in done.refused[0][1]
