"""Tests that change the value of a fixture which they share with other tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import PurePosixPath

from isolint.linking.calls import Function
from isolint.linking.fixtures import Fixture
from isolint.linking.handling import REMOVING, Handled, Handling
from isolint.linking.items import Item
from isolint.linking.places import Places
from isolint.linking.sharedvalues import SharedValue, SharedValues
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind
from isolint.model.place import Frequency
from isolint.model.sharing import SpoiledValue


class Spoiling:
    """All functions that get such a value: tests, and the fixtures that run for each of them."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.fixtures = places.fixtures
        self.units = places.units
        self.shared = SharedValues(places.fixtures)
        self._asked_by: dict[Function, list[tuple[SharedValue, Handling]]] = {}

    def spoiled(self) -> tuple[SpoiledValue, ...]:
        """One for each test and value, where somebody else is seen to read what is changed."""
        found = (one for value, takers in self._takers.items() for one in self._of_value(value, takers))
        return tuple(sorted(found, key=lambda one: one.site))

    @cached_property
    def _takers(self) -> dict[SharedValue, dict[Function, tuple[Item, Handling]]]:
        """The functions that ask for each value, with the first test that they run for."""
        table: dict[SharedValue, dict[Function, tuple[Item, Handling]]] = {}
        for item in self.places.tests.items:
            functions = [(item.path, item.scope)]
            functions += [
                (one.path, one.scope)
                for one in self.fixtures.used_by(item).values()
                if one.frequency is Frequency.TEST
            ]
            for function in functions:
                for value, handling in self._asked(function):
                    table.setdefault(value, {}).setdefault(function, (item, handling))
        return table

    def _asked(self, function: Function) -> list[tuple[SharedValue, Handling]]:
        """The values that a function gets by its parameters, with what it does to them."""
        if function not in self._asked_by:
            unit = self.units[function[0]]
            found: list[tuple[SharedValue, Handling]] = []
            for parameter in unit.scopes[function[1]].parameters if not unit.package else ():
                fixture = self.fixtures.requested_by(unit, function[1], parameter.name)
                value = self.shared.of(fixture) if fixture is not None else None
                if value is not None:
                    args = (self.shared, unit, function[1], parameter.name, value.made)
                    found.append((value, Handling(*args)))
            self._asked_by[function] = found
        return self._asked_by[function]

    def _of_value(
        self, value: SharedValue, takers: dict[Function, tuple[Item, Handling]]
    ) -> Iterator[SpoiledValue]:
        resetting = {
            function
            for function, (_, handling) in takers.items()
            if function in self.fixtures.by_function and any(one.changes for one in handling.all)
        }
        for function, (item, handling) in takers.items():
            if function in self.fixtures.by_function or self._is_reset(item, resetting):
                continue
            changes = self._changes(handling)
            if not changes:
                continue
            for change in changes:
                reader = self._reader(value, change, (function, item, handling), takers)
                if reader is not None:
                    yield self._spoiled(value, item, handling, change, reader, changes)
                    break

    def _is_reset(self, item: Item, resetting: Iterable[Function]) -> bool:
        """A fixture of the test changes the value as well: sets it up for each test, as a rule."""
        used = {(one.path, one.scope) for one in self.fixtures.used_by(item).values()}
        return not used.isdisjoint(resetting)

    def _changes(self, handling: Handling) -> list[Handled]:
        """What a test changes for good: none where it is seen to put anything back."""
        unit = handling.unit
        if handling.rebound or handling.name in self.places.fakes.patched_in(unit, handling.scope):
            return []
        changes = [one for one in handling.all if one.changes and not self._is_refused(unit, one)]
        is_final = any(
            above.kind == BlockKind.FINALLY for one in changes for above in unit.blocks_above(one.step.block)
        )
        if is_final or _puts_back(unit, changes):
            return []
        resets = [one for one in changes if self._is_as_made(handling, one)]
        return [
            one
            for one in changes
            if one not in resets
            and not any(_meet(one, other) and one.step.start < other.step.start for other in resets)
        ]

    def _is_as_made(self, handling: Handling, change: Handled) -> bool:
        """An attribute is given the constant that the object starts with: the test sets it up for itself."""
        made = handling.made_at(change.trail[:-1]) if change.trail else None
        if made is None or change.step.kind != StepKind.ASSIGN:
            return False
        return self.shared.starts_with(made, change.trail[-1][1:], handling.unit, change.step.value)

    def _is_refused(self, unit: Unit, change: Handled) -> bool:
        return any(
            block.kind == BlockKind.WITHIN
            and block.condition != NONE
            and self.places.fakes.is_protected(unit, block, "fails")
            for block in unit.blocks_above(change.step.block)
        )

    def _reader(
        self,
        value: SharedValue,
        change: Handled,
        changer: tuple[Function, Item, Handling],
        takers: dict[Function, tuple[Item, Handling]],
    ) -> tuple[Item, Function, Handled] | None:
        """Another test, or the same with other parameters, that finds what the change has left."""
        for function, (item, handling) in takers.items():
            is_same = function == changer[0]
            if is_same and not (item.repeated and change.grows and not self._is_in_order(item, item)):
                continue
            if not is_same and not self._may_meet(value.fixture, changer[1], item):
                continue
            for one in self._finds(handling):
                if self._is_felt(handling, change, one):
                    return item, function, one
        return None

    def _may_meet(self, fixture: Fixture, one: Item, other: Item) -> bool:
        """They get the same object, and which of them is first is for the distribution to say."""
        if fixture.frequency is Frequency.CLASS:
            is_near = (one.owner_path, one.owner) == (other.owner_path, other.owner) and one.owner != NONE
        elif fixture.frequency is Frequency.MODULE:
            is_near = one.owner_path == other.owner_path
        elif fixture.frequency is Frequency.PACKAGE:
            is_near = PurePosixPath(one.owner_path).parent == PurePosixPath(other.owner_path).parent
        else:
            is_near = True
        return is_near and not self._is_in_order(one, other)

    def _is_in_order(self, one: Item, other: Item) -> bool:
        """The runner moves both as a whole: what the one leaves, the other always finds."""
        scheduling = self.places.tests.scheduling
        is_whole = scheduling.whole_of(one) == scheduling.whole_of(other)
        return is_whole and scheduling.keeps_together(one)

    def _finds(self, handling: Handling) -> Iterator[Handled]:
        """What a function reads before it has set it itself."""
        set_here = [one for one in handling.all if one.changes and not one.grows]
        for one in handling.all:
            is_set = any(
                other.step.start < one.step.start and one.trail[: len(other.trail)] == other.trail
                for other in set_here
            )
            if not one.changes and not is_set:
                yield one

    def _is_felt(self, handling: Handling, change: Handled, read: Handled) -> bool:
        mine, theirs = change.trail, read.trail
        if theirs and theirs[-1].startswith("()"):
            owner = theirs[:-1]
            is_inside = mine[: len(owner)] == owner and len(mine) > len(owner)
            made = handling.made_at(owner)
            name = mine[len(owner)] if is_inside else ""
            return made is not None and bool(name) and self.shared.reads(made, theirs[-1][2:], name[1:])
        if theirs == mine[: len(theirs)]:
            made = handling.made_at(theirs)
            return theirs == mine or (made is not None and made.form != "object")
        return mine == theirs[: len(mine)] and not change.grows

    def _spoiled(
        self,
        value: SharedValue,
        item: Item,
        handling: Handling,
        change: Handled,
        reader: tuple[Item, Function, Handled],
        changes: list[Handled],
    ) -> SpoiledValue:
        unit, fixture = handling.unit, value.fixture
        other = self.units[reader[1][0]]
        return SpoiledValue(
            site=unit.site(change.expression),
            value=_spoken(handling.name, change),
            owner=self._owner((item.path, item.scope)),
            fixture=self._owner((fixture.path, fixture.scope)),
            made=self.units[fixture.path].name_site(fixture.scope),
            reader=self._owner(reader[1]),
            read=other.site(reader[2].expression),
            also=tuple(unit.site(one.expression) for one in changes if one is not change)[:2],
        )

    def _owner(self, function: Function) -> str:
        return self._owners[function]

    @cached_property
    def _owners(self) -> dict[Function, str]:
        return {(entry.path, entry.scope): entry.place.owner for entry in self.places.entries}


def _spoken(name: str, change: Handled) -> str:
    return name + "".join(leg for leg in change.trail if leg != "[]")


def _puts_back(unit: Unit, changes: list[Handled]) -> bool:
    """A later change takes away what an earlier one has put there, or stores what a name has kept."""
    for number, later in enumerate(changes):
        earlier = [one for one in changes[:number] if _meet(one, later)]
        if not earlier:
            continue
        step = later.step
        is_kept = (
            step.kind == StepKind.ASSIGN
            and step.value != NONE
            and unit.kinds[step.value] in (ExprKind.NAME, ExprKind.INDEX, ExprKind.ATTRIBUTE)
        )
        if is_kept or later.how in REMOVING:
            return True
    return False


def _meet(one: Handled, other: Handled) -> bool:
    shorter = min(len(one.trail), len(other.trail))
    return one.trail[:shorter] == other.trail[:shorter]
