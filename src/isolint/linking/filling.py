"""Names that still have holes, on their way up through calls.

The same few hundred names pass each of thousands of calls, and are slow to hash and to fill in.
So there is one object for equal names, which its `id` stands for, and what no call of a function
can change is found out once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.naming import bound, unknown
from isolint.linking.passing import Given
from isolint.model.name import Name

Function = tuple[str, int]
"""A function's path and scope."""

_LONGEST_NAME = 400


class Open(NamedTuple):
    """A name, what it is after a call that passes nothing for its holes, and whose parameters those are."""

    name: Name
    unfilled: Name
    functions: frozenset[Function]


class Fillings:
    """All names with holes of one pass over the calls."""

    def __init__(self) -> None:
        self._one: dict[Name, Name] = {}
        self._open: dict[int, Open] = {}

    def of(self, name: Name) -> Open:
        found = self._open.get(id(name))
        if found is None:
            name = self._one.setdefault(name, name)
            found = self._open.get(id(name))
        if found is None:
            found = Open(name, self.filled(name, {}), frozenset(_functions(name)))
            self._open[id(name)] = found
        return found

    def filled(self, name: Name, arguments: Given) -> Name:
        """A name with what a call passes, by the parameters' keys."""
        found = bound(name, arguments)
        if len(found.text) > _LONGEST_NAME:  # a recursion that makes its name longer
            found = unknown(found.site)
        return self._one.setdefault(found, found)


def _functions(name: Name) -> Iterator[Function]:
    for key in name.parameters:
        path, scope, _ = key.rsplit(":", 2)
        yield path, int(scope)
    for _, fallback in name.fallbacks:
        yield from _functions(fallback)
