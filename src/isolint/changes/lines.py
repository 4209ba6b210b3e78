"""Lines that have changed, and whether a finding has to do with one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from isolint.model.finding import Finding
from isolint.model.source import Site, Source
from isolint.sources import Sources


class Hunk(NamedTuple):
    """New lines `first` up to and with `last`, from 1; where `last` is smaller, only a gap before `first`."""

    first: int
    last: int

    def meets(self, first: int, last: int) -> bool:
        """A gap has to lie between two lines: what has gone in front of a thing was no part of it."""
        if self.last < self.first:
            return first < self.first <= last
        return first <= self.last and self.first <= last


ALL = (Hunk(1, 10**9),)
"""Each line of a file is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLines:
    """`hunks` by path, in lines of the texts in `sources`.

    `since` ends a sentence about what has changed: "since main", "in FILE".
    """

    since: str
    hunks: Mapping[str, tuple[Hunk, ...]]
    sources: Sources
    notes: tuple[str, ...] = ()

    def touch(self, finding: Finding, sources: Sources) -> bool:
        """Whether a cause or a victim stands in a changed line; its places are those of other `sources`.

        That is so when something has been rewritten since, which counts as changed too.
        """
        places = (finding.site, *(related.site for related in finding.related))
        return any(self._touch(site, sources) for site in places)

    def _touch(self, site: Site, sources: Sources) -> bool:
        hunks: Iterable[Hunk] = self.hunks.get(site.path, ())
        source = sources[site.path]
        before = self.sources[site.path]
        first, last = source.row_of(site.start), source.row_of(max(site.end - 1, site.start))
        if source.text != before.text:
            return _is_new(before, source, first, last, tuple(hunks))
        return any(hunk.meets(first, last) for hunk in hunks)


def _is_new(before: Source, now: Source, first: int, last: int, hunks: tuple[Hunk, ...]) -> bool:
    """The same for a text that came out of the one that the hunks speak of."""
    from difflib import SequenceMatcher

    old, new = before.text.splitlines(), now.text.splitlines()
    for tag, start, end, now_start, now_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if now_end < first or now_start + 1 > last:
            continue
        if tag != "equal":
            return True
        moved = start - now_start
        inner_first, inner_last = max(first + moved, start + 1), min(last + moved, end)
        if any(hunk.meets(inner_first, inner_last) for hunk in hunks):
            return True
    return False
