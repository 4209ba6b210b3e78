"""The Go modules of a project: the path that the imports of each start with, its folder, what it requires."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

MODULE_FILE = "go.mod"
_VENDORED = "vendor"
_REQUIRE = re.compile(r"^require\b[ \t]*(?:\(([^)]*)\)|(.*))", re.MULTILINE)
_REQUIRED = re.compile(r"^[ \t]*\"?([^\s\"/][^\s\"]*)\"?[ \t]+v[0-9](?!.*//[ \t]*indirect\b)", re.MULTILINE)
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


def requirements(root: Path, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The folder of a module with each other module that its code may import just like that.

    A module whose dependencies are vendored has none: their packages are there only where one
    is imported already.
    """
    for folder in folders:
        home = next((each for each in (root / folder, *root.parents) if (each / MODULE_FILE).is_file()), None)
        if home is not None and not (home / _VENDORED).is_dir():
            for block in _REQUIRE.finditer(_text(home)):
                yield from ((folder, found[1]) for found in _REQUIRED.finditer(block[1] or block[2]))


def _path(folder: Path) -> str:
    found = _MODULE.search(_text(folder))
    return found[1] if found else ""


def _text(folder: Path) -> str:
    try:
        return (folder / MODULE_FILE).read_text("utf-8", "replace")
    except OSError:
        return ""
