"""Values that outlive a test: what module, class and session fixtures are seen to give.

Only what is sure to be changed by its methods counts: a container that is made in sight, and an
object of a class of the project itself.
"""

from __future__ import annotations

from typing import NamedTuple

from isolint.linking.fixtures import Fixture, Fixtures
from isolint.linking.symbols import Symbol
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind

_LITERALS = {
    ExprKind.LIST: "list",
    ExprKind.MAP: "map",
    ExprKind.SET: "set",
}
_CONSTRUCTORS = {
    "list": "list", "dict": "map", "set": "set", "bytearray": "list", "collections.deque": "list",
    "collections.defaultdict": "map", "collections.OrderedDict": "map", "collections.Counter": "map",
    "sorted": "list",
}  # fmt: skip
_CONSTANTS = frozenset({ExprKind.STRING, ExprKind.NUMBER, ExprKind.SINGLETON})
_DEPTH = 4


class Made(NamedTuple):
    """`form`: "list", "map", "set", "object", or the chain of an outside type; `at` makes the value."""

    form: str
    path: str
    at: int


class SharedValue(NamedTuple):
    """A fixture that outlives a test, and what it gives."""

    fixture: Fixture
    made: Made


class SharedValues:
    """Answers for fixtures, and for those that only hand on what another one gives."""

    def __init__(self, fixtures: Fixtures) -> None:
        self.fixtures = fixtures
        self.values = fixtures.values
        self.units = fixtures.units
        self._changing = {
            chain.rpartition(".")[0]
            for chain, words in self.values.catalogue.protections.items()
            if "()." in chain and any(word.form == "changes" for word in words)
        }
        self._known: dict[tuple[str, int], SharedValue | None] = {}

    def of(self, fixture: Fixture) -> SharedValue | None:
        key = (fixture.path, fixture.scope)
        if key not in self._known:
            self._known[key] = None  # one that asks for itself gives nothing that is known
            self._known[key] = self._of(fixture)
        return self._known[key]

    def _of(self, fixture: Fixture) -> SharedValue | None:
        unit = self.units[fixture.path]
        given = _given(unit, fixture.scope)
        if given == NONE:
            return None
        inner = self._handed_on(unit, fixture.scope, given)
        if inner is not None:
            return self.of(inner)
        if not fixture.frequency.outlives_test or unit.package:
            return None
        made = self.made(unit, fixture.scope, given)
        return SharedValue(fixture, made) if made is not None else None

    def _handed_on(self, unit: Unit, scope: int, given: int) -> Fixture | None:
        if unit.kinds[given] != ExprKind.NAME:
            return None
        binding = unit.bindings[scope].get(unit.texts[given])
        is_asked = binding is not None and binding.form == "parameter" and not binding.steps
        return self.fixtures.requested_by(unit, scope, unit.texts[given]) if is_asked else None

    def made(self, unit: Unit, scope: int, expression: int, depth: int = _DEPTH) -> Made | None:
        """What an expression makes, through local names, module variables and functions."""
        kind = unit.kinds[expression]
        form = _LITERALS.get(ExprKind(kind), "")
        if kind == ExprKind.COMPREHENSION:
            form = {"list": "list", "set": "set", "map": "map"}.get(unit.texts[expression], "")
        if form:
            return Made(form, unit.path, expression)
        if kind == ExprKind.NAME and depth:
            return self._named(unit, scope, expression, depth)
        if kind != ExprKind.CALL:
            return None
        return self._called(unit, scope, expression, depth)

    def _named(self, unit: Unit, scope: int, expression: int, depth: int) -> Made | None:
        symbol = self.values.symbols.lookup(unit, scope, unit.texts[expression])
        step = self._only_assignment(symbol) if symbol is not None else None
        if symbol is None or step is None:
            return None
        return self.made(self.units[symbol.path], step.scope, step.value, depth - 1)

    def _only_assignment(self, symbol: Symbol) -> Step | None:
        if symbol.form != "variable":
            return None
        unit = self.units[symbol.path]
        steps = [unit.facts.steps[at] for at in unit.bindings[symbol.scope][symbol.name].steps]
        makes = [step for step in steps if step.kind not in (StepKind.UPDATE, StepKind.DECLARE)]
        is_one = len(makes) == 1 and makes[0].kind == StepKind.ASSIGN and makes[0].value != NONE
        return makes[0] if is_one and unit.kinds[makes[0].subject] == ExprKind.NAME else None

    def _called(self, unit: Unit, scope: int, call: int, depth: int) -> Made | None:
        callee = self.values.callee(unit, scope, call)
        if callee is None:
            return None
        if callee.form == "function" and depth and not self.units[callee.path].scopes[callee.scope].yields:
            other = self.units[callee.path]
            given = _given(other, callee.scope)
            is_plain = not other.scopes[callee.scope].is_async and not other.scopes[callee.scope].decorators
            return self.made(other, callee.scope, given, depth - 1) if given != NONE and is_plain else None
        if callee.form == "type":
            return Made("object", callee.path, callee.scope)
        if callee.form != "chain":
            return None
        if callee.text == "dataclasses.field":
            factory = next(
                (one for one in unit.parts(call)[1:] if unit.texts[one] == "default_factory"), NONE
            )
            made_by = unit.dotted(unit.parts(factory)[0]) if factory != NONE else ""
            return Made(_CONSTRUCTORS[made_by], unit.path, call) if made_by in _CONSTRUCTORS else None
        if callee.text in _CONSTRUCTORS:
            return Made(_CONSTRUCTORS[callee.text], unit.path, call)
        value = self.values.value(unit, scope, call)
        is_changing = value is not None and value.text in self._changing
        return Made(value.text, unit.path, call) if value is not None and is_changing else None

    def item(self, made: Made, key: str) -> Made | None:
        """What a container that is written out has under a constant key."""
        unit = self.units[made.path]
        if made.form == "object" or unit.kinds[made.at] != ExprKind.MAP:
            return None
        scope = unit.scope_at(unit.start(made.at))
        for pair in unit.parts(made.at):
            if unit.kinds[pair] == ExprKind.PAIR:
                name, value = unit.parts(pair)
                if unit.texts[name] == key and unit.kinds[name] in (ExprKind.STRING, ExprKind.NUMBER):
                    return self.made(unit, scope, value)
        return None

    def element(self, made: Made) -> Made | None:
        """What a container that is written out has in all places, where that is of one kind."""
        unit = self.units[made.path]
        if made.form == "object" or unit.kinds[made.at] not in (ExprKind.LIST, ExprKind.MAP):
            return None
        scope = unit.scope_at(unit.start(made.at))
        parts = [
            unit.parts(one)[-1] if unit.kinds[one] == ExprKind.PAIR else one for one in unit.parts(made.at)
        ]
        found = [self.made(unit, scope, part) for part in parts]
        forms = {one.form if one is not None else "" for one in found}
        return found[0] if len(forms) == 1 else None

    def reads(self, made: Made, method: str, attribute: str, depth: int = _DEPTH) -> bool:
        """A method of an object of the project reads an attribute of it, or has another one do so."""
        if made.form != "object" or not depth:
            return False
        unit = self.units[made.path]
        for path, cls in self.values.ancestry(unit, made.at):
            found = self.values.method(path, cls, method)
            if found is not None:
                names = self._own_names(*found)
                inner = names - {method, attribute}
                return attribute in names or any(self.reads(made, one, attribute, depth - 1) for one in inner)
        return False

    def _own_names(self, path: str, scope: int) -> set[str]:
        """The attributes of itself that a method names."""
        unit = self.units[path]
        record = unit.scopes[scope]
        me = record.parameters[0].name if record.parameters else ""
        return {
            unit.texts[at]
            for at in unit.of_kind(ExprKind.ATTRIBUTE)
            if record.body <= unit.start(at) < record.end and unit.dotted(unit.parts(at)[0]) == me
        }

    def member(self, made: Made, name: str) -> Made | None:
        """What an object of the project has in an attribute, where all that gives it one agree."""
        if made.form != "object":
            return None
        found = {
            self.made(self.units[path], step.scope, step.value)
            for path, cls in self.values.ancestry(self.units[made.path], made.at)
            for step in self.values.attribute_steps(self.units[path], cls, name)
            if step.value != NONE and step.kind == StepKind.ASSIGN
        }
        return found.pop() if len(found) == 1 else None

    def starts_with(self, made: Made, name: str, unit: Unit, value: int) -> bool:
        """The class, or `__init__`, gives an object of the project the same constant in an attribute."""
        if made.form != "object" or value == NONE or unit.kinds[value] not in _CONSTANTS:
            return False
        for path, cls in self.values.ancestry(self.units[made.path], made.at):
            other = self.units[path]
            for step in self.values.attribute_steps(other, cls, name):
                scope = other.scopes[step.scope]
                is_first = scope.kind == ScopeKind.TYPE or scope.name == "__init__"
                if is_first and step.kind == StepKind.ASSIGN and step.value != NONE:
                    alike = other.kinds[step.value] == unit.kinds[value]
                    return alike and other.texts[step.value] == unit.texts[value]
        return False

    def has_plain(self, made: Made, name: str) -> bool:
        """To set the attribute is to change the object: no property, no descriptor stands there."""
        unit = self.units[made.path]
        for path, cls in self.values.ancestry(unit, made.at):
            binding = self.units[path].bindings[cls].get(name)
            if binding is not None and binding.form == "definition":
                return False
        return any(
            self.units[path].scopes[step.scope].kind in (ScopeKind.FUNCTION, ScopeKind.TYPE)
            for path, cls in self.values.ancestry(unit, made.at)
            for step in self.values.attribute_steps(self.units[path], cls, name)
        ) or any(
            one.name == name
            for path, cls in self.values.ancestry(unit, made.at)
            for one in self.units[path].scopes[cls].parameters
        )


def _given(unit: Unit, scope: int) -> int:
    """The one expression that a function returns, or yields to its tests; NONE for several."""
    wanted = StepKind.YIELD if unit.scopes[scope].yields else StepKind.RETURN
    steps = (unit.facts.steps[at] for at in unit.steps_in.get(scope, ()))
    found = [step.value for step in steps if step.kind == wanted]
    return found[0] if len(found) == 1 else NONE
