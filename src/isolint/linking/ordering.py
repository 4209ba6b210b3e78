"""In which order an iterable gives its elements, and whether all processes agree on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from isolint.linking.elements import Element, Growth, is_empty
from isolint.linking.kinds import NUMBERS, Kinds
from isolint.linking.origins import Spot
from isolint.model.facts import ExprKind, ScopeKind, StepKind
from isolint.model.parameters import Order

_DEPTH = 16
_TWO_ARGUMENTS = 3
_ORDERS = {"listing": Order.LISTING, "registry": Order.REGISTRY, "defined": Order.DEFINED}
_LITERALS = frozenset({ExprKind.SET, ExprKind.LIST, ExprKind.TUPLE})
_SET_OPERATORS = frozenset({"|", "&", "-", "^"})


class Disorder(NamedTuple):
    """Where an order is lost.

    `source` makes the unordered elements, `text` is how messages call it. `entry` is where
    they are taken up: sorting there is enough. `direct` as long as nothing but names lies
    between the two and the expression that was asked about. `pairs`: the order decides what
    goes with what, so that sorting would only make the same mistake everywhere.
    """

    order: Order
    source: Spot
    text: str
    entry: Spot
    direct: bool
    pairs: bool = False


class Ordering:
    """Looks for what decides the order of an iterable."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.elements = kinds.elements
        self.origins = kinds.origins
        self.orders = kinds.origins.values.catalogue.orders

    def disorder(self, spot: Spot, depth: int = 0) -> Disorder | None:
        """What makes the order of the elements differ; None if nothing known does."""
        if depth > _DEPTH:
            return None
        if self.is_set(spot) and not self.origins.is_alias(spot):
            return None if self._is_stable(spot) else Disorder(Order.HASH, spot, "a set", spot, True)
        if spot.kind == ExprKind.CALL and not self.origins.is_alias(spot):
            return self._called(spot, depth)
        if self.origins.is_alias(spot):
            return self._alias(spot, depth)
        return self._transformed(self._taken_up(spot), depth)

    def pairing(self, values: Spot) -> Disorder | None:
        """A loop over `zip(a_set, a_list)` or `enumerate(a_set)` in a function that makes the values."""
        function = self.origins.function(values) if values.kind == ExprKind.CALL else None
        unit, scope = values.unit, values.scope
        if function is not None:
            unit, scope = self.origins.units[function.path], function.scope
        if unit.scopes[scope].kind != ScopeKind.FUNCTION:
            return None
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind == StepKind.ITERATE:
                found = self._paired(Spot(unit, scope, step.value))
                if found is not None:
                    return found
        return None

    def _paired(self, iterable: Spot) -> Disorder | None:
        parts = iterable.parts if iterable.kind == ExprKind.CALL else []
        name = parts[0].text if parts and parts[0].kind == ExprKind.NAME else ""
        if name != "enumerate" and (name != "zip" or len(parts) < _TWO_ARGUMENTS):
            return None
        found = self._transformed(parts[1:], 0)
        return found._replace(text="a set paired with a sequence", pairs=True) if found else None

    def _taken_up(self, spot: Spot) -> list[Spot]:
        """The iterables whose order an expression hands on."""
        if spot.kind in (ExprKind.LIST, ExprKind.TUPLE, ExprKind.MAP):
            return [part.parts[0] for part in spot.parts if part.kind == ExprKind.SPREAD]
        if spot.kind == ExprKind.COMPREHENSION:
            return [generator.parts[1] for generator in spot.parts[1:]]
        if spot.kind == ExprKind.BINARY and spot.text in ("+", "|"):
            return spot.parts
        if spot.kind == ExprKind.BINARY and spot.text == "*":
            return spot.parts[:1]
        if spot.kind == ExprKind.INDEX and spot.parts[1].kind == ExprKind.SLICE:
            return spot.parts[:1]
        return []

    def _transformed(self, spots: Iterable[Spot], depth: int) -> Disorder | None:
        for spot in spots:
            found = self.disorder(spot, depth + 1)
            if found is not None:
                return found._replace(direct=False)
        return None

    def _called(self, call: Spot, depth: int) -> Disorder | None:
        callee, *arguments = call.parts
        order = self.order_of(call)
        if order == "kept":
            values = [part.parts[0] if part.kind == ExprKind.KEYWORD else part for part in arguments]
            is_method = callee.kind == ExprKind.ATTRIBUTE and not values
            return self._transformed([callee.parts[0]] if is_method else values, depth)
        if order in _ORDERS:
            return Disorder(_ORDERS[order], call, _described(callee), call, True)
        return None

    def order_of(self, call: Spot) -> str:
        """The catalogue's word for the order of what a call gives, "" if it has none."""
        value = self.origins.values.callee(call.unit, call.scope, call.expression)
        if value is None or value.form != "chain":
            return ""
        chains = [value.text, f"*.{value.text.rpartition('.')[2]}"]
        callee = call.parts[0]
        if callee.kind == ExprKind.ATTRIBUTE and self.is_set(callee.parts[0]):
            chains.insert(0, f"set().{callee.text}")
        return next((self.orders[one].order for one in chains if one in self.orders), "")

    def _alias(self, spot: Spot, depth: int) -> Disorder | None:
        growths = list(self.elements.growths(spot))
        if any(growth.verb == "sort" for growth in growths):
            return None
        if growths and self.is_set(spot):
            return self._filled(spot, growths)
        for origin in self.origins.of(spot):
            found = self.disorder(origin, depth + 1)
            if found is not None:
                return found._replace(entry=spot) if found.direct else found
        found = self._transformed(self._looped(spot, growths), depth)
        is_elsewhere = found is not None and found.entry.unit is not spot.unit
        return found._replace(entry=spot) if found and is_elsewhere else found

    def _filled(self, spot: Spot, growths: list[Growth]) -> Disorder | None:
        """A set that gets its elements one by one."""
        kinds = {
            self.kinds.of(one.value) if one.verb == "add" else self.kinds.of_elements(one.value)
            for one in growths
        }
        if kinds <= NUMBERS:
            return None
        sources = [one for one in self.origins.leaves(spot) if self.is_set(one)]
        return Disorder(Order.HASH, sources[0], "a set", spot, True) if sources else None

    def _looped(self, spot: Spot, growths: list[Growth]) -> Iterator[Spot]:
        """The iterables by whose elements a variable grew, or that a generator function runs over."""
        for growth in growths:
            yield from growth.loops
            if growth.verb == "extend":
                yield growth.value
        for value, loops in self.elements.yields(spot):
            yield from loops
            if value.expression in value.unit.delegated:
                yield value

    def is_set(self, spot: Spot, depth: int = 0) -> bool:
        """The value is a set, or a view of keys in an operation on sets."""
        if depth > _DEPTH:
            return False
        if spot.kind == ExprKind.SET or (spot.kind == ExprKind.COMPREHENSION and spot.text == "set"):
            return True
        if spot.kind == ExprKind.BINARY and spot.text in _SET_OPERATORS:
            return any(self.is_set(part, depth + 1) or _is_view(part) for part in spot.parts)
        if self.origins.is_alias(spot):
            return any(self.is_set(origin, depth + 1) for origin in self.origins.of(spot))
        return spot.kind == ExprKind.CALL and self.order_of(spot) == "hash"

    def _is_stable(self, spot: Spot, depth: int = 0) -> bool:
        """A set that all processes run through alike: of numbers, or of one element at most."""
        if is_empty(spot) or depth > _DEPTH:
            return True
        if self.origins.is_alias(spot):
            return all(self._is_stable(origin, depth + 1) for origin in self.origins.of(spot))
        if spot.kind == ExprKind.BINARY and spot.text in ("&", "-"):
            sides = spot.parts if spot.text == "&" else spot.parts[:1]
            if any(self._is_stable(side, depth + 1) for side in sides if self.is_set(side)):
                return True
        if self.kinds.of_elements(spot) in NUMBERS:
            return True
        if spot.kind == ExprKind.CALL:
            return self._is_stable_call(spot, depth)
        return self._hash_alike(self.elements.of(spot), spot)

    def _is_stable_call(self, call: Spot, depth: int) -> bool:
        callee, *arguments = call.parts
        if callee.kind == ExprKind.ATTRIBUTE and self.is_set(callee.parts[0]):
            narrows = callee.text in ("difference", "copy")
            sides = [callee.parts[0], *(() if narrows else arguments)]
            return all(self._holds_numbers(side) for side in sides)
        return all(self._holds_numbers(one) for one in arguments)

    def _holds_numbers(self, spot: Spot) -> bool:
        return self.kinds.of_elements(spot) in NUMBERS or self._hash_alike(self.elements.of(spot), spot)

    def _hash_alike(self, elements: list[Element] | None, spot: Spot) -> bool:
        if elements is None:
            return False
        is_whole = spot.kind in _LITERALS and all(one.kind != ExprKind.SPREAD for one in spot.parts)
        if is_whole and len(elements) < 2:
            return True
        return all(self._has_fixed_hash(element.spot) for element in elements)

    def _has_fixed_hash(self, spot: Spot) -> bool:
        """Numbers, tuples of numbers, and the empty text, whose hash is always 0; no other text."""
        if spot.kind in (ExprKind.STRING, ExprKind.BYTES):
            return not spot.text
        if spot.kind == ExprKind.TUPLE:
            return all(self._has_fixed_hash(part) for part in spot.parts)
        return self.kinds.of(spot) in NUMBERS


def _is_view(spot: Spot) -> bool:
    callee = spot.parts[0] if spot.kind == ExprKind.CALL else None
    return callee is not None and callee.kind == ExprKind.ATTRIBUTE and callee.text in ("keys", "items")


def _described(callee: Spot) -> str:
    return f"{callee.text}()" if callee.kind in (ExprKind.NAME, ExprKind.ATTRIBUTE) else "a call"
