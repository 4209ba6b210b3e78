"""Acts that depend on a look at the very same thing: made only if it was missing a moment ago."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.absence import Absence
from isolint.linking.bodies import Bodies, Function
from isolint.linking.unit import Unit
from isolint.model.lookup import CheckedAct
from isolint.model.resource import Access, Reach, Verb
from isolint.model.source import Site

_LOOKING = (Verb.CHECK, Verb.READ)
_ACTING = (Verb.CREATE, Verb.WRITE)


class Lookups:
    """Brings what is made together with the look that comes before it, in one function."""

    def __init__(self, bodies: Bodies, accesses: Iterable[Access]) -> None:
        self.units = bodies.units
        self.absence = Absence(bodies)
        self.accesses = [one for one in accesses if one.resource.reach is not Reach.PROCESS]

    def acts(self) -> tuple[CheckedAct, ...]:
        looks: dict[Function, dict[Site, list[Access]]] = {}
        for access in self.accesses:
            if access.verb in _LOOKING:
                looks.setdefault(self._function(access.site), {}).setdefault(access.site, []).append(access)
        found: list[CheckedAct] = []
        for access in self.accesses:
            if access.verb in _ACTING:
                lookup = next(self._before(access, looks), None)
                if lookup is not None:
                    found.append(CheckedAct(access, lookup))
        return tuple(found)

    def _function(self, site: Site) -> Function:
        return site.path, self.units[site.path].scope_at(site.start)

    def _before(self, access: Access, looks: dict[Function, dict[Site, list[Access]]]) -> Iterator[Site]:
        """The looks on which it depends that the access, or a call on the way to it, is done at all."""
        for site in (access.site, *reversed(access.via)):
            function = self._function(site)
            unit = self.units[site.path]
            for lookup, others in looks.get(function, {}).items():
                is_earlier = lookup.end <= site.start
                is_same = is_earlier and any(_is_same(access, other) for other in others)
                if is_same and self.absence.is_found_by(unit, function[1], lookup, site):
                    yield lookup


def _is_same(access: Access, look: Access) -> bool:
    """A look that names nothing is at all things of its kind."""
    name, other = access.resource.name, look.resource.name
    if not other.text:
        return look.verb is Verb.CHECK and look.resource.kind == access.resource.kind
    return name.is_known and bool(name.text) and name.text == other.text and name.root is other.root
