"""Which types of the project are derived from one of a name, as far as names tell."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from isolint.linking.unit import Unit


class Subtypes:
    """Goes down the class trees by the last names that bases are written with."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = tuple(units)

    def of(self, name: str) -> set[str]:
        """Names of classes that are derived from one of this name."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for child in self._children.get(waiting.pop(), set()) - found:
                found.add(child)
                waiting.append(child)
        return found

    @cached_property
    def _children(self) -> dict[str, set[str]]:
        """Names of classes by the last name of a base that they are written with."""
        children: dict[str, set[str]] = {}
        for unit in self._units:
            for scope in unit.scopes:
                for base in scope.bases:
                    last = unit.dotted(base).rpartition(".")[2]
                    children.setdefault(last, set()).add(scope.name)
        return children
