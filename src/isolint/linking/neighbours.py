"""What runs around tests: their fixtures, set-up and tear-down methods, and hooks for each test."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from isolint.linking.calls import Function
from isolint.linking.items import Item
from isolint.linking.overriding import Overriding
from isolint.linking.places import Entry, Places
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.place import Frequency, Moment
from isolint.model.vocabulary import ProtectionWord

_CROWD = 20


class Neighbour(NamedTuple):
    """A function that runs before or after a test; `undoes`: after it."""

    function: Function
    frequency: Frequency
    undoes: bool


class AroundTests:
    """Answers for entry points: which tests have to do with them, and what else those run."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.fixtures = places.fixtures
        self.units = places.units
        self.hooks = places.fixtures.values.catalogue.hooks
        self._overrides = Overriding(places.fixtures.values)
        self._of: dict[str, tuple[Neighbour, ...]] = {}
        self._hooks_in: dict[tuple[str, int, str], tuple[Neighbour, ...]] = {}
        self._hooks_above: dict[str, tuple[Neighbour, ...]] = {}

    def process(self, path: str) -> str:
        """The folder whose tests share a process with those of a file; "" where no folder has its own."""
        return str(PurePosixPath(path).parent) if self.units[path].package else ""

    def is_for_all(self, entry: Entry) -> bool:
        """It is registered before each spec of its process, or is the test in which all of them run."""
        node = self.places.nodes.by_function.get((entry.path, entry.scope))
        if node is not None:
            is_outermost = node.home[1] == 0 and not node.word.container
            return is_outermost and entry.place.moment is Moment.SETUP
        unit = self.units[entry.path]
        return bool(unit.package) and any(
            word.form == "yields"
            for position in unit.steps_in.get(entry.scope, ())
            if unit.facts.steps[position].kind == StepKind.CALL
            for word in self._protections(unit, position)
        )

    def _protections(self, unit: Unit, position: int) -> tuple[ProtectionWord, ...]:
        step = unit.facts.steps[position]
        callee = self.fixtures.values.callee(unit, step.scope, step.subject)
        words = self.fixtures.values.catalogue.protections
        return words.get(callee.text, ()) if callee is not None else ()

    @cached_property
    def tests(self) -> dict[Function, list[Item]]:
        """The tests of each function that is one."""
        table: dict[Function, list[Item]] = {}
        for item in self.places.tests.items:
            table.setdefault((item.path, item.scope), []).append(item)
        return table

    @cached_property
    def runs(self) -> dict[Function, Entry]:
        """The functions that are tests, however the runner comes to know of them."""
        entries = (entry for entry in self.places.entries if entry.place.moment is Moment.TEST)
        return {(entry.path, entry.scope): entry for entry in entries}

    def of_test(self, function: Function) -> tuple[Neighbour, ...]:
        """All that runs around a function that is a test; the first of its tests speaks for it."""
        items = self.tests.get(function)
        return self.of(items[0]) if items else self.beside(self.runs[function])

    @cached_property
    def of_methods(self) -> dict[Function, list[Item]]:
        """The tests of each set-up or tear-down method."""
        table: dict[Function, list[Item]] = {}
        for item in self.places.tests.items:
            for neighbour in self._methods(item):
                table.setdefault(neighbour.function, []).append(item)
        return table

    def items(self, entry: Entry) -> list[Item]:
        """The tests that an entry point is, or that it is run for; the first speak for a crowd."""
        function = (entry.path, entry.scope)
        found = self.tests.get(function) or self.places.users.get(function) or self.of_methods.get(function)
        return (found or [])[:_CROWD]

    def beside(self, entry: Entry) -> tuple[Neighbour, ...]:
        """Set-ups and tear-downs that stand in a container around a function, or beside it there."""
        unit = self.units[entry.path]
        around, scope = {0}, unit.scopes[entry.scope].parent
        while scope != NONE:
            around.add(scope)
            scope = unit.scopes[scope].parent
        return tuple(
            Neighbour((other.path, other.scope), other.place.frequency, other.place.moment is Moment.TEARDOWN)
            for other in self._containers.get(str(PurePosixPath(entry.path).parent), ())
            if self.units[other.path].scopes[other.scope].parent
            in (around if other.path == entry.path else {0})
        )

    @cached_property
    def _containers(self) -> dict[str, list[Entry]]:
        """What is handed to the runner to be run around tests, by folder."""
        table: dict[str, list[Entry]] = {}
        for entry in self.places.entries:
            if entry.place.moment in (Moment.SETUP, Moment.TEARDOWN):
                table.setdefault(str(PurePosixPath(entry.path).parent), []).append(entry)
        return table

    def of(self, item: Item) -> tuple[Neighbour, ...]:
        """All that runs around a test."""
        if item.node not in self._of:
            own = (*self._fixtures(item), *self._methods(item))
            overriding = (more for one in own for more in self._overriding(item, one))
            self._of[item.node] = (*own, *overriding, *self._wrappers(item), *self._plugins(item))
        return self._of[item.node]

    def _fixtures(self, item: Item) -> Iterator[Neighbour]:
        for fixture in self.fixtures.used_by(item).values():
            yield Neighbour((fixture.path, fixture.scope), fixture.frequency, undoes=False)

    def _overriding(self, item: Item, neighbour: Neighbour) -> Iterator[Neighbour]:
        for function, is_late in self._overrides.of(item, neighbour.function):
            yield neighbour._replace(function=function, undoes=neighbour.undoes or is_late)

    def _wrappers(self, item: Item) -> Iterator[Neighbour]:
        """The functions that decorators of the project put in the place of a test, and that call it."""
        unit = self.units[item.path]
        record = unit.scopes[item.scope]
        for one in record.decorators:
            decorator = unit.callee(one) if unit.kinds[one] == ExprKind.CALL else one
            value = self.fixtures.values.value(unit, record.parent, decorator)
            if value is not None and value.form == "function":
                for index in self.units[value.path].children.get(value.scope, ()):
                    yield Neighbour((value.path, index), Frequency.TEST, undoes=False)

    def _methods(self, item: Item) -> Iterator[Neighbour]:
        """Those of the class, inherited ones too, and those of the module."""
        unit = self.units[item.owner_path]
        if item.owner != NONE:
            for path, cls in self.fixtures.values.ancestry(unit, item.owner):
                yield from self._named(self.units[path], cls, "type")
        yield from self._named(unit, 0, "module")

    def _named(self, unit: Unit, parent: int, within: str) -> tuple[Neighbour, ...]:
        key = (unit.path, parent, within)
        if key not in self._hooks_in:
            words = (
                (index, self.hooks.get(unit.scopes[index].name)) for index in unit.children.get(parent, ())
            )
            self._hooks_in[key] = tuple(
                Neighbour((unit.path, index), word.frequency, word.moment is Moment.TEARDOWN)
                for index, word in words
                if word is not None and word.within == within
            )
        return self._hooks_in[key]

    def _plugins(self, item: Item) -> tuple[Neighbour, ...]:
        """Hooks that a conftest above the test has for each of its tests."""
        path = item.owner_path
        if path not in self._hooks_above:
            folders = map(str, PurePosixPath(path).parents)
            self._hooks_above[path] = tuple(
                one for folder in folders for one in self._hooks_of.get(folder, ())
            )
        return self._hooks_above[path]

    @cached_property
    def _hooks_of(self) -> dict[str, tuple[Neighbour, ...]]:
        """Hooks that run for each test, by the folder of the conftest that has them."""
        table: dict[str, tuple[Neighbour, ...]] = {}
        for path, unit in self.units.items():
            if PurePosixPath(path).name == "conftest.py":
                names = (
                    (index, self.hooks.get(unit.scopes[index].name)) for index in unit.children.get(0, ())
                )
                table[str(PurePosixPath(path).parent)] = tuple(
                    Neighbour((path, index), word.frequency, undoes=True)
                    for index, word in names
                    if word is not None and word.within == "plugin" and word.frequency is Frequency.TEST
                )
        return table
