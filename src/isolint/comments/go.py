"""The comments of a Go file and the statements they belong to, by its tokens alone.

A statement is a logical line as the Go specification ends it: at a line end behind a token
that can be the last of one. The head of a block is one, what stands in the block are others,
and what follows the closing brace is the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from isolint.comments.layout import Comment, Layout, Statement
from isolint.model.source import Source

_TOKEN = re.compile(
    rb"""(?P<comment>//[^\r\n]*|/\*.*?(?:\*/|\Z))"""
    rb"""|(?P<literal>"(?:\\.|[^"\\\r\n])*"?|`[^`]*`?|'(?:\\.|[^'\\\r\n])*'?)"""
    rb"""|(?P<newline>\r\n|\r|\n)"""
    rb"""|(?P<space>[ \t\f\v]+)"""
    rb"""|(?P<word>[\w.\x80-\xff]+|\+\+|--)"""
    rb"""|(?P<sign>.)""",
    re.DOTALL,
)
_OPENING, _CLOSING = b"([{", b")]}"
_BLOCK = b"block"


class _Token(NamedTuple):
    kind: str
    text: bytes
    start: int


def scan(source: Source) -> Layout:
    """As far as the tokens make sense; what does not is skipped byte by byte."""
    comments: list[Comment] = []
    shut: set[int] = set()
    statements = _Reader(source)
    for token in _tokens(source.text):
        if b"\n" in token.text[:-1]:
            shut.update(_inside(source, token))
        if token.kind == "comment":
            comments.append(_comment(source, token))
        statements.take(token)
    statements.close(len(source.text))
    return Layout(tuple(comments), tuple(statements.found), frozenset(shut))


def _inside(source: Source, token: _Token) -> range:
    """Rows that end in the middle of a token."""
    return range(source.row_of(token.start), source.row_of(token.start + len(token.text) - 1))


def _tokens(text: bytes) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        yield _Token(found.lastgroup or "sign", found[0], found.start())


def _comment(source: Source, token: _Token) -> Comment:
    row = source.row_of(token.start)
    lead = source.text[source.line_starts[row - 1] : token.start]
    return Comment(token.text.decode("utf-8", "replace"), row, token.start, not lead.strip())


class _Reader:
    """Puts tokens together to statements."""

    def __init__(self, source: Source) -> None:
        self.found: list[Statement] = []
        self._source = source
        self._brackets: list[bytes] = []
        self._first = -1
        self._last = _Token("newline", b"", 0)
        self._spaced = False

    def take(self, token: _Token) -> None:
        if token.kind in ("space", "comment"):
            self._spaced = True
            return
        if token.kind == "newline":
            self._line_end(token)
            self._spaced = True
            return
        if token.text == b"}" and self._brackets[-1:] == [_BLOCK]:
            self.close(token.start)
        if self._first < 0:
            self._first = token.start
        if token.kind == "sign":
            self._sign(token)
        self._last, self._spaced = token, False

    def close(self, end: int) -> None:
        """Ends the statement at hand before an offset."""
        if self._first >= 0:
            last = max(self._last.start, self._first)
            row = self._source.row_of(min(last + max(len(self._last.text) - 1, 0), end))
            self.found.append(Statement(self._source.row_of(self._first), row, False))
            self._first = -1

    def _sign(self, token: _Token) -> None:
        if token.text == b"{" and self._opens_block():
            self._brackets.append(_BLOCK)
            self._last = token
            self.close(token.start)
        elif token.text in _OPENING:
            self._brackets.append(token.text)
        elif token.text in _CLOSING and self._brackets:
            self._brackets.pop()

    def _opens_block(self) -> bool:
        """gofmt's spacing tells a block from a composite literal, which stands right behind its type."""
        return self._spaced and (
            self._last.kind in ("word", "literal") or self._last.text in (b")", b"]", b"}", b";")
        )

    def _line_end(self, token: _Token) -> None:
        """The specification's automatic semicolon, where no bracket but that of a block is open."""
        if self._brackets and self._brackets[-1] != _BLOCK:
            return
        last = self._last
        ends = last.kind in ("word", "literal") and not last.text.endswith(b".")
        if ends or last.text in (b")", b"]", b"}", b"{", b":", b";"):
            self.close(token.start)
