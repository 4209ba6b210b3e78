"""What the user has asked for once and for all: `[tool.isolint]` or `isolint.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from isolint import __version__
from isolint.configuration import Table, checked, parse_toml, read_toml
from isolint.errors import UsageError
from isolint.model.finding import Confidence
from isolint.selection import Layer

OWN_FILES = ("isolint.toml", ".isolint.toml")
SHARED_FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`base` is the folder that globs and paths in the configuration start from.

    `exclude` None leaves the defaults; `src` empty leaves the usual import roots.
    """

    base: Path
    origin: Path | None = None
    rules: Layer = Layer()
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    catalogues: tuple[Path, ...] = ()
    src: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    runner: str = ""
    dist: str = ""
    profile: str = ""
    output_format: str = ""
    min_confidence: Confidence = Confidence.MEDIUM
    cache_dir: Path | None = None
    baseline: Path | None = None
    generated: bool = False


def load(start: Path, given: Sequence[str] = (), *, isolated: bool = False) -> Settings:
    """The settings that hold for a folder; `given` are files or `key = value` texts of --config.

    Raises:
        UsageError: a file is missing or broken, a key is unknown, a value has the wrong type.
    """
    files = [Path(text) for text in given if not _is_inline(text)]
    if len(files) > 1:
        raise UsageError(f"--config names two files, {files[0]} and {files[1]}; name one")
    if files and isolated:
        raise UsageError("--isolated reads no configuration, so --config FILE cannot go with it")
    origin, table = (None, {}) if isolated else _from_file(files[0]) if files else _nearest(start)
    merged = dict(checked(table, str(origin)))
    for text in given:
        if _is_inline(text):
            merged.update(checked(parse_toml(text, f"--config '{text}'"), f"--config '{text}'"))
    base = origin.parent if origin else Path.cwd()
    return _settings(merged, base, origin)


def _is_inline(text: str) -> bool:
    return "=" in text and not Path(text).is_file()


def _from_file(path: Path) -> tuple[Path, Table]:
    if not path.is_file():
        raise UsageError(f"{path}: there is no such configuration file; --config also takes 'key = value'")
    table = read_toml(path)
    if path.name == SHARED_FILE:
        return path.absolute(), _tool_table(table, path) or {}
    return path.absolute(), table


def _nearest(start: Path) -> tuple[Path | None, Table]:
    """The first folder upward that has a configuration; a pyproject.toml without our table has none."""
    for folder in (start, *start.parents):
        for name in OWN_FILES:
            path = folder / name
            if path.is_file():
                return path, read_toml(path)
        path = folder / SHARED_FILE
        if path.is_file():
            table = _tool_table(read_toml(path), path)
            if table is not None:
                return path, table
    return None, {}


def _tool_table(document: Table, path: Path) -> Table | None:
    tools = document.get("tool", {})
    table = tools.get("isolint") if isinstance(tools, Mapping) else None
    if table is not None and not isinstance(table, Mapping):
        raise UsageError(f"{path}: tool.isolint has to be a table; write [tool.isolint]")
    return table


def _settings(table: Table, base: Path, origin: Path | None) -> Settings:
    required = str(table.get("required-version", ""))
    if required and not allows(required, __version__):
        raise UsageError(f'required-version is "{required}", but this is isolint {__version__}')
    cache = table.get("cache-dir")
    ignores = table.get("per-file-ignores", {})
    return Settings(
        base=base,
        origin=origin,
        rules=Layer(
            _texts(table, "select") if "select" in table else None,
            _texts(table, "ignore"),
            _texts(table, "extend-select"),
        ),
        exclude=_texts(table, "exclude") if "exclude" in table else None,
        extend_exclude=_texts(table, "extend-exclude"),
        catalogues=tuple(base / path for path in _texts(table, "catalogues")),
        src=_texts(table, "src"),
        per_file_ignores=tuple(_globs(ignores)),
        runner=str(table.get("runner", "")),
        dist=str(table.get("dist", "")),
        profile=str(table.get("profile", "")),
        output_format=str(table.get("output-format", "")),
        min_confidence=Confidence(table.get("min-confidence", Confidence.MEDIUM.value)),
        cache_dir=base / cache if isinstance(cache, str) else None,
        baseline=base / str(table["baseline"]) if "baseline" in table else None,
        generated=table.get("generated") is True,
    )


def _texts(table: Table, key: str) -> tuple[str, ...]:
    value = table.get(key, ())
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()


def _globs(table: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(table, Mapping):
        for glob, codes in table.items():
            yield str(glob), tuple(codes)


_CLAUSE = re.compile(r"\s*(==|!=|>=|<=|>|<|~=)?\s*v?(\d+(?:\.\d+)*)\s*")


def allows(requirement: str, version: str) -> bool:
    """Whether `>=0.1,<0.3`, or a bare version, is met.

    Raises:
        UsageError: the requirement is no such thing.
    """
    have = _numbers(version)
    for clause in requirement.split(","):
        found = _CLAUSE.fullmatch(clause)
        if not found:
            raise UsageError(f'required-version "{requirement}" is not a version; write ">=0.1" or "0.1.0"')
        operator, want = found[1] or "==", _numbers(found[2])
        width = max(len(have), len(want))
        left, right = _padded(have, width), _padded(want, width)
        verdicts = {
            "==": left == right,
            "!=": left != right,
            ">=": left >= right,
            "<=": left <= right,
            ">": left > right,
            "<": left < right,
            "~=": left >= right and have[: len(want) - 1] == want[:-1],
        }
        if not verdicts[operator]:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3])


def _padded(numbers: tuple[int, ...], width: int) -> tuple[int, ...]:
    return numbers + (0,) * (width - len(numbers))
