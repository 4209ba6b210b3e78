"""Which tests work in a directory, or on a file system, of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from isolint.linking.fixtures import Fixtures
from isolint.linking.items import Item
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ScopeKind, StepKind
from isolint.model.place import Moment

Function = tuple[str, int]
"""A function's path and scope."""

_CROWD = 50
_ENTERED = frozenset({"__init__", "__enter__", "__aenter__"})


class Isolation:
    """Which tests work in a directory of their own: a fixture of theirs moves them there."""

    def __init__(self, fixtures: Fixtures) -> None:
        self.fixtures = fixtures
        self._moving = {
            chain.rpartition(".")[2]
            for chain, words in fixtures.values.catalogue.protections.items()
            if any(word.form == "directory" for word in words)
        }
        self._moves: dict[Function, bool] = {}
        self._may_move: dict[Function, bool] = {}
        self._set_ups: dict[Function, tuple[Function, ...]] = {}
        self._mentioned = self._names_of_movers() | self._moving

    def are_isolated(self, items: list[Item], answer: Callable[[Item], bool]) -> bool:
        """All of some tests; the first few speak for a crowd."""
        return bool(items) and all(answer(item) for item in items[:_CROWD])

    def is_faked(self, item: Item) -> bool:
        """It works on a file system that is none: it, or a fixture of it, asks for one."""
        if self._asks_for_fake(self.fixtures.units[item.path], item.scope):
            return True
        used = self.fixtures.used_by(item).values()
        return any(self._asks_for_fake(self.fixtures.units[one.path], one.scope) for one in used)

    def is_isolated(self, item: Item) -> bool:
        """Its working directory is its own, or may be: a fixture that is not seen may move it."""
        used = [(one.path, one.scope) for one in self.fixtures.used_by(item).values()]
        set_ups = self._set_ups_of(item.owner_path, item.owner) if item.owner != NONE else ()
        return any(
            self._moves_or_may(path, scope) for path, scope in ((item.path, item.scope), *used, *set_ups)
        )

    def _moves_or_may(self, path: str, scope: int) -> bool:
        key = (path, scope)
        if key not in self._may_move:
            unit = self.fixtures.units[path]
            self._may_move[key] = (
                self.moves(path, scope)
                or self._asks_to_move(unit, scope)
                or self.fixtures.requests_unseen(unit, scope)
            )
        return self._may_move[key]

    def moves(self, path: str, scope: int) -> bool:
        """A function changes into another directory, itself or through those that it calls."""
        key = (path, scope)
        if key not in self._moves:
            self._moves[key] = False
            unit = self.fixtures.units[path]
            self._moves[key] = not self._mentioned.isdisjoint(unit.vocabulary) and any(
                self._is_move(unit, scope, unit.facts.steps[at].subject)
                for at in unit.steps_in.get(scope, ())
                if unit.facts.steps[at].kind == StepKind.CALL
            )
        return self._moves[key]

    def _is_move(self, unit: Unit, scope: int, call: int) -> bool:
        name = unit.texts[unit.callee(call)]
        if name not in self._mentioned:
            return False
        if self._is_handed_fixture(unit, scope, call):
            return True
        callee = self.fixtures.values.callee(unit, scope, call)
        if callee is None:
            return False
        if callee.form == "function":
            return self.moves(callee.path, callee.scope)
        if callee.form == "type":
            other = self.fixtures.units[callee.path]
            children = other.children.get(callee.scope, ())
            entered = (index for index in children if other.scopes[index].name in _ENTERED)
            return any(self.moves(callee.path, index) for index in entered)
        words = self.fixtures.values.catalogue.protections.get(callee.text, ())
        return any(word.form == "directory" for word in words)

    def _is_handed_fixture(self, unit: Unit, scope: int, call: int) -> bool:
        """A helper has a parameter of that name, and does with it what can be done with the fixture."""
        owner, _, method = unit.dotted(unit.callee(call)).partition(".")
        is_parameter = any(one.name == owner for one in unit.scopes[scope].parameters)
        words = self.fixtures.values.catalogue.protections.get(f"fixture:{owner}.{method}", ())
        return is_parameter and any(word.form == "directory" for word in words)

    def _names_of_movers(self) -> frozenset[str]:
        """What functions that change the directory may be called by."""
        found: set[str] = set()
        for unit in self.fixtures.units.values():
            if self._moving.isdisjoint(unit.vocabulary):
                continue
            for position in unit.calls.of_any(self._moving):
                scope = unit.scopes[unit.facts.steps[position].scope]
                is_entered = scope.kind == ScopeKind.FUNCTION and scope.name in _ENTERED
                found.add(unit.scopes[scope.parent].name if is_entered else scope.name)
        return frozenset(found)

    def _set_ups_of(self, path: str, cls: int) -> tuple[Function, ...]:
        """The set-up methods of a class, and those that it inherits."""
        key = (path, cls)
        if key not in self._set_ups:
            self._set_ups[key] = tuple(self._inherited(path, cls))
        return self._set_ups[key]

    def _inherited(self, owner_path: str, owner: int) -> Iterator[Function]:
        values = self.fixtures.values
        for path, cls in values.ancestry(self.fixtures.units[owner_path], owner):
            unit = self.fixtures.units[path]
            for index in unit.children.get(cls, ()):
                word = values.catalogue.hooks.get(unit.scopes[index].name)
                if word is not None and word.within == "type" and word.moment is Moment.SETUP:
                    yield path, index

    def _asks_to_move(self, unit: Unit, scope: int) -> bool:
        words = self.fixtures.values.catalogue.fixtures
        names = (parameter.name for parameter in unit.scopes[scope].parameters)
        return any(name in words and words[name].moves for name in names)

    def _asks_for_fake(self, unit: Unit, scope: int) -> bool:
        words = self.fixtures.values.catalogue.fixtures
        names = (parameter.name for parameter in unit.scopes[scope].parameters)
        return any(name in words and words[name].isolates for name in names)
