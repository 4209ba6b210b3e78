"""What type of value an expression has, as far as an id and a hash depend on it."""

from __future__ import annotations

from collections.abc import Iterable

from isolint.linking.elements import Elements
from isolint.linking.origins import Origins, Spot
from isolint.linking.value import Value
from isolint.model.facts import ExprKind, StepKind

NUMBERS = frozenset({"int()", "float()", "complex()", "bool()", "None"})
SPELLED = NUMBERS | {"str()", "bytes()", "type", "function", "enum"}
"""What a test's id spells out; everything else is numbered."""
_DEPTH = 12
_ENUMS = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"})
_PLAIN: dict[int, str] = {
    ExprKind.STRING: "str()",
    ExprKind.TEMPLATE: "str()",
    ExprKind.BYTES: "bytes()",
    ExprKind.LIST: "list()",
    ExprKind.TUPLE: "tuple()",
    ExprKind.SET: "set()",
    ExprKind.MAP: "dict()",
    ExprKind.COMPARE: "bool()",
    ExprKind.CLOSURE: "function",
}


class Kinds:
    """A kind is "type", "function", "enum", "object" (a first-party instance), a chain that ends
    in `()`, or "" where nothing is known."""

    def __init__(self, elements: Elements) -> None:
        self.elements = elements
        self.origins: Origins = elements.origins
        self.values = elements.origins.values
        self.types = elements.origins.values.catalogue.types
        self._memo: dict[tuple[str, int, int], str] = {}

    def of(self, spot: Spot, depth: int = 0) -> str:
        """The kind of an expression's value; kept where it does not depend on a call's arguments."""
        if depth > _DEPTH:
            return ""
        if spot.given is not None:
            return self._of(spot, depth)
        if spot.key not in self._memo:
            self._memo[spot.key] = ""  # a value that is made of itself
            self._memo[spot.key] = self._of(spot, depth)
        return self._memo[spot.key]

    def _of(self, spot: Spot, depth: int) -> str:
        if spot.kind in _PLAIN:
            return _PLAIN[ExprKind(spot.kind)]
        if spot.kind == ExprKind.NUMBER:
            return "complex()" if "j" in spot.text else "float()" if _is_float(spot.text) else "int()"
        if spot.kind == ExprKind.SINGLETON:
            return {"None": "None", "...": "ellipsis()"}.get(spot.text, "bool()")
        if spot.kind == ExprKind.COMPREHENSION:
            return "generator()" if spot.text == "generator" else f"{spot.text}()"
        if spot.kind in (ExprKind.BINARY, ExprKind.UNARY, ExprKind.INDEX):
            return self._operation(spot, depth)
        if spot.kind == ExprKind.CALL and not self.origins.is_alias(spot):
            return self._called(spot, depth)
        return self._alias(spot, depth)

    def common(self, spots: Iterable[Spot], depth: int = 0) -> str:
        """The one kind that all have, "" if they differ or any is unknown."""
        kinds = {self.of(spot, depth + 1) for spot in spots}
        return kinds.pop() if len(kinds) == 1 else ""

    def of_elements(self, spot: Spot, depth: int = 0) -> str:
        """The kind of what an iterable gives, where it gives one kind only."""
        if depth > _DEPTH:
            return ""
        value = self.values.value(spot.unit, spot.scope, spot.expression)
        if value is not None and value.form == "chain" and f"{value.text}[]" in self.types:
            return self.types[f"{value.text}[]"]
        if value is not None and value.form == "type" and self._is_enum(value):
            return "enum"
        elements = self.elements.of(spot)
        if elements is not None:
            return self.common([element.spot for element in elements], depth + 1)
        is_alias = self.origins.is_alias(spot)
        inner = self.origins.of(spot) if is_alias else self.elements.kept(spot)
        if spot.kind == ExprKind.BINARY and spot.text in ("|", "&", "-", "^"):
            inner = spot.parts
        kinds = {self.of_elements(one, depth + 1) for one in inner}
        return kinds.pop() if len(kinds) == 1 else ""

    def _operation(self, spot: Spot, depth: int) -> str:
        if spot.kind == ExprKind.UNARY:
            return "bool()" if spot.text == "not" else self._number(spot.parts, depth)
        if spot.kind == ExprKind.INDEX:
            return self._item(spot, depth)
        left, right = (self.of(part, depth + 1) for part in spot.parts)
        if spot.text in ("+", "%", "*") and left in ("str()", "bytes()"):
            return left
        if spot.text == "+" and right == "str()":
            return right
        if spot.text == "/" and left.startswith("pathlib."):
            return left
        return self._number(spot.parts, depth)

    def _number(self, parts: list[Spot], depth: int) -> str:
        """The wider of two numbers; division is not worth a case of its own."""
        kinds = {self.of(part, depth + 1) for part in parts}
        if not kinds <= NUMBERS:
            return ""
        return "complex()" if "complex()" in kinds else "float()" if "float()" in kinds else "int()"

    def _item(self, spot: Spot, depth: int) -> str:
        value = self.values.value(spot.unit, spot.scope, spot.expression)
        if value is not None and value.text in SPELLED:
            return value.text
        owner = self.of(spot.parts[0], depth + 1)
        is_slice = spot.parts[1].kind == ExprKind.SLICE
        if owner in ("str()", "list()", "tuple()", "bytes()") and is_slice:
            return owner
        return "str()" if owner == "str()" else ""

    def _called(self, spot: Spot, depth: int) -> str:
        callee = self.values.callee(spot.unit, spot.scope, spot.expression)
        if callee is None:
            return ""
        if callee.form == "type":
            return "enum" if self._is_enum(callee) else self._instance(callee)
        chain = callee.text
        if chain in ("random.choice", "secrets.choice", "min", "max", "next") and spot.parts[1:]:
            return self.of_elements(spot.parts[1], depth + 1)
        return self.types.get(chain) or self._method(spot, depth) or _constructed(chain)

    def _method(self, spot: Spot, depth: int) -> str:
        """A method of a text or number, found by the kind of its receiver."""
        callee = spot.parts[0]
        if callee.kind != ExprKind.ATTRIBUTE:
            return ""
        known = self.types.get(f"*.{callee.text}")
        owner = "" if known else self.of(callee.parts[0], depth + 1)
        return known or self.types.get(f"{owner}.{callee.text}", "")

    def _instance(self, callee: Value) -> str:
        unit = self.origins.units[callee.path]
        base = self.values.outside_base(unit, callee.scope)
        return f"{base}()" if f"{base}()" in SPELLED else "object"

    def _alias(self, spot: Spot, depth: int) -> str:
        if spot.expression in spot.unit.loop_names:
            return self._looped(spot, depth)
        value = self.values.value(spot.unit, spot.scope, spot.expression)
        if value is not None and value.form in ("type", "function"):
            return value.form
        if spot.kind == ExprKind.ATTRIBUTE and value is not None and value.form == "chain":
            owner = self.values.value(spot.unit, spot.scope, spot.parts[0].expression)
            if owner is not None and owner.form == "chain" and owner.text.endswith("()"):
                return value.text if value.text in SPELLED else ""
        if spot.kind == ExprKind.ATTRIBUTE and self._is_member(spot):
            return "enum"
        if spot.kind == ExprKind.ATTRIBUTE and not self.origins.is_alias(spot):
            return self.types.get(f"{self.of(spot.parts[0], depth + 1)}.{spot.text}", "")
        looped = {self.of_elements(one, depth + 1) for one in self.origins.iterated(spot)}
        if looped:
            return looped.pop() if len(looped) == 1 and not self.origins.of(spot) else ""
        return self.common(self._results(spot), depth)

    def _results(self, spot: Spot) -> list[Spot]:
        origins = self.origins.of(spot)
        function = self.origins.function(spot) if spot.kind == ExprKind.CALL else None
        if function is not None and list(self.origins.results(spot, function, StepKind.YIELD)):
            return []
        return origins

    def _looped(self, spot: Spot, depth: int) -> str:
        """A variable of a comprehension's loop: an element of what it runs over."""
        target, iterable, *_ = spot.unit.parts(spot.unit.loop_names[spot.expression])
        is_plain = spot.unit.kinds[target] == ExprKind.NAME
        return self.of_elements(spot.at(iterable), depth + 1) if is_plain else ""

    def _is_member(self, spot: Spot) -> bool:
        owner = self.values.value(spot.unit, spot.scope, spot.parts[0].expression)
        return owner is not None and owner.form == "type" and self._is_enum(owner)

    def _is_enum(self, cls: Value) -> bool:
        for path, scope in self.values.ancestry(self.origins.units[cls.path], cls.scope):
            unit = self.origins.units[path]
            if any(unit.dotted(base).rpartition(".")[2] in _ENUMS for base in unit.scopes[scope].bases):
                return True
        return False


def _is_float(text: str) -> bool:
    return "." in text or "e" in text or text in ("inf", "nan")


def _constructed(chain: str) -> str:
    """What looks like a class gives an instance of itself; a built-in type too."""
    last = chain.rpartition(".")[2]
    if last[:1].isupper() or chain in ("str", "int", "float", "complex", "bytes", "bool", "list", "tuple"):
        return f"{chain}()"
    return "dict()" if chain == "dict" else "set()" if chain in ("set", "frozenset") else ""
