"""Descriptions: objects that say in one of their fields what the thing they describe is called."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.naming import bound, constant, joined
from isolint.linking.objects import Objects, own
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.name import SEPARATOR, Name, Trait

_DEPTH = 4
_NESTED = (ExprKind.CALL, ExprKind.MAP, ExprKind.UNARY)
_GIVEN_A_NAME = frozenset({"generatename", "generate_name"})
"""Fields that ask the service to make up a name."""


class Descriptions:
    """Finds `Topic(name=...)`, `{"metadata": {"name": ...}}`, `Namespace{ObjectMeta{Name: ...}}`."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.names = objects.names

    def name(self, unit: Unit, scope: int, expression: int) -> Name | None:
        """What a description says, written on the spot or kept in a variable; None if it says nothing."""
        built = self._built(unit, scope, expression)
        found = built or self._name(unit, scope, expression)
        if found is None and unit.kinds[expression] in (ExprKind.NAME, ExprKind.UNARY):
            return self._kept(unit, scope, expression)
        return found

    def _built(self, unit: Unit, scope: int, expression: int) -> Name | None:
        """A description that a function of the project makes of what it is given."""
        values = self.names.values
        is_call = unit.kinds[expression] == ExprKind.CALL
        callee = values.callee(unit, scope, expression) if is_call else None
        if callee is None or callee.form != "function":
            return None
        other = self.names.units[callee.path]
        steps = (other.facts.steps[at] for at in other.steps_in.get(callee.scope, ()))
        given = [step.value for step in steps if step.kind == StepKind.RETURN and step.value != NONE]
        found = self.name(other, callee.scope, given[0]) if len(given) == 1 else None
        return bound(found, self.names.arguments(unit, scope, expression, callee)) if found else None

    def _kept(self, unit: Unit, scope: int, expression: int) -> Name | None:
        """A description in a variable; a name that is set later counts."""
        made = self.objects.origin(unit, scope, expression, unit.start(expression))
        if made is None:
            return None
        other, home, call = made
        variable = unit.texts[expression]
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind == StepKind.ASSIGN and unit.kinds[step.subject] == ExprKind.ATTRIBUTE:
                is_its_name = unit.dotted(step.subject) in (f"{variable}.Name", f"{variable}.ObjectMeta.Name")
                if is_its_name and step.start < unit.start(expression):
                    return self._with_kind(other, call, self.names.name(unit, scope, step.value))
        return self._name(other, home, call)

    def _name(self, unit: Unit, scope: int, expression: int) -> Name | None:
        if unit.package and unit.kinds[expression] == ExprKind.CALL and expression in unit.called:
            return None  # what a function makes of its arguments need not be called as they are
        found = self._field(unit, scope, expression, "name")
        if found is None or Trait.UNKNOWN in found.traits:
            return found
        holder = self._field(unit, scope, expression, "namespace")
        if holder is not None:
            found = joined([holder, constant(SEPARATOR, None), found], found.site)
        return self._with_kind(unit, expression, found)

    def _with_kind(self, unit: Unit, expression: int, name: Name) -> Name:
        """Things of two kinds may share a name: the kind stands before it where it is a type."""
        if unit.kinds[expression] == ExprKind.UNARY:
            expression = unit.parts(expression)[0]
        if not unit.package or unit.kinds[expression] != ExprKind.CALL:
            return name
        kind = unit.texts[unit.callee(expression)]
        return joined([constant(f"{kind}{SEPARATOR}", None), name], name.site)

    def _field(
        self, unit: Unit, scope: int, expression: int, wanted: str, depth: int = _DEPTH
    ) -> Name | None:
        for key, value in _fields(unit, expression) if depth else ():
            if key == wanted:
                return self.names.name(unit, scope, value)
            if key in _GIVEN_A_NAME and wanted == "name":
                return own(unit.site(value))
            found = self._field(unit, scope, value, wanted, depth - 1)
            if found is not None:
                return found
        return None


def _fields(unit: Unit, expression: int) -> Iterator[tuple[str, int]]:
    """The parts of a description with their names in lower case, "" for what has none."""
    for part in unit.parts(expression):
        if unit.kinds[part] == ExprKind.KEYWORD:
            yield unit.texts[part].lower(), unit.parts(part)[0]
        elif unit.kinds[part] == ExprKind.PAIR:
            yield unit.texts[unit.parts(part)[0]].lower(), unit.parts(part)[1]
        elif unit.kinds[part] in _NESTED:
            yield "", part
