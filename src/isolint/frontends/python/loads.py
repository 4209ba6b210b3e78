"""Which reads of a scope are loads: those whose root the scope does not bind itself."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Sequence

from isolint.frontends.python.walk import Frame, Row
from isolint.model.facts import Load

_BUILTINS = frozenset(dir(builtins))


def loads(
    frames: Iterable[Frame], bound: set[str], rows: Sequence[Row], lines: Sequence[int]
) -> Iterator[Load]:
    """The loads of all scopes; `bound` are the names that some scope binds, which may hide a builtin."""
    silent = _BUILTINS - bound
    for frame in frames:
        for name, (block, index) in frame.reads.items():
            root = name.partition(".")[0]
            if root in frame.bound or root in silent or name == frame.receiver:
                continue
            _, row, column, last, end, _, _ = rows[index]
            yield Load(frame.scope, block, name, lines[row] + column, lines[last] + end)
