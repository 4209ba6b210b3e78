"""Accesses by what they are sure to touch, and by the folder that it lies in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cached_property

from isolint.model.resource import Access

_BEHIND_SLASH = chr(ord("/") + 1)


class AccessIndex:
    """Whatever is asked, accesses come in the order in which they were given."""

    def __init__(self, accesses: Iterable[Access], key: Callable[[Access], str]) -> None:
        self._table: dict[str, list[Access]] = {}
        for access in accesses:
            self._table.setdefault(key(access), []).append(access)

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def at(self, key: str) -> list[Access]:
        """The accesses with a key."""
        return self._table.get(key, [])

    def inside(self, folder: str) -> list[Access]:
        """The accesses to what lies inside a folder, whose own key is given."""
        first = bisect_left(self._sorted, f"{folder}/")
        last = bisect_left(self._sorted, f"{folder}{_BEHIND_SLASH}", first)
        keys = sorted(self._sorted[first:last], key=self._order.__getitem__)
        return [access for key in keys for access in self._table[key]]

    @cached_property
    def _sorted(self) -> list[str]:
        """What lies inside a folder is one run of these."""
        return sorted(self._table)

    @cached_property
    def _order(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self._table)}
