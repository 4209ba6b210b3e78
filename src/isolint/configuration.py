"""The keys of a configuration: what each must look like, and the sentence when it does not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from isolint.errors import UsageError, reason
from isolint.model.finding import Confidence
from isolint.model.project import CASE_RUNNERS
from isolint.nearest import did_you_mean

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Table = Mapping[str, object]
"""A TOML table as it was read, keys not yet known to be ours."""

FORMATS = (
    "full",
    "concise",
    "grouped",
    "json",
    "json-lines",
    "junit",
    "github",
    "gitlab",
    "pylint",
    "rdjson",
    "azure",
    "sarif",
    "lsp",
)
PROFILES = ("processes", "threads")
RUNNERS = ("pytest-xdist", "pytest-forked", *CASE_RUNNERS)
MODES = ("load", "loadscope", "loadfile", "loadgroup", "worksteal", "each", "no")


def read_toml(path: Path) -> Table:
    """Raises UsageError when the file cannot be read or is not TOML."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({reason(error)})") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8; a TOML file has to be") from None
    return parse_toml(text, str(path))


def parse_toml(text: str, origin: str) -> Table:
    """Raises UsageError when the text is not TOML."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{origin}: is not valid TOML: {error or 'nested too deeply'}") from None


def checked(table: Table, origin: str) -> Table:
    """The table itself, once every key is known and every value has its key's type.

    Raises:
        UsageError: one is not; `origin` says where.
    """
    for key, value in table.items():
        complaint = KEYS.get(key)
        if complaint is None:
            raise UsageError(f'{origin}: there is no key "{key}"{did_you_mean(key, KEYS)}')
        wrong = complaint(value)
        if wrong:
            raise UsageError(f"{origin}: {key} {wrong}")
    return table


Complaint = Callable[[object], str]
"""Says what is wrong with a value ("has to be a text"), or ""."""


def _text(value: object) -> str:
    return "" if isinstance(value, str) else f"has to be a text in quotes, not {_shown(value)}"


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else f"has to be true or false, not {_shown(value)}"


def _texts(value: object) -> str:
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return ""
    return f'has to be a list of texts, ["..."], not {_shown(value)}'


def _one_of(*words: str) -> Complaint:
    def complaint(value: object) -> str:
        if isinstance(value, str) and value in words:
            return ""
        listed = ", ".join(f'"{word}"' for word in words)
        hint = did_you_mean(value, words) if isinstance(value, str) else ""
        return f"has to be one of {listed}, not {_shown(value)}{hint}"

    return complaint


def _lists_by_glob(value: object) -> str:
    if not isinstance(value, dict):
        return f'has to be a table, {{"tests/old/*" = ["ISO301"]}}, not {_shown(value)}'
    for glob, codes in value.items():
        wrong = _texts(codes)
        if wrong:
            return f'of "{glob}" {wrong}'
    return ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


KEYS: Mapping[str, Complaint] = {
    "select": _texts,
    "ignore": _texts,
    "extend-select": _texts,
    "exclude": _texts,
    "extend-exclude": _texts,
    "generated": _flag,
    "catalogues": _texts,
    "src": _texts,
    "per-file-ignores": _lists_by_glob,
    "runner": _one_of(*RUNNERS),
    "dist": _one_of(*MODES),
    "profile": _one_of(*PROFILES),
    "output-format": _one_of(*FORMATS),
    "min-confidence": _one_of(*(level.value for level in Confidence)),
    "required-version": _text,
    "cache-dir": _text,
    "baseline": _text,
}
