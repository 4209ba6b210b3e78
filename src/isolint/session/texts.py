"""The texts of open files, which are not what is on disk, and may not even be code."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from isolint.frontends import front_end
from isolint.model.facts import NONE, FileFacts
from isolint.model.finding import Problem
from isolint.model.source import Source
from isolint.project import Project, relative
from isolint.session.memory import Taking
from isolint.survey.discovery import CONFTEST, is_test_file
from isolint.survey.gofiles import TEST_SUFFIX


class Torn(NamedTuple):
    """A text on the way from one that can be parsed to another, and what is wrong with it."""

    source: Source
    problem: Problem


class Texts:
    """Open files by path; `torn` are those of them, by name, whose present text cannot be parsed."""

    def __init__(self, taking: Taking, *, forgiving: bool) -> None:
        self._taking = taking
        self._forgiving = forgiving
        self._whole: dict[Path, bytes] = {}
        self._saved: set[str] = set()
        self.torn: dict[str, Torn] = {}

    def holds(self, path: Path) -> bool:
        """Whether the file is open, and what is on disk does not count."""
        return path in self._whole

    def take(self, path: Path, name: str, text: bytes | None, *, known: bool) -> bytes | None:
        """The text that analysis is to have instead of the one it has; None when there is no file."""
        self.torn.pop(name, None)
        self._saved.discard(name)
        if text is None:
            self._whole.pop(path, None)
            try:
                return path.read_bytes()
            except OSError:
                return None
        if self._forgiving and known:
            problem = _complaint(name, text, self._taking(name, text))
            if problem is not None:
                self.torn[name] = Torn(_readable(name, text), problem)
                text = self._whole.get(path) or _on_disk(path, text)
        self._whole[path] = text
        return text

    def tears(self, name: str, content: bytes) -> bool:
        """Whether a file that nobody has open was saved as something that cannot be parsed, and is to be.

        Analysis goes on with what it has, until it is whole again or all files are read anew.
        """
        self.torn.pop(name, None)
        problem = _complaint(name, content, self._taking(name, content)) if self._forgiving else None
        if problem is not None:
            self.torn[name] = Torn(_readable(name, content), problem)
            self._saved.add(name)
        return problem is not None

    def forget_saved(self) -> None:
        """All files have been read anew, those that were torn on disk among them."""
        for name in self._saved:
            self.torn.pop(name, None)
        self._saved.clear()

    def standing_in(self, project: Project | None) -> tuple[dict[Path, bytes], dict[Path, bytes]]:
        """Those of files that are not on disk yet but will be found there, and all others."""
        fresh = {path: text for path, text in self._whole.items() if project and _is_new_test(project, path)}
        return fresh, {path: text for path, text in self._whole.items() if path not in fresh}


def _is_new_test(project: Project, path: Path) -> bool:
    name = relative(project.root, path)
    if name.startswith("../") or path.exists():
        return False
    is_conftest = path.name == CONFTEST
    return (
        path.name.endswith(TEST_SUFFIX)
        or is_conftest
        or (path.suffix == ".py" and any(is_test_file(name, part.layout) for part in project.plan.parts))
    )


def _complaint(name: str, text: bytes, taken: FileFacts | Problem) -> Problem | None:
    if isinstance(taken, Problem):
        return taken
    if taken.broken == NONE:
        return None
    row, column = _readable(name, text).position(min(taken.broken, len(text)))
    message = "the file cannot be parsed here; the rest of it was read"
    return Problem(stage="parse", path=name, message=message, row=row, column=column)


def _readable(name: str, text: bytes) -> Source:
    source = front_end(name).read(name, text)
    return Source(name, text) if isinstance(source, Problem) else source


def _on_disk(path: Path, otherwise: bytes) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return otherwise
