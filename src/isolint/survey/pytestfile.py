"""The file that configures pytest for a project, found and read as pytest does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from isolint.configuration import Table, read_toml
from isolint.errors import UsageError


@dataclass(frozen=True, slots=True)
class PytestFile:
    """The table of pytest's settings in one file; its paths start from `folder`."""

    path: Path
    options: Mapping[str, object]

    @property
    def folder(self) -> Path:
        return self.path.parent

    def words(self, key: str) -> tuple[str, ...]:
        """An option as pytest splits it: a list, or a text at its blanks."""
        value = self.options.get(key, ())
        if isinstance(value, str):
            return tuple(value.split())
        return tuple(map(str, value)) if isinstance(value, list) else ()


def pytest_file(root: Path, start: Path) -> PytestFile | None:
    """The nearest file that configures pytest, from the folder asked for up to the root."""
    for folder in (start, *start.parents):
        if folder == root or root in folder.parents:
            for found in _pytest_files(folder):
                return found
    return None


def _pytest_files(folder: Path) -> Iterator[PytestFile]:
    """In pytest's order of precedence; a pytest.ini counts even when it is empty."""
    for name in ("pytest.toml", ".pytest.toml"):
        options = _table(_toml(folder / name), "pytest")
        if options is not None:
            yield PytestFile(folder / name, options)
    for name in ("pytest.ini", ".pytest.ini"):
        options = _section(folder / name, "pytest")
        if options is not None or (folder / name).is_file():
            yield PytestFile(folder / name, options or {})
    tool = _table(_toml(folder / "pyproject.toml"), "tool", "pytest")
    if tool is not None:
        options = _table(tool, "ini_options")
        yield PytestFile(folder / "pyproject.toml", tool if options is None else options)
    for name, section in (("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        options = _section(folder / name, section)
        if options is not None:
            yield PytestFile(folder / name, options)


def _toml(path: Path) -> Table:
    if not path.is_file():
        return {}
    try:
        return read_toml(path)
    except UsageError:
        return {}  # not our file: pytest itself will say what is wrong with it


def _table(table: Table, *keys: str) -> Table | None:
    for key in keys:
        inner = table.get(key)
        if not isinstance(inner, Mapping):
            return None
        table = inner
    return table


def _section(path: Path, section: str) -> Mapping[str, str] | None:
    if not path.is_file():
        return None
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(path.read_text("utf-8-sig", "replace"))
    except (OSError, configparser.Error):
        return None
    return dict(parser.items(section)) if parser.has_section(section) else None
