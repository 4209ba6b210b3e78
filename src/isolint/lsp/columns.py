"""Byte offsets as positions of the protocol, and back."""

from __future__ import annotations

from collections.abc import Callable

from isolint.lsp.messages import Range
from isolint.model.source import Position, Source
from isolint.reporters.columns import code_points, utf8_bytes, utf16_units

ASSUMED = "utf-16 as assumed"
"""What the protocol says of clients that do not say how they count. Not all of them keep to it.

ALE, for one, takes columns for bytes. Behind what is not ASCII such a client is better asked for
lines, and given whole ones.
"""

UNITS: dict[str, Callable[[Source, int], Position]] = {
    "utf-8": utf8_bytes,
    "utf-16": utf16_units,
    "utf-32": code_points,
    ASSUMED: utf16_units,
}
"""By the name that the protocol has for a position encoding."""


def range_of(source: Source, start: int, end: int, encoding: str) -> Range:
    """Where a stretch of a text lies."""
    first, last = (UNITS[encoding](source, offset) for offset in (start, end))
    return Range(first.row - 1, first.column - 1, last.row - 1, last.column - 1)


def asked_for(source: Source, place: Range, encoding: str) -> Range:
    """The place that a client means: all of its lines, if its columns may mean something else."""
    rows = range(place.start_row, place.end_row + 1)
    lines = [source.line(row + 1) for row in rows if row < len(source.line_starts)]
    if encoding != ASSUMED or all(line.isascii() for line in lines):
        return place
    return Range(place.start_row, 0, place.end_row, max(place.end_column, len(lines[-1].encode())))


def offset_of(source: Source, row: int, column: int, encoding: str) -> int:
    """The nearest offset to a position; one that lies within a character stands before it."""
    if row >= len(source.line_starts):
        return len(source.text)
    start = source.line_starts[row]
    line = source.line(row + 1)
    if encoding == "utf-8":
        return start + len(line.encode()[:column].decode("utf-8", "ignore").encode())
    if encoding in ("utf-16", ASSUMED):
        lead = line.encode("utf-16-le")[: 2 * column].decode("utf-16-le", "ignore")
        return start + len(lead.encode())
    return start + len(line[:column].encode())
