"""Defaults that a class declares for its objects: `width = Option(80, "columns of a page")`."""

from __future__ import annotations

from isolint.linking.constants import Constants
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, StepKind

_DEFAULT = frozenset({"default", "default_value", "defaultvalue"})


def is_default(values: Values, constants: Constants, key: str, stored: str) -> bool:
    """What is stored in an attribute, by its id, is what a module's object has there when it is made."""
    path, _, name = key.partition("::")
    owner, _, attribute = name.rpartition(".")
    unit = values.symbols.units.get(path)
    if not stored or unit is None or unit.package or not owner or "." in owner or "[" in name:
        return False
    found = _declared(values, unit, owner, attribute)
    return found is not None and constants.text_of(*found) == stored


def _declared(values: Values, unit: Unit, owner: str, attribute: str) -> tuple[Unit, int] | None:
    binding = unit.bindings[0].get(owner)
    steps = [unit.facts.steps[at] for at in binding.steps] if binding is not None else []
    made = [one.value for one in steps if one.kind == StepKind.ASSIGN and one.value != NONE]
    cls = values.callee(unit, 0, made[0]) if len(made) == 1 and unit.kinds[made[0]] == ExprKind.CALL else None
    if cls is None or cls.form != "type":
        return None
    for path, scope in values.ancestry(values.symbols.units[cls.path], cls.scope):
        other = values.symbols.units[path]
        bound = other.bindings[scope].get(attribute)
        given = [other.facts.steps[at].value for at in bound.steps] if bound is not None else []
        if given:
            return other, _argument(other, given[-1])
    return None


def _argument(unit: Unit, value: int) -> int:
    """The constant itself, or the one that a descriptor is made with."""
    if value == NONE or unit.kinds[value] != ExprKind.CALL:
        return value
    arguments = unit.parts(value)[1:]
    named = [one for one in arguments if unit.kinds[one] == ExprKind.KEYWORD and unit.texts[one] in _DEFAULT]
    if named:
        return unit.parts(named[0])[0]
    return arguments[0] if arguments and unit.kinds[arguments[0]] != ExprKind.KEYWORD else NONE
