"""Bound names: what a variable, a parameter, a result or a member stands for, by what was assigned to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isolint.linking.counters import counter, member_counter
from isolint.linking.firsthand import Firsthand, for_all
from isolint.linking.naming import bound, either, merged, unknown, varying
from isolint.linking.reaching import is_asked_above, is_certain, put_here, reaching
from isolint.linking.symbols import Symbol
from isolint.linking.unit import Unit
from isolint.linking.unpacking import Unpacking
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind, Step, StepKind
from isolint.model.name import Name, Root, Trait
from isolint.model.source import Site

if TYPE_CHECKING:
    from isolint.linking.names import Names


class BoundNames:
    """Follows a symbol to the expressions that were bound to it; `Names` evaluates those."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.values = names.values
        self.fixtures = names.fixtures
        self.units = names.units
        self._unpacking = Unpacking(names.values)
        self._returns: dict[tuple[str, int], Name] = {}
        self._firsthand = Firsthand()

    def learn(self, firsthand: Firsthand) -> None:
        self._firsthand = firsthand
        self._returns.clear()

    def of(self, symbol: Symbol, before: int, reader: tuple[str, int], site: Site) -> Name:
        if symbol.form == "external":
            source = self.values.catalogue.sources.get(symbol.name)
            return varying(source, site) if source else unknown(site)
        if symbol.form not in ("variable", "parameter"):
            return unknown(site)
        unit = self.units[symbol.path]
        local = reader == (symbol.path, symbol.scope)
        is_counted = not local or symbol.name in unit.scopes[reader[1]].outer
        counted = counter(unit, symbol, site) if is_counted else None
        if counted is not None:
            return counted
        here = [] if local else put_here(self.units[reader[0]], reader[1], symbol.name, before)
        if here:
            return merged([self._assigned(self.units[reader[0]], one, symbol.name) for one in here], None)
        steps = self._of_each_process(unit, reaching(unit, symbol, before if local else -1), symbol.name)
        assigned = [self._assigned(unit, step, symbol.name) for step in steps]
        if steps and all(self._is_firsthand(unit, step, symbol.name) for step in steps):
            assigned = [for_all(one) for one in assigned]
        if not local and unit.package and any(step.kind == StepKind.ITERATE for step in steps):
            shown = f"{{{symbol.name}}}"  # one a function
            assigned = [replace(one, text=shown, traits=one.traits | {Trait.TEST}) for one in assigned]
        if not assigned and self._firsthand.parameters:
            assigned = self._decoded(unit, symbol.name)
        if symbol.form == "variable" or (assigned and local and is_certain(unit, steps[0])):
            return merged(assigned, None)
        given = self._parameter(unit, symbol.scope, symbol.name)
        if not assigned:
            return given
        is_asked = all(is_asked_above(unit, step, symbol.name) for step in steps)
        return either([given, *assigned], site) if is_asked else merged([given, *assigned], site)

    def _decoded(self, unit: Unit, name: str) -> list[Name]:
        """What is taken apart from the bytes that process 1 hands over: `json.Unmarshal(bytes, &name)`."""
        scopes = [scope for path, scope, _ in sorted(self._firsthand.parameters) if path == unit.path]
        found = []
        for step in (unit.facts.steps[at] for scope in scopes for at in unit.steps_in.get(scope, ())):
            given = unit.parts(step.subject)[1:] if step.kind == StepKind.CALL else []
            addresses = [part for part in given[1:] if unit.kinds[part] == ExprKind.UNARY]
            if any(name in unit.texts_under(part) for part in addresses):
                found.append(self._names.name(unit, step.scope, given[0]))
        return [one for one in found if one.traits == {Trait.RUN}]

    def _of_each_process(self, unit: Unit, steps: list[Step], name: str) -> list[Step]:
        """What process 1 assigns counts only where nothing is assigned in each one."""
        own = [step for step in steps if not self._is_firsthand(unit, step, name)]
        return own or steps

    def _is_firsthand(self, unit: Unit, step: Step, name: str) -> bool:
        """Process 1 alone gets to this assignment."""
        targets = unit.under(step.subject) if self._firsthand.targets and step.subject != NONE else ()
        return any(
            unit.texts[part] == name and unit.site(part) in self._firsthand.targets for part in targets
        )

    def _assigned(self, unit: Unit, step: Step, name: str) -> Name:
        site = unit.site(step.value) if step.value != NONE else None
        if step.value != NONE and step.kind == StepKind.ITERATE and step.subject != NONE:
            return self._names.composites.element(unit, step, name)
        if step.value == NONE or step.kind in (StepKind.ITERATE, StepKind.CATCH):
            return unknown(site)
        is_unpacked = step.subject != NONE and unit.kinds[step.subject] in _SEQUENCES
        if is_unpacked and unit.kinds[step.value] in _SEQUENCES:
            targets = [unit.texts[part] for part in unit.parts(step.subject)]
            values = unit.parts(step.value)
            if name in targets and len(values) == len(targets):
                return self._names.name(unit, step.scope, values[targets.index(name)])
        if is_unpacked and unit.package:
            return self._result(unit, step, name)
        return self._names.name(unit, step.scope, step.value)

    def _result(self, unit: Unit, step: Step, name: str) -> Name:
        """One of several results: of those, what a source or shape of the catalogue gives is the first."""
        targets = [unit.texts[part] for part in unit.parts(step.subject)]
        index = targets.index(name) if name in targets else 0
        items = [
            self._names.name(other, scope, parts[index])
            for other, scope, parts in self._unpacking.returned_items(unit, step, len(targets))
        ]
        if not index:
            handed_on = self._unpacking.handed_on(unit, step)
            items += [self._names.name(other, scope, call) for other, scope, call in handed_on]
        if items:
            callee = self.values.callee(unit, step.scope, step.value)
            found = merged([item for item in items if item.text] or items, None)
            return (
                bound(found, self._names.arguments(unit, step.scope, step.value, callee)) if callee else found
            )
        return (
            self._outside_result(unit, step, index)
            if index
            else self._names.name(unit, step.scope, step.value)
        )

    def _outside_result(self, unit: Unit, step: Step, index: int) -> Name:
        """What an outside call gives beside its first result, by the word for that: `runtime.Caller(0)`."""
        site = unit.site(step.value)
        is_call = unit.kinds[step.value] == ExprKind.CALL
        callee = self.values.callee(unit, step.scope, step.value) if is_call else None
        chain = f"{callee.text}()[{index}]" if callee is not None and callee.form == "chain" else ""
        source = self.values.catalogue.sources.get(chain)
        if source is None:
            return unknown(site)
        is_source_file = source.root is Root.CHECKOUT
        return Name(text=unit.path, root=source.root, site=site) if is_source_file else varying(source, site)

    def _parameter(self, unit: Unit, scope: int, name: str) -> Name:
        site = unit.name_site(scope)
        key = f"{unit.path}:{scope}:{name}"
        if (unit.path, scope, name) in self._firsthand.parameters:
            return Name(text=f"{{{unit.path}:{name}}}", traits=frozenset({Trait.RUN}), site=site)
        if not self.fixtures.takes_fixtures(unit.path, scope):
            return Name(
                text=f"{{{name}}}",
                traits=frozenset({Trait.PARAMETER}),
                parameters=frozenset({key}),
                site=site,
            )
        fixture = self.fixtures.requested_by(unit, scope, name)
        if fixture is not None:
            return self.returned(Value("function", "", fixture.path, fixture.scope))
        word = self.values.catalogue.fixtures.get(name)
        if word is not None:
            traits = frozenset({word.trait}) if word.trait else frozenset({Trait.UNKNOWN})
            return Name(text=f"{{{name}}}", traits=traits, root=word.root, site=site, whole=True)
        if self.fixtures.tests.is_parametrized(unit, scope, name):  # one value a test
            return Name(text=f"{{{name}}}", traits=frozenset({Trait.TEST}), site=site)
        return unknown(site)

    def returned(self, function: Value) -> Name:
        key = (function.path, function.scope)
        if key not in self._returns:
            self._returns[key] = unknown(None)
            unit = self.units[function.path]
            wanted = StepKind.YIELD if unit.scopes[function.scope].yields else StepKind.RETURN
            steps = [unit.facts.steps[at] for at in unit.steps_in.get(function.scope, ())]
            values = [s.value for s in steps if s.kind == wanted and s.value != NONE]
            found = [self._names.name(unit, function.scope, value) for value in values]
            self._returns[key] = merged(found, None)
        return self._returns[key]

    def of_member(self, owner: Value, name: str, site: Site) -> Name:
        unit = self.units[owner.path]
        found: list[Name] = []
        for path, cls in self.values.ancestry(unit, owner.scope):
            other = self.units[path]
            counted = member_counter(other, cls, name, site)
            if counted is not None:
                return counted
            steps = self.values.attribute_steps(other, cls, name)
            found += [self._assigned(other, step, name) for step in steps]
            binding = other.bindings[cls].get(name)
            if binding is not None and binding.form == "definition":
                found.append(self.returned(Value("function", "", path, binding.target)))
            if found:
                return merged(found, found[0].site)
        return unknown(site)


_SEQUENCES = (ExprKind.TUPLE, ExprKind.LIST)
