"""The facts cache: the same facts as fresh ones, and never an error."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest
from cli_running import Project, Run

from isolint import cache, extraction
from isolint.extraction import Extractor, Taken, Text, chunks, pack, take, unpack
from isolint.model.facts import FileFacts
from isolint.model.finding import Problem
from isolint.project import Request, open_project

OWN_CODE = sorted(Path(extraction.__file__).parent.rglob("*.py"))
BAD = "def test_a():\n    x = clock()\n"


def _facts(caching: bool = True) -> Mapping[str, FileFacts]:
    return open_project(Request(caching=caching)).collection.facts


@pytest.mark.parametrize("path", OWN_CODE, ids=lambda path: path.name)
def test_facts_survive_packing(path: Path) -> None:
    facts = take(path.name, path.read_bytes())
    assert isinstance(facts, FileFacts)
    again = unpack(pack(facts))
    assert again == facts
    assert type(again) is FileFacts
    assert type(again.steps) is tuple
    assert type(again.expressions) is type(facts.expressions)


def test_cached_facts_are_fresh_ones(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"test_{index}.py": path.read_text("utf-8") for index, path in enumerate(OWN_CODE)}
    root = project(files)
    fresh = _facts(caching=False)
    assert not (root / cache.FOLDER).exists()
    assert _facts() == fresh
    monkeypatch.setattr("isolint.extraction.take", lambda *_: pytest.fail("facts were taken again"))
    assert _facts() == fresh


def test_only_what_has_changed_is_taken_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"test_a.py": "a = 1\n", "test_b.py": "b = 1\n"})
    before = _facts()
    (root / "test_b.py").write_text("b = 2\n")
    taken: list[str] = []

    def note(path: str, content: bytes) -> FileFacts | Problem:
        taken.append(path)
        return take(path, content)

    monkeypatch.setattr(extraction, "take", note)
    after = _facts()
    assert taken == ["test_b.py"]
    assert after["test_a.py"] == before["test_a.py"]
    assert after == _facts(caching=False)


def test_problems_come_again(project: Project, run: Run) -> None:
    project({"test_a.py": "x = (\n"})
    assert run("check").out == run("check").out


def test_what_is_in_the_folder(project: Project, run: Run) -> None:
    root = project({"test_a.py": BAD})
    run("check")
    folder = root / cache.FOLDER
    assert (folder / ".gitignore").read_text().splitlines()[-1] == "*"
    assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    (edition,) = (entry for entry in folder.iterdir() if entry.is_dir())
    assert "-py3." in edition.name
    assert (edition / "facts.sqlite").is_file()


def test_clean(project: Project, run: Run) -> None:
    root = project({"test_a.py": BAD})
    run("check")
    result = run("clean")
    assert (result.code, result.err) == (0, f"Removed the cache at {cache.FOLDER}\n")
    assert not (root / cache.FOLDER).exists()
    assert run("clean").err == "There is no cache to remove\n"


def test_clean_removes_no_other_folder(project: Project, run: Run) -> None:
    root = project({"precious/data.txt": "x"})
    run("clean", "--cache-dir", "precious")
    assert (root / "precious" / "data.txt").exists()


def test_where_it_is(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"test_a.py": BAD})
    run("check", "--no-cache")
    assert not (root / cache.FOLDER).exists()
    run("check", "--config", "cache-dir = 'set'")
    run("check", "--cache-dir", "given", "--config", "cache-dir = 'not'")
    monkeypatch.setenv("ISOLINT_CACHE_DIR", "environment")
    run("check")
    monkeypatch.setenv("ISOLINT_NO_CACHE", "1")
    monkeypatch.setenv("ISOLINT_CACHE_DIR", "never")
    run("check")
    made = {path.name for path in root.iterdir() if path.is_dir()}
    assert made == {"set", "given", "environment"}


def _store(root: Path) -> Path:
    (store,) = root.glob(f"{cache.FOLDER}/*/facts.sqlite")
    return store


@pytest.mark.parametrize("content", [b"", b"not a database" * 100, b"SQLite format 3\0" + b"x" * 4000])
def test_damaged_store(project: Project, run: Run, content: bytes) -> None:
    root = project({"test_a.py": BAD})
    first = run("check")
    store = _store(root)
    for path in store.parent.glob("facts.sqlite*"):
        path.unlink()
    store.write_bytes(content)
    assert run("check") == first
    assert run("check") == first


def test_damaged_facts(project: Project, run: Run) -> None:
    root = project({"test_a.py": BAD})
    first = run("check")
    with sqlite3.connect(_store(root)) as connection:
        connection.execute("UPDATE facts SET facts = x'c1'")
    connection.close()
    assert run("check") == first


def test_locked_store(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"test_a.py": BAD})
    first = run("check")
    monkeypatch.setattr(cache, "_PATIENCE", 0.01)
    connection = sqlite3.connect(_store(root), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    (root / "test_a.py").write_text(BAD + "\n")
    assert run("check") == first
    connection.close()


@pytest.mark.parametrize("make", ["file", "file-within"])
def test_folder_that_cannot_be_made(project: Project, run: Run, make: str) -> None:
    root = project({"test_a.py": BAD})
    first = run("check", "--no-cache")
    blocked = root / cache.FOLDER
    if make == "file":
        blocked.write_text("in the way")
    else:
        run("check")
        store = _store(root)
        for path in store.parent.glob("facts.sqlite*"):
            path.unlink()
        store.mkdir()
    assert run("check") == first


def test_read_only_folder(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    root = project({"test_a.py": BAD})
    first = run("check", "--no-cache")
    monkeypatch.setattr(Path, "mkdir", refuse)
    assert run("check") == first
    assert not (root / cache.FOLDER).exists()


class TestProcesses:
    def _texts(self) -> list[Text]:
        return [Text(path.as_posix(), path.read_bytes()) for path in OWN_CODE]

    def test_facts_are_the_same_from_other_processes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        texts = [*self._texts(), Text("broken.py", b"x = (\n")]
        with Extractor(packing=False) as extractor:
            here = {taken.path: taken.result for taken in extractor.each(texts)}
        monkeypatch.setattr(extraction, "MANY", 2)
        with Extractor(packing=True) as extractor:
            there = {taken.path: taken.result for taken in extractor.each(texts)}
            more = list(extractor.each(texts[:1]))
        assert there == here
        assert isinstance(there["broken.py"], Problem)
        assert more[0].result == here[texts[0].path]

    def test_a_process_that_dies(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(extraction, "MANY", 2)
        monkeypatch.setattr(extraction, "take", lambda *_: os._exit(9))
        with Extractor(packing=False) as extractor:
            answers: list[Taken] = list(extractor.each([Text("a.py", b""), Text("b.py", b"")]))
        assert sorted(answer.path for answer in answers) == ["a.py", "b.py"]
        assert all(isinstance(each.result, Problem) and each.result.ours for each in answers)

    def test_chunks_are_of_a_size(self) -> None:
        texts = [Text(str(size), b"x" * size) for size in (90_000, 10, 20, 50_000, 40_000, 30)]
        found = chunks(texts, 2)
        sizes = sorted(sum(len(text.content) for text in chunk) for chunk in found)
        assert sorted(text for chunk in found for text in chunk) == sorted(texts)
        assert sizes[0] > 85_000
        assert chunks([], 3) == []


def test_a_bug_in_the_front_end_is_a_problem_of_one_file(
    project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from isolint.frontends import python
    from isolint.model.source import Source

    extract = python.extract

    def fail(source: Source) -> FileFacts | Problem:
        return extract(source) if source.path == "test_a.py" else 1 / 0  # type: ignore[return-value]

    project({"test_a.py": BAD, "test_b.py": BAD})
    monkeypatch.setattr(python, "extract", fail)
    result = run("check", "--output-format", "concise")
    assert result.code == 2
    assert "test_b.py: internal-error: isolint failed in extract" in result.out
    assert "test_a.py:2:9: ISO301" in result.out
    assert "ZeroDivisionError" in result.err
