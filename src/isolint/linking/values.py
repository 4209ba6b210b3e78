"""What an expression evaluates to: an outside chain, or something first-party.

Types are not inferred in general. What is followed is what tests are made of: names,
attributes, calls, `with`, `self.x = ...`, fixtures and annotations. Anything else is None.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from isolint.catalogue import Catalogue
from isolint.linking.classes import Classes, as_case
from isolint.linking.spellings import Spellings
from isolint.linking.symbols import Symbol, Symbols
from isolint.linking.unit import Unit
from isolint.linking.unpacking import Unpacking
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind

FixtureValue = Callable[[Unit, int, str], "Value | None"]


class Values:
    """Evaluates expressions; answers are kept for the whole run."""

    def __init__(self, symbols: Symbols, catalogue: Catalogue) -> None:
        self.symbols = symbols
        self.catalogue = catalogue
        self.spellings = Spellings(symbols.units, catalogue.aliases)
        self.fixture_value: FixtureValue = lambda unit, scope, name: None
        self.passed_value: FixtureValue = lambda unit, scope, name: None
        self._memo: defaultdict[str, dict[int, Value | None]] = defaultdict(dict)
        self._one: dict[Value | None, Value | None] = {}
        self._returns: dict[tuple[str, int], Value | None] = {}
        classes = Classes(symbols.units, symbols.packages, self.as_written)
        self.ancestry = classes.ancestry
        self.outside_base, self.outside_bases = classes.outside_base, classes.outside_bases
        self._unpacking = Unpacking(self)
        self.attribute_steps = classes.attribute_steps
        self.method = classes.method
        self.field = classes.field

    def value(self, unit: Unit, scope: int, expression: int) -> Value | None:
        """What the expression gives when it is read in the scope."""
        found = self.as_written(unit, scope, expression)
        if found is not None and found.form == "chain":
            return Value("chain", self.catalogue.types.get(found.text, found.text))
        return found

    def callee(self, unit: Unit, scope: int, call: int) -> Value | None:
        """What a CALL expression calls; chains are left as written, for the catalogue."""
        return self.as_written(unit, scope, unit.callee(call))

    def as_written(self, unit: Unit, scope: int, expression: int) -> Value | None:
        """As `value`, with what an outside call gives left as the call: for who looks in the catalogue."""
        # One number: a tuple as a key would take more room than all else here.
        memo, key = self._memo[unit.path], scope * len(unit.kinds) + expression
        if key in memo:
            return memo[key]
        memo[key] = None  # a value that depends on itself is unknown
        handler = _HANDLERS.get(unit.kinds[expression])
        found = handler(self, unit, scope, expression) if handler else None
        memo[key] = found = self._one.setdefault(found, found)  # few of very many differ
        return found

    def _name(self, unit: Unit, scope: int, expression: int) -> Value | None:
        name = unit.texts[expression]
        if expression in unit.loop_names:
            return None
        symbol = self.symbols.lookup(unit, scope, name)
        if symbol is None:
            return Value("chain", self._from_star(unit, name))
        return self.of_symbol(symbol, before=unit.start(expression), reader=(unit.path, scope))

    def _from_star(self, unit: Unit, name: str) -> str:
        """A name that nothing here binds: a built-in, or of a module all of whose names are imported."""
        for module in self.symbols.stars(unit):
            if f"{module}.{name}" in self.catalogue.heads:
                return f"{module}.{name}"
        return name

    def of_symbol(self, symbol: Symbol, before: int = -1, reader: tuple[str, int] = ("", -1)) -> Value | None:
        """The value of a symbol; a local variable's is that assigned last before `before`."""
        if symbol.form == "external":
            return Value("chain", symbol.name)
        if symbol.form == "module":
            return Value("module", symbol.name, symbol.path)
        unit = self.symbols.units[symbol.path]
        if symbol.form == "definition":
            kind = unit.scopes[symbol.scope].kind
            form = "type" if kind == ScopeKind.TYPE else "function"
            return Value(form, "", symbol.path, symbol.scope)
        if symbol.form == "parameter":
            given = self.of_parameter(unit, symbol.scope, symbol.name)
            if given is not None:
                return given
        local = reader == (symbol.path, symbol.scope)
        return self._variable(unit, symbol.scope, symbol.name, before if local else -1)

    def _variable(self, unit: Unit, scope: int, name: str, before: int) -> Value | None:
        for at in reversed(unit.bindings[scope][name].steps):
            step = unit.facts.steps[at]
            is_earlier = before < 0 or step.start < before
            found = self.assigned(unit, step, name) if is_earlier else None
            if found is not None:
                return found
        return None

    def assigned(self, unit: Unit, step: Step, name: str = "") -> Value | None:
        """What an assignment step gives to its (plain) target."""
        if step.value == NONE or step.kind in (StepKind.UPDATE, StepKind.ITERATE, StepKind.CATCH):
            return None
        if step.kind == StepKind.DECLARE:
            return self.annotated(unit, step.scope, step.value)
        if step.subject != NONE and unit.kinds[step.subject] in (ExprKind.TUPLE, ExprKind.LIST):
            return self._unpacking.item(unit, step, name)
        return self.value(unit, step.scope, step.value)

    def of_parameter(self, unit: Unit, scope: int, name: str) -> Value | None:
        record = unit.scopes[scope]
        owner = record.parent
        is_method = owner != NONE and unit.scopes[owner].kind == ScopeKind.TYPE
        if is_method and record.parameters and record.parameters[0].name == name:
            names = {unit.dotted(one) for one in record.decorators}
            is_type = "classmethod" in names or name == "cls"
            return Value("type", "", unit.path, owner) if is_type else self.instance(unit, owner)
        given = self.fixture_value(unit, scope, name)
        if given is not None:
            return given
        parameter = next(one for one in record.parameters if one.name == name)
        if parameter.annotation == NONE:
            return self.passed_value(unit, scope, name)
        return self.annotated(unit, owner, parameter.annotation)

    def annotated(self, unit: Unit, scope: int, annotation: int) -> Value | None:
        if unit.kinds[annotation] == ExprKind.UNARY:  # a pointer is as good as what it points to
            return self.annotated(unit, scope, unit.parts(annotation)[0])
        if unit.kinds[annotation] == ExprKind.TYPE:
            return Value("chain", f"{unit.texts[annotation]}()")
        kind = self.value(unit, scope, annotation) if unit.dotted(annotation) else None
        if kind is None:
            return None
        if kind.form == "type":
            return self.instance(self.symbols.units[kind.path], kind.scope)
        return self._called(kind) if kind.form == "chain" else None

    def instance(self, unit: Unit, scope: int) -> Value:
        """An instance of a first-party class."""
        return Value("instance", self.outside_base(unit, scope), unit.path, scope)

    def _attribute(self, unit: Unit, scope: int, expression: int) -> Value | None:
        owner = self.value(unit, scope, unit.parts(expression)[0])
        if owner is None:
            return Value("chain", f"*.{unit.texts[expression]}")
        return self.attribute(owner, unit.texts[expression])

    def attribute(self, owner: Value, name: str) -> Value | None:
        """`owner.name`."""
        if owner.form == "chain":
            return Value("chain", f"{owner.text}.{name}")
        if owner.form == "module":
            return self._module_member(owner, name)
        if owner.form in ("type", "instance"):
            return self._class_member(owner, name)
        return None

    def _module_member(self, owner: Value, name: str) -> Value | None:
        symbol = self.symbols.member(owner.path, name)
        if symbol is not None:
            return self.of_symbol(symbol)
        submodule = self.symbols.module(f"{owner.text}.{name}", owner.path)
        return Value("module", f"{owner.text}.{name}", submodule) if submodule is not None else None

    def _class_member(self, owner: Value, name: str) -> Value | None:
        unit = self.symbols.units[owner.path]
        for path, cls in self.ancestry(unit, owner.scope):
            other = self.symbols.units[path]
            method = self.method(path, cls, name)
            if method is not None:
                return self._as_property(self.of_symbol(Symbol("definition", *method, name)))
            for step in self.attribute_steps(other, cls, name):
                value = self.assigned(other, step, name)
                if value is not None:
                    return value
            declared = self.field(path, cls, name)
            if declared != NONE:
                return self.annotated(other, other.scopes[cls].parent, declared)
        base = as_case(owner.text or self.outside_base(unit, owner.scope))
        if not base:
            return Value("chain", f"*.{name}")
        return Value("chain", f"{base}().{name}" if owner.form == "instance" else f"{base}.{name}")

    def _as_property(self, found: Value | None) -> Value | None:
        if found is None or found.form != "function":
            return found
        unit = self.symbols.units[found.path]
        names = {unit.dotted(one).rpartition(".")[2] for one in unit.scopes[found.scope].decorators}
        return self.returned(found) if names & {"property", "cached_property"} else found

    def _call(self, unit: Unit, scope: int, expression: int) -> Value | None:
        if unit.kinds[unit.callee(expression)] in (ExprKind.TYPE, ExprKind.UNARY):  # a conversion
            return self.annotated(unit, scope, unit.callee(expression))
        callee = self.callee(unit, scope, expression)
        if callee is None:
            return None
        if callee.form == "type":
            return self.instance(self.symbols.units[callee.path], callee.scope)
        if callee.form == "function":
            return self.returned(callee)
        return self._called(callee) if callee.form == "chain" else None

    def _called(self, callee: Value) -> Value | None:
        known = self.catalogue.types.get(callee.text)
        if callee.text.startswith("*."):
            return Value("chain", known) if known else None
        return Value("chain", known or f"{callee.text}()")

    def returned(self, function: Value) -> Value | None:
        """What a first-party function returns, or yields to a fixture or `with`."""
        key = (function.path, function.scope)
        if key not in self._returns:
            self._returns[key] = None
            self._returns[key] = self._returned(*key)
        return self._returns[key]

    def _returned(self, path: str, scope: int) -> Value | None:
        unit = self.symbols.units[path]
        wanted = StepKind.YIELD if unit.scopes[scope].yields else StepKind.RETURN
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind == wanted and step.value != NONE:
                found = self.value(unit, scope, step.value)
                if found is not None:
                    return found
        annotation = unit.scopes[scope].returns
        return self.annotated(unit, 0, annotation) if annotation != NONE else None

    def _inner(self, unit: Unit, scope: int, expression: int) -> Value | None:
        return self.value(unit, scope, unit.parts(expression)[0])

    def _unary(self, unit: Unit, scope: int, expression: int) -> Value | None:
        """A pointer is as good as what it points to."""
        is_pointer = unit.texts[expression] in ("&", "*")
        return self.value(unit, scope, unit.parts(expression)[0]) if is_pointer else None

    def _cast(self, unit: Unit, scope: int, expression: int) -> Value | None:
        operand, *kind = unit.parts(expression)
        found = self.annotated(unit, scope, kind[0]) if kind else None
        return found or self.value(unit, scope, operand)

    def _last(self, unit: Unit, scope: int, expression: int) -> Value | None:
        return self.value(unit, scope, unit.parts(expression)[-1])

    def _either(self, unit: Unit, scope: int, expression: int) -> Value | None:
        for part in unit.parts(expression)[-2:]:
            found = self.value(unit, scope, part)
            if found is not None and found.text != "None":
                return found
        return None

    def _binary(self, unit: Unit, scope: int, expression: int) -> Value | None:
        left = self.value(unit, scope, unit.parts(expression)[0])
        is_path = unit.texts[expression] == "/" and left is not None and left.form == "chain"
        return left if is_path else None

    def _index(self, unit: Unit, scope: int, expression: int) -> Value | None:
        owner = self.value(unit, scope, unit.parts(expression)[0])
        if owner is None or owner.form != "chain":
            return None
        return Value("chain", f"{owner.text}[]")

    def _text(self, unit: Unit, scope: int, expression: int) -> Value | None:
        return Value("chain", "str()")

    def _set(self, unit: Unit, scope: int, expression: int) -> Value | None:
        return Value("chain", "set()")

    def _closure(self, unit: Unit, scope: int, expression: int) -> Value | None:
        return Value("function", "", unit.path, int(unit.texts[expression]))


_HANDLERS: dict[int, Callable[[Values, Unit, int, int], Value | None]] = {
    ExprKind.NAME: Values._name,
    ExprKind.ATTRIBUTE: Values._attribute,
    ExprKind.CALL: Values._call,
    ExprKind.UNARY: Values._unary,
    ExprKind.CAST: Values._cast,
    ExprKind.AWAIT: Values._inner,
    ExprKind.BIND: Values._last,
    ExprKind.CHOICE: Values._either,
    ExprKind.LOGIC: Values._either,
    ExprKind.BINARY: Values._binary,
    ExprKind.INDEX: Values._index,
    ExprKind.STRING: Values._text,
    ExprKind.TEMPLATE: Values._text,
    ExprKind.SET: Values._set,
    ExprKind.CLOSURE: Values._closure,
}
