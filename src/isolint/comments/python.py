"""The comments of a Python file and the statements they belong to."""

from __future__ import annotations

import tokenize
from collections.abc import Container, Iterable, Iterator
from io import StringIO

from isolint.comments.layout import Comment, Layout, Statement
from isolint.model.source import Source

_BLANK = frozenset(
    {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.ENDMARKER}
)
_LINE_ENDS = frozenset({tokenize.NL, tokenize.NEWLINE})
_OPENING = frozenset(getattr(tokenize, name, -1) for name in ("FSTRING_START", "TSTRING_START"))
_CLOSING = frozenset(getattr(tokenize, name, -1) for name in ("FSTRING_END", "TSTRING_END"))
"""Since Python 3.12 an interpolated string is many tokens."""


def scan(source: Source) -> Layout:
    """As far as the file can be read as tokens."""
    comments: list[Comment] = []
    statements: list[Statement] = []
    first: tokenize.TokenInfo | None = None
    tokens = tuple(_tokens(source.text.decode("utf-8", "replace")))
    for token in tokens:
        row, column = token.start
        if token.type == tokenize.COMMENT:
            lead = source.line(row)[:column]
            start = source.line_starts[row - 1] + len(lead.encode())
            comments.append(Comment(token.string, row, start, not lead.strip()))
        elif token.type == tokenize.NEWLINE and first:
            statements.append(Statement(first.start[0], row, first.string == "@"))
            first = None
        elif token.type not in _BLANK and not first:
            first = token
    shut = {*_inside(tokens), *_continued(source, {comment.row for comment in comments})}
    return Layout(tuple(comments), tuple(statements), frozenset(shut))


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(StringIO(text, newline="").readline)
    except (tokenize.TokenError, SyntaxError):
        return


def _inside(tokens: Iterable[tokenize.TokenInfo]) -> Iterator[int]:
    """Rows that end in the middle of a string."""
    opened: list[int] = []
    for token in tokens:
        if token.type in _OPENING:
            opened.append(token.start[0])
        elif token.type in _CLOSING and opened:
            yield from range(opened.pop(), token.end[0])
        elif token.type not in _LINE_ENDS:
            yield from range(token.start[0], token.end[0])


def _continued(source: Source, commented: Container[int]) -> Iterator[int]:
    """Rows that a backslash joins with the next one."""
    if b"\\" not in source.text:
        return
    for row in range(1, len(source.line_starts) + 1):
        if row not in commented and source.line(row).endswith("\\"):
            yield row
