"""Names: evaluates an expression in a naming position to what makes it distinct."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from isolint.linking.arguments import Arguments
from isolint.linking.bindings import BoundNames
from isolint.linking.composites import Composites, part_of
from isolint.linking.construction import Construction
from isolint.linking.entropy import reduced, shortened
from isolint.linking.environment import Environment
from isolint.linking.fields import Fields
from isolint.linking.firsthand import Firsthand
from isolint.linking.fixtures import Fixtures
from isolint.linking.localobjects import put_on
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
    unknown,
    varying,
)
from isolint.linking.passing import Given, passed
from isolint.linking.reaching import is_asked
from isolint.linking.shapes import Shapes
from isolint.linking.symbols import Symbol
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind
from isolint.model.name import Name, Root, Trait
from isolint.model.vocabulary import SourceWord

_DEPTH = 24


class Names:
    """Evaluates expressions to names; answers are kept."""

    def __init__(self, fixtures: Fixtures) -> None:
        self.fixtures = fixtures
        self.values = fixtures.values
        self.catalogue = fixtures.values.catalogue
        self.units = fixtures.units
        self.environment = Environment(self.catalogue, self.units)
        self._memo: dict[tuple[str, int, int], Name | None] = {}
        self._depth = 0
        self.composites = Composites(self.name, self.values.symbols)
        self.fields = Fields(self.name, self.values.symbols)
        self.shapes = Shapes(self.name, self.values, self.environment)
        self.bound = BoundNames(self)

    def learn(self, firsthand: Firsthand) -> None:
        """What one process makes for all: answers that were given before are forgotten."""
        if firsthand:
            self._memo.clear()
            self.bound.learn(firsthand)

    def name(self, unit: Unit, scope: int, expression: int) -> Name:
        """The abstract value of an expression of a file, read in a scope."""
        key = (unit.path, scope, expression)
        if key in self._memo:
            return self._memo[key] or unknown(unit.site(expression))
        if self._depth > _DEPTH:
            return unknown(unit.site(expression))
        self._memo[key] = None  # as long as it is looked for: a name made of itself
        self._depth += 1
        found = self._memo[key] = self._evaluate(unit, scope, expression)
        self._depth -= 1
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
            return reduced(operator, left, right, site) or computed([left, right], site)
        return unknown(site)

    def _unary(self, unit: Unit, scope: int, expression: int) -> Name:
        """A pointer is called what it points to."""
        is_pointer = unit.texts[expression] in ("&", "*")
        inner = unit.parts(expression)[0]
        return self.name(unit, scope, inner) if is_pointer else unknown(unit.site(expression))

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
            known = _KNOWN.get(f"{value.text}.{text}")
            if known is not None:
                return constant(known, site)
            source = self.catalogue.sources.get(f"{value.text}.{text}")
            if source is not None:
                return varying(source, site)
        parameter = self._parameter(unit, scope, owner) if unit.package else None
        if parameter is not None:
            whole = self.name(unit, scope, owner)
            settled = self.fields.settled(parameter, text)
            return settled or (part_of(whole, f".{text}", site) if whole.hole else unknown(site))
        if value is not None and value.form in ("instance", "type"):
            return self.bound.of_member(value, text, site)
        if value is not None and value.form == "module":
            symbol = self.values.symbols.member(value.path, text)
            return self.bound.of(symbol, -1, (unit.path, scope), site) if symbol else unknown(site)
        given = put_on(unit, scope, expression)
        if given != NONE:
            return self.name(unit, scope, given)
        whole = self.name(unit, scope, owner)
        if text == "parent":
            return parent(whole, site)
        return whole if whole.traits else unknown(site)

    def _parameter(self, unit: Unit, scope: int, expression: int) -> Symbol | None:
        """The parameter that an expression is, if it is one."""
        if unit.kinds[expression] != ExprKind.NAME:
            return None
        symbol = self.values.symbols.lookup(unit, scope, unit.texts[expression])
        return symbol if symbol is not None and symbol.form == "parameter" else None

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
        return self.bound.of(symbol, unit.start(expression), reader, unit.site(expression))

    def _call(self, unit: Unit, scope: int, expression: int) -> Name:
        site = unit.site(expression)
        if unit.kinds[unit.callee(expression)] in (ExprKind.TYPE, ExprKind.UNARY):  # a conversion
            arguments = unit.parts(expression)[1:]
            return self.name(unit, scope, arguments[0]) if len(arguments) == 1 else unknown(site)
        callee = self.values.callee(unit, scope, expression)
        if callee is None or callee.form in ("type", "instance", "module"):
            return unknown(site)
        if callee.form == "function":
            found = self.bound.returned(callee)
            return bound(found, self.arguments(unit, scope, expression, callee))
        arguments = unit.parts(expression)[1:]
        shape = self.catalogue.shapes.get(callee.text)
        is_variable = shape is not None and shape.form == "environment"
        if (is_variable or callee.text in ("os.environ.get", "os.getenv")) and arguments:
            others = self._all(unit, scope, arguments[1:2])
            return self.environment.name(unit.texts[arguments[0]], site, *others)
        return self.shapes.of_call(unit, scope, expression, callee.text)

    def arguments(
        self, unit: Unit, scope: int, call: int, function: Value, skip: int = 0, beside: Given | None = None
    ) -> Arguments:
        """What a call passes for the parameters of a first-party function, by key.

        `skip` leaves out the first arguments: those of whoever calls it later. `beside` is asked
        for other keys.
        """
        given = passed(unit, call, self.units[function.path], function.scope, skip)
        return Arguments(self, unit, scope, given, function, beside)

    def making(self, made: Construction) -> Arguments:
        """What the call that makes an object passes to its initializer."""
        other = self.units[made.init.path]
        given = passed(made.unit, made.call, other, made.init.scope, bound=True)
        return Arguments(self, made.unit, made.scope, given, made.init)


_KNOWN = {
    "os.sep": "/",
    "os.path.sep": "/",
    "os.extsep": ".",
    "os.curdir": ".",
    "sys.executable": "/usr/bin/python",  # wherever it is: the same for all, and not the suite's own
}
_NUMBERS = frozenset({Trait.CLOCK, Trait.SHORT_RANDOM, Trait.SEEDED, Trait.COUNTER})
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
    ExprKind.UNARY: Names._unary,
    ExprKind.CAST: Names._field,
    ExprKind.BIND: lambda names, unit, scope, e: names.name(unit, scope, unit.parts(e)[1]),
}
