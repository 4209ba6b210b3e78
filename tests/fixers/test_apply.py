"""What holds for all recipes: together, once, in place, and cheap to ask about."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from isolint.fixers import recipes
from isolint.fixers.apply import DEFERRED, apply
from isolint.model.finding import Fix, Safety
from isolint.model.language import language_of
from isolint.model.source import Site, Source

NAME, PATH = ("unique-name", {}), ("private-path", {"leaf": "x", "form": "path"})
TWIN = ("private-path", {"leaf": "y", "form": "text", "fixture": "tmp_path_factory"})
SORTED, ID = ("sorted-params", {"key": ""}), ("stable-id", {"id": "a0"})
GUARD = ("once-guard", {"config": "session.config"})
PYTHON = frozenset({"unique-name", "private-path", "stable-id", "sorted-params", "once-guard"})

BEFORE = '''\
#!/usr/bin/env python
"""Everything at once. 🦀"""
import time
import tempfile

from app import db

@mark.parametrize("a", «{1, 2}»)
@mark.parametrize("b", [«time.time()»])
def test_it(a, b):
\tx = f"ä{«time.time()»!r}" ; y = «"/tmp/x"», «tempfile.gettempdir() + '/y'»  # 🦀

def «pytest_sessionfinish»(exitstatus):
\tdb.drop(f'{«time.time()»}')'''

AFTER = '''\
#!/usr/bin/env python
"""Everything at once. 🦀"""
import time
import uuid

import pytest
from app import db

@mark.parametrize("a", sorted({1, 2}))
@mark.parametrize("b", [pytest.param(time.time(), id="a0")])
def test_it(a, b, tmp_path, tmp_path_factory):
\tx = f"ä{uuid.uuid4().hex}" ; y = tmp_path / "x", str(tmp_path_factory.mktemp('y') / 'y')  # 🦀

def pytest_sessionfinish(exitstatus, session):
\tif hasattr(session.config, "workerinput"):
\t\treturn
\tdb.drop(f'{uuid.uuid4().hex}')'''

REQUESTS = (SORTED, ID, NAME, PATH, TWIN, GUARD, NAME)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_all_recipes_in_one_pass(fixed, newline):
    done = fixed(BEFORE.replace("\n", newline), *REQUESTS)
    assert done.text.decode() == AFTER.replace("\n", newline)
    assert done.refused == ()


def test_overlapping_requests_wait(fixed):
    done = fixed('parametrize("a", «[«time.time()», 2]»)\n', SORTED, ID)
    assert done.text == b'parametrize("a", sorted([time.time(), 2]))\n'
    assert [(fix.recipe, reason) for fix, reason in done.refused] == [("stable-id", DEFERRED)]


TWICE = b"""\
def test_it():
    write("/tmp/x")
    with open("/tmp/x") as f: f.read()
"""


def _everywhere(recipe: str, arguments: dict[str, str], *starts: int, length: int = 8) -> Fix:
    first, *others = (Site("t.py", start, start + length) for start in starts)
    return Fix(
        recipe=recipe,
        anchor=first,
        safety=Safety.SAFE,
        title="",
        arguments=tuple(arguments.items()),
        also=tuple(others),
    )


def test_places_that_belong_together():
    places = TWICE.index(b'"'), TWICE.rindex(b'"/')
    fix = _everywhere(*PATH, *places)
    done = apply(Source("t.py", TWICE), [fix])
    assert done.applied == (fix,)
    assert done.text == TWICE.replace(b'"/tmp/x"', b'tmp_path / "x"').replace(b"()", b"(tmp_path)", 1)
    shared = apply(Source("t.py", TWICE), [_everywhere(*TWIN, *places)])
    assert shared.text.count(b'str(tmp_path_factory.getbasetemp() / "y")') == 2


def test_places_that_belong_together_are_refused_together():
    place, other = TWICE.index(b'"'), TWICE.rindex(b'"/')
    reasons = {
        _everywhere(*PATH, place, 0): "no expression at the anchor",
        _everywhere(*SORTED, place, place - 6, length=8): "no expression at the anchor",
        replace(_everywhere(*PATH, place), also=(Site("u.py", 1, 2),)): "the anchor is in another file",
        replace(_everywhere(*SORTED, place), also=(Site("t.py", place - 6, place + 9),)): (
            "one of its places is inside of another"
        ),
    }
    done = apply(Source("t.py", TWICE), tuple(reasons))
    assert done.text == TWICE
    assert dict(done.refused) == reasons
    waits = apply(Source("t.py", TWICE), [_everywhere(*SORTED, other), _everywhere(*PATH, place, other)])
    assert [(fix.recipe, reason) for fix, reason in waits.refused] == [("private-path", DEFERRED)]
    assert b"tmp_path" not in waits.text


def test_two_requests_that_come_to_the_same_are_one():
    text = b"def f(session):\n    g()\n"
    fix = Fix(
        recipe="once-guard",
        anchor=Site("conftest.py", 4, 5),
        safety=Safety.UNSAFE,
        title="",
        arguments=(("config", "session.config"),),
    )
    done = apply(Source("conftest.py", text), [fix, fix])
    assert done.text.count(b"workerinput") == 1
    assert done.applied == (fix, fix)
    assert done.refused == ()


def test_one_place_is_rewritten_once():
    text = b"def f(session):\n    g()\n"
    one, other = (
        Fix(
            recipe="once-guard",
            anchor=Site("conftest.py", 4, 5),
            safety=Safety.UNSAFE,
            title="",
            arguments=(("config", config),),
        )
        for config in ("session.config", "session.items[0].config")
    )
    done = apply(Source("conftest.py", text), [one, other])
    assert done.text.count(b"workerinput") == 1
    assert done.applied == (one,)
    assert done.refused == ((other, DEFERRED),)


def _ask(recipe: str = "sorted-params", path: str = "t.py", start: int = 4, text: bytes = b"X = {1}\n"):
    fix = Fix(recipe=recipe, anchor=Site(path, start, 7), safety=Safety.SAFE, title="")
    done = apply(Source("t.py" if path != "t.rs" else path, text), [fix])
    assert done.text == text
    assert done.applied == ()
    return done.refused[0][1]


def test_reasons():
    assert _ask(path="u.py") == "the anchor is in another file"
    assert _ask(path="t.rs") == "no recipe for files of this kind"
    assert _ask(recipe="edit") == "no recipe 'edit' for python"
    assert _ask(start=5) == "no expression at the anchor"
    assert _ask(text=b"X = {1}\nprint 1\n") == "the file does not parse"


def test_nothing_is_written_that_does_not_parse(fixed):
    done = fixed("X = «{1}»\nY = «{2}»\n", SORTED, ("sorted-params", {"key": "lambda: ="}))
    assert done.text == b"X = {1}\nY = {2}\n"
    assert [reason for _, reason in done.refused] == ["the result does not parse: invalid syntax, line 2"] * 2


def test_no_requests():
    assert apply(Source("t.py", b"not python at all"), []).text == b"not python at all"


def test_coding_line_is_a_comment(fixed):
    done = fixed('# -*- coding: latin-1 -*-\nX = "é", «{1}»\n', SORTED)
    assert done.text.decode() == '# -*- coding: latin-1 -*-\nX = "é", sorted({1})\n'


@pytest.mark.parametrize(
    ("request_", "once", "again"),
    [
        (NAME, "X = «time.time()»\n", "X = «uuid.uuid4().hex»\n"),
        (SORTED, "X = «{1}»\n", "X = «sorted({1})»\n"),
        (ID, "parametrize('a', [«f()»])\n", "parametrize('a', [«pytest.param(f(), id=\"a0\")»])\n"),
        (PATH, "def t():\n    f(«'x'»)\n", "def t(tmp_path):\n    f(«tmp_path / 'x'»)\n"),
        (
            GUARD,
            "def «f»():\n    g()\n",
            'def «f»(session):\n    if hasattr(session.config, "workerinput"):\n        return\n    g()\n',
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_second_time_changes_nothing(fixed, request_, once, again):
    first = fixed(once, request_).text.decode()
    *imports, _ = first.partition("\n\n") if first.startswith("import") else ("",)
    second = fixed("".join(imports) + again, request_)
    assert second.text.decode() == first
    assert second.applied == ()


def test_languages():
    assert [language_of(path) for path in ("a/b.py", "b_test.go", "c.rs", "py")] == [
        "python",
        "go",
        "",
        "",
    ]
    assert recipes("python") >= PYTHON
    assert "edit" not in recipes("python")
    assert recipes("") == recipes("cobol") == frozenset()


def test_asking_for_recipes_is_cheap():
    script = "import sys, isolint.fixers.apply as a; a.recipes('python'); print('libcst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
