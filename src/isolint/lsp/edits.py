"""One text as edits of another."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.lsp.columns import ASSUMED, range_of
from isolint.lsp.messages import Range
from isolint.model.source import Source
from isolint.reporters.difference import ends, operations

Edit = tuple[Range, str]
"""What goes, and what comes in its place."""


def edits_between(source: Source, text: bytes, encoding: str) -> Iterator[Edit]:
    """The lines that change, without what they begin and end with alike: a cursor there stays.

    They stay whole for a client that may count otherwise than is assumed, where that matters.
    """
    old, new = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    offsets = [0]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    for tag, first, last, start, end in operations(old, new):
        if tag == "equal":
            continue
        was, now = (b"".join(lines).decode("utf-8", "replace") for lines in (old[first:last], new[start:end]))
        head, tail = ends(was, now)
        if encoding == ASSUMED and not was[: len(was) - tail].isascii():
            head = tail = 0
        begin = offsets[first] + len(was[:head].encode())
        stop = begin + len(was[head : len(was) - tail].encode())
        yield range_of(source, begin, stop, encoding), now[head : len(now) - tail]
