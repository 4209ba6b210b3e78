"""Whether an expression gives something that is made to stand in another thing's place."""

from __future__ import annotations

from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, StepKind

_DATA = frozenset(
    {
        ExprKind.STRING, ExprKind.TEMPLATE, ExprKind.NUMBER, ExprKind.SINGLETON, ExprKind.BYTES,
        ExprKind.LIST, ExprKind.MAP, ExprKind.SET, ExprKind.TUPLE, ExprKind.COMPREHENSION,
    }
)  # fmt: skip
_WRAPPERS = frozenset({"staticmethod", "classmethod", "property"})
_BUILTINS = frozenset(
    {
        "abs", "bool", "bytes", "dict", "float", "hash", "id", "int", "len", "list", "max", "min", "object",
        "print", "repr", "round", "set", "sorted", "str", "sum", "tuple", "type",
    }
)  # fmt: skip
_FOLLOWED = 3


class Substitutes:
    """A thing that was there before, and is put back, is none: in doubt it is taken for that."""

    def __init__(self, values: Values, test_code: frozenset[str]) -> None:
        self.values = values
        self.test_code = test_code

    def is_data(self, unit: Unit, scope: int, expression: int) -> bool:
        """A constant or a container, as far as that can be seen, and no code."""
        _, behind = self._behind(unit, scope, expression)
        return unit.kinds[behind] in _DATA

    def is_one(self, unit: Unit, scope: int, expression: int, owner: Value, name: str) -> bool:
        """It is not what the attribute `name` of `owner` has held before."""
        scope, behind = self._behind(unit, scope, expression)
        kind = unit.kinds[behind]
        if kind == ExprKind.CLOSURE or kind in _DATA:
            return True
        if kind == ExprKind.CALL:
            return self._is_made(unit, scope, behind)
        if self._is_builtin(unit, scope, behind):
            return owner.text != "builtins"
        symbol = (
            self.values.symbols.lookup(unit, scope, unit.texts[behind]) if kind == ExprKind.NAME else None
        )
        if symbol is None or symbol.form != "definition":
            return False
        is_own = owner.form == "module" and self.values.symbols.member(owner.path, name) == symbol
        return not is_own and symbol.path in self.test_code

    def _behind(self, unit: Unit, scope: int, expression: int) -> tuple[int, int]:
        """The expression that a name of the file is bound to, where it is bound once; and its scope."""
        for _ in range(_FOLLOWED):
            if unit.kinds[expression] != ExprKind.NAME:
                break
            symbol = self.values.symbols.lookup(unit, scope, unit.texts[expression])
            if symbol is None or symbol.form != "variable" or symbol.path != unit.path:
                break
            steps = [unit.facts.steps[at] for at in unit.bindings[symbol.scope][symbol.name].steps]
            is_clear = len(steps) == 1 and steps[0].kind == StepKind.ASSIGN and steps[0].value != NONE
            if not is_clear or unit.kinds[steps[0].subject] != ExprKind.NAME:
                break
            scope, expression = steps[0].scope, steps[0].value
        return scope, expression

    def _is_builtin(self, unit: Unit, scope: int, expression: int) -> bool:
        """`print`, `str.upper`: what no module of the project has held before."""
        root = unit.parts(expression)[0] if unit.kinds[expression] == ExprKind.ATTRIBUTE else expression
        if unit.kinds[root] != ExprKind.NAME or unit.texts[root] not in _BUILTINS:
            return False
        return self.values.symbols.lookup(unit, scope, unit.texts[root]) is None

    def _is_made(self, unit: Unit, scope: int, call: int) -> bool:
        """A mock, an object of the project, or a function in another form."""
        callee = self.values.callee(unit, scope, call)
        if callee is None:
            return False
        if callee.form == "type":
            return True
        if callee.form != "chain":
            return False
        words = self.values.catalogue.protections.get(callee.text, ())
        return callee.text in _WRAPPERS or any(word.form in ("fake", "double") for word in words)
