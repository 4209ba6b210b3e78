"""Changed lines out of a unified diff, whoever has made it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from isolint.changes.lines import ChangedLines, Hunk
from isolint.errors import UsageError
from isolint.repository import top_of
from isolint.sources import Sources

if TYPE_CHECKING:
    from unidiff.patch import PatchedFile

_PREFIX = re.compile(r"[a-z12]/")
"""git writes `b/` before a new name, or `w/`, `i/`, `c/` if it is asked to."""


def changed_lines(text: str, root: Path, bases: Sequence[Path], *, since: str, origin: str) -> ChangedLines:
    """What a diff says of the files of a project; `bases` are the folders that its names may start from.

    Raises:
        UsageError: it is no unified diff; `origin` says where it came from.
    """
    files = tuple(_parsed(text, origin))
    if text.strip() and not files:
        raise UsageError(f"{origin}: holds no unified diff, as `git diff` or `diff -u` writes them")
    hunks: dict[str, tuple[Hunk, ...]] = {}
    lost = []
    for file in files:
        name = _name(file)
        if name is None:
            continue
        path = _placed(name, root, bases)
        if path is None:
            lost.append(name)
        else:
            hunks[path] = (*hunks.get(path, ()), *_hunks(file))
    notes = (_nowhere(origin, lost),) if lost and not hunks else ()
    return ChangedLines(since=since, hunks=hunks, sources=Sources(root), notes=notes)


def bases_of(root: Path) -> tuple[Path, ...]:
    """What names in a diff start from: the top of the repository for git, the folder at hand for others."""
    top = top_of(root)
    return (*([top] if top else []), Path.cwd(), root)


def _nowhere(origin: str, lost: Sequence[str]) -> str:
    return f"{origin}: none of its files is in this project; the first one is {lost[0]}"


def _parsed(text: str, origin: str) -> Iterator[PatchedFile]:
    """Line ends inside of lines are part of what is changed, so only "\\n" ends a line of a diff."""
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    try:
        yield from PatchSet(io.StringIO(text, newline="\n"))
    except UnidiffParseError as error:
        raise UsageError(f"{origin}: is no unified diff: {str(error).strip()}") from None


def _name(file: PatchedFile) -> str | None:
    """What the file is called now, as written; None where it has gone."""
    name = file.target_file.rstrip("\r")
    return None if file.is_removed_file or name == "/dev/null" else _unquoted(name)


def _unquoted(name: str) -> str:
    """git quotes a name with quotes or control characters in it as C would."""
    if not (name.startswith('"') and name.endswith('"')):
        return name
    plain = name[1:-1].encode("utf-8", "surrogateescape")
    try:
        return plain.decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
    except UnicodeError:  # not by git
        return name


def _placed(name: str, root: Path, bases: Sequence[Path]) -> str | None:
    """The path below the root of the file that a diff means."""
    spellings = (name[2:], name) if _PREFIX.match(name) else (name,)
    for spelling in spellings:
        for base in bases:
            path = base / spelling
            if path.is_file() and path.is_relative_to(root):
                return path.relative_to(root).as_posix()
    return None


def _hunks(file: PatchedFile) -> Iterator[Hunk]:
    """Runs of added lines, and the gaps that removed ones have left."""
    for hunk in file:
        row, first, removed = hunk.target_start, 0, False
        if hunk.target_length == 0:
            yield Hunk(row + 1, row)
            continue
        for line in hunk:
            if line.is_added:
                first = first or row
                row += 1
            elif line.is_removed:
                removed = True
            elif line.is_context:
                yield from _run(first, row, removed=removed)
                first, removed = 0, False
                row += 1
        yield from _run(first, row, removed=removed)


def _run(first: int, row: int, *, removed: bool) -> Iterable[Hunk]:
    if first:
        return (Hunk(first, row - 1),)
    return (Hunk(row, row - 1),) if removed else ()
