"""Other expressions for what a variable holds: what a function hands out, what a shallow copy shares."""

from __future__ import annotations

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind

Expression = tuple[Unit, int, int]
"""An expression, with the file and the scope that it stands in."""

_COPIERS = frozenset({"copy.copy", "dict", "list"})


def only_step(unit: Unit, scope: int, name: str) -> Step | None:
    """The one step that binds a local variable of a scope, None where several do, or none."""
    binding = unit.bindings[scope].get(name) if scope > 0 else None
    if binding is None or binding.form != "variable" or len(binding.steps) != 1:
        return None
    return unit.facts.steps[binding.steps[0]]


def handed_out(values: Values, unit: Unit, scope: int, call: int) -> Expression | None:
    """The module variable that a first-party function returns, if that is all it does."""
    callee = values.callee(unit, scope, call)
    if callee is None or callee.form != "function":
        return None
    other = values.symbols.units[callee.path]
    steps = [other.facts.steps[at] for at in other.steps_in.get(callee.scope, ())]
    if len(steps) != 1 or steps[0].kind != StepKind.RETURN or steps[0].value == NONE:
        return None
    if other.scopes[callee.scope].kind != ScopeKind.FUNCTION or other.kinds[steps[0].value] != ExprKind.NAME:
        return None
    return other, callee.scope, steps[0].value


def copied_from(unit: Unit, scope: int, item: int) -> Expression | None:
    """Where `item` is `name[key]`: what the local name is a shallow copy of, for it has the same items."""
    if unit.kinds[item] != ExprKind.INDEX:
        return None
    name = unit.parts(item)[0]
    home = unit.home(scope, unit.texts[name]) if unit.kinds[name] == ExprKind.NAME else 0
    step = only_step(unit, home, unit.texts[name])
    if step is None:
        return None
    if step.kind != StepKind.ASSIGN or step.value == NONE or unit.kinds[step.value] != ExprKind.CALL:
        return None
    callee, *arguments = unit.parts(step.value)
    if unit.dotted(callee) in _COPIERS and len(arguments) == 1:
        return unit, step.scope, arguments[0]
    if unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] == "copy" and not arguments:
        return unit, step.scope, unit.parts(callee)[0]
    return None
