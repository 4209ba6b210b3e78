"""Which files a project has: its root, its test files, what is left out, what cannot be looked into."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from isolint.errors import UsageError, reason
from isolint.model.finding import Problem
from isolint.model.language import GO, PYTHON, language_of
from isolint.model.project import Layout
from isolint.survey import gofiles
from isolint.survey.exclusion import Exclusion
from isolint.survey.gomodules import MODULE_FILE, module_above, modules

CONFTEST = "conftest.py"
_STRONG = ("isolint.toml", ".isolint.toml", "pyproject.toml", "setup.cfg", "setup.py", ".git", ".hg", ".jj")
_WEAK = ("pytest.toml", "pytest.ini", "tox.ini", MODULE_FILE)
_WORKSPACE = ("go.work",)
_MARKERS = (_STRONG, _WORKSPACE, _WEAK)
"""What the top of a project has, the most telling first: a workspace holds many modules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The files that analysis starts from, and the part of the project that was asked about.

    Paths are POSIX and relative to `root`. `asked` are files and folders ("" is the whole
    project); `named` are the files among them, which count whatever they are called;
    `freed` are those that would have been left out had they not been asked for. `modules`
    are Go's, each with its path and its folder.
    """

    root: Path
    starts: tuple[str, ...]
    asked: tuple[str, ...]
    named: tuple[str, ...]
    freed: tuple[str, ...]
    modules: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    def covers(self, path: str) -> bool:
        """Whether a file belongs to what was asked about."""
        return _is_under(path, self.asked)

    def frees(self, path: str) -> bool:
        """Whether what is left out counts for nothing here."""
        return _is_under(path, self.freed)


def _is_under(path: str, folders: Iterable[str]) -> bool:
    return any(folder in ("", path) or path.startswith(f"{folder}/") for folder in folders)


def find_root(start: Path) -> Path:
    """The project that a folder belongs to: the nearest one upward that looks like the top of one.

    Where nothing does, it is the folder itself, or the one above the outermost package.
    """
    for markers in _MARKERS:
        for folder in (start, *start.parents):
            if any((folder / name).exists() for name in markers):
                return folder
    while (start / "__init__.py").is_file():
        start = start.parent
    return start


def is_top(folder: Path) -> bool:
    """Whether a folder has what the top of a project has."""
    return any((folder / name).exists() for markers in _MARKERS for name in markers)


def common_folder(paths: Sequence[Path], given: Container[Path] = ()) -> Path:
    """The innermost folder that holds all paths; `given` are those that need not exist.

    Raises:
        UsageError: one of the others does not, or is a folder that nobody here may look into.
    """
    folders = []
    for path in paths:
        if path not in given and not os.path.lexists(path):
            raise UsageError(f"{path}: there is no such file or folder")
        if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
            raise UsageError(f"{path}: the folder cannot be read (permission denied)")
        absolute = Path(os.path.abspath(path))
        folders.append(str(absolute if absolute.is_dir() else absolute.parent))
    return Path(os.path.commonpath(folders))


def survey(
    root: Path,
    paths: Sequence[Path],
    layout: Layout,
    exclusion: Exclusion,
    *,
    given: Iterable[str] = (),
    force: bool = False,
) -> Tree:
    """Walks the project once; what was asked for by name comes in even where it is left out.

    With `force`, paths are what a program has listed: they only say what is shown, so what is left
    out stays out, and naming a file makes no test of it. `given` are files whose text comes from
    elsewhere.
    """
    asked = list(dict.fromkeys(_inside(root, path) for path in paths))
    walk = _Walk(root, layout, exclusion, asked)
    walk.found.update(dict.fromkeys(given))
    is_project = is_top(root)
    if is_project:
        walk.enter("")
    if force:
        asked = [path for path in asked if not walk.passes_by(path)]
    for path in asked:
        if not (force and is_project):
            walk.enter(path)
    found = (*module_above(root), *modules(root, walk.modules))
    walk.notes += _homeless(walk.found, found)
    return Tree(
        root=root,
        starts=tuple(sorted(walk.found)),
        asked=tuple(asked),
        named=tuple(path for path in asked if path in walk.found),
        freed=tuple(walk.freed),
        modules=found,
        problems=tuple(walk.problems),
        notes=tuple(walk.notes),
    )


def is_test_file(path: str, layout: Layout) -> bool:
    """pytest's own test: a pattern with a slash is for the whole path, another for the name."""
    name = path.rpartition("/")[2]
    return any(
        fnmatch(path, pattern) or fnmatch(f"/{path}", f"*/{pattern}")
        if "/" in pattern
        else fnmatch(name, pattern)
        for pattern in layout.test_files
    )


def _homeless(paths: Iterable[str], found: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What there is to say where Go files stand in no module."""
    if not found and any(language_of(path) == GO for path in paths):
        yield f"there is no {MODULE_FILE}, so imports of the project's own Go packages are not followed"


def _inside(root: Path, path: Path) -> str:
    relative = Path(os.path.relpath(os.path.abspath(path), root)).as_posix()
    return "" if relative == "." else relative


class _Walk:
    """One walk over a tree; collects what it comes across."""

    def __init__(self, root: Path, layout: Layout, exclusion: Exclusion, asked: Sequence[str]) -> None:
        self.root = root
        self.layout = layout
        self.exclusion = exclusion
        self.asked = asked
        self.modules: list[str] = []
        self.found: dict[str, None] = {}
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.seen: set[str] = set()
        self.freed: list[str] = []

    def enter(self, path: str) -> None:
        """A folder or file by name: looked into whether or not it is left out."""
        full = self.root / path
        if self.exclusion.leaves_out(path, folder=full.is_dir()):
            self.freed.append(path)
        if full.is_dir():
            self._above(path)
            pending = [path]
            while pending:
                pending += self._folder(pending.pop())
        elif os.path.lexists(full):
            self._named(path, full)

    def passes_by(self, path: str) -> bool:
        """Whether a walk from the root would not come to a path."""
        parts = path.split("/")
        above = ("/".join(parts[:count]) for count in range(1, len(parts)))
        is_folder = (self.root / path).is_dir()
        return any(self.exclusion.leaves_out(folder, folder=True) for folder in above) or (
            self.exclusion.leaves_out(path, folder=is_folder)
        )

    def _named(self, path: str, full: Path) -> None:
        """Its neighbours come with it: tests of one folder meet."""
        if language_of(path) not in (PYTHON, GO) or path.endswith(".pyi"):
            if not path.endswith(".pyi"):
                self.notes.append(f"{path} is neither a Python nor a Go file; skipped")
        elif self._is_file(path, full):
            folder = path.rpartition("/")[0]
            self._above(folder)
            self._folder(folder)
            self.found[path] = None

    def _above(self, folder: str) -> None:
        """The conftest files that pytest would load for a folder, even where it is left out."""
        while True:
            path = f"{folder}/{CONFTEST}" if folder else CONFTEST
            if (self.root / path).is_file():
                self.found[path] = None
            if not folder:
                return
            folder = folder.rpartition("/")[0]

    def _folder(self, folder: str) -> Iterable[str]:
        """The sub-folders to look into; files that start the analysis are noted on the way."""
        if folder in self.seen:
            return ()
        self.seen.add(folder)
        try:
            with os.scandir(self.root / folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self._problem(folder or ".", "folder", error)
            return ()
        if any(entry.name == "pyvenv.cfg" for entry in entries) and folder:
            return ()
        if any(entry.name == ".gitignore" for entry in entries):
            self.exclusion.learn(folder)
        return list(self._look(folder, entries))

    def _look(self, folder: str, entries: Iterable[os.DirEntry[str]]) -> Iterator[str]:
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                if self._leaves_out(path, folder=True):
                    continue
                if path.endswith(".py") and is_test_file(path, self.layout):
                    self.notes.append(
                        f"{path} is a folder with the name of a test file; looked into as a folder"
                    )
                yield path
            elif entry.name == MODULE_FILE and not self._is_unseen(path):
                self.modules.append(folder)
            elif self._starts_here(entry.name, path) and self._is_file(path, self.root / path):
                self.found[path] = None

    def _starts_here(self, name: str, path: str) -> bool:
        if name.endswith(gofiles.TEST_SUFFIX):
            starts = gofiles.is_file_name(name) and not self._is_unseen(path)
            return starts and not self._leaves_out(path)
        if not name.endswith(".py") or name.startswith("."):
            return False
        return (name == CONFTEST or is_test_file(path, self.layout)) and not self._leaves_out(path)

    def _is_unseen(self, path: str) -> bool:
        """Whether the go command passes by a folder between a Go file and what was asked for."""
        tops = [top for top in ("", *self.asked) if _is_under(path, (top,))]
        innermost = max(tops, key=len)
        between = path[len(innermost) :].strip("/").split("/")[:-1]
        return any(map(gofiles.is_unseen, between))

    def _leaves_out(self, path: str, *, folder: bool = False) -> bool:
        if _is_under(path, self.freed):
            return self.exclusion.by_name(path)
        return self.exclusion.leaves_out(path, folder=folder)

    def _is_file(self, path: str, full: Path) -> bool:
        """Whether it can be opened without surprise: a pipe would wait for ever."""
        try:
            mode = full.stat().st_mode
        except OSError as error:
            kind = "link" if full.is_symlink() else "file"
            self._problem(path, kind, error)
            return False
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            self.notes.append(f"{path} is not a regular file; skipped")
        return stat.S_ISREG(mode)

    def _problem(self, path: str, kind: str, error: OSError) -> None:
        if kind == "link":
            message = (
                "the link leads nowhere"
                if isinstance(error, FileNotFoundError)
                else "the link leads in a circle"
            )
        else:
            message = f"the {kind} cannot be read ({reason(error)})"
        self.problems.append(Problem(stage="read", path=path, message=message))
