"""The comments of a Python file and the statements they belong to."""

from __future__ import annotations

import tokenize
from collections.abc import Iterator
from io import StringIO

from isolint.comments.layout import Comment, Layout, Statement
from isolint.model.source import Source

_BLANK = frozenset(
    {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.ENDMARKER}
)


def scan(source: Source) -> Layout:
    """As far as the file can be read as tokens."""
    comments: list[Comment] = []
    statements: list[Statement] = []
    first: tokenize.TokenInfo | None = None
    for token in _tokens(source.text.decode("utf-8", "replace")):
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
    return Layout(tuple(comments), tuple(statements))


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(StringIO(text, newline="").readline)
    except (tokenize.TokenError, SyntaxError):
        return
