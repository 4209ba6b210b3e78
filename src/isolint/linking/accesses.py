"""Accesses: effects in the places where the runner makes them happen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from posixpath import normpath
from typing import NamedTuple

from isolint.linking.cases import Cases
from isolint.linking.effects import Effect, Route, Summaries
from isolint.linking.fakes import DOUBLES
from isolint.linking.lockfixtures import LockFixtures
from isolint.linking.naming import as_path, as_port, is_file_url, unknown
from isolint.linking.places import Entry, Places
from isolint.linking.unit import Unit
from isolint.model.name import Name, Root, Trait
from isolint.model.place import Frequency, Lanes, Moment, Place, at_once
from isolint.model.resource import PORT, Access, Guards, Reach, Resource
from isolint.model.source import Site

_SERVICES = frozenset({"*", DOUBLES})
"""What says that a service need not be a real one."""


class _Found(NamedTuple):
    """An effect in a place: what an access is made of."""

    effect: Effect
    name: Name
    place: Place
    where: Site
    cause: Site
    via: tuple[Site, ...]


class Accesses:
    """Puts the summed-up effects of each entry point into its place."""

    def __init__(self, places: Places, summaries: Summaries, locks: LockFixtures) -> None:
        self.places = places
        self.locks = locks
        self.summaries = summaries
        self._cases = Cases(places.tests.scheduling)
        catalogue = places.fixtures.values.catalogue
        self.resources = catalogue.resources
        self._moves: dict[Route, bool] = {}
        self._moves_from: dict[Site, bool] = {}
        self._spellings: dict[tuple[int, str], Name] = {}
        self._in_places: dict[tuple[int, str, str], Name] = {}
        self._meetings: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}
        homes = (chain for chain, word in catalogue.sources.items() if word.root is Root.HOME)
        self.homes = frozenset(re.split(r"[.:]", chain)[-1] for chain in homes)
        """What has to be replaced for the home directory to be another one."""

    def collect(self) -> tuple[Access, ...]:
        """One access for each statement, place and name, however many tests share it."""
        merged: dict[tuple[object, ...], Access] = {}
        users: dict[tuple[object, ...], int] = {}
        for entry in self.places.entries:
            for found in self._of_entry(entry):
                # A hundred tests get to each statement of a common helper: only the first makes a record.
                key = _identity(found)
                known = merged.get(key)
                merged[key] = self._access(found) if known is None else self._together(known, found.place)
                users[key] = users.get(key, 0) + 1
        counted = (
            replace(access, users=users[key]) if users[key] > 1 else access for key, access in merged.items()
        )
        return tuple(sorted(counted, key=_order))

    def of(self, entry: Entry) -> Iterator[Access]:
        """What one entry point does, not yet put together with what others do."""
        return map(self._access, self._of_entry(entry))

    def _of_entry(self, entry: Entry) -> Iterator[_Found]:
        places: dict[tuple[bool, Moment | None], Place] = {}
        is_locked = self.locks.surround(entry)
        for effect in self.summaries.of((entry.path, entry.scope)):
            if is_locked:
                effect = effect._replace(locked=True)
            when = (effect.late, effect.moment)
            place = places.get(when)
            if place is None:
                place = entry.after if effect.late else entry.place
                if effect.moment is not None:
                    place = replace(place, moment=effect.moment)
                places[when] = place
            if effect.lanes is not Lanes.ALL and place.lanes & effect.lanes == Lanes.NONE:
                continue
            found = self._found(effect, self._cases.place(entry.path, entry.scope, effect, place), entry)
            if found is not None:
                yield found

    def _found(self, effect: Effect, place: Place, entry: Entry) -> _Found | None:
        word = self.resources[effect.kind]
        name = self._spelled(effect)
        is_moved = name.root is Root.CWD and self._is_moved(effect, place)
        is_moved = is_moved or (name.root is Root.HOME and not place.patched.isdisjoint(self.homes))
        is_elsewhere = is_moved or (word.path and place.faked)
        if is_elsewhere or self._is_replaced(effect, place):
            return None
        via = effect.via
        where = self.places.where(effect.site, via) or entry.registered
        if where is None:
            return None
        cause = self._cause(effect.site, via, entry) or where
        return _Found(
            effect, self._placed(effect, name, self.places.units[entry.path]), place, where, cause, via
        )

    def _spelled(self, effect: Effect) -> Name:
        """The name as one of its kind of thing."""
        key = (id(effect.name), effect.kind)  # the summaries keep the name, so its id stays its own
        if key not in self._spellings:
            name = as_path(effect.name) if self.resources[effect.kind].path else effect.name
            if effect.kind == PORT:
                name = as_port(name)
            if is_file_url(name):  # a database in a file is where the file is
                name = as_path(name)
            self._spellings[key] = name
        return self._spellings[key]

    def _placed(self, effect: Effect, name: Name, unit: Unit) -> Name:
        """The name as it is where an entry point of a file runs."""
        is_path = self.resources[effect.kind].path
        # A compiled test runs in the folder of its package.
        folder = unit.folder if unit.package and is_path and name.root is Root.CWD else ""
        key = (id(effect.name), effect.kind, folder)
        if key not in self._in_places:
            if folder:
                name = replace(name, text=normpath(f"{folder}/{name.text}"))
            if Trait.PARAMETER in name.traits:  # no caller is known to fill it in
                name = replace(name, traits=name.traits - {Trait.PARAMETER} | {Trait.UNKNOWN})
            if name.text == "None" or (is_path and not effect.name.text):
                name = unknown(name.site)  # nothing was passed where a name can be
            self._in_places[key] = name
        return self._in_places[key]

    def _access(self, found: _Found) -> Access:
        effect = found.effect
        return Access(
            verb=effect.verb,
            resource=Resource(effect.kind, self.resources[effect.kind].reach, found.name),
            place=found.place,
            guards=Guards(
                lanes=effect.lanes,
                locked=effect.locked,
                once=effect.once,
                tolerant=effect.tolerant,
            ),
            site=effect.site,
            where=found.where,
            cause=found.cause,
            name_site=self._name_site(found.name, found.where),
            call=effect.call,
            via=found.via,
        )

    def _together(self, one: Access, place: Place) -> Access:
        """The same statement reached from two entry points: their units meet."""
        key = (one.place.units, place.units)
        units = self._meetings.get(key)
        if units is None:
            units = self._meetings[key] = at_once((*one.place.units, *place.units))[:2]
        return one if units == one.place.units else replace(one, place=replace(one.place, units=units))

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
        if site not in self._moves_from:
            scope = self.places.units[site.path].scope_at(site.start)
            self._moves_from[site] = self.places.isolation.moves(site.path, scope)
        return self._moves_from[site]

    def _is_replaced(self, effect: Effect, place: Place) -> bool:
        """Not done for real, or not for sure: a fake stands on the way, or a condition of the code
        under test that may well not hold."""
        if self.resources[effect.kind].cloned and self._has_clones(place):
            return True
        is_service = self.resources[effect.kind].reach is Reach.EVERYWHERE
        if effect.conditional or (is_service and not _SERVICES.isdisjoint(place.patched)):
            return True
        last = effect.call.rpartition(".")[2]
        if effect.route is None or not place.patched:
            return False
        return not place.patched.isdisjoint((*effect.through, last))

    def _has_clones(self, place: Place) -> bool:
        """The runner has made its copies by then."""
        is_early = place.frequency is Frequency.RUN
        return not is_early or not self.places.dispatch.has_plugins

    def _name_site(self, name: Name, where: Site) -> Site:
        site = name.site
        return site if site is not None and self.places.is_test_code(site.path) else where


def _identity(found: _Found) -> tuple[object, ...]:
    effect, place = found.effect, found.place
    return (
        effect.site,
        effect.verb,
        effect.kind,
        found.name.text,
        found.where,
        place.moment,
        place.lanes,
        place.frequency,
        place.session,
        (effect.lanes, effect.locked, effect.once, effect.tolerant),
        found.cause if place.frequency is Frequency.RUN else None,
    )


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
