"""Which functions can ask the runner for one more fixture of a test's own, and still work."""

from __future__ import annotations

from functools import cached_property

from isolint.linking.callindex import CallIndex
from isolint.linking.fixtures import Fixtures
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind
from isolint.model.place import Frequency

_FIXTURES = ("pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture", "anyio.fixture")
_REST = "**kwargs"


class Requesting:
    """A test or a fixture that runs for one test, whose arguments come from the runner alone."""

    def __init__(self, fixtures: Fixtures, index: CallIndex) -> None:
        self.fixtures = fixtures
        self.values = fixtures.values
        self.index = index

    def can_ask(self, unit: Unit, scope: int, name: str) -> bool:
        """Is it given the library's own fixture of a name, or would be if it asked for it?"""
        record = unit.scopes[scope]
        if record.kind != ScopeKind.FUNCTION or not self._runs_for_one_test(unit, scope):
            return False
        if not self._is_the_same(unit, scope, name):
            return False
        asked = next((one for one in record.parameters if one.name == name), None)
        if asked is not None:
            return asked.default == NONE
        return self._is_passed_on(unit, scope) and not self._is_called(unit, scope)

    def _runs_for_one_test(self, unit: Unit, scope: int) -> bool:
        fixture = self.fixtures.by_function.get((unit.path, scope))
        if fixture is not None:
            return fixture.frequency is Frequency.TEST
        is_item = self.fixtures.tests.is_item(unit.path, scope)
        return is_item and (unit.path, scope) not in self._of_unittest

    @cached_property
    def _of_unittest(self) -> frozenset[tuple[str, int]]:
        """The functions that a class of unittest runs, among others perhaps."""
        tests = self.fixtures.tests
        return frozenset(
            (item.path, item.scope)
            for item in tests.items
            if (item.owner_path, item.owner) in tests.unittest_types
        )

    def _is_the_same(self, unit: Unit, scope: int, name: str) -> bool:
        """What the project has by that name, if anything, only adds to what it asks for by the same."""
        fixture = self.fixtures.requested_by(unit, scope, name)
        if fixture is None:
            return True
        asks = self.fixtures.requested(self.fixtures.units[fixture.path], fixture.scope)
        return fixture.frequency is Frequency.TEST and name in asks

    def _is_called(self, unit: Unit, scope: int) -> bool:
        """Code of the project calls a test by its name, with the arguments that it has now."""
        is_fixture = (unit.path, scope) in self.fixtures.by_function
        return not is_fixture and bool(self.index.named(unit.scopes[scope].name))

    def _is_passed_on(self, unit: Unit, scope: int) -> bool:
        """All that decorates it is known to call it with what the runner gives."""
        record = unit.scopes[scope]
        return all(self._passes(unit, record.parent, one) for one in record.decorators)

    def _passes(self, unit: Unit, scope: int, decorator: int) -> bool:
        value = self.values.value(unit, scope, decorator)
        if value is None and unit.kinds[decorator] == ExprKind.CALL:
            value = self.values.value(unit, scope, unit.callee(decorator))
        if value is None:
            return False
        if value.form == "function":
            return self._wraps(self.values.symbols.units[value.path], value.scope)
        chain = value.text.partition("()")[0]
        return chain in _FIXTURES or any(
            word.form == "passing" and (chain == known or chain.startswith(f"{known}."))
            for known, word in self.values.catalogue.decorators.items()
        )

    def _wraps(self, unit: Unit, scope: int) -> bool:
        """A decorator of the project whose inner function takes anything, and looks like the outer one."""
        return any(
            self._wraps(unit, child)
            or (
                any(parameter.form == _REST for parameter in unit.scopes[child].parameters)
                and any("wraps" in unit.texts_under(one) for one in unit.scopes[child].decorators)
            )
            for child in unit.children.get(scope, ())
            if unit.scopes[child].kind == ScopeKind.FUNCTION
        )
