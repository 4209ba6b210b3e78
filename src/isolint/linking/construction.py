"""What an object was made with, where that is seen at a call of one of its methods."""

from __future__ import annotations

from typing import NamedTuple

from isolint.linking.aliases import only_step
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, ScopeKind, StepKind


class Construction(NamedTuple):
    """The call in `unit`, within `scope`, that makes an object; `init` is the function that it runs."""

    unit: Unit
    scope: int
    call: int
    init: Value


def construction_of(values: Values, unit: Unit, scope: int, call: int) -> Construction | None:
    """How the receiver of a method's call was made: on the spot, or for a local name that is bound once."""
    callee = unit.callee(call)
    if unit.package or unit.kinds[callee] != ExprKind.ATTRIBUTE:
        return None
    made, home = unit.parts(callee)[0], scope
    if unit.kinds[made] == ExprKind.NAME:
        made, home = _bound_once(unit, scope, unit.texts[made])
    if made == NONE or unit.kinds[made] != ExprKind.CALL:
        return None
    cls = values.callee(unit, home, made)
    if cls is None or cls.form != "type":
        return None
    for path, family in values.ancestry(values.symbols.units[cls.path], cls.scope):
        binding = values.symbols.units[path].bindings[family].get("__init__")
        if binding is not None and binding.form == "definition":
            return Construction(unit, home, made, Value("function", "", path, binding.target))
    return None


def _bound_once(unit: Unit, scope: int, name: str) -> tuple[int, int]:
    """The value of a local name, and the scope that it is bound in."""
    home = unit.home(scope, name)
    while home and name not in unit.bindings[home]:
        home = unit.scopes[home].parent
    step = only_step(unit, home, name)
    if step is None or unit.scopes[home].kind not in (ScopeKind.FUNCTION, ScopeKind.CLOSURE):
        return NONE, scope
    is_plain = step.kind in (StepKind.ASSIGN, StepKind.ENTER) and step.value != NONE
    return (step.value, step.scope) if is_plain else (NONE, scope)
