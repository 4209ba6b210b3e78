"""Accesses: effects in the places where the runner makes them happen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from isolint.linking.effects import Effect, Summaries
from isolint.linking.naming import as_path, unknown
from isolint.linking.places import Entry, Places
from isolint.model.name import Name, Root, Trait
from isolint.model.place import Lanes, Moment, Place
from isolint.model.resource import Access, Guards, Reach, Resource
from isolint.model.source import Site


class Accesses:
    """Puts the summed-up effects of each entry point into its place."""

    def __init__(self, places: Places, summaries: Summaries) -> None:
        self.places = places
        self.summaries = summaries
        self.resources = places.fixtures.values.catalogue.resources

    def collect(self) -> tuple[Access, ...]:
        """One access for each statement, place and name, however many tests share it."""
        merged: dict[tuple[object, ...], Access] = {}
        for entry in self.places.entries:
            for access in self._of_entry(entry):
                key = _identity(access)
                known = merged.get(key)
                merged[key] = access if known is None else _together(known, access)
        return tuple(sorted(merged.values(), key=_order))

    def _of_entry(self, entry: Entry) -> Iterator[Access]:
        effects = self.summaries.of.get((entry.path, entry.scope))
        if not effects:
            return
        for effect in effects.values():
            place = entry.after if effect.late else entry.place
            if effect.moment is not None:
                place = replace(place, moment=effect.moment)
            if place.lanes & effect.lanes == Lanes.NONE:
                continue
            access = self._access(effect, place, entry)
            if access is not None:
                yield access

    def _access(self, effect: Effect, place: Place, entry: Entry) -> Access | None:
        word = self.resources[effect.kind]
        name = as_path(effect.name) if word.path else effect.name
        is_relative = word.path and name.root is Root.CWD
        is_elsewhere = word.path and (place.faked or (is_relative and self._is_moved(effect, place)))
        if is_elsewhere or self._is_replaced(effect, place):
            return None
        if Trait.PARAMETER in name.traits:  # no caller is known to fill it in
            name = replace(name, traits=name.traits - {Trait.PARAMETER} | {Trait.UNKNOWN})
        if name.text == "None":
            name = unknown(name.site)  # nothing was passed where a name can be
        where = self.places.where(effect.site, effect.via)
        if where is None:
            return None
        return Access(
            verb=effect.verb,
            resource=Resource(effect.kind, word.reach, name),
            place=place,
            guards=Guards(
                lanes=effect.lanes,
                locked=effect.locked,
                once=effect.once,
                tolerant=effect.tolerant,
            ),
            site=effect.site,
            where=where,
            name_site=self._name_site(name, where),
            call=effect.call,
            via=effect.via,
        )

    def _is_moved(self, effect: Effect, place: Place) -> bool:
        """What is relative leads into a directory that somebody on the way has gone to."""
        units = self.places.units
        sites = (effect.site, *effect.via)
        functions = ((site.path, units[site.path].scope_at(site.start)) for site in sites)
        return place.isolated or any(self.places.isolation.moves(*one) for one in functions)

    def _is_replaced(self, effect: Effect, place: Place) -> bool:
        """Not done for real, or not for sure: a fake stands on the way, or a condition of the code
        under test that may well not hold."""
        is_service = self.resources[effect.kind].reach is Reach.EVERYWHERE
        if effect.conditional or (is_service and "*" in place.patched):
            return True
        last = effect.call.rpartition(".")[2]
        return bool(effect.via) and not place.patched.isdisjoint((*effect.through, last))

    def _name_site(self, name: Name, where: Site) -> Site:
        site = name.site
        return site if site is not None and self.places.is_test_code(site.path) else where


def _identity(access: Access) -> tuple[object, ...]:
    place = access.place
    return (
        access.site,
        access.verb,
        access.resource.kind,
        access.resource.name.text,
        access.where,
        place.moment,
        place.lanes,
        place.frequency,
        access.guards,
    )


def _together(one: Access, other: Access) -> Access:
    """The same statement reached from two entry points: their units meet."""
    units = tuple(dict.fromkeys((*one.place.units, *other.place.units)))[:2]
    return replace(one, place=replace(one.place, units=units), users=one.users + other.users)


def _order(access: Access) -> tuple[object, ...]:
    place = access.place
    return (
        access.where,
        access.site,
        access.verb.value,
        access.resource.kind,
        access.resource.name.text,
        list(Moment).index(place.moment),
        place.lanes.value,
        place.frequency.value,
        access.guards.lanes.value,
        access.guards.locked,
        access.guards.once,
    )
