"""A source file as the rest of isolint sees it: UTF-8 without a BOM, addressed by bytes."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_NEWLINE = re.compile(rb"\r\n|\r|\n")


class Span(NamedTuple):
    """A half-open range of byte offsets into the normalised text of one file."""

    start: int
    end: int


class Site(NamedTuple):
    """A span in a named file; the only way a place in code is ever referred to."""

    path: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Position(NamedTuple):
    """What a person reads: line and column, both from 1, the column in code points."""

    row: int
    column: int


@dataclass(frozen=True)
class Source:
    """One file's text.

    `path` is POSIX and relative to the project root. `text` is UTF-8 without a
    BOM and with the file's own line ends; `encoding` and `bom` say how to write
    it back so that nothing but the edited bytes changes.
    """

    path: str
    text: bytes
    encoding: str = "utf-8"
    bom: bool = False

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        return (0, *(found.end() for found in _NEWLINE.finditer(self.text)))

    def row_of(self, offset: int) -> int:
        """The line, from 1, that holds a byte offset."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> Position:
        """The one function that turns byte offsets into rows and code-point columns."""
        row = self.row_of(offset)
        lead = self.text[self.line_starts[row - 1] : offset]
        return Position(row, len(lead.decode("utf-8", "replace")) + 1)

    def line(self, row: int) -> str:
        """The text of a line, from 1, without its line end."""
        start = self.line_starts[row - 1]
        end = self.line_starts[row] if row < len(self.line_starts) else len(self.text)
        return self.text[start:end].decode("utf-8", "replace").rstrip("\r\n")

    def encode(self, text: bytes) -> bytes:
        """Normalised text as the bytes that belong on disk.

        Raises:
            UnicodeEncodeError: the file's encoding cannot spell a new character.
        """
        body = text if self.encoding == "utf-8" else text.decode("utf-8").encode(self.encoding)
        return b"\xef\xbb\xbf" + body if self.bom else body
