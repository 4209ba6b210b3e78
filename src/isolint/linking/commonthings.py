"""What a test has in common with itself in another thread: where an expression of its body leads.

A runner of threads sets a test up once. What fixtures and parameters hold, the object the test is a method
of, and all that outlives tests anyway are then the same for all threads that run its body.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from isolint.linking.fixtures import Fixtures
from isolint.linking.holding import Holding
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind, ScopeKind, StepKind
from isolint.model.sharing import OUTLIVING, Common
from isolint.model.source import Site

_FOLLOWED = 3
ANY = "[*]"
"""Stands in a slot for a part of what is in it: a slice."""
OWN = "[?]"
"""Stands for an item whose key is computed: for all that is known, each thread has its own."""


class Spot(NamedTuple):
    """A part of a common thing: `slot` is what is written after its name, ".total" or "[0]"."""

    common: Common
    slot: str

    @property
    def named(self) -> Common:
        """The thing, called by the part that is meant."""
        return replace(self.common, text=self.common.text + self.slot.replace(ANY, "[:]"))

    @property
    def is_known(self) -> bool:
        return OWN not in self.slot

    def meets(self, other: Spot) -> bool:
        """One lies within the other, or may be the same item."""
        if self.common.key != other.common.key:
            return False
        mine, theirs = self.slot, other.slot
        shorter, longer = sorted((mine, theirs), key=len)
        is_within = longer.startswith(shorter)
        return is_within or ANY in mine or ANY in theirs


class CommonThings:
    """Answers for the expressions of functions that are tests."""

    def __init__(self, fixtures: Fixtures, holding: Holding) -> None:
        self.fixtures = fixtures
        self.values = fixtures.values
        self.units = fixtures.units
        self.holding = holding

    def spot(self, unit: Unit, scope: int, expression: int, depth: int = _FOLLOWED) -> Spot | None:
        """What an expression of a test's body reaches into, None for what is the thread's own."""
        kind = unit.kinds[expression]
        if kind == ExprKind.NAME:
            return self._name(unit, scope, expression, depth)
        if kind == ExprKind.ATTRIBUTE:
            return self._attribute(unit, scope, expression, depth)
        if kind == ExprKind.INDEX:
            owner, key = unit.parts(expression)
            inner = self.spot(unit, scope, owner, depth)
            return inner and Spot(inner.common, inner.slot + _item(unit, key))
        return None

    def _attribute(self, unit: Unit, scope: int, expression: int, depth: int) -> Spot | None:
        owner, name = unit.parts(expression)[0], unit.texts[expression]
        if self._is_self(unit, scope, owner):
            return self._of_self(unit, scope, expression)
        inner = self.spot(unit, scope, owner, depth)
        if inner is not None:
            return Spot(inner.common, f"{inner.slot}.{name}")
        return self._outliving(unit, scope, expression)

    def _is_self(self, unit: Unit, scope: int, expression: int) -> bool:
        """The object, or with `cls` the class, that the test is a method of."""
        if not self.fixtures.tests.is_item(unit.path, scope):
            return False
        parameters = unit.scopes[scope].parameters
        parent = unit.scopes[scope].parent
        is_method = parent != NONE and unit.scopes[parent].kind == ScopeKind.TYPE
        is_name = unit.kinds[expression] == ExprKind.NAME
        return is_method and is_name and bool(parameters) and unit.texts[expression] == parameters[0].name

    def _of_self(self, unit: Unit, scope: int, expression: int) -> Spot | None:
        cls, name = unit.scopes[scope].parent, unit.texts[expression]
        origin = self._origin(unit, cls, name, scope)
        value = self.values.value(unit, scope, expression)
        if value is not None and (value.form in ("function", "type") or _is_of_thread(value)):
            return None
        text = f"self.{name}"
        return Spot(Common(key=text, text=text, kind="self", origin=origin), "")

    def _origin(self, unit: Unit, cls: int, name: str, scope: int) -> Site | None:
        """Where a set-up, or the class itself, gives the object an attribute."""
        for path, ancestor in self.values.ancestry(unit, cls):
            other = self.units[path]
            for step in self.values.attribute_steps(other, ancestor, name):
                if (path, step.scope) != (unit.path, scope) and step.subject != NONE:
                    return other.site(step.subject)
        return None

    def _name(self, unit: Unit, scope: int, expression: int, depth: int) -> Spot | None:
        name = unit.texts[expression]
        if expression in unit.loop_names or not depth:
            return None
        binding = unit.bindings[scope].get(name)
        if binding is None or name in unit.scopes[scope].outer:
            return self._outliving(unit, scope, expression)
        steps = [unit.facts.steps[at] for at in binding.steps]
        if binding.form == "parameter":
            # One that is given another value on the way is the thread's own from there on.
            return None if steps else self._given(unit, scope, name)
        is_alias = len(steps) == 1 and steps[0].kind == StepKind.ASSIGN and steps[0].value != NONE
        if not is_alias or unit.kinds[steps[0].subject] != ExprKind.NAME:
            return None
        value = steps[0].value
        is_path = unit.kinds[value] in (ExprKind.NAME, ExprKind.ATTRIBUTE)
        inner = self.spot(unit, scope, value, depth - 1) if is_path else None
        # What an attribute gives may well be a copy; an attribute of the test's own object is none.
        is_plain = inner is not None and not inner.slot and inner.common.kind != OUTLIVING
        return inner if is_plain else None

    def _given(self, unit: Unit, scope: int, name: str) -> Spot | None:
        """What the runner passes."""
        if not self.fixtures.takes_fixtures(unit.path, scope) or name in ("self", "cls"):
            return None
        fixture = self.fixtures.requested_by(unit, scope, name)
        if fixture is not None:
            value = self.fixtures.parameter_value(unit, scope, name)
            if value is not None and (value.form in ("function", "type", "module") or _is_of_thread(value)):
                return None
            site = self.units[fixture.path].name_site(fixture.scope)
            return Spot(Common(key=f"={name}", text=name, kind="fixture", origin=site), "")
        if self.fixtures.tests.is_parametrized(unit, scope, name):
            return Spot(Common(key=f"={name}", text=name, kind="argument", origin=None), "")
        return None

    def _outliving(self, unit: Unit, scope: int, expression: int) -> Spot | None:
        """A variable of a module, a class attribute, or an attribute of a library's module."""
        held = self.holding.held(unit, scope, expression)
        if held is not None and self._is_in_thread(unit, scope, expression):
            return None
        if held is not None:
            return Spot(Common(key=held.key, text=held.text, kind=OUTLIVING, origin=None), "")
        if unit.kinds[expression] != ExprKind.ATTRIBUTE or not unit.dotted(expression):
            return None
        root = unit.dotted(expression).partition(".")[0]
        symbol = self.values.symbols.lookup(unit, scope, root)
        value = self.values.as_written(unit, scope, expression)
        is_outside = symbol is not None and symbol.form == "external" and value is not None
        if not is_outside or value is None or value.form != "chain" or not value.text.isascii():
            return None
        return Spot(Common(key=value.text, text=unit.dotted(expression), kind=OUTLIVING, origin=None), "")

    def _is_in_thread(self, unit: Unit, scope: int, expression: int) -> bool:
        """It lies in something of which each thread has its own, by what that is or is called."""
        while unit.kinds[expression] in (ExprKind.ATTRIBUTE, ExprKind.INDEX, ExprKind.NAME):
            value = self.values.value(unit, scope, expression)
            is_named = "thread_local" in unit.texts[expression] or unit.texts[expression] in ("tls", "_tls")
            if is_named or (value is not None and _is_of_thread(value)):
                return True
            if unit.kinds[expression] == ExprKind.NAME:
                return False
            expression = unit.parts(expression)[0]
        return False


def _is_of_thread(value: Value) -> bool:
    return value.text.startswith(("threading.local", "contextvars.ContextVar"))


def _item(unit: Unit, key: int) -> str:
    """`[0]` and `["name"]` are slots of their own."""
    if unit.kinds[key] == ExprKind.STRING:
        return f'["{unit.texts[key]}"]'
    if unit.kinds[key] in (ExprKind.NUMBER, ExprKind.SINGLETON):
        return f"[{unit.texts[key]}]"
    if unit.kinds[key] == ExprKind.UNARY and unit.kinds[unit.parts(key)[0]] == ExprKind.NUMBER:
        return f"[{unit.texts[key]}{unit.texts[unit.parts(key)[0]]}]"
    is_slice = unit.kinds[key] == ExprKind.SLICE
    bounds = [part for part in unit.parts(key) if part != NONE] if is_slice else []
    is_constant = all(unit.kinds[part] in (ExprKind.NUMBER, ExprKind.UNARY) for part in bounds)
    return ANY if is_slice and is_constant else OWN
