"""Whatever lies in the tree: one sentence about it, and the other files are still reported."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli_running import Project, Result, Run

from isolint.model.finding import Problem

BAD = "def test_a():\n    x = clock()\n"


def _others_are_reported(result: Result) -> None:
    assert "test_a.py:2:9: ISO301" in result.out
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"def test_b(:\n    pass\n", "test_b.py:1:12: invalid-syntax: syntax error: "),
        (b"def test_b():\n    x = '\xe9'\n", "test_b.py:2:10: io-error: the file is not valid utf-8"),
        (b"# coding: latin-42\n", "io-error: the file declares an unknown encoding, latin-42"),
        (b"x = 1\0\n", "test_b.py:1:6: io-error: the file holds a null byte"),
        (b"x = " + b"[" * 20_000 + b"]" * 20_000, "invalid-syntax: "),
        (b"x = " + b"-" * 20_000 + b"1", "invalid-syntax: "),
        (b"x = a" + b".b" * 20_000 + b"\n", None),
        ("x = 'é'\n".encode("utf-16"), "io-error: "),
    ],
    ids=["syntax", "encoding", "cookie", "null", "brackets", "minus", "dots", "utf-16"],
)
def test_broken_text(project: Project, run: Run, content: bytes, says: str | None) -> None:
    root = project({"test_a.py": BAD})
    (root / "test_b.py").write_bytes(content)
    result = run("check", "--output-format", "concise")
    _others_are_reported(result)
    about = [line for line in result.out.splitlines() if line.startswith("test_b.py")]
    if says is None:  # too deep for some Pythons, not for others
        assert len(about) <= 1
        return
    (sentence,) = about
    assert says in sentence
    assert result.code == 1
    assert run("check", "test_b.py", "--output-format", "concise").code == 1


def test_folder_named_like_a_test(project: Project, run: Run) -> None:
    project({"test_a.py": BAD, "test_x.py/test_inner.py": BAD})
    result = run("check", "--output-format", "concise")
    _others_are_reported(result)
    assert "test_x.py/test_inner.py:2:9: ISO301" in result.out
    assert (
        result.err == "warning: test_x.py is a folder with the name of a test file; looked into as a folder\n"
    )


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_broken_link(project: Project, run: Run) -> None:
    root = project({"test_a.py": BAD})
    (root / "test_gone.py").symlink_to("nowhere.py")
    (root / "test_loop.py").symlink_to("test_loop.py")
    result = run("check", "--output-format", "concise")
    _others_are_reported(result)
    assert "test_gone.py: io-error: the link leads nowhere" in result.out
    assert "test_loop.py: io-error: the link leads in a circle" in result.out
    assert run("check", "test_gone.py").code == 1


def test_unreadable_file(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project({"test_a.py": BAD, "test_b.py": BAD})
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "test_b.py":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = run("check", "--output-format", "concise")
    _others_are_reported(result)
    assert "test_b.py: io-error: the file cannot be read (permission denied)" in result.out


def test_unreadable_folder(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project({"test_a.py": BAD, "closed/test_b.py": BAD})
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    result = run("check", "--output-format", "concise")
    _others_are_reported(result)
    assert "closed: io-error: the folder cannot be read (permission denied)" in result.out


def test_unreadable_and_named(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project({"test_a.py": BAD, "closed/test_b.py": BAD})
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert run("check", "test_a.py").code == 1
    result = run("check", "closed")
    assert result.code == 2
    assert result.err == "error: closed: the folder cannot be read (permission denied)\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes there")
def test_pipe_is_not_waited_for(project: Project, run: Run) -> None:
    root = project({"test_a.py": BAD})
    os.mkfifo(root / "test_pipe.py")
    result = run("check", "--output-format", "concise")
    _others_are_reported(result)
    assert "warning: test_pipe.py is not a regular file; skipped" in result.err


def test_a_name_that_is_no_text(project: Project, run: Run) -> None:
    root = project({"test_a.py": BAD})
    for name in (b"test_\xfc.py", b"ord\xe9/test_\xfc.py"):
        path = root / os.fsdecode(name)
        try:
            path.parent.mkdir(exist_ok=True)
            path.write_text(BAD)
        except OSError:
            pytest.skip("file names are UTF-8 here")
    for _ in ("cold", "warm"):
        result = run("check", "--output-format", "concise")
        _others_are_reported(result)
        for shown in ("test_\\xfc.py", "ord\\xe9/test_\\xfc.py"):
            assert f"{shown}: io-error: the name of the file is not UTF-8; it is not read" in result.out


def test_unreadable_is_not_absent(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project({"test_a.py": BAD})
    refused = Problem(stage="read", path="test_a.py", message="the file cannot be read (permission denied)")
    monkeypatch.setattr("isolint.collection.read_bytes", lambda path, name: refused)
    result = run("check")
    assert "cannot be read" in result.out
    assert result.err == "", "there are test files, whatever is in them"


def test_empty_tree(project: Project, run: Run) -> None:
    root = project({})
    (root / "empty").mkdir()
    for path in (".", "empty"):
        result = run("check", path)
        assert result.code == 0
        assert result.err == (
            "warning: no test files found under the given paths (looked for test_*.py, *_test.py)\n"
        )


def test_not_python(project: Project, run: Run) -> None:
    project({"README.md": "x", "test_a.py": BAD})
    result = run("check", "README.md")
    assert result.code == 0
    assert "README.md is neither a Python nor a Go file; skipped" in result.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[tool.isolint]\nselekt = []\n", 'pyproject.toml: there is no key "selekt"; did you mean "select"?'),
        ("[tool.isolint]\nselect = 'ISO3'\n", 'select has to be a list of texts, ["..."], not "ISO3"'),
        ("[tool.isolint]\nsrc = [1]\n", "src has to be a list of texts"),
        ("[tool.isolint]\ndist = 'loadfiles'\n", 'not "loadfiles"; did you mean "loadfile"?'),
        ("[tool.isolint]\nper-file-ignores = ['x']\n", "per-file-ignores has to be a table"),
        ("[tool.isolint]\nper-file-ignores = {'x' = 'ISO301'}\n", 'per-file-ignores of "x" has to be a list'),
        ("[tool.isolint]\nper-file-ignores = {'x' = ['ISO333']}\n", 'no rule is called "ISO333"'),
        ("[tool.isolint]\nselect = ['ISO333']\n", 'no rule is called "ISO333"'),
        ("[tool.isolint]\nrequired-version = '>=99'\n", 'required-version is ">=99", but this is isolint'),
        ("[tool.isolint]\nrequired-version = 'new'\n", 'required-version "new" is not a version'),
        ("[tool.isolint]\nrequired-version = 1\n", "required-version has to be a text in quotes, not 1"),
        ("[tool]\nisolint = 3\n", "tool.isolint has to be a table"),
        ("[tool.isolint\n", "pyproject.toml: is not valid TOML: "),
        ("[tool.isolint]\ncatalogues = ['no.toml']\n", "no.toml"),
    ],
)
def test_configuration(project: Project, run: Run, text: str, says: str) -> None:
    project({"pyproject.toml": text, "test_a.py": BAD})
    result = run("check")
    assert result.code == 2
    assert says in result.err
    assert result.err.count("\n") == 1


def test_catalogue_with_a_wrong_type(project: Project, run: Run) -> None:
    root = project({"words.toml": "[[resource]]\nkind = 3\n", "test_a.py": BAD})
    (root / "pyproject.toml").write_text('[tool.isolint]\ncatalogues = ["words.toml"]\n')
    result = run("check")
    assert result.code == 2
    assert "words.toml:2: " in result.err
    assert result.err.count("\n") == 1
