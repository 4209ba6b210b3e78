"""Functions, classes and modules in whose place something else is put, through what holds them.

`mailer.send = fake`, `Client.get = Mock()`, `setattr(requests, "get", fake)`: the name in the module
or class means something else from then on, for all code of the process. Here are only names that mean
code. A variable of a module and an attribute of a class that holds data are memory (`holding`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.holding import Holding
from isolint.linking.modulenames import ModuleNames
from isolint.linking.stepeffects import effect_of_step
from isolint.linking.stores import targets
from isolint.linking.substitutes import Substitutes
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.change import CODE, MODULE
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind
from isolint.model.name import Root
from isolint.model.resource import Verb

_SETTERS = {"setattr": 3, "delattr": 2}
"""Builtins that change an attribute by its name, with the number of their arguments."""


class Owner(NamedTuple):
    """What has the attribute; `value` is its own record, `name` the dotted one that all files share."""

    name: str
    value: Value


class Replacements:
    """Finds the statements, those that put the old thing back included: they count as removals."""

    def __init__(self, holding: Holding, modules: ModuleNames, test_code: frozenset[str]) -> None:
        self.holding = holding
        self.modules = modules
        self.substitutes = Substitutes(holding.values, test_code)
        self.calls = holding.calls
        self.values = holding.values
        self.units = holding.units

    def collect(self) -> dict[Function, list[Effect]]:
        """Own effects, by function."""
        found: dict[Function, list[Effect]] = {}
        for unit in self.units.values():
            if unit.package:
                continue  # there a function that can be replaced is a variable
            is_by_call = not unit.vocabulary.isdisjoint((*_SETTERS, "__dict__"))
            for position, step in enumerate(unit.facts.steps):
                if step.kind == StepKind.CALL and not is_by_call:
                    continue
                for effect in self._of_step(unit, position, step):
                    if not self._is_undone_at_once(unit, step, effect):
                        found.setdefault((unit.path, step.scope), []).append(effect)
        return found

    def _of_step(self, unit: Unit, position: int, step: Step) -> Iterator[Effect]:
        if step.kind in (StepKind.ASSIGN, StepKind.DELETE) and step.subject != NONE:
            for target in targets(unit, step.subject):
                if unit.kinds[target] == ExprKind.ATTRIBUTE:
                    value = step.value if target == step.subject else NONE
                    owner = unit.parts(target)[0]
                    yield from self._of_name(unit, position, (target, owner), unit.texts[target], value)
        elif step.kind == StepKind.CALL:
            callee, *arguments = unit.parts(step.subject)
            text = unit.texts[callee]
            if len(arguments) == _SETTERS.get(text) and unit.kinds[callee] == ExprKind.NAME:
                value = arguments[2] if len(arguments) > 2 else NONE
                if unit.kinds[arguments[1]] == ExprKind.STRING:
                    place = (step.subject, arguments[0])
                    yield from self._of_name(unit, position, place, unit.texts[arguments[1]], value)
            elif text == "update" and unit.kinds[callee] == ExprKind.ATTRIBUTE:
                yield from self._of_all(unit, position, unit.parts(callee)[0])

    def _of_name(
        self, unit: Unit, position: int, place: tuple[int, int], name: str, value: int
    ) -> Iterator[Effect]:
        """An attribute is set to what an expression gives, NONE where that is not to be seen."""
        statement, expression = place
        step = unit.facts.steps[position]
        owner = self._owner(unit, step.scope, expression)
        if owner is None or not self._is_code(unit, step, owner, name, value):
            return
        is_new = value != NONE and self.substitutes.is_one(unit, step.scope, value, owner.value, name)
        verb = Verb.WRITE if is_new else Verb.DESTROY
        yield self._effect(unit, position, statement, f"{owner.name}.{name}", verb)

    def _of_all(self, unit: Unit, position: int, expression: int) -> Iterator[Effect]:
        """`module.__dict__.update(copy)` puts everything back: the change of it has come to an end."""
        if unit.kinds[expression] != ExprKind.ATTRIBUTE or unit.texts[expression] != "__dict__":
            return
        step = unit.facts.steps[position]
        owner = self._owner(unit, step.scope, unit.parts(expression)[0])
        if owner is not None:
            effect = self._effect(unit, position, step.subject, owner.name, Verb.DESTROY)
            is_module = owner.value.form == "module"
            yield effect._replace(kind=MODULE, verb=Verb.CLOSE) if is_module else effect

    def _owner(self, unit: Unit, scope: int, expression: int) -> Owner | None:
        """A module or a class that lives as long as the process, through names that are sure to mean it."""
        root = expression
        while unit.kinds[root] == ExprKind.ATTRIBUTE:
            root = unit.parts(root)[0]
        if unit.kinds[root] != ExprKind.NAME or root in unit.loop_names:
            return None
        symbol = self.values.symbols.lookup(unit, scope, unit.texts[root])
        if symbol is None or symbol.form not in ("module", "external", "definition"):
            return None  # a parameter or a variable may hold a double of the test's own
        value = self.values.value(unit, scope, expression)
        if value is None:
            return None
        if value.form == "type":
            return self._of_class(unit, value)
        name = self.modules.of_value(value) or self._outside_class(value)
        return Owner(name, value) if name else None

    def _of_class(self, unit: Unit, value: Value) -> Owner | None:
        other = self.units[value.path]
        is_local = other.enclosing(value.scope, ScopeKind.FUNCTION) != NONE
        if is_local or value.path == unit.path:
            return None  # made anew by each call, or the test file's own double
        return Owner(f"{self.modules.of_path(value.path)}.{other.scopes[value.scope].name}", value)

    def _outside_class(self, value: Value) -> str:
        """The dotted name of what is spelled as a class in a module that is known to be one."""
        module, _, name = value.text.rpartition(".")
        is_class = name[:1].isupper() and not name.isupper()
        return value.text if value.form == "chain" and is_class and module in self.modules.outside else ""

    def _is_inherited_code(self, unit: Unit, step: Step, cls: Value, value: int) -> bool:
        other = self.units[cls.path]
        has_outside = any(True for _ in self.values.outside_bases(other, cls.scope))
        return has_outside and (value == NONE or not self.substitutes.is_data(unit, step.scope, value))

    def _is_code(self, unit: Unit, step: Step, owner: Owner, name: str, value: int) -> bool:
        """The name means a function, a class or a module; of outside things, what is put there does."""
        found = owner.value
        if found.form == "module":
            symbol = self.values.symbols.member(found.path, name)
            return symbol is not None and symbol.form in ("definition", "module", "external")
        if found.form == "type":
            binders = self.values.ancestry(self.units[found.path], found.scope)
            bindings = (self.units[path].bindings[cls].get(name) for path, cls in binders)
            first = next((one for one in bindings if one is not None), None)
            if first is None:  # what a library's class has under that name is as good as that of a module
                return self._is_inherited_code(unit, step, found, value)
            return first.form == "definition"
        if f"{found.text}.{name}.__set__" in self.values.catalogue.accesses:
            return False  # a setting of the process
        return value == NONE or not self.substitutes.is_data(unit, step.scope, value)

    def _is_undone_at_once(self, unit: Unit, step: Step, effect: Effect) -> bool:
        """Expected to fail, or done to what is only there for the time being."""
        fakes = self.holding.fakes
        if fakes.replaces(unit, step, "", Root.NOWHERE):
            return True
        owner = effect.name.text.split(".")[-2:-1]
        return not fakes.whole(unit.path, step.scope).isdisjoint(("modules", *owner))

    def _effect(self, unit: Unit, position: int, target: int, name: str, verb: Verb) -> Effect:
        return effect_of_step(self.calls, unit, position, target, verb, CODE, name, f"{name}.__set__")
