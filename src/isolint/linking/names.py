"""Names: evaluates an expression in a naming position to what makes it distinct."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from isolint.linking.environment import Environment
from isolint.linking.fixtures import Fixtures
from isolint.linking.naming import (
    bound,
    computed,
    constant,
    either,
    formatted,
    joined,
    merged,
    parent,
    path_joined,
    shortened,
    unknown,
    varying,
)
from isolint.linking.passing import passed
from isolint.linking.reaching import is_asked, is_asked_above, is_certain, reaching
from isolint.linking.shapes import Shapes
from isolint.linking.symbols import Symbol
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind, Step, StepKind
from isolint.model.name import Name, Root, Trait
from isolint.model.source import Site
from isolint.model.vocabulary import SourceWord

_DEPTH = 24


class Names:
    """Evaluates expressions to names; answers are kept."""

    def __init__(self, fixtures: Fixtures) -> None:
        self.fixtures = fixtures
        self.values = fixtures.values
        self.catalogue = fixtures.values.catalogue
        self.units = fixtures.units
        self.environment = Environment(self.catalogue)
        self._memo: dict[tuple[str, int, int], Name] = {}
        self._returns: dict[tuple[str, int], Name] = {}
        self._depth = 0
        self.shapes = Shapes(self.name, self.catalogue)

    def name(self, unit: Unit, scope: int, expression: int) -> Name:
        """The abstract value of an expression of a file, read in a scope."""
        key = (unit.path, scope, expression)
        found = self._memo.get(key)
        if found is None:
            if self._depth > _DEPTH:
                return unknown(unit.site(expression))
            self._memo[key] = unknown(unit.site(expression))  # a name made of itself
            self._depth += 1
            found = self._evaluate(unit, scope, expression)
            self._depth -= 1
            self._memo[key] = found
        return found

    def _evaluate(self, unit: Unit, scope: int, expression: int) -> Name:
        handler = _HANDLERS.get(unit.kinds[expression])
        if handler is None:
            return unknown(unit.site(expression))
        return handler(self, unit, scope, expression)

    def joined(self, unit: Unit, scope: int, expressions: Sequence[int]) -> Name:
        """Several expressions as one name."""
        return joined(self._all(unit, scope, expressions), unit.site(expressions[0]))

    def _all(self, unit: Unit, scope: int, expressions: Sequence[int]) -> list[Name]:
        return [self.name(unit, scope, one) for one in expressions]

    def _constant(self, unit: Unit, scope: int, expression: int) -> Name:
        return constant(unit.texts[expression], unit.site(expression))

    def _template(self, unit: Unit, scope: int, expression: int) -> Name:
        parts = self._all(unit, scope, unit.parts(expression))
        return joined(parts, unit.site(expression))

    def _field(self, unit: Unit, scope: int, expression: int) -> Name:
        return self.name(unit, scope, unit.parts(expression)[0])

    def _binary(self, unit: Unit, scope: int, expression: int) -> Name:
        site, operator = unit.site(expression), unit.texts[expression]
        left, right = self._all(unit, scope, unit.parts(expression))
        has_number = any(unit.kinds[part] == ExprKind.NUMBER for part in unit.parts(expression))
        if operator == "+" and not (has_number and (left.whole or right.whole)):
            return joined([left, right], site)
        if operator == "/" and (not left.traits or left.traits - _NUMBERS):
            return path_joined([left, right], site)
        if operator == "%" and not left.traits:
            value = unit.parts(expression)[1]
            is_tuple = unit.kinds[value] == ExprKind.TUPLE
            return formatted(left, self._all(unit, scope, unit.parts(value)) if is_tuple else [right], site)
        if left.whole or right.whole:  # arithmetic on a clock or a random number is still that
            return computed([left, right], site)
        return unknown(site)

    def _tuple(self, unit: Unit, scope: int, expression: int) -> Name:
        parts = unit.parts(expression)
        site = unit.site(expression)
        return joined(self._all(unit, scope, parts), site) if parts else constant("", site)

    def _either(self, unit: Unit, scope: int, expression: int) -> Name:
        site, parts = unit.site(expression), unit.parts(expression)
        if unit.kinds[expression] == ExprKind.LOGIC:
            names = self._all(unit, scope, parts)
            return either(names, site) if unit.texts[expression] == "or" else merged(names, site)
        names = self._all(unit, scope, parts[1:])
        asked = unit.texts_under(parts[0])
        names.sort(key=lambda name: not is_asked(name, asked))
        return either(names, site) if is_asked(names[0], asked) else merged(names, site)

    def _index(self, unit: Unit, scope: int, expression: int) -> Name:
        owner, key = unit.parts(expression)
        site = unit.site(expression)
        value = self.values.value(unit, scope, owner)
        if value == Value("chain", "os.environ"):
            return self.environment.name(unit.texts[key], site)
        source = self._source(value, "[]")
        if source is not None:
            return varying(source, site)
        whole = self.name(unit, scope, owner)
        if unit.kinds[key] == ExprKind.SLICE:
            return shortened(whole, unit, key, site)
        return whole if whole.traits - {Trait.PARAMETER} else unknown(site)

    def _source(self, value: Value | None, suffix: str = "") -> SourceWord | None:
        if value is None or value.form != "chain":
            return None
        return self.catalogue.sources.get(value.text + suffix)

    def _attribute(self, unit: Unit, scope: int, expression: int) -> Name:
        site, text = unit.site(expression), unit.texts[expression]
        owner = unit.parts(expression)[0]
        value = self.values.value(unit, scope, owner)
        if value is not None and value.form == "chain":
            known = _SEPARATORS.get(f"{value.text}.{text}")
            if known is not None:
                return constant(known, site)
            source = self.catalogue.sources.get(f"{value.text}.{text}")
            if source is not None:
                return varying(source, site)
        if value is not None and value.form in ("instance", "type"):
            return self._member(value, text, site)
        if value is not None and value.form == "module":
            symbol = self.values.symbols.member(value.path, text)
            return self._symbol(symbol, -1, (unit.path, scope), site) if symbol else unknown(site)
        whole = self.name(unit, scope, owner)
        if text == "parent":
            return parent(whole, site)
        return whole if whole.traits else unknown(site)

    def _member(self, owner: Value, name: str, site: Site) -> Name:
        unit = self.units[owner.path]
        found: list[Name] = []
        for path, cls in self.values.ancestry(unit, owner.scope):
            other = self.units[path]
            steps = self.values.attribute_steps(other, cls, name)
            found += [self._assigned(other, step, name) for step in steps]
            binding = other.bindings[cls].get(name)
            if binding is not None and binding.form == "definition":
                found.append(self._returned(Value("function", "", path, binding.target)))
            if found:
                return merged(found, found[0].site)
        return unknown(site)

    def _name(self, unit: Unit, scope: int, expression: int) -> Name:
        text = unit.texts[expression]
        if text == "__file__":
            return Name(text=unit.path, root=Root.CHECKOUT, site=unit.site(expression))
        if expression in unit.loop_names:
            return unknown(unit.site(expression))
        symbol = self.values.symbols.lookup(unit, scope, text)
        if symbol is None:
            return unknown(unit.site(expression))
        reader = (unit.path, scope)
        return self._symbol(symbol, unit.start(expression), reader, unit.site(expression))

    def _symbol(self, symbol: Symbol, before: int, reader: tuple[str, int], site: Site) -> Name:
        if symbol.form == "external":
            source = self.catalogue.sources.get(symbol.name)
            return varying(source, site) if source else unknown(site)
        if symbol.form not in ("variable", "parameter"):
            return unknown(site)
        unit = self.units[symbol.path]
        local = reader == (symbol.path, symbol.scope)
        steps = reaching(unit, symbol, before if local else -1)
        assigned = [self._assigned(unit, step, symbol.name) for step in steps]
        if symbol.form == "variable" or (assigned and local and is_certain(unit, steps[0])):
            return merged(assigned, None)
        given = self._parameter(unit, symbol.scope, symbol.name)
        if not assigned:
            return given
        is_asked = all(is_asked_above(unit, step, symbol.name) for step in steps)
        return either([given, *assigned], site) if is_asked else merged([given, *assigned], site)

    def _assigned(self, unit: Unit, step: Step, name: str) -> Name:
        site = unit.site(step.value) if step.value != NONE else None
        if step.value == NONE or step.kind in (StepKind.ITERATE, StepKind.CATCH):
            return unknown(site)
        is_unpacked = step.subject != NONE and unit.kinds[step.subject] in _SEQUENCES
        if is_unpacked and unit.kinds[step.value] in _SEQUENCES:
            targets = [unit.texts[part] for part in unit.parts(step.subject)]
            values = unit.parts(step.value)
            if name in targets and len(values) == len(targets):
                return self.name(unit, step.scope, values[targets.index(name)])
        return self.name(unit, step.scope, step.value)

    def _parameter(self, unit: Unit, scope: int, name: str) -> Name:
        site = unit.name_site(scope)
        key = f"{unit.path}:{scope}:{name}"
        if not self.fixtures.takes_fixtures(unit.path, scope):
            return Name(
                text=f"{{{name}}}",
                traits=frozenset({Trait.PARAMETER}),
                parameters=frozenset({key}),
                site=site,
            )
        fixture = self.fixtures.requested_by(unit, scope, name)
        if fixture is not None:
            return self._returned(Value("function", "", fixture.path, fixture.scope))
        word = self.catalogue.fixtures.get(name)
        if word is not None:
            traits = frozenset({word.trait}) if word.trait else frozenset({Trait.UNKNOWN})
            return Name(text=f"{{{name}}}", traits=traits, root=word.root, site=site, whole=True)
        if self.fixtures.tests.is_parametrized(unit, scope, name):  # one value a test
            return Name(text=f"{{{name}}}", traits=frozenset({Trait.TEST}), site=site)
        return unknown(site)

    def _returned(self, function: Value) -> Name:
        key = (function.path, function.scope)
        if key not in self._returns:
            self._returns[key] = unknown(None)
            unit = self.units[function.path]
            wanted = StepKind.YIELD if unit.scopes[function.scope].yields else StepKind.RETURN
            steps = [unit.facts.steps[at] for at in unit.steps_in.get(function.scope, ())]
            values = [s.value for s in steps if s.kind == wanted and s.value != NONE]
            found = [self.name(unit, function.scope, value) for value in values]
            self._returns[key] = merged(found, None)
        return self._returns[key]

    def _call(self, unit: Unit, scope: int, expression: int) -> Name:
        site = unit.site(expression)
        callee = self.values.callee(unit, scope, expression)
        if callee is None or callee.form in ("type", "instance", "module"):
            return unknown(site)
        if callee.form == "function":
            found = self._returned(callee)
            return bound(found, self.arguments(unit, scope, expression, callee))
        arguments = unit.parts(expression)[1:]
        if callee.text in ("os.environ.get", "os.getenv") and arguments:
            return self.environment.name(unit.texts[arguments[0]], site)
        return self.shapes.of_call(unit, scope, expression, callee.text)

    def arguments(self, unit: Unit, scope: int, call: int, function: Value, skip: int = 0) -> dict[str, Name]:
        """What a call passes for the parameters of a first-party function, by key.

        `skip` leaves out the first arguments: those of whoever calls it later.
        """
        other = self.units[function.path]
        record = other.scopes[function.scope]
        given = {
            name: self.name(unit, scope, expression)
            for name, expression in passed(unit, call, other, function.scope, skip).items()
        }
        for parameter in record.parameters:
            if parameter.name not in given and parameter.default != NONE:
                default = self.name(other, record.parent, parameter.default)
                given[parameter.name] = default
        return {f"{function.path}:{function.scope}:{name}": one for name, one in given.items()}


_SEPARATORS = {"os.sep": "/", "os.path.sep": "/", "os.extsep": ".", "os.curdir": "."}
_NUMBERS = frozenset({Trait.CLOCK, Trait.SHORT_RANDOM, Trait.SEEDED, Trait.COUNTER})
_SEQUENCES = (ExprKind.TUPLE, ExprKind.LIST)
_HANDLERS: dict[int, Callable[[Names, Unit, int, int], Name]] = {
    ExprKind.STRING: Names._constant,
    ExprKind.BYTES: Names._constant,
    ExprKind.NUMBER: Names._constant,
    ExprKind.SINGLETON: Names._constant,
    ExprKind.TEMPLATE: Names._template,
    ExprKind.FIELD: Names._field,
    ExprKind.BINARY: Names._binary,
    ExprKind.TUPLE: Names._tuple,
    ExprKind.LIST: Names._tuple,
    ExprKind.CHOICE: Names._either,
    ExprKind.LOGIC: Names._either,
    ExprKind.INDEX: Names._index,
    ExprKind.ATTRIBUTE: Names._attribute,
    ExprKind.NAME: Names._name,
    ExprKind.CALL: Names._call,
    ExprKind.AWAIT: Names._field,
    ExprKind.BIND: lambda names, unit, scope, e: names.name(unit, scope, unit.parts(e)[1]),
}
