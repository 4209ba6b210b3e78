"""Memory that outlives a test: which variable an expression reaches into, and who changes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.aliases import copied_from, handed_out
from isolint.linking.calls import Calls, Function
from isolint.linking.copies import is_handle
from isolint.linking.effects import Effect
from isolint.linking.mutators import BUILTIN_REMOVERS, BY_NAME, MUTATING, REMOVERS, RESETS
from isolint.linking.places import Places
from isolint.linking.stepeffects import effect_of_step
from isolint.linking.stores import targets
from isolint.linking.takeovers import takes_over_all
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.change import MEMORY
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind
from isolint.model.resource import Verb

_CHANGING = BUILTIN_REMOVERS | RESETS | MUTATING | {*BY_NAME}
_FOLLOWED = 4
_CONTAINERS = frozenset({ExprKind.LIST, ExprKind.MAP, ExprKind.SET, ExprKind.COMPREHENSION})
_PLAIN = _CONTAINERS | {ExprKind.STRING, ExprKind.NUMBER, ExprKind.SINGLETON, ExprKind.TUPLE}
_CONTAINER_TYPES = frozenset({"dict", "list", "set", "defaultdict", "OrderedDict", "deque", "Counter"})


class Held(NamedTuple):
    """`key` is an id that all files share, "path::settings.DEBUG"; `text` what a reader calls it.

    `inside`: not the variable itself is meant, but an item or attribute of what it holds.
    """

    key: str
    text: str
    inside: bool


class Holding:
    """Says what an expression reaches into, None for what ends with the test."""

    def __init__(self, places: Places, calls: Calls) -> None:
        self.calls = calls
        self.fakes = places.fakes
        self.is_test_file = places.tests.is_test_file
        self.values = calls.values
        self.units = calls.units

    def held(self, unit: Unit, scope: int, expression: int, depth: int = _FOLLOWED) -> Held | None:
        """The variable behind a name, an attribute or an item, through local names for it."""
        kind = unit.kinds[expression]
        if kind == ExprKind.NAME:
            return self._name(unit, scope, expression, depth)
        if kind == ExprKind.ATTRIBUTE:
            return self._attribute(unit, scope, expression, depth)
        if kind == ExprKind.INDEX:
            owner, key = unit.parts(expression)
            if unit.kinds[key] == ExprKind.SLICE and depth < _FOLLOWED:
                return None  # a copy, which a local name holds
            inner = self.held(unit, scope, owner, depth)
            shared = copied_from(unit, scope, owner) if inner is None and depth else None
            inner = self.held(*shared, depth - 1) if shared is not None else inner
            return inner and Held(f"{inner.key}[]", inner.text, inside=True)
        is_followed = kind == ExprKind.CALL and depth and not unit.package
        given = handed_out(self.values, unit, scope, expression) if is_followed else None
        return given and self.held(*given, depth - 1)

    def _name(self, unit: Unit, scope: int, expression: int, depth: int) -> Held | None:
        name = unit.texts[expression]
        if expression in unit.loop_names:
            return None
        symbol = self.values.symbols.lookup(unit, scope, name)
        if symbol is None or symbol.form != "variable":
            return None
        other = self.units[symbol.path]
        if symbol.scope == 0:
            return Held(f"{symbol.path}::{symbol.name}", symbol.name, inside=False)
        if other.scopes[symbol.scope].kind == ScopeKind.TYPE:
            return None
        steps = [other.facts.steps[at] for at in other.bindings[symbol.scope][symbol.name].steps]
        is_alias = len(steps) == 1 and steps[0].kind == StepKind.ASSIGN and steps[0].value != NONE
        if not depth or not is_alias or other.kinds[steps[0].subject] != ExprKind.NAME:
            return None
        inner = self.held(other, steps[0].scope, steps[0].value, depth - 1)
        is_copied = inner is not None and bool(other.package) and self._is_copied(inner)
        return None if is_copied else inner

    def _is_copied(self, held: Held) -> bool:
        path, _, name = held.key.partition("::")
        return held.inside or not is_handle(self.values, self.units[path], name)

    def _attribute(self, unit: Unit, scope: int, expression: int, depth: int) -> Held | None:
        name, owner = unit.texts[expression], unit.parts(expression)[0]
        value = self._owner(unit, scope, owner)
        if value is not None and value.form == "module":
            return self._of_module(value, name)
        if value is not None and value.form == "type":
            return self.of_class(value, name)
        inner = self.held(unit, scope, owner, depth)
        if inner is not None and not self._is_outside(inner, value):
            return Held(f"{inner.key}.{name}", f"{inner.text}.{name}", inside=True)
        is_object = inner is None and value is not None and value.form == "instance"
        return self.of_class(value, name) if is_object and value is not None else None

    def _is_outside(self, inner: Held, value: Value | None) -> bool:
        """A test module's name for a thing of some library's, or of a kind that is not known."""
        path, _, name = inner.key.partition("::")
        step = None if inner.inside else self.initial_step(path, name)
        if step is not None and self.units[path].kinds[step.value] == ExprKind.UNARY:
            return False  # made right there
        is_first_party = value is not None and value.form == "instance"
        is_member = value is not None and value.form == "chain" and not value.text.endswith(")")
        return is_member or (not is_first_party and self.is_test_file(path))

    def _owner(self, unit: Unit, scope: int, owner: int) -> Value | None:
        """What has the attribute; `self.__class__` and `type(self)` are the class."""
        is_class = unit.kinds[owner] == ExprKind.ATTRIBUTE and unit.texts[owner] == "__class__"
        is_type = unit.kinds[owner] == ExprKind.CALL and unit.dotted(unit.callee(owner)) == "type"
        parts = unit.parts(owner)
        if is_class or (is_type and len(parts) == 2):
            found = self.values.value(unit, scope, parts[-1])
            is_instance = found is not None and found.form == "instance"
            return found._replace(form="type") if found is not None and is_instance else None
        return self.values.value(unit, scope, owner)

    def _of_module(self, owner: Value, name: str) -> Held | None:
        symbol = self.values.symbols.member(owner.path, name)
        text = f"{owner.text.rpartition('/')[2].rpartition('.')[2]}.{name}"
        if symbol is None and not name.startswith("__") and not self.units[owner.path].package:
            return Held(f"{owner.path}::{name}", text, inside=False)  # the module makes it while it runs
        if symbol is None or symbol.form != "variable" or symbol.scope != 0:
            return None  # a function or class that is replaced is another matter
        return Held(f"{symbol.path}::{symbol.name}", text, inside=False)

    def of_class(self, owner: Value, name: str) -> Held | None:
        """A class attribute, under the class of the family that binds it.

        Seen from an instance it is one only where the class binds it and no method gives
        the object one of its own.
        """
        unit = self.units[owner.path]
        if unit.enclosing(owner.scope, ScopeKind.FUNCTION) != NONE:
            return None  # made anew by each call
        family = self.values.ancestry(unit, owner.scope)
        binder = next((one for one in family if name in self.units[one[0]].bindings[one[1]]), None)
        path, cls = binder or family[-1]
        other = self.units[path]
        is_variable = binder is None or other.bindings[cls][name].form == "variable"
        if owner.form == "instance":
            is_plain = binder is not None and self._is_plain(other, cls, name)
            if not is_plain or self._is_given_by_method(family, name):
                return None
        text = f"{unit.scopes[owner.scope].name}.{name}"
        return Held(f"{path}::{other.scopes[cls].name}.{name}", text, inside=False) if is_variable else None

    def _is_plain(self, unit: Unit, cls: int, name: str) -> bool:
        """Not what a descriptor makes of it: the class binds a constant or a container."""
        steps = (unit.facts.steps[at] for at in unit.bindings[cls][name].steps)
        return all(step.value != NONE and unit.kinds[step.value] in _PLAIN for step in steps)

    def _is_given_by_method(self, family: list[tuple[str, int]], name: str) -> bool:
        return any(
            self.units[path].scopes[step.scope].kind == ScopeKind.FUNCTION
            and self._is_of_object(self.units[path], step)
            for path, cls in family
            for step in self.values.attribute_steps(self.units[path], cls, name)
        )

    def _is_of_object(self, unit: Unit, step: Step) -> bool:
        value = self.values.value(unit, step.scope, unit.parts(step.subject)[0])
        return value is None or value.form == "instance"

    def writes(self) -> dict[Function, list[Effect]]:
        """All changes of what is held, by function."""
        found: dict[Function, list[Effect]] = {}
        for unit in self.units.values():
            for position in sorted([*unit.writes, *unit.calls.of_any(_CHANGING)]):
                step = unit.facts.steps[position]
                if unit.scopes[step.scope].kind not in (ScopeKind.FUNCTION, ScopeKind.CLOSURE):
                    continue
                for effect in self._of_step(unit, position, step):
                    if not self.fakes.is_refused(unit, step):
                        found.setdefault((unit.path, step.scope), []).append(effect)
        return found

    def _of_step(self, unit: Unit, position: int, step: Step) -> Iterator[Effect]:
        if step.kind != StepKind.CALL:
            for target in targets(unit, step.subject):
                held = self._target(unit, step, target)
                if held is not None:
                    verb = Verb.MUTATE if held.inside or step.kind == StepKind.UPDATE else Verb.WRITE
                    verb = Verb.DESTROY if step.kind == StepKind.DELETE else verb
                    yield self.effect(unit, position, held, verb, target)
        else:
            held, verb = self._called(unit, step)
            if held is not None:
                yield self.effect(unit, position, held, verb, step.subject)

    def _called(self, unit: Unit, step: Step) -> tuple[Held | None, Verb]:
        """What a call changes in place, and how."""
        callee, *arguments = unit.parts(step.subject)
        name = unit.texts[callee]
        if unit.kinds[callee] == ExprKind.NAME and name in BY_NAME:
            if arguments and takes_over_all(unit, step):
                return self.held(unit, step.scope, arguments[0]), Verb.DESTROY
            return self._named(unit, step.scope, arguments), BY_NAME[name]
        if unit.kinds[callee] == ExprKind.NAME and unit.package and name in BUILTIN_REMOVERS:
            return self._emptied(unit, step.scope, arguments), Verb.DESTROY
        if unit.kinds[callee] != ExprKind.ATTRIBUTE:
            return None, Verb.MUTATE
        if name in RESETS:
            return self.held(unit, step.scope, unit.parts(callee)[0]), Verb.DESTROY
        if name in MUTATING:
            return self._mutated(unit, step, callee), Verb.DESTROY if name in REMOVERS else Verb.MUTATE
        return None, Verb.MUTATE

    def _target(self, unit: Unit, step: Step, target: int) -> Held | None:
        kind, text = unit.kinds[target], unit.texts[target]
        if kind == ExprKind.NAME:
            if unit.home(step.scope, text) != 0:
                return None
            symbol = self.values.symbols.lookup(unit, step.scope, text)
            path = symbol.path if symbol is not None and symbol.form == "variable" else unit.path
            return Held(f"{path}::{text}", text, inside=False)
        if kind == ExprKind.ATTRIBUTE:
            owner = unit.parts(target)[0]
            value = self._owner(unit, step.scope, owner)
            if value is not None and value.form == "instance" and self.held(unit, step.scope, owner) is None:
                return None  # gives an object one of its own that no variable holds
        return self.held(unit, step.scope, target) if kind in (ExprKind.ATTRIBUTE, ExprKind.INDEX) else None

    def _named(self, unit: Unit, scope: int, arguments: list[int]) -> Held | None:
        """What `setattr(settings, "DEBUG", True)` sets: of a module or a class, by its name."""
        if len(arguments) < 2 or unit.kinds[arguments[1]] != ExprKind.STRING:
            return None
        owner, name = self._owner(unit, scope, arguments[0]), unit.texts[arguments[1]]
        of_form = {"type": self.of_class, "module": self._of_module}
        return of_form[owner.form](owner, name) if owner is not None and owner.form in of_form else None

    def _emptied(self, unit: Unit, scope: int, arguments: list[int]) -> Held | None:
        """What a builtin such as `delete(X, key)` takes items from."""
        held = self.held(unit, scope, arguments[0]) if arguments else None
        return held and Held(f"{held.key}[]", held.text, inside=True)

    def _mutated(self, unit: Unit, step: Step, callee: int) -> Held | None:
        """What a call such as `X.append` changes in place: a container, as far as it is known."""
        held = self.held(unit, step.scope, unit.parts(callee)[0])
        if held is None or not self._is_container(held):
            return None
        return Held(f"{held.key}[]", held.text, inside=True)

    def _is_container(self, held: Held) -> bool:
        """`add` and `update` mean many things; on what was made as a container they mean one."""
        path, _, name = held.key.partition("[]")[0].partition("::")
        step = self.initial_step(path, name)
        if step is None:
            return False
        unit = self.units[path]
        is_call = unit.kinds[step.value] == ExprKind.CALL
        made = unit.texts[unit.callee(step.value)] if is_call else ""
        return unit.kinds[step.value] in _CONTAINERS or made in _CONTAINER_TYPES

    def initial_step(self, path: str, name: str) -> Step | None:
        """The assignment on import that gives a variable its first value."""
        unit = self.units[path]
        first, _, rest = name.removesuffix("[]").partition(".")
        scope = 0
        if rest:
            binding = unit.bindings[0].get(first)
            if binding is None or binding.form != "definition" or "." in rest:
                return None
            scope, first = binding.target, rest
        binding = unit.bindings[scope].get(first)
        for position in binding.steps if binding is not None else ():
            step = unit.facts.steps[position]
            if step.scope == scope and step.kind == StepKind.ASSIGN and step.value != NONE:
                return step
        return None

    def effect(self, unit: Unit, position: int, held: Held, verb: Verb, target: int) -> Effect:
        """The change of what is held by a step of some function."""
        return effect_of_step(self.calls, unit, position, target, verb, MEMORY, held.key, held.text)
