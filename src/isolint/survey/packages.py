"""Where a project's build configuration says that its packages start."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import normpath

from isolint.configuration import Table, read_toml
from isolint.errors import UsageError

_SETUP_CFG = re.compile(r"^\s*(?:package_dir\s*=\s*\n?\s*=|where\s*=)\s*([\w./-]+)\s*$", re.MULTILINE)
_SETUP_PY = re.compile(r"""package_dir\s*=\s*\{\s*["']["']\s*:\s*["']([\w./-]+)["']""")


def package_roots(folder: Path) -> tuple[str, ...]:
    """Import roots below a folder, as setuptools, Poetry, PDM, Hatch and maturin are told."""
    found = (*_in_pyproject(folder / "pyproject.toml"), *_in_setup(folder))
    cleaned = ("" if path in ("", ".") else normpath(path) for path in found)
    return tuple(dict.fromkeys(path for path in cleaned if not path.startswith(("..", "/"))))


def _in_pyproject(path: Path) -> Iterator[str]:
    try:
        document = read_toml(path) if path.is_file() else {}
    except UsageError:
        return  # whoever builds the project will hear about it
    setuptools = _table(document, "tool", "setuptools")
    yield from _texts(_table(setuptools, "package-dir").get(""))
    yield from _texts(_table(setuptools, "packages", "find").get("where"))
    for entry in _each(_table(document, "tool", "poetry").get("packages")):
        yield from _texts(_table({"entry": entry}, "entry").get("from"))
    yield from _texts(_table(document, "tool", "pdm", "build").get("package-dir"))
    yield from _texts(_table(document, "tool", "maturin").get("python-source"))
    wheel = _table(document, "tool", "hatch", "build", "targets", "wheel")
    yield from (package.rpartition("/")[0] for package in _texts(wheel.get("packages")))
    yield from _texts(wheel.get("sources"))


def _in_setup(folder: Path) -> Iterator[str]:
    for name, pattern in (("setup.cfg", _SETUP_CFG), ("setup.py", _SETUP_PY)):
        path = folder / name
        if path.is_file():
            try:
                text = path.read_text("utf-8", "replace")
            except OSError:
                continue
            yield from pattern.findall(text)


def _table(table: Table, *keys: str) -> Table:
    for key in keys:
        inner = table.get(key)
        table = inner if isinstance(inner, Mapping) else {}
    return table


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [each for each in _each(value) if isinstance(each, str)]
