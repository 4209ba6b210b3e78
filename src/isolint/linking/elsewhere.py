"""The other places that a finding shows: where else the same thing is touched."""

from __future__ import annotations

from collections.abc import Iterable

from isolint.model.finding import Related
from isolint.model.resource import Access
from isolint.model.source import Site

_SHOWN = 3


def elsewhere(accesses: Iterable[Access], site: Site) -> tuple[Related, ...]:
    """The first few, each place once, without the one that is complained of."""
    places = {one.where: one for one in accesses if one.where != site}
    shown = list(places.values())[:_SHOWN]
    return tuple(Related(one.where, f"{one.verb.past} in {one.place.owner}") for one in shown)
