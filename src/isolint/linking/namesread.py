"""What the code behind some expressions spells: a coarse answer to what it may look at."""

from __future__ import annotations

from collections.abc import Iterable

from isolint.linking.calls import Function
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.linking.values import Values
from isolint.model.facts import ExprKind

_DEPTH = 4


class NamesRead:
    """Follows calls into first-party functions; of a library there is its name with a dot, "yaml."."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.units = values.symbols.units
        self._names: dict[tuple[Function, int], frozenset[str]] = {}

    def of(self, unit: Unit, scope: int, expressions: Iterable[int]) -> frozenset[str]:
        """The names in expressions of a scope, and in the functions that are called there."""
        inside = list(expressions)
        return frozenset(unit.texts[one] for one in inside) | self._of_calls(unit, scope, inside, _DEPTH)

    def _of_calls(self, unit: Unit, scope: int, expressions: Iterable[int], depth: int) -> set[str]:
        found: set[str] = set()
        for expression in expressions if depth else ():
            if unit.kinds[expression] != ExprKind.CALL:
                continue
            callee = self.values.callee(unit, scope, expression)
            if callee is not None and callee.form == "type":
                callee = self._initializer(callee)
            if callee is not None and callee.form == "function":
                found |= self._of_function((callee.path, callee.scope), depth - 1)
            elif callee is not None and callee.form == "chain":
                found.add(f"{callee.text.partition('.')[0]}.")
        return found

    def _initializer(self, cls: Value) -> Value | None:
        for path, scope in self.values.ancestry(self.units[cls.path], cls.scope):
            binding = self.units[path].bindings[scope].get("__init__")
            if binding is not None and binding.form == "definition":
                return Value("function", "", path, binding.target)
        return None

    def _of_function(self, function: Function, depth: int) -> frozenset[str]:
        key = (function, depth)
        if key not in self._names:
            self._names[key] = frozenset()  # it may call itself
            unit = self.units[function[0]]
            record = unit.scopes[function[1]]
            inside = [one for one in range(len(unit.texts)) if record.body <= unit.start(one) < record.end]
            own = {unit.texts[one] for one in inside}
            self._names[key] = frozenset(own | self._of_calls(unit, function[1], inside, depth))
        return self._names[key]
