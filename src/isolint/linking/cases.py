"""Cases that run beside each other, and what their test does once: before them, or when all have ended."""

from __future__ import annotations

from dataclasses import replace

from isolint.linking.effects import Effect
from isolint.linking.scheduling import Scheduling
from isolint.linking.unit import Unit
from isolint.model.facts import NONE
from isolint.model.place import AGAIN, BESIDE, Place


class Cases:
    """Tells the statements of a test from those of the functions that it hands over as its cases."""

    def __init__(self, scheduling: Scheduling) -> None:
        self.scheduling = scheduling

    def place(self, path: str, scope: int, effect: Effect, place: Place) -> Place:
        """Where an effect of a test comes about: beside itself only if a case brings it about."""
        first, *others = place.units or ("",)
        if BESIDE not in first or others != [f"{first}{AGAIN}"]:
            return place
        is_of_case = self._is_of_case(self.scheduling.units[path], scope, effect)
        return place if is_of_case else replace(place, units=(first,))

    def _is_of_case(self, unit: Unit, test: int, effect: Effect) -> bool:
        record = unit.scopes[test]
        for site in (effect.site, *effect.via):
            if site.path != unit.path or not record.start <= site.start < record.end:
                continue
            scope = unit.scope_at(site.start)
            while scope not in (test, NONE):
                if self.scheduling.is_beside(unit, scope):
                    return True
                scope = unit.scopes[scope].parent
        return False
