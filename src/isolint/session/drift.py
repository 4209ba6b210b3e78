"""How places of one text become places of a later one.

There are two ways to know. Facts that say the same in the same order tell where each of their
offsets has gone, and that is exact: what rests on them alone is still true. Otherwise the texts
are compared, and only what stands in a part that both share has a place in the later one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from isolint.model.facts import FileFacts, Scope
from isolint.model.source import Site
from isolint.reporters.difference import ends, operations

Drift = Callable[[Site], Site | None]
"""Where a site of one file is now; None where that cannot be said."""


def along_facts(old: FileFacts, new: FileFacts) -> Drift | None:
    """None where the two say different things, or the same ones in another order."""
    if _bare(old) != _bare(new):
        return None
    moves = dict(zip(_offsets(old), _offsets(new), strict=True))
    if any(moves[one] != other for one, other in zip(_offsets(old), _offsets(new), strict=True)):
        return None  # what began at one place begins at two
    known = sorted(moves)
    targets = [moves[offset] for offset in known]
    if any(one >= other for one, other in pairwise(targets)):
        return None
    return _Table(known, targets)


def along_texts(old: bytes, new: bytes) -> Drift:
    """Line by line, and within lines that changed as far as their ends are alike."""
    return _Blocks(tuple(_shared(old, new)))


def nowhere(site: Site) -> Site | None:
    """The drift of a file that has gone."""
    return None


class _Table:
    """Offsets with where they are now; what lies between two that moved alike moved with them."""

    def __init__(self, known: list[int], targets: list[int]) -> None:
        self._known = known
        self._targets = targets

    def __call__(self, site: Site) -> Site | None:
        if site.end == 0:
            return site  # the file as such
        start, end = self._moved(site.start), self._moved(site.end)
        return None if start is None or end is None else Site(site.path, start, end)

    def _moved(self, offset: int) -> int | None:
        at = bisect_left(self._known, offset)
        if at < len(self._known) and self._known[at] == offset:
            return self._targets[at]
        around = [
            self._targets[one] - self._known[one] for one in (at - 1, at) if 0 <= one < len(self._known)
        ]
        return offset + around[0] if around and around[0] == around[-1] else None


class _Blocks:
    """Stretches `(start, end, shift)` of the old text that stand unchanged in the new one."""

    def __init__(self, blocks: tuple[tuple[int, int, int], ...]) -> None:
        self._starts = [start for start, _, _ in blocks]
        self._blocks = blocks

    def __call__(self, site: Site) -> Site | None:
        at = bisect_right(self._starts, site.start) - 1
        if at < 0:
            return None
        _, end, shift = self._blocks[at]
        return Site(site.path, site.start + shift, site.end + shift) if site.end <= end else None


def _bare(facts: FileFacts) -> tuple[object, ...]:
    """What facts say, without where."""
    columns = facts.expressions
    return (
        facts.language,
        facts.condition,
        (columns.kinds, columns.texts, columns.offsets, columns.parts),
        [_without_places(scope) for scope in facts.scopes],
        [block._replace(start=0, end=0) for block in facts.blocks],
        [step[:5] for step in facts.steps],
        [entry._replace(start=0, end=0) for entry in facts.imports],
        facts.broken < 0,
    )


def _without_places(scope: Scope) -> Scope:
    has_name = int(scope.name_end > 0)
    return scope._replace(start=0, end=0, name_start=0, name_end=has_name, body=0)


def _offsets(facts: FileFacts) -> Iterator[int]:
    """Each offset that facts mention, in an order that depends on what they say alone.

    Not those of the text as a whole: a file begins where it begins, whatever is put before its first
    statement, and a place in it is always before its end.
    """
    yield from array("I", facts.expressions.starts)
    yield from array("I", facts.expressions.ends)
    for index, scope in enumerate(facts.scopes):
        if index:
            yield from (scope.start, scope.end)
        if scope.name_end:
            yield from (scope.name_start, scope.name_end)
        yield scope.body
    for records in (facts.blocks[1:], facts.steps, facts.imports):
        yield from _extents(records)
    if facts.broken >= 0:
        yield facts.broken


def _extents(records: Iterable[object]) -> Iterator[int]:
    for record in records:
        yield record.start  # type: ignore[attr-defined]
        yield record.end  # type: ignore[attr-defined]


def _shared(old: bytes, new: bytes) -> Iterator[tuple[int, int, int]]:
    """The stretches that two texts have in common, in order, those that touch made one."""
    olds, news = old.splitlines(keepends=True), new.splitlines(keepends=True)
    before, after = _line_starts(olds), _line_starts(news)
    start = end = shift = 0
    for tag, i1, i2, j1, j2 in operations(olds, news):
        for first, last, moved in _stretches(tag, old, new, (before[i1], before[i2]), (after[j1], after[j2])):
            if (first, moved) == (end, shift):
                end = last
                continue
            if end > start:
                yield start, end, shift
            start, end, shift = first, last, moved
    if end > start or not olds:
        yield start, end, shift


def _stretches(
    tag: str, old: bytes, new: bytes, was: tuple[int, int], now: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    """What of some lines is left as it was: all of them, or their common beginning and end."""
    (first, last), (start, end) = was, now
    if tag == "equal":
        yield first, last, start - first
        return
    head, tail = ends(old[first:last], new[start:end])
    yield first, first + head, start - first
    yield last - tail, last, end - last


def _line_starts(lines: list[bytes]) -> list[int]:
    found = [0]
    for line in lines:
        found.append(found[-1] + len(line))
    return found
