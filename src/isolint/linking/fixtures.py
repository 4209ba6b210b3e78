"""The fixture graph: which fixtures exist, who overrides whom, and which tests use them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from isolint.linking.conftests import conftests_above
from isolint.linking.items import Item
from isolint.linking.symbols import Symbol
from isolint.linking.tests import Tests
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, ScopeKind, StepKind
from isolint.model.place import Frequency

FREQUENCIES = {
    "session": Frequency.RUN,
    "package": Frequency.PACKAGE,
    "module": Frequency.MODULE,
    "class": Frequency.CLASS,
    "function": Frequency.TEST,
}
_DECORATORS = frozenset({"pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture", "anyio.fixture"})


class Fixture(NamedTuple):
    """A fixture function. `owner` is the class it is defined in, NONE for a module's.

    `params` is the expression of its `params=`, `ids` that of `ids=`, NONE where absent.
    """

    path: str
    scope: int
    name: str
    frequency: Frequency
    autouse: bool
    owner: int
    params: int
    ids: int


class Fixtures:
    """All fixtures of the project, with the lookup that the runner would do."""

    def __init__(self, values: Values, tests: Tests) -> None:
        self.values = values
        self.tests = tests
        self.units = values.symbols.units
        self.by_function: dict[tuple[str, int], Fixture] = {}
        self._in_scope: dict[tuple[str, int], dict[str, Fixture]] = {}
        for unit in () if tests.layout.runner.knows_cases_only else self.units.values():
            for fixture in self._defined(unit):
                self.by_function[fixture.path, fixture.scope] = fixture
                self._in_scope.setdefault((fixture.path, fixture.owner), {})[fixture.name] = fixture
        self.plugins = self._plugin_paths()
        self._closures: dict[tuple[str, int, frozenset[str]], dict[str, Fixture]] = {}
        self._used: dict[str, dict[str, Fixture]] = {}
        self._automatic: dict[tuple[str, int], list[str]] = {}
        self._visible: dict[tuple[str, int], tuple[dict[str, Fixture], ...]] = {}
        values.fixture_value = self.parameter_value

    def _defined(self, unit: Unit) -> Iterator[Fixture]:
        for index, scope in enumerate(unit.scopes):
            if scope.kind != ScopeKind.FUNCTION:
                continue
            for decorator in scope.decorators:
                if self._is_fixture(unit, scope.parent, decorator):
                    yield self._fixture(unit, index, decorator)
                    break

    def _is_fixture(self, unit: Unit, scope: int, decorator: int) -> bool:
        is_call = unit.kinds[decorator] == ExprKind.CALL
        name = unit.parts(decorator)[0] if is_call else decorator
        dotted = unit.dotted(name)
        if not dotted or (not dotted.endswith("fixture") and "." in dotted):
            return False
        value = self.values.value(unit, scope, name)
        return value is not None and value.form == "chain" and value.text in _DECORATORS

    def _fixture(self, unit: Unit, index: int, decorator: int) -> Fixture:
        scope = unit.scopes[index]
        given = keywords(unit, decorator)
        name = given.get("name", NONE)
        is_method = unit.scopes[scope.parent].kind == ScopeKind.TYPE
        return Fixture(
            path=unit.path,
            scope=index,
            name=unit.texts[name] if name != NONE else scope.name,
            frequency=self._frequency(unit, scope.parent, decorator, given),
            autouse=unit.texts[given["autouse"]] == "True" if "autouse" in given else False,
            owner=scope.parent if is_method else NONE,
            params=given.get("params", NONE),
            ids=given.get("ids", NONE),
        )

    def _frequency(self, unit: Unit, scope: int, decorator: int, given: dict[str, int]) -> Frequency:
        expression = given.get("scope", NONE)
        if expression == NONE and unit.kinds[decorator] == ExprKind.CALL:
            first = unit.parts(decorator)[1:2]
            if first and unit.kinds[first[0]] == ExprKind.STRING:
                expression = first[0]
        if expression == NONE:
            return Frequency.TEST
        if unit.kinds[expression] == ExprKind.STRING:
            return FREQUENCIES.get(unit.texts[expression], Frequency.TEST)
        return self._dynamic(unit, scope, expression)

    def _dynamic(self, unit: Unit, scope: int, expression: int) -> Frequency:
        """A scope computed by a function or held in a variable: the widest it can be."""
        value = self.values.value(unit, scope, expression)
        texts: set[str] = set()
        if value is not None and value.form == "function":
            other = self.units[value.path]
            for position in other.steps_in.get(value.scope, ()):
                step = other.facts.steps[position]
                if step.kind == StepKind.RETURN and step.value != NONE:
                    texts.add(other.texts[step.value])
        symbol = self.values.symbols.lookup(unit, scope, unit.dotted(expression) or "-")
        if symbol is not None and symbol.form == "variable":
            other = self.units[symbol.path]
            for position in other.bindings[symbol.scope][symbol.name].steps:
                texts.add(other.texts[other.facts.steps[position].value])
        return next((one for text, one in FREQUENCIES.items() if text in texts), Frequency.TEST)

    def _plugin_paths(self) -> tuple[str, ...]:
        """Modules named in a `pytest_plugins` variable, or to the runner: visible to every test."""
        named = (self.values.symbols.module(name, "") for name in self.tests.layout.plugins)
        paths = [path for path in named if path is not None]
        for unit in self.units.values():
            binding = unit.bindings[0].get("pytest_plugins")
            for position in binding.steps if binding else ():
                value = unit.facts.steps[position].value
                parts = unit.parts(value) if unit.kinds[value] != ExprKind.STRING else [value]
                for part in parts:
                    path = self.values.symbols.module(unit.texts[part], unit.path)
                    if path is not None:
                        paths.append(path)
        return tuple(paths)

    def layers(self, path: str, owner: int) -> tuple[dict[str, Fixture], ...]:
        """Fixtures seen from a class or module, by name, the nearest layer first."""
        key = (path, owner)
        if key not in self._visible:
            self._visible[key] = tuple(self._layers(path, owner))
        return self._visible[key]

    def _layers(self, path: str, owner: int) -> Iterator[dict[str, Fixture]]:
        unit = self.units[path]
        while owner != NONE and unit.scopes[owner].kind == ScopeKind.TYPE:
            for other, cls in self.values.ancestry(unit, owner):
                yield self._in_scope.get((other, cls), {})
            owner = unit.scopes[owner].parent
        yield self._of_module(path)
        for conftest in conftests_above(path):
            if conftest in self.units and conftest != path:
                yield self._of_module(conftest)
        for plugin in self.plugins:
            yield self._of_module(plugin)

    def _of_module(self, path: str) -> dict[str, Fixture]:
        """Fixtures a module defines, and those it imports by name or by star."""
        key = (path, -2)
        if key not in self._in_scope:
            found = dict(self._imported(self.units[path]))
            found.update(self._in_scope.get((path, NONE), {}))
            self._in_scope[key] = found
        return self._in_scope[key]

    def _imported(self, unit: Unit) -> Iterator[tuple[str, Fixture]]:
        for record in unit.facts.imports:
            if record.scope != 0:
                continue
            if record.member == "*":
                for path in self.values.symbols.imported_paths(unit):
                    yield from self._in_scope.get((path, NONE), {}).items()
            elif record.member:
                symbol = self.values.symbols.lookup(unit, 0, record.alias)
                fixture = self.of_symbol(symbol)
                if fixture is not None:
                    yield fixture.name, fixture

    def of_symbol(self, symbol: Symbol | None) -> Fixture | None:
        if symbol is None or symbol.form != "definition":
            return None
        return self.by_function.get((symbol.path, symbol.scope))

    def lookup(self, path: str, owner: int, name: str, requester: int = NONE) -> Fixture | None:
        """The fixture a request means; a fixture that asks for its own name gets the next one."""
        for layer in self.layers(path, owner):
            found = layer.get(name)
            if found is not None and (found.path, found.scope) != (path, requester):
                return found
        return None

    def requested(self, unit: Unit, scope: int) -> Iterator[str]:
        """The fixture names that a function asks for: by parameter or at run time."""
        for parameter in unit.scopes[scope].parameters:
            if parameter.default == NONE and not parameter.form.startswith("*a"):
                yield parameter.name
        asks_later = "getfixturevalue" in unit.vocabulary
        for position in unit.steps_in.get(scope, ()) if asks_later else ():
            step = unit.facts.steps[position]
            if step.kind != StepKind.CALL:
                continue
            callee, *arguments = unit.parts(step.subject)
            is_request = unit.texts[callee] == "getfixturevalue" and bool(arguments)
            if is_request and unit.kinds[arguments[0]] == ExprKind.STRING:
                yield unit.texts[arguments[0]]

    def requests_unseen(self, unit: Unit, scope: int) -> bool:
        """The function asks at run time for a fixture whose name is not written there."""
        if "getfixturevalue" not in unit.vocabulary:
            return False
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind == StepKind.CALL:
                callee, *arguments = unit.parts(step.subject)
                if unit.texts[callee] == "getfixturevalue" and arguments:
                    return unit.kinds[arguments[0]] != ExprKind.STRING
        return False

    def parameter_value(self, unit: Unit, scope: int, name: str) -> Value | None:
        """What a parameter of a test, fixture or hook holds."""
        if not self.takes_fixtures(unit.path, scope):
            is_hook = unit.scopes[scope].name in self.values.catalogue.hooks
            known = self.values.catalogue.types.get(f"hook:{name}") if is_hook else None
            return Value("chain", known) if known else None
        fixture = self.requested_by(unit, scope, name)
        if fixture is not None:
            return self.values.returned(Value("function", "", fixture.path, fixture.scope))
        word = self.values.catalogue.fixtures.get(name)
        if word is None:
            return None
        return Value("chain", word.returns or f"fixture:{name}")

    def requested_by(self, unit: Unit, scope: int, name: str) -> Fixture | None:
        """The fixture behind a parameter of a test or fixture."""
        requester = scope if (unit.path, scope) in self.by_function else NONE
        return self.lookup(unit.path, self._owner(unit, scope), name, requester)

    def takes_fixtures(self, path: str, scope: int) -> bool:
        return (path, scope) in self.by_function or self.tests.is_item(path, scope)

    def _owner(self, unit: Unit, scope: int) -> int:
        parent = unit.scopes[scope].parent
        return parent if unit.scopes[parent].kind == ScopeKind.TYPE else NONE

    def used_by(self, item: Item) -> Mapping[str, Fixture]:
        """All fixtures that a test sets up, directly or through others, by name."""
        known = self._used.get(item.node)
        if known is None:
            wanted = {*self.requested(self.units[item.path], item.scope), *item.fixtures}
            key = (item.owner_path, item.owner, frozenset(wanted))
            if key not in self._closures:
                self._closures[key] = self._closure(*key)
            known = self._used[item.node] = self._closures[key]
        return known

    def _closure(self, path: str, owner: int, names: frozenset[str]) -> dict[str, Fixture]:
        """Fixtures with those they ask for, as seen from a class or module, by name."""
        wanted = [*sorted(names), *self._autouse(path, owner)]
        found: dict[str, Fixture] = {}
        while wanted:
            name = wanted.pop()
            fixture = None if name in found else self.lookup(path, owner, name)
            while fixture is not None:
                found.setdefault(name, fixture)
                asks = list(self.requested(self.units[fixture.path], fixture.scope))
                wanted += [ask for ask in asks if ask != name]
                overrides = name in asks
                fixture = self._overridden(fixture) if overrides else None
                name = f"{name}^"
        return found

    def _autouse(self, path: str, owner: int) -> list[str]:
        """The names of the fixtures that a class or module uses without asking."""
        key = (path, owner)
        if key not in self._automatic:
            layers = self.layers(path, owner)
            self._automatic[key] = [
                name for layer in layers for name, fixture in layer.items() if fixture.autouse
            ]
        return self._automatic[key]

    def _overridden(self, fixture: Fixture) -> Fixture | None:
        return self.lookup(fixture.path, fixture.owner, fixture.name, fixture.scope)


def keywords(unit: Unit, call: int) -> dict[str, int]:
    """The keyword arguments of a CALL expression; none for anything else."""
    if unit.kinds[call] != ExprKind.CALL:
        return {}
    return {
        unit.texts[part]: unit.parts(part)[0]
        for part in unit.parts(call)[1:]
        if unit.kinds[part] == ExprKind.KEYWORD
    }
