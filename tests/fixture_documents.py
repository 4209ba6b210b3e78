"""Fixture documents: real-looking code under `fixtures/<CODE>/` that says what is found in it.

A document is a file `<case>.py` or `<case>.go`, or a folder `<case>/`. Its neighbours are
`<case>.fixed` (the exact text that `--fix --unsafe-fixes` leaves) and `<case>.repaired` (what a
person would write), with the same suffix. A file is laid out in a project of its own: as
`test_<case>.py`, as `conftest.py` where its name starts with `conftest_`, as `<case>_test.go`
beside a `go.mod`. A folder is laid out as it stands; one with Go code holds its own `go.mod`.

    # expect: ISO301, ISO303     findings that start on this line, and no others do
    # quiet: ISO301              a near miss, counted by `test_project.py`

Go says the same behind `//`.

The first lines of a document (of a folder: of its conftest.py) may say that it is to be run:

    # run: -n 3                  red with these arguments of pytest, green after the repair
    # run: manage.py test ...    the same of Django's runner; stands in manage.py
    # run-distinct: -n 3         green, but some values never ran; after the repair all do
    # run-serial: green          green with no arguments
    # run-serial: 2 passed       the same, and this is what pytest says
    # says: 1 failed, 1 passed   a line of what the red run says; there may be several

and that it is laid out with a setting of its own, in an `isolint.toml` beside it:

    # setting: profile = "threads"
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

FIXTURES = Path(__file__).with_name("fixtures")
NEIGHBOURS = (".fixed", ".repaired")
CONFTEST = "conftest.py"
MANAGE = "manage.py"
SUFFIXES = (".py", ".go")
_STUB = "def test_stub():\n    assert True\n"
_GO_MODULE = "module example.test/{case}\n\ngo 1.22\n"
_REMARK = re.compile(r"(?:#|//)\s*(expect|quiet):\s*(ISO\d{3}(?:\s*,\s*ISO\d{3})*)")
_DIRECTIVE = re.compile(r"(?:#|//) (run|run-distinct|run-serial|says|setting): (.+)")
_IGNORED = shutil.ignore_patterns("__pycache__", ".*_cache")


class Mark(NamedTuple):
    """A rule that has something to say about a line, or is to keep quiet about it."""

    path: str
    row: int
    code: str


@dataclass(frozen=True)
class Document:
    """`path` is the file or folder; a neighbour is a document too."""

    rule: str
    case: str
    path: Path

    def __str__(self) -> str:
        return f"{self.rule}/{self.path.name}"

    def neighbour(self, kind: str) -> Document | None:
        """The `.fixed` or `.repaired` version of this document, if it has one."""
        path = self.path.with_name(self.case + kind + self.path.suffix)
        return Document(self.rule, self.case, path) if path.exists() else None

    @property
    def neighbours(self) -> tuple[Document, ...]:
        found = (self.neighbour(kind) for kind in NEIGHBOURS)
        return tuple(each for each in found if each is not None)

    def lay_out(self, folder: Path) -> Path:
        """Writes the document as a project of its own; the folder is made and must not exist."""
        if self.path.is_dir():
            shutil.copytree(self.path, folder, ignore=_IGNORED)
            return folder
        folder.mkdir(parents=True)
        shutil.copyfile(self.path, folder / self._file_name)
        if self._file_name == CONFTEST:
            (folder / "test_stub.py").write_text(_STUB, "utf-8")
        if "setting" in self.directives:
            (folder / "isolint.toml").write_text(f"{self.directives['setting']}\n", "utf-8")
        if self.path.suffix == ".go":
            (folder / "go.mod").write_text(_GO_MODULE.format(case=self.case), "utf-8")
        return folder

    @property
    def _file_name(self) -> str:
        if self.path.suffix == ".go":
            return f"{self.case}_test.go"
        return CONFTEST if self.case.startswith("conftest_") else f"test_{self.case}.py"

    @cached_property
    def files(self) -> tuple[tuple[str, Path], ...]:
        """Where each file stands in the project, and where its text comes from."""
        if self.path.is_file():
            return ((self._file_name, self.path),)
        sources = sorted(
            path
            for path in self.path.rglob("*")
            if path.suffix in SUFFIXES and "__pycache__" not in path.parts
        )
        return tuple((path.relative_to(self.path).as_posix(), path) for path in sources)

    def marks(self, kind: str) -> tuple[Mark, ...]:
        """All that the comments of one kind ("expect" or "quiet") say."""
        return tuple(mark for name, path in self.files for mark in _marks(name, path, kind))

    @cached_property
    def directives(self) -> dict[str, str]:
        """`run`, `run-distinct`, `run-serial` and `setting` with their text."""
        return {kind: text for kind, text in self._head if kind != "says"}

    @cached_property
    def says(self) -> tuple[str, ...]:
        return tuple(text for kind, text in self._head if kind == "says")

    @cached_property
    def _head(self) -> tuple[tuple[str, str], ...]:
        """The directives that the document begins with, in their order."""
        paths = (self.path / CONFTEST, self.path / MANAGE) if self.path.is_dir() else (self.path,)
        path = next((each for each in paths if each.is_file()), None)
        lines = path.read_text("utf-8").splitlines() if path else []
        found = takewhile(bool, map(_DIRECTIVE.fullmatch, lines))
        return tuple((each[1], each[2].strip()) for each in found if each)


def documents() -> tuple[Document, ...]:
    """Every document that is no neighbour of another one."""
    return tuple(each for folder in sorted(FIXTURES.iterdir()) if folder.is_dir() for each in _within(folder))


def _within(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.iterdir()):
        case = path.stem if path.is_file() else path.name
        is_document = path.suffix in SUFFIXES or path.is_dir()
        if is_document and path.name != "__pycache__" and not case.endswith(NEIGHBOURS):
            yield Document(folder.name, case, path)


def _marks(name: str, path: Path, kind: str) -> Iterator[Mark]:
    for row, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        for found in _REMARK.finditer(line):
            if found[1] == kind:
                yield from (Mark(name, row, code.strip()) for code in found[2].split(","))
