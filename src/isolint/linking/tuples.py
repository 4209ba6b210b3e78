"""The tuple that an expression is: written on the spot, or held by a name that is bound once."""

from __future__ import annotations

from isolint.linking.aliases import Expression
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, StepKind

_TUPLES = (ExprKind.TUPLE, ExprKind.LIST)


def element(values: Values, unit: Unit, scope: int, expression: int, number: int) -> Expression | None:
    """One of its elements; None where it cannot be seen, or has not so many."""
    if unit.kinds[expression] in _TUPLES:
        parts = unit.parts(expression)
        return (unit, scope, parts[number]) if number < len(parts) else None
    held = _held(values, unit, scope, expression)
    if held is None or held[0].kinds[held[2]] not in _TUPLES:
        return None
    other, home, written = held
    parts = other.parts(written)
    return (other, home, parts[number]) if number < len(parts) else None


def _held(values: Values, unit: Unit, scope: int, expression: int) -> Expression | None:
    """What a variable was given, where that is done once: of a function, a module, or a type."""
    if unit.kinds[expression] == ExprKind.ATTRIBUTE:
        return _member(values, unit, scope, expression)
    if unit.kinds[expression] != ExprKind.NAME or unit.package:
        return None
    symbol = values.symbols.lookup(unit, scope, unit.texts[expression])
    if symbol is None or symbol.form != "variable":
        return None
    other = values.symbols.units[symbol.path]
    steps = [other.facts.steps[at] for at in other.bindings[symbol.scope][symbol.name].steps]
    is_once = len(steps) == 1 and steps[0].kind == StepKind.ASSIGN and steps[0].value != NONE
    return (other, steps[0].scope, steps[0].value) if is_once else None


def _member(values: Values, unit: Unit, scope: int, expression: int) -> Expression | None:
    owner = values.value(unit, scope, unit.parts(expression)[0])
    if owner is None or owner.form not in ("instance", "type"):
        return None
    for path, cls in values.ancestry(values.symbols.units[owner.path], owner.scope):
        other = values.symbols.units[path]
        steps = values.attribute_steps(other, cls, unit.texts[expression])
        if steps:
            is_once = len(steps) == 1 and steps[0].kind == StepKind.ASSIGN and steps[0].value != NONE
            return (other, steps[0].scope, steps[0].value) if is_once else None
    return None
