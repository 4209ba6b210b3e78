"""Whether a name that is bound to a variable's value reaches the variable's own thing, or a copy of it."""

from __future__ import annotations

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, StepKind

_HANDLES = frozenset({"[]", "map", "chan"})
_MAKERS = frozenset({"make", "new"})


def is_handle(values: Values, unit: Unit, name: str) -> bool:
    """A package variable whose value only leads to the thing: a pointer, a slice, a map.

    What else is assigned is copied, with all its fields; a value that is not known may be.
    """
    binding = unit.bindings[0].get(name)
    for position in binding.steps if binding is not None else ():
        step = unit.facts.steps[position]
        if step.scope == 0 and step.value != NONE and step.kind == StepKind.DECLARE:
            return _is_handle_type(unit, step.value)
        if step.scope == 0 and step.value != NONE and step.kind == StepKind.ASSIGN:
            return _gives_handle(values, unit, step.value)
    return False


def _is_handle_type(unit: Unit, annotation: int) -> bool:
    kind, text = unit.kinds[annotation], unit.texts[annotation]
    return (kind == ExprKind.TYPE and text in _HANDLES) or (kind == ExprKind.UNARY and text == "*")


def _gives_handle(values: Values, unit: Unit, value: int) -> bool:
    kind = unit.kinds[value]
    if kind in (ExprKind.LIST, ExprKind.MAP):
        return True
    if kind == ExprKind.UNARY:
        return unit.texts[value] == "&"
    if kind != ExprKind.CALL:
        return False
    callee = values.callee(unit, 0, value)
    if callee is None or callee.form != "function":
        return unit.dotted(unit.callee(value)) in _MAKERS
    other = values.symbols.units[callee.path]
    returns = other.scopes[callee.scope].returns
    return returns != NONE and _is_handle_type(other, returns)
