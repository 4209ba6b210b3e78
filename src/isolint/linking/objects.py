"""What an object was made from: the connection behind a cursor, the name behind a container."""

from __future__ import annotations

from isolint.linking.calls import Calls
from isolint.linking.naming import constant, joined, unknown
from isolint.linking.reaching import put_here
from isolint.linking.symbols import Symbol
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, Step, StepKind
from isolint.model.name import SEPARATOR, Name, Trait
from isolint.model.resource import Verb
from isolint.model.source import Site
from isolint.model.vocabulary import AccessWord, Selector

_CALLERS = 24
"""Calls that are looked at: a helper of so many callers is called alike by the others."""


_MOST_CALLS = 8
"""How many calls are followed from an object to the one that it was first made by."""


class Objects:
    """Names objects by the calls that made them."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.names = calls.names
        self.values = calls.values
        self.catalogue = calls.values.catalogue

    def receiver(self, unit: Unit, step: Step, callee: int) -> Name:
        """What the object that a method is called on was made from."""
        if unit.kinds[callee] != ExprKind.ATTRIBUTE:
            return unknown(unit.site(callee))
        return self._of_object(unit, step.scope, unit.parts(callee)[0], step.start)

    def is_handle(self, unit: Unit, scope: int, expression: int) -> bool:
        """It is a file that was opened before: what is done to it, is done there."""
        value = self.values.value(unit, scope, expression)
        return value is not None and value.text == "open()"

    def _of_object(self, unit: Unit, scope: int, owner: int, before: int, depth: int = 4) -> Name:
        """What an object goes by: a name that it is, or one that it was made from."""
        name = self.names.name(unit, scope, owner)
        if name.traits == frozenset({Trait.PARAMETER}) and unit.kinds[owner] == ExprKind.NAME and depth:
            return self._of_parameter(unit, scope, unit.texts[owner], depth) or name
        if name.traits != frozenset({Trait.UNKNOWN}):
            return name
        made = self.origin(unit, scope, owner, before)
        if made is None:
            return name
        other, scope, call = made
        return self._made_from(other, scope, call) or self._built(other, scope, call) or name

    def _of_parameter(self, unit: Unit, scope: int, parameter: str, depth: int) -> Name | None:
        """What all callers hand over goes by; None where each one fills in a name, or they differ."""
        found: set[Name] = set()
        for other, step, given in self.calls.passed_for(unit, scope, parameter)[:_CALLERS]:
            if self.names.name(other, step.scope, given).is_known:
                return None
            found.add(self._of_object(other, step.scope, given, step.start, depth - 1))
        return found.pop() if len({name.text for name in found}) == 1 else None

    def _built(self, unit: Unit, scope: int, call: int) -> Name | None:
        """An outside object is as distinct as what it was built with, if all that is known."""
        value = self.values.callee(unit, scope, call)
        if value is None or value.form != "chain" or value.text not in self.catalogue.makers:
            return None
        values = [
            unit.parts(one)[0] if unit.kinds[one] == ExprKind.KEYWORD else one for one in unit.parts(call)[1:]
        ]
        telling = [one for one in values if unit.kinds[one] != ExprKind.SINGLETON]
        names = [self._told(unit, scope, one) for one in telling]
        if any(not name.is_known for name in names):
            return None
        spaced = [part for name in names for part in (constant(" ", None), name)]
        last = value.text.rpartition(".")[2]
        return joined([constant(last, None), *spaced], unit.site(call))

    def _told(self, unit: Unit, scope: int, expression: int) -> Name:
        """What an argument tells: itself, or what an outside object that is passed was built with."""
        name = self.names.name(unit, scope, expression)
        if name.is_known or unit.kinds[expression] != ExprKind.CALL:
            return name
        values = [
            unit.parts(one)[0] if unit.kinds[one] == ExprKind.KEYWORD else one
            for one in unit.parts(expression)[1:]
        ]
        value = self.values.callee(unit, scope, expression)
        is_outside = value is not None and value.form == "chain" and "()" not in value.text
        return self.names.joined(unit, scope, values) if is_outside and values else name

    def origin(
        self, unit: Unit, scope: int, expression: int, before: int, depth: int = 8
    ) -> tuple[Unit, int, int] | None:
        """The CALL that an expression's value comes from, through variables and `with`."""
        kind = unit.kinds[expression]
        if depth == 0:
            return None
        is_pointer = kind == ExprKind.UNARY and unit.texts[expression] in ("&", "*")
        if kind == ExprKind.AWAIT or is_pointer:
            return self.origin(unit, scope, unit.parts(expression)[0], before, depth - 1)
        if kind == ExprKind.CALL:
            return self._origin_of_call(unit, scope, expression, depth)
        for other, step in self._givers(unit, scope, expression, before):
            if step.value != NONE and step.kind in (StepKind.ASSIGN, StepKind.ENTER):
                return self.origin(other, step.scope, step.value, step.start, depth - 1)
        if kind in (ExprKind.ATTRIBUTE, ExprKind.INDEX):  # client.indices, client["app"]
            return self.origin(unit, scope, unit.parts(expression)[0], before, depth - 1)
        return None

    def _origin_of_call(self, unit: Unit, scope: int, call: int, depth: int) -> tuple[Unit, int, int]:
        """An outside call itself, or the one whose result a first-party function returns."""
        callee = self.values.callee(unit, scope, call)
        if callee is None:
            return unit, scope, call
        if callee.form == "chain" and callee.text == "contextlib.closing":
            found = self.origin(unit, scope, unit.parts(call)[1], unit.start(call), depth - 1)
            return found or (unit, scope, call)
        if callee.form == "function":
            other = self.names.units[callee.path]
            wanted = StepKind.YIELD if other.scopes[callee.scope].yields else StepKind.RETURN
            for position in other.steps_in.get(callee.scope, ()):
                step = other.facts.steps[position]
                if step.kind == wanted and step.value != NONE:
                    found = self.origin(other, callee.scope, step.value, step.start, depth - 1)
                    return found or (unit, scope, call)
        return unit, scope, call

    def _givers(self, unit: Unit, scope: int, expression: int, before: int) -> list[tuple[Unit, Step]]:
        """The assignments behind a name or an attribute of an object, the latest first."""
        if unit.kinds[expression] == ExprKind.ATTRIBUTE:
            owner = self.values.value(unit, scope, unit.parts(expression)[0])
            if owner is None or owner.form not in ("type", "instance"):
                return []
            steps = []
            for path, cls in self.values.ancestry(self.names.units[owner.path], owner.scope):
                other = self.names.units[path]
                found = self.values.attribute_steps(other, cls, unit.texts[expression])
                steps += [(other, step) for step in found]
            return steps
        if unit.kinds[expression] != ExprKind.NAME:
            return []
        symbol = self.values.symbols.lookup(unit, scope, unit.texts[expression])
        if symbol is not None and symbol.form == "parameter":
            return self._given(symbol)
        if symbol is None or symbol.form != "variable":
            return []
        other = self.names.units[symbol.path]
        binding = other.bindings[symbol.scope][symbol.name]
        local = (symbol.path, symbol.scope) == (unit.path, scope)
        here = [] if local else put_here(unit, scope, symbol.name, before)
        if here:
            return [(unit, step) for step in reversed(here)]
        steps = [(other, other.facts.steps[at]) for at in reversed(binding.steps)]
        # An assignment gives nothing to its own right side, which it ends with.
        return [one for one in steps if not local or one[1].end <= before]

    def _given(self, symbol: Symbol) -> list[tuple[Unit, Step]]:
        """What the fixture behind a parameter gives, as if it were assigned."""
        unit = self.names.units[symbol.path]
        fixtures = self.names.fixtures
        if not fixtures.takes_fixtures(symbol.path, symbol.scope):
            return []
        fixture = fixtures.requested_by(unit, symbol.scope, symbol.name)
        if fixture is None:
            return []
        other = self.names.units[fixture.path]
        steps = [other.facts.steps[at] for at in other.steps_in.get(fixture.scope, ())]
        return [
            (other, step._replace(kind=StepKind.ASSIGN))
            for step in steps
            if step.kind in (StepKind.YIELD, StepKind.RETURN)
        ]

    def _made_from(self, unit: Unit, scope: int, call: int, depth: int = _MOST_CALLS) -> Name | None:
        """The naming argument of the call that made an object, by the word for that call."""
        callee = self.values.callee(unit, scope, call)
        if callee is None or callee.form != "chain":
            return None
        arguments = unit.parts(call)[1:]
        for word in self.catalogue.accesses.get(callee.text, ()):
            if word.kind == "process":
                return own(unit.site(call))
            if word.name is not None and not word.name.receiver:
                expression = argument(unit, word.name, arguments)
                if expression != NONE:
                    name = self.names.name(unit, scope, expression)
                    return self._within(unit, scope, call, word, name, depth)
                if word.does in (Verb.START, Verb.CREATE):
                    return own(unit.site(call))
        return self._of_receiver(unit, scope, call, depth)

    def _of_receiver(self, unit: Unit, scope: int, call: int, depth: int = _MOST_CALLS) -> Name | None:
        """What a method gives goes by what it is called on: `conn.cursor()` as the connection.

        `depth` ends the way of an object that is made from itself: `self.node = self.node.next()`.
        """
        inner = unit.parts(call)[0]
        if depth == 0 or unit.kinds[inner] != ExprKind.ATTRIBUTE:
            return None
        made = self.origin(unit, scope, unit.parts(inner)[0], unit.start(call))
        if made is None or made[2] == call:
            return None
        holder = self._made_from(*made, depth - 1) or self._built(*made)
        return self._picked(unit, scope, call, holder) if holder is not None else None

    def _picked(self, unit: Unit, scope: int, call: int, holder: Name) -> Name | None:
        """What a method picks of many goes by what it is told as well: `storage.Bucket(name)`.

        None where nobody knows that. Keywords tell how, not which: `conn.cursor(row_factory=Row)`.
        """
        chosen = [one for one in unit.parts(call)[1:] if unit.kinds[one] != ExprKind.KEYWORD]
        names = [self._told(unit, scope, one) for one in chosen]
        if any(not name.is_known for name in names):
            return None
        parts = [part for name in names for part in (constant(SEPARATOR, None), name)]
        return joined([holder, *parts], unit.site(call)) if parts else holder

    def _within(
        self, unit: Unit, scope: int, call: int, word: AccessWord, name: Name, depth: int = _MOST_CALLS
    ) -> Name:
        """A part that a method names, `client.Pods("shop")`, lies in what a known receiver goes by."""
        is_inside = self.catalogue.resources[word.kind].inside
        holder = self._of_receiver(unit, scope, call, depth) if is_inside else None
        if holder is None or Trait.UNKNOWN in holder.traits:
            return name
        return joined([holder, constant(SEPARATOR, None), name], name.site)


def own(site: Site) -> Name:
    """What an object that this process made for itself is called: by nothing but the object."""
    return Name(text="{own}", traits=frozenset({Trait.HANDED_OUT}), site=site)


def argument(unit: Unit, selector: Selector, arguments: list[int]) -> int:
    """The expression passed for a selector, NONE if it is not."""
    found = _passed(unit, selector, arguments)
    return _field(unit, found, selector.field) if selector.field and found != NONE else found


def _field(unit: Unit, expression: int, field: str, depth: int = 8) -> int:
    """The value of a field in a struct literal that is written on the spot, or in one within it."""
    for part in unit.parts(expression) if depth else ():
        is_keyword = unit.kinds[part] == ExprKind.KEYWORD
        if is_keyword and unit.texts[part] == field:
            return unit.parts(part)[0]
        found = _field(unit, part, field, depth - 1) if is_keyword or unit.kinds[part] in _LITERALS else NONE
        if found != NONE:
            return found
    return NONE


def _passed(unit: Unit, selector: Selector, arguments: list[int]) -> int:
    for number, part in enumerate(arguments):
        if unit.kinds[part] == ExprKind.KEYWORD:
            if selector.keyword and unit.texts[part] == selector.keyword:
                return unit.parts(part)[0]
        elif unit.kinds[part] == ExprKind.PAIR:  # of the dictionary that holds the keywords
            name, value = unit.parts(part)
            if selector.keyword and unit.texts[name] == selector.keyword:
                return value
        elif unit.kinds[part] == ExprKind.SPREAD:
            return NONE
        elif number == selector.index:
            return part
    return NONE


_LITERALS = frozenset({ExprKind.CALL, ExprKind.UNARY, ExprKind.LIST, ExprKind.MAP, ExprKind.PAIR})
