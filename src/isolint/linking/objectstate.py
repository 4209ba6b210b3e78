"""Which fields of its object a method changes or reads, itself or through other methods of its own."""

from __future__ import annotations

from functools import cached_property

from isolint.linking.calls import Function
from isolint.linking.mutators import MUTATING, REMOVERS
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind
from isolint.model.resource import Verb

_WRITING = {StepKind.ASSIGN: Verb.WRITE, StepKind.UPDATE: Verb.MUTATE, StepKind.DELETE: Verb.DESTROY}
_MAKERS = frozenset({"__new__", "__post_init__", "__init_subclass__"})
_DEPTH = 3


class ObjectState:
    """Answers for the methods of all first-party classes."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.units = values.symbols.units
        self._attributes: dict[Function, frozenset[str]] = {}

    @cached_property
    def changing(self) -> dict[Function, dict[str, Verb]]:
        """What each method changes that changes anything, by field."""
        own = {function: self._own(*function) for function in self._methods}
        found = {function: self._with_calls(function, own, _DEPTH) for function in own}
        return {function: fields for function, fields in found.items() if fields}

    @cached_property
    def names(self) -> frozenset[str]:
        """How the methods are called that change something."""
        return frozenset(self.units[path].scopes[scope].name for path, scope in self.changing)

    @cached_property
    def _methods(self) -> list[Function]:
        return [
            (unit.path, index)
            for unit in self.units.values()
            if not unit.package
            for index, scope in enumerate(unit.scopes)
            if scope.kind == ScopeKind.FUNCTION
            and scope.parameters
            and unit.scopes[scope.parent].kind == ScopeKind.TYPE
            and scope.name not in _MAKERS
        ]

    def _own(self, path: str, scope: int) -> dict[str, Verb]:
        unit = self.units[path]
        if unit.scopes[scope].yields:
            return {}  # a context manager, as a rule: what it changes it puts back
        found: dict[str, Verb] = {}
        steps = [unit.facts.steps[at] for at in unit.steps_in.get(scope, ())]
        for step in steps:
            for field, verb in self._of_step(unit, step):
                found.setdefault(field, verb)
        kept = _kept_locally(unit, steps, unit.scopes[scope].parameters[0].name)
        return {field: verb for field, verb in found.items() if field not in kept}

    def _of_step(self, unit: Unit, step: Step) -> list[tuple[str, Verb]]:
        receiver = unit.scopes[step.scope].parameters[0].name
        if step.kind in _WRITING and step.subject != NONE:
            field, is_item = _field(unit, step.subject, receiver)
            verb = Verb.MUTATE if is_item and step.kind == StepKind.ASSIGN else _WRITING[step.kind]
            return [(field, verb)] if field else []
        if step.kind == StepKind.CALL:
            callee = unit.callee(step.subject)
            name = unit.texts[callee]
            if unit.kinds[callee] == ExprKind.ATTRIBUTE and name in MUTATING:
                field, _ = _field(unit, unit.parts(callee)[0], receiver)
                return [(field, Verb.DESTROY if name in REMOVERS else Verb.MUTATE)] if field else []
        return []

    def _with_calls(
        self, function: Function, own: dict[Function, dict[str, Verb]], depth: int
    ) -> dict[str, Verb]:
        found = dict(own.get(function, ()))
        unit = self.units[function[0]]
        record = unit.scopes[function[1]]
        for position in unit.steps_in.get(function[1], ()) if depth else ():
            step = unit.facts.steps[position]
            callee = unit.callee(step.subject) if step.kind == StepKind.CALL else NONE
            if callee == NONE or unit.kinds[callee] != ExprKind.ATTRIBUTE:
                continue
            owner = unit.parts(callee)[0]
            if unit.kinds[owner] == ExprKind.NAME and unit.texts[owner] == record.parameters[0].name:
                other = self.method(unit, record.parent, unit.texts[callee])
                if other is not None and other != function and other in own:
                    found = {**self._with_calls(other, own, depth - 1), **found}
        return found

    def method(self, unit: Unit, cls: int, name: str) -> Function | None:
        """What a class, or the nearest one above it, defines under a name."""
        for path, scope in self.values.ancestry(unit, cls):
            binding = self.units[path].bindings[scope].get(name)
            if binding is not None:
                return (path, binding.target) if binding.form == "definition" else None
        return None

    def reads(self, function: Function, field: str, depth: int = _DEPTH) -> bool:
        """A method or property looks at a field of its object, itself or by way of another one."""
        unit = self.units[function[0]]
        record = unit.scopes[function[1]]
        asked = self._asked(function)
        if field in asked or not depth:
            return field in asked
        others = (self.method(unit, record.parent, name) for name in sorted(asked))
        return any(
            other is not None and other != function and self.reads(other, field, depth - 1)
            for other in others
        )

    def _asked(self, function: Function) -> frozenset[str]:
        """The attributes of its object that a method takes."""
        if function not in self._attributes:
            unit = self.units[function[0]]
            record = unit.scopes[function[1]]
            receiver = record.parameters[0].name if record.parameters else ""
            self._attributes[function] = frozenset(
                unit.texts[expression]
                for expression in unit.of_kind(ExprKind.ATTRIBUTE)
                if record.start <= unit.start(expression) < record.end
                and unit.texts[unit.parts(expression)[0]] == receiver
            )
        return self._attributes[function]

    def kept(self, init: Function) -> dict[str, str]:
        """The fields that hold just what a parameter of the initializer was given, with the parameter."""
        unit = self.units[init[0]]
        parameters = [one.name for one in unit.scopes[init[1]].parameters]
        found: dict[str, str] = {}
        for position in unit.steps_in.get(init[1], ()) if parameters else ():
            step = unit.facts.steps[position]
            if step.kind != StepKind.ASSIGN or step.value == NONE or unit.kinds[step.value] != ExprKind.NAME:
                continue
            field, is_item = _field(unit, step.subject, parameters[0])
            if field and not is_item and unit.texts[step.value] in parameters[1:]:
                found[field] = unit.texts[step.value]
        return found


def _kept_locally(unit: Unit, steps: list[Step], receiver: str) -> set[str]:
    """The fields whose value a method keeps under a local name, and gives back from there."""
    names: dict[str, str] = {}
    found: set[str] = set()
    for step in steps:
        if step.kind != StepKind.ASSIGN or step.value == NONE:
            continue
        read, _ = _field(unit, step.value, receiver)
        if read and unit.kinds[step.subject] == ExprKind.NAME:
            names[unit.texts[step.subject]] = read
        written, _ = _field(unit, step.subject, receiver)
        if (
            written
            and unit.kinds[step.value] == ExprKind.NAME
            and names.get(unit.texts[step.value]) == written
        ):
            found.add(written)
    return found


def _field(unit: Unit, expression: int, receiver: str) -> tuple[str, bool]:
    """The field of the receiver that an expression is, or is an item in; "" for all else."""
    is_item = False
    while unit.kinds[expression] == ExprKind.INDEX:
        expression, is_item = unit.parts(expression)[0], True
    if unit.kinds[expression] != ExprKind.ATTRIBUTE:
        return "", False
    owner = unit.parts(expression)[0]
    is_own = unit.kinds[owner] == ExprKind.NAME and unit.texts[owner] == receiver
    return (unit.texts[expression], is_item) if is_own else ("", False)
