"""What a test asserts of something that it reads, in the forms of all runners."""

from __future__ import annotations

from typing import NamedTuple

from isolint.linking.unit import Unit
from isolint.model.facts import ExprKind, Step, StepKind

_OPPOSITE = {
    "is": "is not",
    "is not": "is",
    "has": "lacks",
    "lacks": "has",
    "holds": "fails",
    "fails": "holds",
}
_COMPARED = {"==": "is", "is": "is", "!=": "is not", "is-not": "is not", "in": "has", "not-in": "lacks"}
_NAMED = {
    "equal": "is",
    "equals": "is",
    "is": "is",
    "listequal": "is",
    "dictequal": "is",
    "setequal": "is",
    "countequal": "is",
    "notequal": "is not",
    "isnot": "is not",
    "isnone": "fails",
    "isnotnone": "holds",
    "false": "fails",
    "true": "holds",
    "in": "has",
    "notin": "lacks",
}
_OF_TRUTH = ("holds", "fails")


class Asserted(NamedTuple):
    """`form`: "is" or "is not" what stands beside it, "has" or "lacks" an item, "holds" or "fails" as such.

    `parts` are the expressions that are compared, or the one that is asserted.
    """

    form: str
    parts: tuple[int, ...]


def asserted_at(unit: Unit, scope: int, offset: int) -> Asserted | None:
    """The assertion that an offset in a function lies in."""
    for position in unit.steps_in.get(scope, ()):
        step = unit.facts.steps[position]
        found = asserted_by(unit, step) if step.start <= offset < step.end else None
        if found is not None:
            return found
    return None


def asserted_by(unit: Unit, step: Step) -> Asserted | None:
    """What a step asserts, None for one that is no assertion."""
    if step.kind == StepKind.ASSERT:
        return condition_of(unit, step.value)
    return _of_call(unit, step.subject) if step.kind == StepKind.CALL else None


def _of_call(unit: Unit, call: int) -> Asserted | None:
    spelled = unit.texts[unit.callee(call)]
    if "ssert" not in spelled or not spelled.lstrip("_").startswith(("assert", "Assert")):
        return None  # as most, by far
    arguments = unit.parts(call)[1:]
    name = spelled.lower().replace("_", "")
    form = _NAMED.get(name.removeprefix("assert"))
    if form is None or not arguments:
        return None
    if name.removeprefix("assert") in ("true", "false"):
        inner = condition_of(unit, arguments[0])
        return inner if form == "holds" else _opposite(inner)
    return Asserted(form, (arguments[0],) if form in _OF_TRUTH else tuple(arguments[:2]))


def condition_of(unit: Unit, expression: int) -> Asserted:
    """A condition, as what it says when it is true."""
    parts = unit.parts(expression)
    if unit.kinds[expression] == ExprKind.UNARY and unit.texts[expression] == "not":
        return _opposite(condition_of(unit, parts[0]))
    form = _COMPARED.get(unit.texts[expression]) if unit.kinds[expression] == ExprKind.COMPARE else None
    if form is None:
        return Asserted("holds", (expression,))
    other = parts[-1]
    if form in ("is", "is not") and unit.kinds[other] == ExprKind.SINGLETON and unit.texts[other] == "None":
        return Asserted("fails" if form == "is" else "holds", (parts[0],))
    return Asserted(form, tuple(parts))


def says_nothing(unit: Unit, said: Asserted, of: int) -> bool:
    """It is asserted of an expression that there is nothing: None, an empty container, a length of zero."""
    if said.form == "fails":
        return of in said.parts
    if said.form != "is":
        return False
    if of in said.parts:
        return any(_is_empty(unit, part) for part in said.parts)
    lengths = [part for part in said.parts if unit.kinds[part] == ExprKind.CALL and of in unit.parts(part)]
    is_zero = any(unit.kinds[part] == ExprKind.NUMBER and unit.texts[part] == "0" for part in said.parts)
    return is_zero and any(unit.texts[unit.callee(call)] == "len" for call in lengths)


def _is_empty(unit: Unit, expression: int) -> bool:
    kind = unit.kinds[expression]
    is_none = kind == ExprKind.SINGLETON and unit.texts[expression] == "None"
    return is_none or (kind in _EMPTY and not unit.parts(expression))


_EMPTY = frozenset({ExprKind.LIST, ExprKind.MAP, ExprKind.SET, ExprKind.TUPLE})


def _opposite(said: Asserted) -> Asserted:
    return Asserted(_OPPOSITE[said.form], said.parts)
