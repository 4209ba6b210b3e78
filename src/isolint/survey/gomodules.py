"""The Go modules of a project: the path that the imports of each start with, and its folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

MODULE_FILE = "go.mod"
_MODULE = re.compile(r"^[ \t]*module[ \t]+\"?([^\s\"(]+)", re.MULTILINE)


def modules(root: Path, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The modules in folders that have a go.mod; what gives no path is no module."""
    for folder in sorted(set(folders)):
        path = _path(root / folder)
        if path:
            yield path, folder


def module_above(root: Path) -> Iterator[tuple[str, str]]:
    """The module that the root itself is a part of, as if it began there."""
    if (root / MODULE_FILE).is_file():
        return
    for folder in root.parents:
        path = _path(folder)
        if path:
            yield f"{path}/{root.relative_to(folder).as_posix()}", ""
            return


def _path(folder: Path) -> str:
    try:
        text = (folder / MODULE_FILE).read_text("utf-8", "replace")
    except OSError:
        return ""
    found = _MODULE.search(text)
    return found[1] if found else ""
