"""The file that a baseline is kept in: one line an entry, sorted, and nothing in it that changes by itself.

There is no commit, no date and no total in it, so that two branches which pay off different
debts merge without a conflict.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from isolint.errors import UsageError, reason
from isolint.model.identity import Identity

DEFAULT_NAME = "isolint-baseline.json"

_VERSION = 1
_CONFLICT = "<<<<<<< "


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """How often each finding was there; `path` is the file that says so, `root` what its paths start from."""

    path: Path
    root: Path
    entries: Mapping[Identity, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(self.entries.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    rule: str
    symbol: str
    snippet: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    version: int
    findings: dict[str, list[_Entry]]


def read(path: Path, root: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        UsageError: it is not there, cannot be read, or is no baseline.
    """
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such baseline; `isolint baseline create` makes one") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({reason(error)})") from None
    document = _parsed(path, text)
    if document.version != _VERSION:
        raise UsageError(f"{path}: is a baseline of version {document.version}, made by a newer isolint")
    entries: Counter[Identity] = Counter()
    for name, found in document.findings.items():
        for each in found:
            entries[Identity(each.rule, name, each.symbol, each.snippet)] += max(each.count, 0)
    return Baseline(path=path, root=root, entries=+entries)


def _parsed(path: Path, text: str) -> _Document:
    import json

    import msgspec

    if _CONFLICT in text:
        raise UsageError(
            f"{path}: has marks of a merge in it; take either side, then run `isolint baseline update`"
        )
    try:
        return msgspec.convert(json.loads(text), _Document)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is no baseline of isolint: {error}") from None


def write(baseline: Baseline) -> None:
    """Puts the file in place, all of it or nothing.

    Raises:
        UsageError: that cannot be done.
    """
    neighbour = baseline.path.with_name(f".{baseline.path.name}.isolint-{os.getpid()}")
    text = "".join(f"{line}\n" for line in _lines(baseline.entries))
    try:
        neighbour.write_bytes(text.encode("utf-8", "surrogateescape"))
        os.replace(neighbour, baseline.path)
    except OSError as error:
        raise UsageError(f"{baseline.path}: cannot be written ({reason(error)})") from None
    finally:
        with suppress(OSError):
            neighbour.unlink()


def _lines(entries: Mapping[Identity, int]) -> Iterator[str]:
    ordered = sorted(entries, key=lambda entry: (entry.path, *entry))
    files = [list(own) for _, own in groupby(ordered, key=lambda entry: entry.path)]
    yield "{"
    yield f'  "version": {_VERSION},'
    yield '  "findings": {'
    for own in files:
        yield f"    {_json(own[0].path)}: ["
        for entry in own:
            yield f"      {_json(_row(entry, entries[entry]))}{'' if entry is own[-1] else ','}"
        yield f"    ]{'' if own is files[-1] else ','}"
    yield "  }"
    yield "}"


def _row(entry: Identity, count: int) -> dict[str, object]:
    return {"rule": entry.code, "symbol": entry.symbol, "snippet": entry.snippet, "count": count}


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
