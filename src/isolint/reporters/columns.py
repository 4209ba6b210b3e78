"""Byte offsets as lines and columns, in each of the units that readers of reports count in.

All of them count from 1, and leave a byte order mark out.
"""

from __future__ import annotations

from collections.abc import Callable

from isolint.model.source import Position, Source

Unit = Callable[[Source, int], Position]
"""One of the functions below; an offset behind the text stands for its end."""


def code_points(source: Source, offset: int) -> Position:
    """What people see, Python counts and our SARIF declares."""
    return source.position(_within(source, offset))


def utf8_bytes(source: Source, offset: int) -> Position:
    """What the Reviewdog Diagnostic Format counts."""
    offset = _within(source, offset)
    row = source.row_of(offset)
    return Position(row, offset - source.line_starts[row - 1] + 1)


def utf16_units(source: Source, offset: int) -> Position:
    """What the Language Server Protocol counts unless a client asks for something else."""
    offset = _within(source, offset)
    row = source.row_of(offset)
    lead = source.text[source.line_starts[row - 1] : offset].decode("utf-8", "replace")
    return Position(row, len(lead.encode("utf-16-le")) // 2 + 1)


def offset_of(source: Source, place: Position) -> int:
    """The byte offset of a row and a code-point column, the nearest one where there is no such place."""
    if place.row > len(source.line_starts):
        return len(source.text)
    row = max(place.row, 1)
    lead = source.line(row)[: max(place.column - 1, 0)]
    return source.line_starts[row - 1] + len(lead.encode("utf-8"))


def _within(source: Source, offset: int) -> int:
    return min(offset, len(source.text))
