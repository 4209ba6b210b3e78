"""Calls that no parentheses show: of a property that is looked at, of what a decorator hands over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from isolint.linking.call import PROGRAM, Call
from isolint.linking.registrars import is_registrar
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind, StepKind
from isolint.model.place import Moment

if TYPE_CHECKING:
    from isolint.linking.calls import Calls

Function = tuple[str, int]

_PROPERTIES = frozenset({"property", "cached_property"})
_RUNNING = (ScopeKind.FUNCTION, ScopeKind.CLOSURE)


class ImpliedCalls:
    """Looks for those of one function, which is known to matter."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.units = calls.units
        self.values = calls.values

    def of(self, function: Function) -> Iterator[tuple[Function, Call]]:
        """The functions that call it so, each with the call."""
        if function[1] == PROGRAM:
            return
        unit = self.units[function[0]]
        record = unit.scopes[function[1]]
        if record.kind != ScopeKind.FUNCTION or not record.decorators:
            return
        above = unit.scopes[record.parent].kind
        if above == ScopeKind.TYPE:
            last_names = {unit.dotted(one).rpartition(".")[2] for one in record.decorators}
            if not last_names.isdisjoint(_PROPERTIES):
                yield from self._looks(function, record.name)
        elif above in _RUNNING:
            yield from self._handed_over(unit, function)

    def _looks(self, function: Function, name: str) -> Iterator[tuple[Function, Call]]:
        """`self.catalogue`, where that is a property: the class may be one that is derived."""
        for unit in self.units.values():
            if name not in unit.vocabulary:
                continue
            for expression in unit.of_kind(ExprKind.ATTRIBUTE):
                if unit.texts[expression] != name:
                    continue
                scope = unit.scope_at(unit.start(expression))
                if not _is_own(unit, scope, expression):
                    continue
                position = self._position(unit, scope, expression)
                if position != NONE and self._means(unit, scope, expression, function):
                    call = self.calls.at(unit, position, function, runs_late=True)
                    site = unit.site(expression)
                    yield (unit.path, scope), call._replace(expression=NONE, site=site, defers=False)

    def _means(self, unit: Unit, scope: int, expression: int, function: Function) -> bool:
        """An object looks at its own; what others look at may be of a class that overrides half of it."""
        owner = self.values.value(unit, scope, unit.parts(expression)[0])
        if owner is None or owner.form != "instance" or owner.path not in self.units:
            return False
        name = unit.texts[expression]
        found = (
            self.values.method(path, cls, name)
            for path, cls in self.values.ancestry(self.units[owner.path], owner.scope)
        )
        return next((one for one in found if one is not None), None) == function

    @staticmethod
    def _position(unit: Unit, scope: int, expression: int) -> int:
        """The step in which the attribute is read; NONE where it is set, or outside of functions."""
        if unit.scopes[scope].kind not in _RUNNING:
            return NONE
        start, found = unit.start(expression), NONE
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.subject == expression and step.kind != StepKind.CALL:
                return NONE
            if step.start <= start < step.end:
                found = position
        return found

    def _handed_over(self, unit: Unit, function: Function) -> Iterator[tuple[Function, Call]]:
        """`@case.addCleanup` above a function in another one: it runs when the test ends."""
        record = unit.scopes[function[1]]
        for decorator in record.decorators:
            if unit.kinds[decorator] != ExprKind.ATTRIBUTE:
                continue
            value = self.values.as_written(unit, record.parent, decorator)
            words = self.values.catalogue.protections
            position = self._definition(unit, function[1])
            if position != NONE and is_registrar(words, unit, decorator, value):
                call = self.calls.at(unit, position, function, runs_late=True)
                site = unit.site(decorator)
                moment = Moment.EXIT if unit.dotted(decorator).startswith("atexit.") else Moment.TEARDOWN
                yield (
                    (unit.path, record.parent),
                    call._replace(expression=NONE, site=site, defers=False, moment=moment),
                )

    @staticmethod
    def _definition(unit: Unit, scope: int) -> int:
        for position in unit.steps_in.get(unit.scopes[scope].parent, ()):
            step = unit.facts.steps[position]
            if step.kind == StepKind.DEFINE and step.value == scope:
                return position
        return NONE


def _is_own(unit: Unit, scope: int, expression: int) -> bool:
    """An attribute of the first parameter of the function around it."""
    parameters = unit.scopes[scope].parameters
    return bool(parameters) and unit.dotted(unit.parts(expression)[0]) == parameters[0].name
