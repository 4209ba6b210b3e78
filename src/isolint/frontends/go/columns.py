"""The walk's rows become the columns and tuples of the facts, in bulk."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate, repeat

from isolint.frontends.go.walk import Row, StepRow
from isolint.model.facts import Expressions, Step


def expressions(rows: Sequence[Row], parts: Sequence[int]) -> Expressions:
    """The columns of all expressions."""
    if not rows:
        return Expressions(b"", b"", b"", (), array("I", [0]).tobytes(), b"")
    kinds, starts, ends, texts, counts = zip(*rows, strict=True)
    return Expressions(
        kinds=bytes(kinds),
        starts=array("I", starts).tobytes(),
        ends=array("I", ends).tobytes(),
        texts=texts,
        offsets=array("I", accumulate(counts, initial=0)).tobytes(),
        parts=array("i", parts).tobytes(),
    )


def steps(rows: Sequence[StepRow]) -> tuple[Step, ...]:
    """All steps."""
    return tuple(map(tuple.__new__, repeat(Step), rows))
