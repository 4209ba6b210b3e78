"""The walk's rows become the columns and tuples of the facts, in bulk."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, repeat
from operator import add

from isolint.frontends.python.walk import Row, StepRow
from isolint.model.facts import Expressions, Step


def expressions(rows: Sequence[Row], parts: Sequence[int], lines: Sequence[int]) -> Expressions:
    """The columns of all expressions."""
    if not rows:
        return Expressions(b"", b"", b"", (), array("I", [0]).tobytes(), b"")
    kinds, first, column, last, end_column, texts, counts = zip(*rows, strict=True)
    return Expressions(
        kinds=bytes(kinds),
        starts=array("I", _offsets(lines, first, column)).tobytes(),
        ends=array("I", _offsets(lines, last, end_column)).tobytes(),
        texts=texts,
        offsets=array("I", accumulate(counts, initial=0)).tobytes(),
        parts=array("i", parts).tobytes(),
    )


def steps(rows: Sequence[StepRow], lines: Sequence[int]) -> tuple[Step, ...]:
    """All steps, with offsets for their places."""
    if not rows:
        return ()
    kinds, scopes, blocks, subjects, values, first, column, last, end_column = zip(*rows, strict=True)
    starts = _offsets(lines, first, column)
    ends = _offsets(lines, last, end_column)
    made = zip(kinds, scopes, blocks, subjects, values, starts, ends, strict=True)
    return tuple(map(tuple.__new__, repeat(Step), made))


def _offsets(lines: Sequence[int], rows: Iterable[int], columns: Iterable[int]) -> Iterable[int]:
    return map(add, map(lines.__getitem__, rows), columns)
