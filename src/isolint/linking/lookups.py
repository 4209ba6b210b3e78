"""Acts that depend on a look at the very same thing: made only if it was missing a moment ago."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.absence import Absence
from isolint.linking.bodies import Bodies, Function
from isolint.model.lookup import CheckedAct
from isolint.model.name import SEPARATOR
from isolint.model.resource import Access, Reach, Verb
from isolint.model.source import Site

Looks = dict[Function, dict[Site, list[Access]]]
"""Accesses that only look, by function and site."""
_LOOKING = (Verb.CHECK, Verb.READ)
_ACTING = (Verb.CREATE, Verb.WRITE)


class Lookups:
    """Brings what is made together with the look that comes before it, in one function."""

    def __init__(self, bodies: Bodies, accesses: Iterable[Access]) -> None:
        self.units = bodies.units
        self.absence = Absence(bodies)
        self.accesses = [one for one in accesses if one.resource.reach is not Reach.PROCESS]

    def acts(self) -> tuple[CheckedAct, ...]:
        looks: Looks = {}
        for access in self.accesses:
            if access.verb in _LOOKING:
                looks.setdefault(self._function(access.site), {}).setdefault(access.site, []).append(access)
        found: list[CheckedAct] = []
        for access in self.accesses:
            if access.verb in _ACTING:
                found += [CheckedAct(access, *sites) for sites in self._before(access, looks)][:1]
        return tuple(found)

    def _function(self, site: Site) -> Function:
        return site.path, self.units[site.path].scope_at(site.start)

    def _before(self, access: Access, looks: Looks) -> Iterator[tuple[Site, Site]]:
        """The looks on which it depends that the access is done at all, each with the call beside it."""
        for site in (access.site, *reversed(access.via)):
            function = self._function(site)
            unit = self.units[site.path]
            for lookup, others in looks.get(function, {}).items():
                is_earlier = lookup.end <= site.start
                is_same = is_earlier and any(_is_same(access, other) for other in others)
                if is_same and self.absence.is_found_by(unit, function[1], lookup, site):
                    yield lookup, site


def _is_same(access: Access, look: Access) -> bool:
    """A look that names nothing is at all things of its kind."""
    name, other = access.resource.name, look.resource.name
    if not other.text:
        return look.verb is Verb.CHECK and look.resource.kind == access.resource.kind
    if not name.is_known or not other.is_known or name.root is not other.root:
        return False
    return _untyped(name.text) == _untyped(other.text)


def _untyped(text: str) -> list[str]:
    """What is made is described with its type; a name that is looked for need not tell it."""
    first, *inner = text.split(SEPARATOR)
    return [first, *(part for part in inner[:-1] if not part[:1].isupper()), *inner[-1:]]
