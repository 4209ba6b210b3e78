"""Whether a statement runs only where a look-up has found a value before."""

from __future__ import annotations

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, ScopeKind, Step, StepKind
from isolint.model.source import Site

_LOOK_UPS = frozenset({"get", "getenv", "pop"})


class Presence:
    """Reads the conditions around a statement: `if old is not None`, and what `old` was given."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def is_required(self, unit: Unit, site: Site) -> bool:
        """A condition around the statement holds only where there was a value."""
        block = unit.step_at(site.start).block
        return any(self._asks(unit, above) for above in unit.blocks_above(block))

    def _asks(self, unit: Unit, block: Block) -> bool:
        if block.kind not in (BlockKind.WHEN, BlockKind.UNLESS) or block.condition == NONE:
            return False
        name, says_present = _question(unit, block.condition)
        is_asked = name != NONE and says_present is (block.kind == BlockKind.WHEN)
        return is_asked and self._is_looked_up(unit, block.scope, name)

    def _is_looked_up(self, unit: Unit, scope: int, name: int) -> bool:
        """The name was given what a look-up found, None where there was nothing."""
        steps = self._given(unit, scope, name)
        return bool(steps) and all(step.value != NONE and _may_find_none(unit, step.value) for step in steps)

    def _given(self, unit: Unit, scope: int, name: int) -> list[Step]:
        if unit.kinds[name] == ExprKind.ATTRIBUTE:
            cls = unit.enclosing(scope, ScopeKind.TYPE)
            return self.values.attribute_steps(unit, cls, unit.texts[name]) if cls != NONE else []
        binding = unit.bindings[scope].get(unit.texts[name])
        steps = [unit.facts.steps[at] for at in binding.steps] if binding is not None else []
        return [step for step in steps if step.kind == StepKind.ASSIGN]


def _question(unit: Unit, condition: int) -> tuple[int, bool]:
    """The name that a condition asks for a value, and whether it says that there is one; else NONE."""
    kind = unit.kinds[condition]
    if kind in (ExprKind.NAME, ExprKind.ATTRIBUTE):
        return condition, True
    if kind == ExprKind.UNARY and unit.texts[condition] == "not":
        name, says_present = _question(unit, unit.parts(condition)[0])
        return name, not says_present
    if kind == ExprKind.COMPARE and unit.texts[condition] in _COMPARISONS:
        name, other = unit.parts(condition)
        is_name = unit.kinds[name] in (ExprKind.NAME, ExprKind.ATTRIBUTE)
        is_none = unit.kinds[other] == ExprKind.SINGLETON and unit.texts[other] == "None"
        return (name, _COMPARISONS[unit.texts[condition]]) if is_name and is_none else (NONE, False)
    return NONE, False


_COMPARISONS = {"is-not": True, "!=": True, "is": False, "==": False}


def _may_find_none(unit: Unit, value: int) -> bool:
    if unit.kinds[value] != ExprKind.CALL:
        return False
    callee, *arguments = unit.parts(value)
    if unit.texts[callee] not in _LOOK_UPS:
        return False
    has_default = len(arguments) > 1 and unit.texts[arguments[1]] != "None"
    return bool(arguments) and not has_default
