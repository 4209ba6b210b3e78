"""Tests that meet in an outside thing, of which a group holds only a part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.accesses import Accesses
from isolint.linking.items import Item
from isolint.linking.marks import GROUPING
from isolint.linking.neighbours import AroundTests
from isolint.linking.places import Entry, Places
from isolint.model.grouping import Fault, LooseGroup
from isolint.model.place import Frequency, Moment
from isolint.model.resource import Access, Reach, Verb
from isolint.model.source import Site

_CHANGING = (Verb.CREATE, Verb.BIND, Verb.WRITE, Verb.MUTATE, Verb.REGISTER, Verb.DESTROY)
_LOOKING = (Verb.CHECK, Verb.WAIT)
_FOR_ALL = (Frequency.RUN, Frequency.PACKAGE)
_MOST = 3
_ADDING = "add_marker"


class _Use(NamedTuple):
    """A test, and what it or its set-up does to a thing."""

    item: Item
    access: Access


class Groupmates:
    """Finds what the tests of each group touch, and who else does."""

    def __init__(self, places: Places, accesses: Accesses) -> None:
        self.places = places
        self.accesses = accesses
        self.scheduling = places.tests.scheduling
        self.around = AroundTests(places)

    def left_out(self) -> tuple[LooseGroup, ...]:
        """For each thing and group the first test outside of it."""
        items = self.places.tests.items
        if not self.scheduling.runner.groups_count or not any(item.group for item in items):
            return ()
        if any({GROUPING, _ADDING} <= unit.vocabulary for unit in self.places.units.values()):
            return ()  # who else is in a group, code decides
        found = (loose for uses in self._by_thing().values() for loose in self._of_thing(uses))
        return tuple(sorted(found, key=lambda one: one.site))

    def _by_thing(self) -> dict[tuple[str, str], dict[str, list[_Use]]]:
        """Uses by thing and test."""
        table: dict[tuple[str, str], dict[str, list[_Use]]] = {}
        for entry in self.places.entries:
            if not self._is_of_tests(entry):
                continue
            items = [one for one in self.around.items(entry) if not self._is_unseen(one)]
            for access in self.accesses.of(entry) if items else ():
                if not _is_shared(access):
                    continue
                thing = (access.resource.kind, access.resource.name.text)
                for item in items:
                    table.setdefault(thing, {}).setdefault(item.node, []).append(_Use(item, access))
        return table

    def _is_of_tests(self, entry: Entry) -> bool:
        is_before_all = entry.place.frequency in _FOR_ALL
        return not is_before_all and entry.place.moment in (Moment.SETUP, Moment.TEST, Moment.TEARDOWN)

    def _is_unseen(self, item: Item) -> bool:
        """It may be in a group under a name that is not seen."""
        return not item.group and self.scheduling.has_unseen_group(item)

    def _of_thing(self, uses: dict[str, list[_Use]]) -> Iterator[LooseGroup]:
        groups: dict[str, list[list[_Use]]] = {}
        for one in uses.values():
            groups.setdefault(one[0].item.group, []).append(one)
        named = sorted((-len(tests), group) for group, tests in groups.items() if group)
        if not named:
            return
        group = named[0][1]
        inside = groups.pop(group)
        outside = [tests for other in groups.values() for tests in other if _clash(inside, tests)]
        if not outside or len(outside) > len(inside):
            return  # the thing is not what the group is there for; who makes it is told so
        yield self._loose(group, inside[0][0], sorted(outside, key=lambda one: self._site(one[0])))

    def _loose(self, group: str, member: _Use, outside: list[list[_Use]]) -> LooseGroup:
        first = outside[0][0]
        sites = [self._site(one[0]) for one in outside]
        return LooseGroup(
            site=sites[0],
            fault=Fault.OTHER_GROUP if first.item.group else Fault.LEFT_OUT,
            group=group,
            owner=self.places.units[first.item.path].scopes[first.item.scope].name,
            other_group=first.item.group,
            member=member.access.where,
            others=tuple(dict.fromkeys(sites[1:]))[:_MOST],
            access=first.access,
        )

    def _site(self, use: _Use) -> Site:
        return self.places.units[use.item.path].name_site(use.item.scope)


def _clash(inside: list[list[_Use]], outside: list[_Use]) -> bool:
    """One side changes the thing, and the other does more than look whether it is there."""
    mine = {use.access.verb for tests in inside for use in tests}
    theirs = {use.access.verb for use in outside}
    return any(
        not one.isdisjoint(_CHANGING) and not other <= set(_LOOKING)
        for one, other in ((mine, theirs), (theirs, mine))
    )


def _is_shared(access: Access) -> bool:
    """An outside thing under one name for all, that no lock is taken for."""
    name = access.resource.name
    is_known = name.is_constant and bool(name.text)
    is_safe = access.guards.locked or access.guards.once or access.guards.tolerant
    return (
        is_known
        and not is_safe
        and access.resource.reach is not Reach.PROCESS
        and access.lanes.in_each_worker
    )
