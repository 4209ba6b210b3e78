"""Items that a test adds under a key of its own: who looks up other keys does not notice them."""

from __future__ import annotations

from isolint.linking.calls import Function
from isolint.linking.neighbours import AroundTests
from isolint.linking.readers import NEAR
from isolint.linking.unit import Unit
from isolint.model.change import Change
from isolint.model.facts import NONE, ExprKind
from isolint.model.resource import Verb
from isolint.model.source import Site

_SHORTEST = 4
"""Characters of a key below which it says nothing that nobody else happened to write."""
_MERGING = frozenset({"update", "dict", "ChainMap"})


class OwnKeys:
    def __init__(self, around: AroundTests) -> None:
        self.around = around
        self.units = around.units

    def is_own(self, change: Change) -> bool:
        """It adds an item to a mapping, and no other test or code spells what the key is made of."""
        unit = self.units[change.site.path]
        key = self._key(unit, change.site) if change.of_item and change.verb is Verb.MUTATE else NONE
        if key == NONE:
            return False
        makers = self._makers((unit.path, unit.scope_at(change.site.start)))
        pieces = (unit.texts[one] for one in unit.under(key) if unit.kinds[one] == ExprKind.STRING)
        return any(len(piece) >= _SHORTEST and not self._is_spelled(piece, makers) for piece in pieces)

    @staticmethod
    def _key(unit: Unit, site: Site) -> int:
        """Of `table[key] = value` and `table.setdefault(key, value)`."""
        for one in range(len(unit.texts)):
            if unit.kinds[one] in (ExprKind.INDEX, ExprKind.CALL) and unit.site(one) == site:
                parts = unit.parts(one)
                is_plain = unit.kinds[one] == ExprKind.INDEX or unit.texts[parts[0]] == "setdefault"
                return parts[1] if is_plain and len(parts) > 1 else NONE
        return NONE

    def _makers(self, function: Function) -> frozenset[Function]:
        """A function, and the tests that it is run for."""
        items = (*self.around.places.users.get(function, ()), *self.around.of_methods.get(function, ()))
        return frozenset((function, *((item.path, item.scope) for item in items)))

    def _is_spelled(self, piece: str, makers: frozenset[Function]) -> bool:
        """Somewhere else than in these functions, whatever it means there."""
        return any(
            text == piece and (unit.path, unit.scope_at(unit.start(one))) not in makers
            for unit in self.units.values()
            if piece in unit.vocabulary
            for one, text in enumerate(unit.texts)
        )

    def looks_up(self, path: str, site: Site) -> bool:
        """An expression is asked for one item, or is merged into a mapping of which that holds as well."""
        unit = self.units[path]
        read = next((one for one in range(len(unit.texts)) if unit.site(one) == site), NONE)
        if read == NONE:
            return False
        for one in range(read + 1, min(read + NEAR, len(unit.texts))):
            parts = unit.parts(one)
            if read not in parts:
                continue
            kind, text = unit.kinds[one], unit.texts[one]
            if kind == ExprKind.INDEX:
                return parts[0] == read and unit.kinds[parts[1]] != ExprKind.SLICE
            if kind == ExprKind.ATTRIBUTE:
                return text == "get"
            if kind == ExprKind.COMPARE:
                return text in ("in", "not-in")
            return kind == ExprKind.CALL and parts[0] != read and unit.texts[parts[0]] in _MERGING
        return False
