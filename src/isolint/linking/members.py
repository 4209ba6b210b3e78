"""What is kept in an object, by whatever name it is reached: `s.buffer` here is `w.buffer` there."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import ExprKind, ScopeKind

_TRANSPARENT = frozenset({ExprKind.KEYWORD, ExprKind.SPREAD, ExprKind.AWAIT})


class Members:
    """Keys of variables and of members of first-party objects, equal where they mean the same."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self._memo: dict[tuple[str, int, int], str] = {}

    def key(self, unit: Unit, scope: int, expression: int) -> str:
        """The key of a name or of a chain of attributes, "" for anything else."""
        at = (unit.path, scope, expression)
        if at not in self._memo:
            self._memo[at] = self._key(unit, scope, expression)
        return self._memo[at]

    def _key(self, unit: Unit, scope: int, expression: int) -> str:
        kind = unit.kinds[expression]
        if kind in _TRANSPARENT or (kind == ExprKind.UNARY and unit.texts[expression] in "&*"):
            return self.key(unit, scope, unit.parts(expression)[0])
        if kind == ExprKind.INDEX and unit.kinds[unit.parts(expression)[1]] == ExprKind.SLICE:
            return self.key(unit, scope, unit.parts(expression)[0])
        if kind == ExprKind.NAME:
            symbol = self.values.symbols.lookup(unit, scope, unit.texts[expression])
            is_kept = symbol is not None and symbol.form in ("variable", "parameter")
            return f"{symbol.path}:{symbol.scope}:{symbol.name}" if symbol and is_kept else ""
        if kind != ExprKind.ATTRIBUTE:
            return ""
        owner = unit.parts(expression)[0]
        value = self.values.value(unit, scope, owner)
        if value is not None and value.form == "instance":
            return self.member(value.path, value.scope, unit.texts[expression])
        inner = self.key(unit, scope, owner)
        return f"{inner}.{unit.texts[expression]}" if inner else ""

    def member(self, path: str, cls: int, name: str) -> str:
        """The key of a member of a first-party class, that of the class which has it first."""
        unit = self.values.symbols.units[path]
        for base_path, base in reversed(self.values.ancestry(unit, cls)):
            other = self.values.symbols.units[base_path]
            has = self.values.attribute_steps(other, base, name)
            if has or any(one.name == name for one in other.scopes[base].parameters):
                return f"{base_path}:{base}.{name}"
        return f"{path}:{cls}.{name}"

    def owner(self, unit: Unit, scope: int) -> tuple[str, int] | None:
        """The class whose method a function, or the function around a closure, is."""
        while scope > 0:
            record = unit.scopes[scope]
            if record.parameters and (record.owner or self._is_in_type(unit, scope)):
                symbol = self.values.symbols.lookup(unit, scope, record.parameters[0].name)
                value = self.values.of_symbol(symbol) if symbol is not None else None
                if value is not None and value.form == "instance":
                    return value.path, value.scope
            scope = record.parent
        return None

    def methods(self, owner: tuple[str, int]) -> Iterator[tuple[Unit, int]]:
        """The functions that are methods of a class itself, in its body or beside it."""
        unit = self.values.symbols.units[owner[0]]
        name = unit.scopes[owner[1]].name
        for other in self.values.symbols.packages.peers(unit) or [unit]:
            for index, scope in enumerate(other.scopes):
                is_inner = other is unit and scope.parent == owner[1]
                if scope.kind == ScopeKind.FUNCTION and (scope.owner == name or is_inner):
                    yield other, index

    @staticmethod
    def _is_in_type(unit: Unit, scope: int) -> bool:
        parent = unit.scopes[scope].parent
        return parent >= 0 and unit.scopes[parent].kind == ScopeKind.TYPE
