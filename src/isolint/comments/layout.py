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
    """Comments and statements in order."""

    comments: tuple[Comment, ...]
    statements: tuple[Statement, ...]

    def rows_of(self, first: int, last: int) -> frozenset[int]:
        """The rows at which a comment speaks about code in these rows: its own, and its statement's ends."""
        index = bisect_right(self.statements, first, key=lambda statement: statement.first) - 1
        if index >= 0 and self.statements[index].last >= first:
            return frozenset({first, last, *self.statements[index][:2]})
        return frozenset({first, last})

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
