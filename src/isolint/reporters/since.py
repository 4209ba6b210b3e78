"""What is new in a report, and what is gone, since an earlier one: recognised wherever its line has gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from isolint.model.identity import Identity
from isolint.reporters.entries import Entry, extent, recognised
from isolint.reporters.paint import Paint, Style
from isolint.reporters.report import Report

_MOST = 20
"""Lines of either kind; a branch that was checked out may bring hundreds."""


class Told(NamedTuple):
    """One entry of a report in one line, with its file."""

    path: str
    line: str
    is_finding: bool


Standing = Mapping[tuple[Identity, int], Told]
"""All that a report says, each by what it is recognised by."""


def standing(report: Report, before: Standing | None = None) -> Standing:
    """What is said now; of files that cannot be read at the moment, what was said `before`."""
    unread = {problem.path for problem in report.problems if problem.path}
    kept = {key: told for key, told in (before or {}).items() if told.is_finding and told.path in unread}
    now = {
        (identity, count): Told(entry.site.path, _line(report, entry), entry.finding is not None)
        for entry, identity, count in recognised(report)
        if entry.finding is None or entry.site.path not in unread
    }
    return {**kept, **now}


def render(before: Standing, now: Standing, paint: Paint) -> str:
    """How many are new and gone, then each of them; one sentence where there are none."""
    new = [told.line for key, told in now.items() if key not in before]
    gone = [told.line for key, told in before.items() if key not in now]
    if not new and not gone:
        return "Nothing new, nothing gone.\n"
    counts = [f"{len(lines):,} {word}" for lines, word in ((new, "new"), (gone, "gone")) if lines]
    lines = [*_listed(new, "+", paint, Style.ERROR), *_listed(gone, "-", paint, Style.GOOD)]
    return "".join(f"{line}\n" for line in (f"{', '.join(counts)}:", *lines))


def _listed(lines: list[str], sign: str, paint: Paint, style: Style) -> Iterator[str]:
    for line in lines[:_MOST]:
        yield f"{paint(sign, style)} {line}"
    if len(lines) > _MOST:
        yield f"{paint(sign, style)} and {len(lines) - _MOST:,} more"


def _line(report: Report, entry: Entry) -> str:
    if not entry.site.path:
        return entry.sentence
    path = report.shown(entry.site.path)
    if not entry.placed:
        return f"{path}: {entry.sentence}"
    (row, column), _ = extent(report, entry)
    return f"{path}:{row}:{column}: {entry.sentence}"
