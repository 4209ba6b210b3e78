"""Which reads of a scope are loads: those whose root the scope does not declare itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from isolint.frontends.go.predeclared import SILENT
from isolint.frontends.go.variables import Frame
from isolint.frontends.go.walk import Row
from isolint.model.facts import Load


def loads(frames: Iterable[Frame], declared: Collection[str], rows: Sequence[Row]) -> Iterator[Load]:
    """The loads of all scopes; `declared` are the names of the file's package level, which may hide Go's."""
    silent = SILENT.difference(declared)
    for frame in frames:
        beyond = frame.beyond
        for name, (block, index) in frame.reads.items():
            root, dot, rest = name.partition(".")
            variable = beyond[root]
            if variable is None:
                if root in silent:
                    continue
            else:
                name = f"{variable.text}{dot}{rest}"
            _, start, end, _, _ = rows[index]
            yield Load(frame.scope, block, name, start, end)
