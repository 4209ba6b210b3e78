"""Which tests several threads run at once, each of them against itself."""

from __future__ import annotations

from functools import cached_property

from isolint.linking.alone import Alone, Cause
from isolint.linking.calls import Function
from isolint.linking.fixtures import Fixtures
from isolint.linking.items import Item
from isolint.linking.threadmarks import ThreadMarks
from isolint.model.project import ThreadRun

_RUNNER = "run-parallel"
"""Under this name the catalogue lists the fixtures of the runner itself."""


class Threaded:
    """Goes through the tests of a suite that is run in threads."""

    def __init__(self, fixtures: Fixtures, run: ThreadRun) -> None:
        self.fixtures = fixtures
        self.units = fixtures.units
        self.tests = fixtures.tests
        self.catalogue = fixtures.values.catalogue
        self.alone = Alone(fixtures, run)
        self.marks = ThreadMarks(fixtures.tests)

    @cached_property
    def items(self) -> dict[Function, list[Item]]:
        """The tests that threads share, by their functions."""
        found: dict[Function, list[Item]] = {}
        for item in self.tests.items:
            if self._may_share(item) and self.alone.cause(item) is None:
                found.setdefault((item.path, item.scope), []).append(item)
        return found

    @cached_property
    def kept(self) -> tuple[tuple[Item, Cause], ...]:
        """The tests that the runner keeps to one thread for what it sees in them."""
        candidates = ((item, self.alone.cause(item)) for item in self.tests.items if self._may_share(item))
        return tuple((item, cause) for item, cause in candidates if cause is not None)

    def _may_share(self, item: Item) -> bool:
        scope = self.units[item.path].scopes[item.scope]
        # What a coroutine function returns, no thread ever awaits.
        return not scope.is_async and not self._is_marked(item) and not self._knows(item)

    def _is_marked(self, item: Item) -> bool:
        for mark in self.marks.of(item):
            forms = {word.form for word in self.catalogue.threads.get(mark.chain, ())}
            if "mark" in forms or ("count" in forms and not mark.argument.isdigit()):
                return True
            if "count" in forms and int(mark.argument) <= 1:
                return True
            if mark.chain == "pytest.mark.skip":
                return True
        return False

    def _knows(self, item: Item) -> bool:
        """It asks for something that only a test made for threads can want."""
        words = (self.catalogue.fixtures.get(name) for name in self.alone.names(item))
        return any(word is not None and word.plugin == _RUNNER for word in words)
