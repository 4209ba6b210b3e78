"""What a walk leaves out: the usual folders, the user's globs, and what git ignores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

DEFAULTS = frozenset(
    {
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".git-rewrite",
        ".hg",
        ".ipynb_checkpoints",
        ".isolint_cache",
        ".jj",
        ".mypy_cache",
        ".nox",
        ".pants.d",
        ".pyenv",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        ".vscode",
        "__pycache__",
        "__pypackages__",
        "_build",
        "buck-out",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    }
)
"""Names of folders; `exclude` replaces them, except for those that never hold anything to read."""

_NEVER = frozenset({".git", "__pycache__", ".isolint_cache"})


class Exclusion:
    """Answers for paths relative to the root; learns the ignore files that a walk comes across."""

    def __init__(self, root: Path, base: Path, exclude: Sequence[str] | None, extend: Sequence[str]) -> None:
        self.root = root
        self._names = DEFAULTS if exclude is None else _NEVER
        patterns = (*(exclude or ()), *extend)
        self._own = _spec(patterns) if patterns else None
        self._shift = os.path.relpath(root, base).replace("\\", "/")
        self._ignored: dict[str, GitIgnoreSpec] = {}
        self._above = tuple(_above(root))

    def leaves_out(self, path: str, *, folder: bool = False) -> bool:
        """Whether a walk passes by; a parent that is left out is the walk's business."""
        return self.by_name(path) or self.by_setting(path, folder=folder) or self._by_git(path, folder)

    def by_name(self, path: str) -> bool:
        """Whether it has one of the names that no project keeps its tests under."""
        return path.rpartition("/")[2] in self._names

    def by_setting(self, path: str, *, folder: bool = False) -> bool:
        """Whether one of the user's own globs matches the path or a folder above it."""
        spelled = self.spelled(path)
        if self._own is None or not spelled:
            return False
        return bool(self._own.match_file(f"{spelled}/" if folder else spelled))

    def spelled(self, path: str) -> str:
        """A path as the user's globs see it: relative to their configuration."""
        if self._shift == ".":
            return path
        spelled = os.path.normpath(f"{self._shift}/{path}").replace("\\", "/")
        return "" if spelled.startswith("..") else spelled

    def learn(self, folder: str) -> None:
        """Called for each folder that has an ignore file, before what is in it is asked about."""
        lines = _lines(self.root / folder / ".gitignore")
        if lines:
            self._ignored[folder] = _spec(lines)

    def _by_git(self, path: str, folder: bool) -> bool:
        """The nearest ignore file that has something to say about the path decides."""
        spelled = f"{path}/" if folder else path
        for spec, inner in self._opinions(spelled):
            verdict = spec.check_file(inner).include
            if verdict is not None:
                return verdict
        return False

    def _opinions(self, path: str) -> Iterator[tuple[GitIgnoreSpec, str]]:
        """The ignore files that see a path, the nearest first, each with the path as it sees it."""
        place = path.rstrip("/")
        while place and self._ignored:
            place = place.rpartition("/")[0]
            if place in self._ignored:
                yield self._ignored[place], path[len(place) + 1 :] if place else path
        for spec, prefix in self._above:
            yield spec, f"{prefix}{path}"


def _above(root: Path) -> Iterator[tuple[GitIgnoreSpec, str]]:
    """Ignore files from the root's parent up to the top of its repository, but none that ignores the root."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    exclude = _lines(top / ".git" / "info" / "exclude")
    places = [folder for folder in root.parents if folder == top or top in folder.parents]
    for place, lines in [*((place, _lines(place / ".gitignore")) for place in places), (top, exclude)]:
        prefix = "" if place == root else f"{root.relative_to(place).as_posix()}/"
        if lines:
            spec = _spec(lines)
            if not prefix or not spec.match_file(prefix):
                yield spec, prefix


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:  # a line that is no pattern, which git passes over
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return []
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
