"""Paths with a fixed place become paths in the test's own directory."""

from __future__ import annotations

import pytest

TEXT = {"fixture": "tmp_path", "leaf": "out.json", "form": "text"}
PATH = {"fixture": "tmp_path", "leaf": "out.json", "form": "path"}
FACTORY = {"fixture": "tmp_path_factory", "leaf": "a/out-1.json", "form": "path"}
ROOT = {"fixture": "tmp_path", "leaf": "", "form": "path"}

CASES = {
    "text": (
        TEXT,
        """
def test_it():
    run(«"/tmp/out.json"»)  # a comment
""",
        """
def test_it(tmp_path):
    run(str(tmp_path / "out.json"))  # a comment
""",
    ),
    "the quotes of the original": (
        PATH,
        """
def test_it(client):
    run(«'/tmp/out.json'»)
""",
        """
def test_it(client, tmp_path):
    run(tmp_path / 'out.json')
""",
    ),
    "imports that went unused": (
        PATH,
        """
import os
import tempfile
from pathlib import Path

import pytest


def test_it() :
    p = «Path(tempfile.gettempdir()) / "out.json"»
    q = «os.path.join(tempfile.gettempdir(), r'out.json')»
    pytest.fail(p, q)
""",
        """
import pytest


def test_it(tmp_path) :
    p = tmp_path / "out.json"
    q = tmp_path / 'out.json'
    pytest.fail(p, q)
""",
    ),
    "parentheses where they are needed": (
        PATH,
        """
from pathlib import Path

def test_it(tmp_path, x, f):
    assert «Path("/tmp/out.json")».exists()
    assert («Path("/tmp/out.json")»).exists()
    assert «Path("/tmp/out.json")».parent / «Path("/tmp/out.json")» == «Path("/tmp/out.json")»
    assert not «Path("/tmp/out.json")» in f(*[«Path("/tmp/out.json")»])
    return«"/tmp/out.json"»if x else«'/tmp/out.json'»
""",
        """
def test_it(tmp_path, x, f):
    assert (tmp_path / "out.json").exists()
    assert (tmp_path / "out.json").exists()
    assert (tmp_path / "out.json").parent / (tmp_path / "out.json") == tmp_path / "out.json"
    assert not tmp_path / "out.json" in f(*[tmp_path / "out.json"])
    return tmp_path / "out.json"if x else tmp_path / 'out.json'
""",
    ),
    "the directory itself": (
        ROOT,
        """
import tempfile

def test_it():
    assert «tempfile.gettempdir()».exists()
""",
        """
def test_it(tmp_path):
    assert tmp_path.exists()
""",
    ),
    "factory": (
        FACTORY,
        """
@pytest.fixture(scope="session")
def report(request, *, x=1):
    yield «"/tmp/a/out-1.json"»
""",
        """
@pytest.fixture(scope="session")
def report(request, tmp_path_factory, *, x=1):
    yield tmp_path_factory.mktemp("out-1") / "a/out-1.json"
""",
    ),
    "an interpolated name": (
        {**PATH, "leaf": "out-{x['a']}.json", "leaf-form": "template"},
        """
def test_it(x):
    run(«f"/tmp/out-{x['a']}.json"»)
""",
        """
def test_it(x, tmp_path):
    run(tmp_path / f"out-{x['a']}.json")
""",
    ),
    "inside an f-string": (
        PATH,
        """
def test_it(x):
    run(f"cat {«'/tmp/out.json'»} {f'''{«TMP»!s}'''}")
""",
        """
def test_it(x, tmp_path):
    run(f"cat {tmp_path / 'out.json'} {f'''{tmp_path / 'out.json'}'''}")
""",
    ),
}


@pytest.mark.parametrize(("arguments", "before", "after"), CASES.values(), ids=list(CASES))
def test_rewrites(fixed, arguments, before, after):
    count = before.count("«")
    done = fixed(before, *[("private-path", arguments)] * count)
    assert done.text.decode() == after
    assert len(done.applied) == count


REFUSALS = {
    "module level": ('X = «"/tmp/out.json"»\n', "no function around it"),
    "a default": ('def test_it(x=«"/tmp/out.json"»): pass\n', "no function around it"),
    "a decorator": ('@mark(«"/tmp/out.json"»)\ndef test_it(): pass\n', "no function around it"),
    "a variable": (
        'def test_it():\n    tmp_path = «"/tmp/out.json"»\n',
        "tmp_path means something else in test_it()",
    ),
    "a global": (
        'tmp_path = 1\ndef test_it():\n    f(tmp_path, «"/tmp/out.json"»)\n',
        "tmp_path means something else in test_it()",
    ),
    "rebound": (
        'def test_it(tmp_path):\n    tmp_path = str(tmp_path)\n    f(«"/tmp/out.json"»)\n',
        "tmp_path means something else in test_it()",
    ),
    "done": ('def test_it(tmp_path):\n    f(«tmp_path / "out.json"»)\n', "nothing to change"),
    "both quotes": (
        """def test_it(x):\n    f(f"{f'{«x»}'}")\n""",
        "the f-strings around it use both quotes",
    ),
}


@pytest.mark.parametrize(("before", "reason"), REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(fixed, before, reason):
    done = fixed(before, ("private-path", PATH))
    assert reason in done.refused[0][1]
    assert done.text.decode() == before.replace("«", "").replace("»", "")


def test_request_without_leaf(fixed):
    done = fixed('def test_it():\n    f(«"/tmp/x"»)\n', ("private-path", {}))
    assert done.refused[0][1] == "the request says nothing about 'leaf'"


def test_leaf_with_odd_characters(fixed):
    arguments = {**PATH, "leaf": 'a\\b"c\n🦀{d}'}
    done = fixed('def test_it():\n    f(«"/tmp/x"»)\n', ("private-path", arguments))
    assert '(tmp_path / "a\\\\b\\"c\\n🦀{d}")' in done.text.decode()
