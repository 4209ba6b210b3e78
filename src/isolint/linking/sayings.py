"""What the assertions of a test say of things, in a form in which two of them can be held together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.assertions import Asserted
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, Step, StepKind

_CONSTANT = frozenset({ExprKind.STRING, ExprKind.NUMBER, ExprKind.SINGLETON, ExprKind.BYTES})
_CONTAINERS = frozenset({ExprKind.LIST, ExprKind.MAP, ExprKind.SET, ExprKind.TUPLE, ExprKind.PAIR})
_EMPTY = frozenset({"None", "False", "0", "''", "b''", "[]", "{}", "()"})

Shape = tuple[object, ...]


class State(NamedTuple):
    """What is said of a thing: of its "truth", its "value", that it is "in" another, that it "fails"."""

    aspect: str
    what: str

    def contradicts(self, other: State) -> bool:
        """Both cannot hold of the same thing at one time."""
        if self.aspect == other.aspect:
            return self.what != other.what and self.aspect != "not value"
        aspects = {self.aspect, other.aspect}
        if aspects == {"value", "not value"}:
            return self.what == other.what
        if aspects != {"truth", "value"}:
            return False
        truth, value = (self, other) if self.aspect == "truth" else (other, self)
        return (truth.what == "True") == (value.what in _EMPTY)


class Said(NamedTuple):
    """A state that a step asserts of `parts`, expressions of the test."""

    step: Step
    parts: tuple[int, ...]
    state: State


def sayings(unit: Unit, step: Step, said: Asserted) -> Iterator[tuple[Shape, Said]]:
    for parts, state in _states(unit, said):
        yield tuple(shape_of(unit, part) for part in parts), Said(step, parts, state)
    for item in _taken(unit, step):
        owner, key = unit.parts(item)
        yield (shape_of(unit, key), shape_of(unit, owner)), Said(step, (key, owner), State("in", "True"))


def _states(unit: Unit, said: Asserted) -> Iterator[tuple[tuple[int, ...], State]]:
    """What an assertion says, by the expressions of which it says that."""
    if said.form in ("holds", "fails"):
        yield said.parts, State("truth", str(said.form == "holds"))
    elif said.form in ("has", "lacks"):
        yield said.parts, State("in", str(said.form == "has"))
    elif said.form in ("is", "is not"):
        one, other = said.parts[0], said.parts[-1]
        for thing, value in ((one, other), (other, one)):
            text = literal(unit, value)
            if text and not literal(unit, thing):
                yield (thing,), State("value" if said.form == "is" else "not value", text)


def _taken(unit: Unit, step: Step) -> Iterator[int]:
    """The items of containers that an assertion takes."""
    for expression in sorted(unit.under(step.value if step.kind == StepKind.ASSERT else step.subject)):
        if unit.kinds[expression] == ExprKind.INDEX:
            yield expression


def literal(unit: Unit, expression: int) -> str:
    """A constant, or a container of nothing else, as text; "" for all that is computed."""
    kind = unit.kinds[expression]
    if kind in _CONSTANT:
        quote = {ExprKind.STRING: "'", ExprKind.BYTES: "b'"}.get(ExprKind(kind), "")
        return f"{quote}{unit.texts[expression]}{quote[-1:]}"
    if kind not in _CONTAINERS:
        return ""
    inner = [literal(unit, part) for part in unit.parts(expression)]
    if not all(inner):
        return ""
    around = {ExprKind.LIST: "[]", ExprKind.TUPLE: "()", ExprKind.PAIR: "  "}.get(ExprKind(kind), "{}")
    return f"{around[0]}{', '.join(inner)}{around[1]}"


def is_nothing(unit: Unit, expression: int) -> bool:
    """An empty container, or one of nothing but such."""
    parts = unit.parts(expression)
    if unit.kinds[expression] == ExprKind.MAP:
        return all(is_nothing(unit, unit.parts(pair)[-1]) for pair in parts)
    return literal(unit, expression) in _EMPTY or (
        bool(parts) and all(is_nothing(unit, one) for one in parts)
    )


def shape_of(unit: Unit, expression: int) -> Shape:
    """Equal for expressions that are written alike."""
    parts = (shape_of(unit, part) for part in unit.parts(expression) if part != NONE)
    return (unit.kinds[expression], unit.texts[expression], *parts)
