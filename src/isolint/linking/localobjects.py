"""Attributes that a function puts on an object and reads again: `options.folder = ...`."""

from __future__ import annotations

from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind

_STRAIGHT = frozenset({BlockKind.BODY, BlockKind.WITHIN, BlockKind.TRY, BlockKind.FINALLY})


def put_on(unit: Unit, scope: int, attribute: int) -> int:
    """The expression that an attribute of a local name was given last; NONE where that is not sure."""
    owner = unit.parts(attribute)[0]
    if unit.package or unit.kinds[owner] != ExprKind.NAME:
        return NONE
    name, before = unit.texts[owner], unit.start(attribute)
    binding = unit.bindings[scope].get(name) if scope > 0 else None
    if binding is None or binding.form != "variable":
        return NONE
    dotted = f"{name}.{unit.texts[attribute]}"
    found = NONE
    for step in (unit.facts.steps[at] for at in unit.steps_in.get(scope, ())):
        if step.end > before:
            break
        if _binds(unit, step, name) or (step.kind == StepKind.UPDATE and _is(unit, step, dotted)):
            found = NONE  # another object, or another value of it
        elif step.kind == StepKind.ASSIGN and _is(unit, step, dotted):
            is_sure = {block.kind for block in unit.blocks_above(step.block)} <= _STRAIGHT
            found = step.value if is_sure else NONE
    return found


def _binds(unit: Unit, step: Step, name: str) -> bool:
    is_binding = step.kind in (StepKind.ASSIGN, StepKind.UPDATE, StepKind.ITERATE, StepKind.ENTER)
    return is_binding and step.subject != NONE and name in unit.targets(step.subject)


def _is(unit: Unit, step: Step, dotted: str) -> bool:
    return step.subject != NONE and unit.dotted(step.subject) == dotted
