"""Which tests work in a directory, or on a file system, of their own."""

from __future__ import annotations

from collections.abc import Callable

from isolint.linking.fixtures import Fixtures
from isolint.linking.tests import Item
from isolint.linking.unit import Unit
from isolint.model.facts import StepKind

_CROWD = 50


class Isolation:
    """Which tests work in a directory of their own: a fixture of theirs moves them there."""

    def __init__(self, fixtures: Fixtures) -> None:
        self.fixtures = fixtures
        self._moving = {
            chain.rpartition(".")[2]
            for chain, words in fixtures.values.catalogue.protections.items()
            if any(word.form == "directory" for word in words)
        }
        self._moves: dict[tuple[str, int], bool] = {}

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
        return any(
            self.moves(path, scope) or self.fixtures.requests_unseen(self.fixtures.units[path], scope)
            for path, scope in ((item.path, item.scope), *used)
        )

    def _asks_for_fake(self, unit: Unit, scope: int) -> bool:
        words = self.fixtures.values.catalogue.fixtures
        names = (parameter.name for parameter in unit.scopes[scope].parameters)
        return any(name in words and words[name].isolates for name in names)

    def moves(self, path: str, scope: int) -> bool:
        """A fixture that changes into another directory, or fakes the file system."""
        key = (path, scope)
        if key not in self._moves:
            unit = self.fixtures.units[path]
            self._moves[key] = any(
                self._is_move(unit, scope, unit.facts.steps[at].subject)
                for at in unit.steps_in.get(scope, ())
                if unit.facts.steps[at].kind == StepKind.CALL
            )
        return self._moves[key]

    def _is_move(self, unit: Unit, scope: int, call: int) -> bool:
        if unit.texts[unit.callee(call)] not in self._moving:
            return False
        callee = self.fixtures.values.callee(unit, scope, call)
        if callee is None or callee.form != "chain":
            return False
        words = self.fixtures.values.catalogue.protections.get(callee.text, ())
        return any(word.form == "directory" for word in words)
