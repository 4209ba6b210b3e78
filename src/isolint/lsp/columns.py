"""Byte offsets as positions of the protocol, and back."""

from __future__ import annotations

from collections.abc import Callable

from isolint.lsp.messages import Range
from isolint.model.source import Position, Source
from isolint.reporters.columns import code_points, utf8_bytes, utf16_units

UNITS: dict[str, Callable[[Source, int], Position]] = {
    "utf-8": utf8_bytes,
    "utf-16": utf16_units,
    "utf-32": code_points,
}
"""By the name that the protocol has for a position encoding."""


def range_of(source: Source, start: int, end: int, encoding: str) -> Range:
    """Where a stretch of a text lies."""
    first, last = (UNITS[encoding](source, offset) for offset in (start, end))
    return Range(first.row - 1, first.column - 1, last.row - 1, last.column - 1)


def offset_of(source: Source, row: int, column: int, encoding: str) -> int:
    """The nearest offset to a position; one that lies within a character stands before it."""
    if row >= len(source.line_starts):
        return len(source.text)
    start = source.line_starts[row]
    line = source.line(row + 1)
    if encoding == "utf-8":
        return start + len(line.encode()[:column].decode("utf-8", "ignore").encode())
    if encoding == "utf-16":
        lead = line.encode("utf-16-le")[: 2 * column].decode("utf-16-le", "ignore")
        return start + len(lead.encode())
    return start + len(line[:column].encode())
