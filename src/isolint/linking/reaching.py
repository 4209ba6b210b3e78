"""Which assignments of a name may have been the last before a place."""

from __future__ import annotations

from isolint.linking.symbols import Symbol
from isolint.linking.unit import Unit
from isolint.model.facts import BlockKind, Step, StepKind
from isolint.model.name import Name

_PUTTING = (StepKind.ASSIGN, StepKind.UPDATE)
_STRAIGHT = frozenset({BlockKind.BODY, BlockKind.WITHIN, BlockKind.TRY, BlockKind.FINALLY, BlockKind.LOOP})


def reaching(unit: Unit, symbol: Symbol, before: int) -> list[Step]:
    """Assignments that may have been the last: back to the nearest unconditional one."""
    reaching: list[Step] = []
    for at in reversed(unit.bindings[symbol.scope][symbol.name].steps):
        step = unit.facts.steps[at]
        if step.kind == StepKind.DECLARE or step.end > before >= 0:
            continue
        reaching.append(step)
        if before >= 0 and is_certain(unit, step):
            break
    return list(reversed(reaching))


def put_here(unit: Unit, scope: int, name: str, before: int) -> list[Step]:
    """What a function puts into a variable from outside of it, and finds there a few lines later.

    Nothing where that is not sure to have been the last: others may have put something there.
    """
    record = unit.scopes[scope]
    found: list[Step] = []
    if before < 0 or not (name in record.outer or name in record.enclosing):
        return found
    for at in reversed(unit.steps_in.get(scope, ())):
        step = unit.facts.steps[at]
        is_it = step.kind in _PUTTING and step.end <= before and name in unit.targets(step.subject)
        if is_it:
            found.append(step)
            if is_certain(unit, step) or _is_on_the_way(unit, step, before):
                return list(reversed(found))
    return []


def _is_on_the_way(unit: Unit, step: Step, place: int) -> bool:
    """Who gets to the place has come by the assignment: all that it stands under, the place does too."""
    if step.kind == StepKind.UPDATE:
        return False
    there = set(unit.blocks_above(unit.step_at(place).block))
    return there.issuperset(unit.blocks_above(step.block))


def is_certain(unit: Unit, step: Step) -> bool:
    """An assignment that leaves nothing of what was there before."""
    kinds = {block.kind for block in unit.blocks_above(step.block)}
    return step.kind != StepKind.UPDATE and kinds <= _STRAIGHT


def is_asked(name: Name, asked: set[str]) -> bool:
    """A parameter as it is passed, of a name that a condition holds."""
    return bool(name.hole) and name.hole.rpartition(":")[2] in asked


def is_asked_above(unit: Unit, step: Step, parameter: str) -> bool:
    return any(
        block.kind in (BlockKind.WHEN, BlockKind.UNLESS) and parameter in unit.texts_under(block.condition)
        for block in unit.blocks_above(step.block)
    )
