"""Comments, statements, and which comment speaks about which rows; the same for every language."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple


class Comment(NamedTuple):
    """`start` is a byte offset; `alone` means that nothing else stands on the line."""

    text: str
    row: int
    start: int
    alone: bool


class Statement(NamedTuple):
    """The rows of one logical line; a decorator is one that another follows."""

    first: int
    last: int
    decorator: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Comments and statements in order.

    At the end of `shut` rows no comment can stand: a token goes on there, or the line does.
    """

    comments: tuple[Comment, ...]
    statements: tuple[Statement, ...]
    shut: frozenset[int] = frozenset()

    def rows_of(self, first: int, last: int) -> frozenset[int]:
        """The rows at which a comment speaks about code in these rows: its own, and its statement's ends."""
        statement = self.statement_at(first)
        return frozenset({first, last, *statement[:2]} if statement else {first, last})

    def statement_at(self, row: int) -> Statement | None:
        """The one that a row belongs to, of several the last."""
        index = bisect_right(self.statements, row, key=lambda statement: statement.first) - 1
        is_inside = index >= 0 and self.statements[index].last >= row
        return self.statements[index] if is_inside else None

    def rows_under(self, comment: Comment) -> tuple[int, ...]:
        """The rows that a comment speaks about: its own, or, alone, all of the statement that follows."""
        if not comment.alone:
            return (comment.row,)
        following = [statement for statement in self.statements if statement.last > comment.row]
        if following and following[0].first < comment.row:
            return (comment.row, comment.row + 1)
        rows = [comment.row]
        for statement in following:
            rows += range(statement.first, statement.last + 1)
            if not statement.decorator:
                break
        return tuple(rows)
