"""Texts and numbers made of where an object lies in memory, or of a salted hash."""

from __future__ import annotations

from isolint.linking.kinds import NUMBERS, Kinds
from isolint.linking.origins import Spot
from isolint.linking.value import Value
from isolint.model.facts import ExprKind
from isolint.model.source import Site

_DEPTH = 8
_TEXT_MAKERS = frozenset({"str", "repr", "format", "ascii"})
_WRITTEN = frozenset({"__repr__", "__str__"})


class Identity:
    """Finds `id(x)`, `hash("text")` and the text of an object that has none of its own."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.origins = kinds.origins
        self.values = kinds.values

    def address(self, spot: Spot, *, as_text: bool = False, depth: int = 0) -> Site | None:
        """Where an address gets into a value; `as_text` where str() is made of the value."""
        if depth > _DEPTH:
            return None
        if as_text and self.is_anonymous(spot):
            return spot.site
        if self.origins.is_alias(spot):
            made = [self.address(origin, depth=depth + 1) for origin in self.origins.of(spot)]
            return made[0] if made and all(made) else None
        for part, inner_text in self._parts(spot):
            found = self.address(part, as_text=inner_text, depth=depth + 1)
            if found is not None:
                return found
        return spot.site if self._is_identity(spot) else None

    def _parts(self, spot: Spot) -> list[tuple[Spot, bool]]:
        """Sub-expressions that the value holds, and whether as text."""
        if spot.kind == ExprKind.TEMPLATE:
            return [(part.parts[0], True) for part in spot.parts if part.kind == ExprKind.FIELD]
        if spot.kind == ExprKind.BINARY and spot.text == "%":
            left, right = spot.parts
            fields = right.parts if right.kind == ExprKind.TUPLE else [right]
            return [(one, self.kinds.of(left) == "str()") for one in fields]
        if spot.kind == ExprKind.BINARY and spot.text == "+":
            return [(part, False) for part in spot.parts]
        if spot.kind == ExprKind.CALL and self._makes_text(spot):
            return [(part, True) for part in spot.parts[1:] if part.kind != ExprKind.KEYWORD]
        return []

    def _makes_text(self, call: Spot) -> bool:
        callee = call.parts[0]
        if callee.kind == ExprKind.ATTRIBUTE:
            return callee.text == "format" and self.kinds.of(callee.parts[0]) == "str()"
        return self._builtin(call) in _TEXT_MAKERS

    def _builtin(self, call: Spot) -> str:
        """The built-in function that is called, "" for any other."""
        value = self.values.callee(call.unit, call.scope, call.expression)
        return value.text if value is not None and value.form == "chain" else ""

    def _is_identity(self, spot: Spot) -> bool:
        if spot.kind != ExprKind.CALL:
            return False
        name = self._builtin(spot)
        return name == "id" or (name == "hash" and any(map(self._is_salted, spot.parts[1:])))

    def _is_salted(self, spot: Spot) -> bool:
        """The hash of a text is another one in each process."""
        if spot.kind == ExprKind.TUPLE:
            return any(map(self._is_salted, spot.parts))
        return self.kinds.of(spot) in ("str()", "bytes()")

    def is_anonymous(self, spot: Spot) -> bool:
        """The value's own text is `<... object at 0x...>`."""
        leaves = self.origins.leaves(spot)
        return any(self._is_anonymous(leaf) for leaf in leaves) or self.kinds.of(spot) == "function"

    def _is_anonymous(self, leaf: Spot) -> bool:
        if leaf.kind == ExprKind.CLOSURE:
            return True
        if leaf.kind != ExprKind.CALL:
            return False
        callee = self.values.callee(leaf.unit, leaf.scope, leaf.expression)
        if callee is None or callee.form != "type":
            return callee is not None and callee.text == "object"
        return self.kinds.of(leaf) not in NUMBERS and not self._is_described(callee)

    def _is_described(self, cls: Value) -> bool:
        """A class that says how its instances look, or may have that from a decorator or from outside."""
        if self.values.outside_base(self.origins.units[cls.path], cls.scope):
            return True
        for path, scope in self.values.ancestry(self.origins.units[cls.path], cls.scope):
            unit = self.origins.units[path]
            record = unit.scopes[scope]
            if record.decorators or _WRITTEN & unit.bindings[scope].keys():
                return True
        return False
