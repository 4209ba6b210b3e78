"""A line of source as a terminal shows it: tabs widened, control characters visible, wide ones counted."""

from __future__ import annotations

from dataclasses import dataclass

TAB = 4
_LONGEST = 160
_BEFORE = 40
"""Columns kept before the first mark where a line has to be cut."""

_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """`text` is what is printed; `columns` says for each of the source's characters where it starts."""

    text: str
    columns: tuple[int, ...]

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Where the characters from `first` up to `last` (from 0) stand, at least one column wide."""
        limit = len(self.columns) - 1
        start, end = self.columns[min(first, limit)], self.columns[min(last, limit)]
        return start, max(end, start + 1)


def line(text: str, *, around: int | None = None) -> Line:
    """A source line as it is shown; a very long one is cut so that character `around` stays in sight."""
    pieces, columns, column = [], [], 0
    for character in text:
        piece = _piece(character)
        columns.append(column)
        pieces.append(piece)
        column += width(piece)
    columns.append(column)
    if column > _LONGEST:
        return _cut(pieces, columns, around or 0)
    return Line("".join(pieces), tuple(columns))


def width(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def visible(text: str) -> str:
    """A text of one line whose control characters a log or a terminal does not obey."""
    return text if text.isprintable() else "".join(map(_piece, text))


def _piece(character: str) -> str:
    if character == "\t":
        return " " * TAB
    if character < " " or character == "\x7f":
        return chr(0x2421 if character == "\x7f" else 0x2400 + ord(character))
    return "\ufffd" if "\x80" <= character < "\xa0" or character in _TRICKS else character


_TRICKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
"""Marks that would make a terminal show text in another order than the interpreter reads it."""


def _cut(pieces: list[str], columns: list[int], around: int) -> Line:
    lowest = max(0, columns[min(around, len(columns) - 1)] - _BEFORE)
    first = next(index for index, column in enumerate(columns) if column >= lowest)
    last = next(
        (index for index, column in enumerate(columns) if column > columns[first] + _LONGEST), len(pieces)
    )
    lead = _ELLIPSIS if first else ""
    tail = _ELLIPSIS if last < len(pieces) else ""
    shift = columns[first] - len(lead)
    end = columns[last] - shift
    moved = tuple(min(max(column - shift, 0), end) for column in columns)
    return Line(lead + "".join(pieces[first:last]) + tail, moved)
