"""Fixtures that hold a lock, seen by all processes, for as long as those run who ask for them."""

from __future__ import annotations

from functools import cached_property

from isolint.linking.fixtures import Fixture
from isolint.linking.items import Item
from isolint.linking.locking import LOCK, Locking
from isolint.linking.places import Entry, Places
from isolint.linking.value import Value

Function = tuple[str, int]


class LockFixtures:
    """Answers for entry points; nearly all suites have no such fixture, and pay for nothing."""

    def __init__(self, places: Places, locking: Locking) -> None:
        self.places = places
        self.fixtures = places.fixtures
        self.locking = locking

    def surround(self, entry: Entry) -> bool:
        """Whatever an entry point does is done with such a lock held, whichever test it is done for."""
        if not self._holders:
            return False
        function = (entry.path, entry.scope)
        if function in self.fixtures.by_function:
            return function not in self._holders and self._is_asked_for(function, set())
        items = self._items.get(function, [])
        return bool(items) and all(
            any(self._holds(fixture) for fixture in self.fixtures.used_by(item).values()) for item in items
        )

    @cached_property
    def _holders(self) -> frozenset[Function]:
        return frozenset(
            function
            for function in self.fixtures.by_function
            if self.locking.at_yield(Value("function", "", *function)) == LOCK
        )

    @cached_property
    def _items(self) -> dict[Function, list[Item]]:
        table: dict[Function, list[Item]] = {}
        for item in self.places.tests.items:
            table.setdefault((item.path, item.scope), []).append(item)
        return table

    def _holds(self, fixture: Fixture) -> bool:
        return (fixture.path, fixture.scope) in self._holders

    def _is_asked_for(self, function: Function, seen: set[Function]) -> bool:
        """A fixture asks, itself or through others, for one that holds a lock."""
        path, scope = function
        seen.add(function)
        unit = self.fixtures.units[path]
        for name in self.fixtures.requested(unit, scope):
            fixture = self.fixtures.requested_by(unit, scope, name)
            if fixture is None:
                continue
            other = (fixture.path, fixture.scope)
            if other in self._holders or (other not in seen and self._is_asked_for(other, seen)):
                return True
        return False
