"""Follows an expression to the expressions that its value is made by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.names import Names
from isolint.linking.reaching import reaching
from isolint.linking.symbols import Symbol
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind
from isolint.model.source import Site

_MOST = 64
_CALLS = 4
_RETURNS = 6
"""What is made deeper, or in more ways, is not written down: it is computed."""


class Given(NamedTuple):
    """What one call passes for the parameters of the function at `path`, `scope`; `depth` counts calls."""

    path: str
    scope: int
    spots: dict[str, Spot]
    depth: int = 1


class Spot(NamedTuple):
    """An expression where it is read; `given` is the call that the scope was entered by."""

    unit: Unit
    scope: int
    expression: int
    given: Given | None = None

    @property
    def kind(self) -> int:
        return self.unit.kinds[self.expression]

    @property
    def text(self) -> str:
        return self.unit.texts[self.expression]

    @property
    def site(self) -> Site:
        return self.unit.site(self.expression)

    @property
    def key(self) -> tuple[str, int, int]:
        """Which expression it is, whoever called."""
        return (self.unit.path, self.scope, self.expression)

    @property
    def parts(self) -> list[Spot]:
        return [self.at(part) for part in self.unit.parts(self.expression)]

    def at(self, expression: int) -> Spot:
        """Another expression that is read in the same place."""
        return Spot(self.unit, self.scope, expression, self.given)


class Origins:
    """Names, attributes, first-party calls and choices stand for other expressions; these are found here."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.values = names.values
        self.units = names.units

    def leaves(self, spot: Spot) -> list[Spot]:
        """The expressions at the end of the way; the expression itself where it stands for no other."""
        if not self.is_alias(spot):
            return [spot]
        found: list[Spot] = []
        queue, seen = [spot], set[tuple[str, int, int]]()
        while queue and len(seen) < _MOST:
            here = queue.pop(0)
            if here.key not in seen:
                seen.add(here.key)
                if self.is_alias(here):
                    queue += self.of(here)
                else:
                    found.append(here)
        return found

    def is_alias(self, spot: Spot) -> bool:
        """It stands for other expressions of the project, whether or not they can be found."""
        if spot.kind == ExprKind.CALL:
            return self.function(spot) is not None
        if spot.kind == ExprKind.NAME:
            symbol = None if spot.expression in spot.unit.loop_names else self.symbol(spot)
            return symbol is not None and symbol.form in _ASSIGNED
        if spot.kind == ExprKind.ATTRIBUTE:
            owner = self.values.value(spot.unit, spot.scope, spot.parts[0].expression)
            return owner is not None and owner.form in ("module", "type", "instance")
        return spot.kind in _CHOICES

    def of(self, spot: Spot) -> list[Spot]:
        """What an alias stands for, one step away; nothing where that cannot be told."""
        if spot.kind == ExprKind.NAME:
            return self._named(spot)
        if spot.kind == ExprKind.ATTRIBUTE:
            return list(self._attribute(spot))
        if spot.kind == ExprKind.CALL:
            return self._returned(spot)
        if spot.kind in (ExprKind.CHOICE, ExprKind.BIND):
            return spot.parts[1:]
        return spot.parts if spot.kind == ExprKind.LOGIC else []

    def symbol(self, spot: Spot) -> Symbol | None:
        """The variable or parameter that a NAME or an attribute of a module means."""
        if spot.kind == ExprKind.NAME:
            return self.values.symbols.lookup(spot.unit, spot.scope, spot.text)
        if spot.kind == ExprKind.ATTRIBUTE:
            owner = self.values.value(spot.unit, spot.scope, spot.parts[0].expression)
            if owner is not None and owner.form == "module":
                return self.values.symbols.member(owner.path, spot.text)
        return None

    def _named(self, spot: Spot) -> list[Spot]:
        symbol = None if spot.expression in spot.unit.loop_names else self.symbol(spot)
        if symbol is None:
            return []
        assigned = self._variable(symbol, spot) if symbol.form in _ASSIGNED else []
        return assigned or (self._passed(spot, symbol) if symbol.form == "parameter" else [])

    def _passed(self, spot: Spot, symbol: Symbol) -> list[Spot]:
        given = spot.given
        is_bound = given is not None and (given.path, given.scope) == (symbol.path, symbol.scope)
        return [given.spots[symbol.name]] if given and is_bound and symbol.name in given.spots else []

    def _variable(self, symbol: Symbol, reader: Spot) -> list[Spot]:
        """What a variable was assigned last: before the reader in the same scope, or at all."""
        unit = self.units[symbol.path]
        is_local = (symbol.path, symbol.scope) == (reader.unit.path, reader.scope)
        given = reader.given if is_local else None
        end = unit.start(reader.expression) if is_local else unit.scopes[symbol.scope].end
        steps = reaching(unit, symbol, end)
        return [spot for step in steps for spot in self._assigned(unit, step, symbol.name, given)]

    def _assigned(self, unit: Unit, step: Step, name: str, given: Given | None) -> Iterator[Spot]:
        if step.value == NONE or step.kind not in (StepKind.ASSIGN, StepKind.UPDATE):
            return
        value = Spot(unit, step.scope, step.value, given)
        if unit.kinds[step.subject] not in (ExprKind.TUPLE, ExprKind.LIST):
            yield value
        elif value.kind in (ExprKind.TUPLE, ExprKind.LIST):
            targets = [unit.texts[part] for part in unit.parts(step.subject)]
            if name in targets and len(value.parts) == len(targets):
                yield value.parts[targets.index(name)]

    def iterated(self, spot: Spot) -> Iterator[Spot]:
        """What the loops run over that bind the plain variable a NAME means."""
        symbol = self.symbol(spot) if spot.kind == ExprKind.NAME else None
        if symbol is not None and symbol.form == "variable":
            unit = self.units[symbol.path]
            for position in unit.bindings[symbol.scope][symbol.name].steps:
                step = unit.facts.steps[position]
                if step.kind == StepKind.ITERATE and unit.kinds[step.subject] == ExprKind.NAME:
                    yield Spot(unit, step.scope, step.value, spot.given if unit is spot.unit else None)

    def _attribute(self, spot: Spot) -> Iterator[Spot]:
        owner = self.values.value(spot.unit, spot.scope, spot.parts[0].expression)
        if owner is None or owner.form not in ("module", "type", "instance"):
            return
        if owner.form == "module":
            symbol = self.symbol(spot)
            if symbol is not None and symbol.form == "variable":
                yield from self._variable(symbol, spot)
            return
        for path, cls in self.values.ancestry(self.units[owner.path], owner.scope):
            unit = self.units[path]
            steps = self.values.attribute_steps(unit, cls, spot.text)
            for step in steps:
                yield from self._assigned(unit, step, spot.text, None)
            if steps or spot.text in unit.bindings[cls]:
                return

    def function(self, spot: Spot) -> Value | None:
        """The first-party function that a CALL calls, and that no decorator changes."""
        callee = self.values.callee(spot.unit, spot.scope, spot.expression)
        if callee is None or callee.form != "function":
            return None
        unit = self.units[callee.path]
        decorators = unit.scopes[callee.scope].decorators
        return callee if all(_is_transparent(unit, one) for one in decorators) else None

    def _returned(self, spot: Spot) -> list[Spot]:
        function = self.function(spot)
        return [] if function is None else list(self.results(spot, function, StepKind.RETURN))

    def results(self, call: Spot, function: Value, kind: StepKind) -> Iterator[Spot]:
        """What a called function returns (or yields), with the call's arguments at hand."""
        unit = self.units[function.path]
        steps = [unit.facts.steps[position] for position in unit.steps_in.get(function.scope, ())]
        values = [step.value for step in steps if step.kind == kind and step.value != NONE]
        depth = call.given.depth if call.given else 0
        if depth < _CALLS and len(values) <= _RETURNS:
            given = self._given(call, function)
            for value in values:
                yield Spot(unit, function.scope, value, given)

    def _given(self, call: Spot, function: Value) -> Given:
        unit = self.units[function.path]
        record = unit.scopes[function.scope]
        names = [one.name for one in record.parameters if not one.form.startswith("*")]
        if self._is_method(unit, function.scope) and call.parts[0].kind == ExprKind.ATTRIBUTE:
            names = names[1:]
        spots = {
            one.name: Spot(unit, record.parent, one.default)
            for one in record.parameters
            if one.default != NONE
        }
        for number, part in enumerate(call.parts[1:]):
            if part.kind == ExprKind.KEYWORD:
                spots[part.text] = part.parts[0]
            elif part.kind != ExprKind.SPREAD and number < len(names):
                spots[names[number]] = part
        return Given(function.path, function.scope, spots, call.given.depth + 1 if call.given else 1)

    def _is_method(self, unit: Unit, scope: int) -> bool:
        record = unit.scopes[scope]
        in_type = record.parent != NONE and unit.scopes[record.parent].kind == ScopeKind.TYPE
        return in_type and all(unit.dotted(one) != "staticmethod" for one in record.decorators)


def _is_transparent(unit: Unit, decorator: int) -> bool:
    """The function still returns what its source says."""
    is_call = unit.kinds[decorator] == ExprKind.CALL
    name = unit.dotted(unit.parts(decorator)[0] if is_call else decorator)
    return name.rpartition(".")[2] in _TRANSPARENT


_ASSIGNED = ("variable", "parameter")
_TRANSPARENT = frozenset({"staticmethod", "classmethod", "cache", "lru_cache"})
_CHOICES = frozenset({ExprKind.CHOICE, ExprKind.BIND, ExprKind.LOGIC})
