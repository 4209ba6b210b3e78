"""Which item of a mapping is meant: to who reads `limits["bus"]`, `limits["tram"]` is of no concern."""

from __future__ import annotations

from isolint.linking.holding import Holding
from isolint.linking.readers import NEAR, Read, read_key
from isolint.linking.unit import Unit
from isolint.model.change import MEMORY, Change
from isolint.model.facts import NONE, ExprKind
from isolint.model.source import Site

_BY_KEY = frozenset({"get", "setdefault", "pop"})


class ItemKeys:
    def __init__(self, holding: Holding) -> None:
        self.holding = holding
        self.units = holding.units
        self._known: dict[tuple[Site, str], str] = {}
        self._spelled: dict[str, dict[Site, int]] = {}

    def of(self, change: Change) -> str:
        """The key, where a constant one of the variable itself is all that is changed; "" else."""
        if change.kind != MEMORY or not change.of_item:
            return ""
        return self.at(change.site, read_key(change.name))

    def at(self, site: Site, variable: str) -> str:
        """The key in the statement at a place, by the id of the variable it is about."""
        if (site, variable) not in self._known:
            unit = self.units[site.path]
            here = (
                one
                for kind in (ExprKind.INDEX, ExprKind.CALL)
                for one in unit.of_kind(kind)
                if unit.site(one) == site
            )
            expression = next(here, NONE)
            key = self._outermost(unit, expression, variable) if expression != NONE else ""
            self._known[site, variable] = key
        return self._known[site, variable]

    def _outermost(self, unit: Unit, expression: int, variable: str) -> str:
        """Of `limits["tram"]["north"]` the first key, if the name in front holds the variable as such."""
        owner = expression
        while unit.kinds[owner] == ExprKind.INDEX and unit.kinds[unit.parts(owner)[0]] == ExprKind.INDEX:
            owner = unit.parts(owner)[0]
        key = NONE
        if unit.kinds[owner] == ExprKind.INDEX:
            owner, key = unit.parts(owner)
        elif unit.kinds[owner] == ExprKind.CALL:
            callee, *arguments = unit.parts(owner)
            if unit.kinds[callee] != ExprKind.ATTRIBUTE or unit.texts[callee] not in _BY_KEY or not arguments:
                return ""
            owner, key = unit.parts(callee)[0], arguments[0]
        if key == NONE or unit.kinds[key] != ExprKind.STRING:
            return ""
        held = self.holding.held(unit, unit.scope_at(unit.start(expression)), owner)
        return unit.texts[key] if held is not None and held.key == variable else ""

    def is_of_other(self, read: Read, key: str) -> bool:
        """The read takes one item, and that has another constant key."""
        unit = self.units[read.function[0]]
        here = self._names(unit).get(read.site, NONE)
        looked_up = self._looked_up(unit, here) if here != NONE else ""
        return bool(looked_up) and looked_up != key

    def _names(self, unit: Unit) -> dict[Site, int]:
        """Names and attributes of a file by where they stand."""
        if unit.path not in self._spelled:
            kinds = (ExprKind.NAME, ExprKind.ATTRIBUTE)
            self._spelled[unit.path] = {unit.site(one): one for kind in kinds for one in unit.of_kind(kind)}
        return self._spelled[unit.path]

    def _looked_up(self, unit: Unit, expression: int) -> str:
        for one in range(expression + 1, min(expression + NEAR, len(unit.texts))):
            parts = unit.parts(one)
            if expression not in parts:
                continue
            if unit.kinds[one] == ExprKind.INDEX and parts[0] == expression:
                return self._constant(unit, parts[1])
            if unit.kinds[one] == ExprKind.COMPARE and unit.texts[one] in ("in", "not-in"):
                return self._constant(unit, parts[0])
            if unit.kinds[one] == ExprKind.ATTRIBUTE and unit.texts[one] in _BY_KEY:
                return self._asked_for(unit, one)
            return ""
        return ""

    def _asked_for(self, unit: Unit, method: int) -> str:
        """The first argument of the call that a method is the callee of."""
        for one in range(method + 1, min(method + NEAR, len(unit.texts))):
            if unit.kinds[one] == ExprKind.CALL and unit.callee(one) == method:
                arguments = unit.parts(one)[1:]
                return self._constant(unit, arguments[0]) if arguments else ""
        return ""

    @staticmethod
    def _constant(unit: Unit, key: int) -> str:
        return unit.texts[key] if unit.kinds[key] == ExprKind.STRING else ""
