"""Findings under the file that they are in, for people who work through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from isolint.model.finding import Severity
from isolint.reporters.entries import Entry, entries, extent
from isolint.reporters.paint import Paint, Style
from isolint.reporters.report import Report
from isolint.reporters.summary import summary


def render(report: Report, paint: Paint) -> str:
    """Files in the order of their names; the summary stands at the end."""
    listed = sorted(entries(report), key=lambda entry: (entry.site.path, entry.site.start))
    groups = groupby(listed, key=lambda entry: entry.site.path)
    blocks = ["\n".join(_block(report, path, list(group), paint)) for path, group in groups]
    return "".join(f"{block}\n\n" for block in blocks) + summary(report, paint)


def _block(report: Report, path: str, group: Sequence[Entry], paint: Paint) -> Iterator[str]:
    if path:
        yield paint(report.shown(path), Style.STRONG) + paint(":", Style.FAINT)
    places = [extent(report, entry)[0] if entry.placed else None for entry in group]
    rows = max((len(str(place.row)) for place in places if place), default=0)
    columns = max((len(str(place.column)) for place in places if place), default=0)
    for entry, place in zip(group, places, strict=True):
        if place is None:
            yield f"  {_sentence(entry, paint)}"
            continue
        colon = paint(":", Style.FAINT)
        yield f"  {place.row:>{rows}}{colon}{place.column:<{columns}} {_sentence(entry, paint)}"


def _sentence(entry: Entry, paint: Paint) -> str:
    """The entry's own, in colour."""
    if entry.finding is None:
        return f"{paint(entry.code, Style.ERROR)}: {entry.message}"
    style = Style.ERROR if entry.severity is Severity.ERROR else Style.WARNING
    words = (paint(entry.code, style), paint(entry.sign, Style.HELP), entry.message)
    return " ".join(word for word in words if word)
