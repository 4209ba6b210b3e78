"""The elements of an iterable expression, as far as they are written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from isolint.linking.origins import Origins, Spot
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind

_DEPTH = 12


class Element(NamedTuple):
    """`position` is that in its literal, -1 where the expression stands for many values."""

    spot: Spot
    position: int


class Growth(NamedTuple):
    """A variable gains an element ("add") or those of an iterable ("extend"), or is put in order ("sort").

    `loops` are the iterables of the loops around, the innermost first.
    """

    verb: str
    value: Spot
    loops: tuple[Spot, ...]


class Change(NamedTuple):
    """A growth as it is written: where, of which value, in which block."""

    verb: str
    start: int
    value: int
    block: int


class Elements:
    """What an iterable holds: through aliases, unpacking, concatenation and calls that keep elements."""

    def __init__(self, origins: Origins) -> None:
        self.origins = origins
        self.orders = origins.values.catalogue.orders
        self._changes: dict[tuple[str, int], dict[str, list[Change]]] = {}

    def of(self, spot: Spot, depth: int = 0) -> list[Element] | None:
        """Some elements may be missing in the answer; None says that none is known at all."""
        found = list(self._of(spot, depth)) if depth < _DEPTH else []
        return found or ([] if is_empty(spot) else None)

    def _of(self, spot: Spot, depth: int) -> Iterator[Element]:
        if spot.kind in _LITERALS:
            yield from self._literal(spot, depth)
        elif spot.kind == ExprKind.COMPREHENSION:
            yield Element(_keyed(spot.parts[0]), -1)
        elif spot.kind == ExprKind.BINARY and spot.text in ("+", "|", "&", "-", "^", "*"):
            sides = spot.parts[:1] if spot.text in ("&", "-", "*") else spot.parts
            for side in sides:
                yield from self._inner(side, depth)
        elif spot.kind == ExprKind.CALL and not self.origins.is_alias(spot):
            for part in self.kept(spot):
                yield from self._inner(part, depth)
        else:
            yield from self._alias(spot, depth)

    def _inner(self, spot: Spot, depth: int) -> Iterator[Element]:
        for element in self.of(spot, depth + 1) or ():
            yield element._replace(position=-1)

    def _literal(self, spot: Spot, depth: int) -> Iterator[Element]:
        for position, part in enumerate(spot.parts):
            if part.kind == ExprKind.SPREAD:
                yield from self._inner(part.parts[0], depth)
            else:
                yield Element(_keyed(part), position)

    def kept(self, call: Spot) -> list[Spot]:
        """Whose elements a call hands on as they are; () for anything but such a call."""
        if call.kind != ExprKind.CALL:
            return []
        callee, *arguments = call.parts
        value = self.origins.values.callee(call.unit, call.scope, call.expression)
        chain = value.text if value is not None and value.form == "chain" else ""
        if chain in _SAME_ELEMENTS:
            return arguments[:1]
        if chain == "filter":
            return arguments[1:]
        if chain == "itertools.chain":
            return arguments
        is_method = callee.kind == ExprKind.ATTRIBUTE and callee.text in _SAME_ELEMENTS_METHODS
        return [callee.parts[0]] if is_method else []

    def _alias(self, spot: Spot, depth: int) -> Iterator[Element]:
        for origin in self.origins.of(spot):
            yield from self.of(origin, depth + 1) or ()
        for growth in self.growths(spot):
            if growth.verb == "add":
                yield Element(growth.value, -1)
            elif growth.verb == "extend":
                yield from self._inner(growth.value, depth)
        for value, _ in self.yields(spot):
            if value.expression in value.unit.delegated:
                yield from self._inner(value, depth)
            else:
                yield Element(value, -1)

    def yields(self, spot: Spot) -> Iterator[tuple[Spot, tuple[Spot, ...]]]:
        """What a call of a generator function gives, with the iterables of the loops around."""
        function = self.origins.function(spot) if spot.kind == ExprKind.CALL else None
        if function is None:
            return
        for value in self.origins.results(spot, function, StepKind.YIELD):
            steps = value.unit.facts.steps
            at = next(i for i in value.unit.steps_in[value.scope] if steps[i].value == value.expression)
            yield value, self._loops(value, steps[at].block)

    def growths(self, spot: Spot) -> Iterator[Growth]:
        """How the variable that an alias names changes after it is bound, before it is read."""
        symbol = self.origins.symbol(spot)
        if symbol is None or symbol.form not in ("variable", "parameter"):
            return
        unit = self.origins.units[symbol.path]
        is_local = (symbol.path, symbol.scope) == (spot.unit.path, spot.scope)
        end = spot.unit.start(spot.expression) if is_local else unit.scopes[symbol.scope].end
        here = Spot(unit, symbol.scope, spot.expression, spot.given if is_local else None)
        for change in self._changes_in(unit, symbol.scope).get(symbol.name, ()):
            if change.start < end:
                yield Growth(change.verb, here.at(change.value), self._loops(here, change.block))

    def _changes_in(self, unit: Unit, scope: int) -> Mapping[str, list[Change]]:
        """What happens in a scope to the variables it names."""
        key = (unit.path, scope)
        if key not in self._changes:
            table = self._changes[key] = {}
            for position in unit.steps_in.get(scope, ()):
                named = _changed(unit, unit.facts.steps[position])
                if named is not None:
                    table.setdefault(named[0], []).append(named[1])
        return self._changes[key]

    def _loops(self, here: Spot, block: int) -> tuple[Spot, ...]:
        return tuple(
            here.at(one.condition) for one in here.unit.blocks_above(block) if one.kind == BlockKind.LOOP
        )


def is_empty(spot: Spot) -> bool:
    return spot.kind in _LITERALS and not spot.parts


def _changed(unit: Unit, step: Step) -> tuple[str, Change] | None:
    """The plain variable that a step changes, and how."""
    if step.kind not in (StepKind.CALL, StepKind.ASSIGN) or step.subject == NONE:
        return None
    changed, *arguments = unit.parts(step.subject) if _is_change(unit, step) else [step.subject]
    if unit.kinds[changed] == ExprKind.ATTRIBUTE and step.kind == StepKind.CALL:
        owner, verb = unit.parts(changed)[0], _VERBS.get(unit.texts[changed], "")
    else:
        owner, verb = changed, "add" if step.kind == StepKind.ASSIGN and arguments else ""
    if not verb or unit.kinds[owner] != ExprKind.NAME:
        return None
    value = arguments[-1] if arguments else owner
    return unit.texts[owner], Change(verb, step.start, value, step.block)


def _is_change(unit: Unit, step: Step) -> bool:
    """A method call, or storing an item."""
    return step.kind == StepKind.CALL or unit.kinds[step.subject] == ExprKind.INDEX


def _keyed(part: Spot) -> Spot:
    """The key of a PAIR: what iterating a mapping gives."""
    return part.parts[0] if part.kind == ExprKind.PAIR else part


_LITERALS = frozenset({ExprKind.LIST, ExprKind.TUPLE, ExprKind.SET, ExprKind.MAP})
_SAME_ELEMENTS = frozenset(
    {
        "list", "tuple", "set", "frozenset", "sorted", "iter", "reversed", "dict.fromkeys",
        "collections.deque", "itertools.islice", "itertools.cycle", "more_itertools.unique_everseen",
    }
)  # fmt: skip
_SAME_ELEMENTS_METHODS = frozenset(
    {"copy", "keys", "union", "difference", "intersection", "symmetric_difference"}
)
_VERBS = {
    "append": "add",
    "add": "add",
    "insert": "add",
    "appendleft": "add",
    "extend": "extend",
    "update": "extend",
    "sort": "sort",
}
