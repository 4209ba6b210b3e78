"""Variables and attributes that are counted up for as long as a process lives: each one starts anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from isolint.linking.naming import unknown
from isolint.linking.symbols import Symbol
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, Step, StepKind
from isolint.model.name import Form, Mark, Name, Trait
from isolint.model.source import Site

_UNTIL = frozenset({BlockKind.LOOP, BlockKind.RESCUE})
"""Where it is counted up for another reason: what it had before was taken."""


def counter(unit: Unit, symbol: Symbol, site: Site) -> Name | None:
    """The name of a variable that functions count up; else None.

    Who counts on until something is free has a number that nothing is known of.
    """
    binding = unit.bindings[symbol.scope].get(symbol.name)
    steps = [unit.facts.steps[at] for at in binding.steps] if binding is not None else []
    steps = [step for step in steps if step.kind != StepKind.DECLARE]
    if symbol.form != "variable" or not _is_counted(unit, steps, symbol.name):
        return None
    is_started = all(
        step.scope == symbol.scope or _counts(unit, step, symbol.name) for step in steps
    )  # a new start would be told by a caller
    is_inside = any(step.scope != symbol.scope for step in steps)
    return _name(unit, steps, symbol.name, site) if is_started and is_inside else None


def member_counter(unit: Unit, cls: int, name: str, site: Site) -> Name | None:
    """The same for an attribute of a class, which its methods count up; else None."""
    if unit.package or name not in unit.vocabulary:
        return None
    steps = [
        step
        for step in unit.facts.steps
        if step.kind in (StepKind.ASSIGN, StepKind.UPDATE)
        and step.subject != NONE
        and unit.texts[step.subject] == name
        and _is_of(unit, step, cls)
    ]
    is_declared = any(step.scope == cls for step in steps)
    return _name(unit, steps, name, site) if is_declared and _is_counted(unit, steps, name) else None


def _is_of(unit: Unit, step: Step, cls: int) -> bool:
    """It is bound in the class, or through the class or an object of it in one of its methods."""
    if step.scope == cls:
        return unit.kinds[step.subject] == ExprKind.NAME
    if unit.kinds[step.subject] != ExprKind.ATTRIBUTE:
        return False
    base = unit.parts(step.subject)[0]
    record = unit.scopes[step.scope]
    is_method = record.parent == cls and unit.scopes[cls].kind == ScopeKind.TYPE
    receiver = record.parameters[0].name if record.parameters else ""
    if unit.dotted(base) == unit.scopes[cls].name:
        return True
    is_type = unit.kinds[base] == ExprKind.CALL and unit.texts[unit.callee(base)] == "type"
    return is_method and (is_type or unit.dotted(base).removesuffix(".__class__") == receiver)


def _is_counted(unit: Unit, steps: Sequence[Step], name: str) -> bool:
    """It starts from a number and is only ever counted up."""
    counts = [step for step in steps if _counts(unit, step, name)]
    starts = [step for step in steps if not _counts(unit, step, name)]
    is_plain = all(
        step.kind != StepKind.UPDATE and (step.value == NONE or unit.kinds[step.value] == ExprKind.NUMBER)
        for step in starts
    )
    return bool(counts) and is_plain


def _goes_on(unit: Unit, step: Step) -> bool:
    """It is counted up as often as it takes."""
    return any(block.kind in _UNTIL for block in unit.blocks_above(step.block))


def _counts(unit: Unit, step: Step, name: str) -> bool:
    """`x += 1`, `x = x + 1`."""
    if step.kind == StepKind.UPDATE:
        return step.value == NONE or unit.kinds[step.value] == ExprKind.NUMBER
    if step.kind != StepKind.ASSIGN or step.value == NONE or unit.kinds[step.value] != ExprKind.BINARY:
        return False
    parts = unit.parts(step.value)
    kinds = {unit.kinds[part] for part in parts}
    is_sum = unit.texts[step.value] == "+" and ExprKind.NUMBER in kinds
    return is_sum and any(unit.texts[part] == name for part in parts)


def _name(unit: Unit, steps: Iterable[Step], text: str, site: Site) -> Name:
    if any(_goes_on(unit, step) for step in steps if _counts(unit, step, text)):
        return unknown(site)
    return Name(
        text=f"{{{text}}}",
        traits=frozenset({Trait.COUNTER}),
        site=site,
        marks=(Mark(Trait.COUNTER, site, Form.NUMBER),),
        whole=True,
    )
