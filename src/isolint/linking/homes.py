"""Homes: the function around whose variable an inner one assigns.

`nonlocal total`, and in Go any `total = 1` of a closure, mean the nearest function around that binds the
name itself. Those in between only pass it on: a container of specs between the one that declares a
variable and the spec that sets it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from isolint.model.facts import NONE, ScopeKind, Step, StepKind

if TYPE_CHECKING:
    from isolint.linking.unit import Unit

BINDING_STEPS = frozenset(
    {StepKind.ASSIGN, StepKind.UPDATE, StepKind.ITERATE, StepKind.ENTER, StepKind.CATCH, StepKind.DECLARE}
)
"""The steps that give their subject's names a value, or say that there are such names."""


def own_names(unit: Unit) -> dict[int, set[str]]:
    """What each scope binds for itself, by parameters, imports, definitions and assignments."""
    table = {
        index: {parameter.name for parameter in scope.parameters} for index, scope in enumerate(unit.scopes)
    }
    for step in unit.facts.steps:
        scope = unit.scopes[step.scope]
        table[step.scope].update(
            name for name in _bound(unit, step) if name not in scope.enclosing and name not in scope.outer
        )
    return table


def home(unit: Unit, scope: int, name: str) -> int:
    """The scope that an assignment to a name in `scope` really binds it in."""
    record = unit.scopes[scope]
    if name in record.outer:
        return 0
    if name not in record.enclosing:
        return scope
    around = [at for at in _around(unit, scope) if unit.scopes[at].kind != ScopeKind.TYPE]
    binding = (at for at in around if name in unit.own_names[at])
    return next(binding, around[0] if around else scope)


def _around(unit: Unit, scope: int) -> Iterable[int]:
    at = unit.scopes[scope].parent
    while at not in (0, NONE):
        yield at
        at = unit.scopes[at].parent


def _bound(unit: Unit, step: Step) -> Iterable[str]:
    if step.kind == StepKind.IMPORT:
        return (unit.facts.imports[step.value].alias,)
    if step.kind == StepKind.DEFINE:
        return (unit.scopes[step.value].name,)
    return unit.targets(step.subject) if step.kind in BINDING_STEPS and step.subject != NONE else ()
