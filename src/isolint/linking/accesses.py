"""Accesses: effects in the places where the runner makes them happen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from posixpath import normpath

from isolint.linking.effects import Effect, Route, Summaries
from isolint.linking.naming import as_path, as_port, is_file_url, unknown
from isolint.linking.places import Entry, Places
from isolint.model.name import Name, Root, Trait
from isolint.model.place import Frequency, Lanes, Moment, Place, at_once
from isolint.model.resource import PORT, Access, Guards, Reach, Resource
from isolint.model.source import Site


class Accesses:
    """Puts the summed-up effects of each entry point into its place."""

    def __init__(self, places: Places, summaries: Summaries) -> None:
        self.places = places
        self.summaries = summaries
        catalogue = places.fixtures.values.catalogue
        self.resources = catalogue.resources
        self._moves: dict[Route, bool] = {}
        homes = (chain for chain, word in catalogue.sources.items() if word.root is Root.HOME)
        self.homes = frozenset(re.split(r"[.:]", chain)[-1] for chain in homes)
        """What has to be replaced for the home directory to be another one."""

    def collect(self) -> tuple[Access, ...]:
        """One access for each statement, place and name, however many tests share it."""
        merged: dict[tuple[object, ...], Access] = {}
        users: dict[tuple[object, ...], int] = {}
        for entry in self.places.entries:
            for access in self._of_entry(entry):
                key = _identity(access)
                known = merged.get(key)
                merged[key] = access if known is None else _together(known, access)
                users[key] = users.get(key, 0) + 1
        counted = (
            replace(access, users=users[key]) if users[key] > 1 else access for key, access in merged.items()
        )
        return tuple(sorted(counted, key=_order))

    def _of_entry(self, entry: Entry) -> Iterator[Access]:
        effects = self.summaries.of.get((entry.path, entry.scope))
        if not effects:
            return
        places: dict[tuple[bool, Moment | None], Place] = {}
        for effect in effects:
            when = (effect.late, effect.moment)
            place = places.get(when)
            if place is None:
                place = entry.after if effect.late else entry.place
                if effect.moment is not None:
                    place = replace(place, moment=effect.moment)
                places[when] = place
            if effect.lanes is not Lanes.ALL and place.lanes & effect.lanes == Lanes.NONE:
                continue
            access = self._access(effect, place, entry)
            if access is not None:
                yield access

    def _access(self, effect: Effect, place: Place, entry: Entry) -> Access | None:
        word = self.resources[effect.kind]
        name = as_path(effect.name) if word.path else effect.name
        if effect.kind == PORT:
            name = as_port(name)
        if is_file_url(name):  # a database in a file is where the file is
            name = as_path(name)
        is_moved = name.root is Root.CWD and self._is_moved(effect, place)
        is_moved = is_moved or (name.root is Root.HOME and not place.patched.isdisjoint(self.homes))
        is_elsewhere = is_moved or (word.path and place.faked)
        if is_elsewhere or self._is_replaced(effect, place):
            return None
        if name.root is Root.CWD and word.path and self.places.units[entry.path].package:
            # A compiled test runs in the folder of its package.
            name = replace(name, text=normpath(f"{PurePosixPath(entry.path).parent}/{name.text}"))
        if Trait.PARAMETER in name.traits:  # no caller is known to fill it in
            name = replace(name, traits=name.traits - {Trait.PARAMETER} | {Trait.UNKNOWN})
        if name.text == "None" or (word.path and not effect.name.text):
            name = unknown(name.site)  # nothing was passed where a name can be
        via = effect.via
        where = self.places.where(effect.site, via) or entry.registered
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
            cause=self._cause(effect.site, via, entry) or where,
            name_site=self._name_site(name, where),
            call=effect.call,
            via=via,
        )

    def _cause(self, statement: Site, via: tuple[Site, ...], entry: Entry) -> Site | None:
        """The innermost of the calls that lead there which still stands in the entry's own function."""
        scope = self.places.units[entry.path].scopes[entry.scope]
        if entry.place.moment is Moment.IMPORT:
            return None
        for site in (statement, *reversed(via)):
            if site.path == entry.path and scope.start <= site.start < scope.end:
                return site
        return None

    def _is_moved(self, effect: Effect, place: Place) -> bool:
        """What is relative leads into a directory that somebody on the way has gone to."""
        return place.isolated or self._moves_at(effect.site) or self._moves_on(effect.route)

    def _moves_on(self, route: Route | None) -> bool:
        """A function on the way goes into another directory; kept for each part of the way."""
        new: list[Route] = []
        while route is not None and route not in self._moves:
            new.append(route)
            route = route.rest
        moves = route is not None and self._moves[route]
        for leg in reversed(new):
            moves = moves or self._moves_at(leg.site)
            self._moves[leg] = moves
        return moves

    def _moves_at(self, site: Site) -> bool:
        """The function that a statement stands in goes into another directory."""
        return self.places.isolation.moves(site.path, self.places.units[site.path].scope_at(site.start))

    def _is_replaced(self, effect: Effect, place: Place) -> bool:
        """Not done for real, or not for sure: a fake stands on the way, or a condition of the code
        under test that may well not hold."""
        is_service = self.resources[effect.kind].reach is Reach.EVERYWHERE
        if effect.conditional or (is_service and "*" in place.patched):
            return True
        last = effect.call.rpartition(".")[2]
        if effect.route is None or not place.patched:
            return False
        return not place.patched.isdisjoint((*effect.through, last))

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
        place.session,
        access.guards,
        access.cause if place.frequency is Frequency.RUN else None,
    )


def _together(one: Access, other: Access) -> Access:
    """The same statement reached from two entry points: their units meet."""
    units = at_once((*one.place.units, *other.place.units))[:2]
    return one if units == one.place.units else replace(one, place=replace(one.place, units=units))


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
