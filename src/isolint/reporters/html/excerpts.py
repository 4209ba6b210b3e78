"""A few lines of source around a place, cut into what is marked and what is not."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.source import Site, Source
from isolint.reporters import display

_BEFORE, _AFTER = 1, 1
_TALLEST = 6
"""A longer statement is shown by its first lines."""

_LONGEST = 120
"""Up to here a line of plain characters is shown as it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `marked` lies between two parts that are not, and may be empty."""

    number: int
    before: str
    marked: str
    after: str


def excerpt(source: Source, site: Site) -> tuple[Line, ...]:
    """The lines of a site with one before and one behind, without blank ones at the ends."""
    limit = len(source.text)
    first = source.row_of(min(site.start, limit))
    last = min(source.row_of(min(max(site.end - 1, site.start), limit)), first + _TALLEST - 1)
    rows = list(range(max(1, first - _BEFORE), min(len(source.line_starts), last + _AFTER) + 1))
    while rows and rows[0] < first and not source.line(rows[0]).strip():
        rows.pop(0)
    while rows and rows[-1] > last and not source.line(rows[-1]).strip():
        rows.pop()
    margin = min((_indent(source.line(row)) for row in rows if source.line(row).strip()), default=0)
    return tuple(_line(source, row, site, margin) for row in rows)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def _line(source: Source, row: int, site: Site, margin: int) -> Line:
    """What of the row lies in the site, without the blanks that all lines of the excerpt start with."""
    whole = source.line(row)
    text = whole[margin:]
    offset = source.line_starts[row - 1] + len(whole[:margin].encode("utf-8", "replace"))
    start, end = _characters(text, site.start - offset), _characters(text, site.end - offset)
    start = max(start, len(text) - len(text.lstrip()))
    if text.isascii() and text.isprintable() and len(text) <= _LONGEST:
        start, end = (start, min(end, len(text))) if end > start else (len(text), len(text))
        return Line(row, text[:start], text[start:end], text[end:])
    shown = display.line(text, around=start if end > start else None)
    if end <= start:
        return Line(row, shown.text, "", "")
    columns = shown.columns
    first, last = _index(shown.text, columns[start]), _index(shown.text, columns[min(end, len(text))])
    return Line(row, shown.text[:first], shown.text[first:last], shown.text[last:])


def _characters(text: str, size: int) -> int:
    """How many characters of a line the first bytes of it are."""
    return len(text.encode("utf-8", "replace")[: max(size, 0)].decode("utf-8", "ignore"))


def _index(text: str, column: int) -> int:
    """The character that stands in a column, in a text where some may be wide."""
    if text.isascii():
        return column
    width = 0
    for index, character in enumerate(text):
        if width >= column:
            return index
        width += display.width(character)
    return len(text)
