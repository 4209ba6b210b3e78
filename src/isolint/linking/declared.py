"""What classes of tests have the runner do by an attribute: the port of a live server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from isolint.linking.items import Item
from isolint.linking.names import Names
from isolint.linking.naming import as_path, as_port
from isolint.linking.places import Places
from isolint.model.facts import NONE
from isolint.model.place import Frequency, Lanes, Moment, Place, at_once
from isolint.model.resource import PORT, Access, Guards, Resource
from isolint.model.source import Site
from isolint.model.vocabulary import AccessWord

_PREFIX = "class:"


def declared(places: Places, names: Names) -> tuple[Access, ...]:
    """One access for each statement that sets such an attribute, for all classes that inherit it."""
    merged: dict[tuple[Site, str], Access] = {}
    for access in _Declarations(places, names).accesses():
        key = (access.where, access.resource.kind)
        known = merged.get(key)
        if known is not None:
            units = at_once((*known.place.units, *access.place.units))[:2]
            access = replace(known, place=replace(known.place, units=units), users=known.users + 1)
        merged[key] = access
    return tuple(access for _, access in sorted(merged.items(), key=lambda pair: pair[0]))


class _Declarations:
    def __init__(self, places: Places, names: Names) -> None:
        self.places = places
        self.names = names
        self.values = places.fixtures.values
        self.resources = self.values.catalogue.resources
        accesses = self.values.catalogue.accesses
        self.words = {
            chain.removeprefix(_PREFIX): words
            for chain, words in accesses.items()
            if chain.startswith(_PREFIX)
        }

    def accesses(self) -> Iterator[Access]:
        types: dict[tuple[str, int], list[Item]] = {}
        for item in self.places.tests.items if self.words else ():
            if item.owner != NONE:
                types.setdefault((item.owner_path, item.owner), []).append(item)
        for (path, cls), items in types.items():
            bases = dict.fromkeys(self.values.outside_bases(self.places.units[path], cls))
            for base in bases:
                for word in self.words.get(base, ()):
                    yield from self._of_class(path, cls, items, base, word)

    def _of_class(
        self, path: str, cls: int, items: Sequence[Item], base: str, word: AccessWord
    ) -> Iterator[Access]:
        found = self._set(path, cls, word.name.keyword) if word.name is not None else None
        if found is None:
            return
        site, value, where = found
        unit = self.places.units[where[0]]
        name = self.names.name(unit, where[1], value)
        name = as_port(name) if word.kind == PORT else name
        name = as_path(name) if self.resources[word.kind].path else name
        yield Access(
            verb=word.does,
            resource=Resource(word.kind, self.resources[word.kind].reach, name),
            place=self._place(path, cls, items),
            guards=Guards(),
            site=site,
            where=site,
            cause=site,
            name_site=site,
            call=base,
        )

    def _set(self, path: str, cls: int, attribute: str) -> tuple[Site, int, tuple[str, int]] | None:
        """The value that the nearest class gives an attribute, and the class that does."""
        for other_path, other in self.values.ancestry(self.places.units[path], cls):
            unit = self.places.units[other_path]
            binding = unit.bindings[other].get(attribute)
            if binding is None or not binding.steps:
                continue
            value = unit.facts.steps[binding.steps[-1]].value
            return (unit.site(value), value, (other_path, other)) if value != NONE else None
        return None

    def _place(self, path: str, cls: int, items: Sequence[Item]) -> Place:
        unit = self.places.units[path]
        runner = self.places.tests.layout.runner
        return Place(
            lanes=Lanes.SERIAL if runner.is_serial else Lanes.TESTS,
            moment=Moment.SETUP,
            frequency=Frequency.CLASS,
            owner=f"class `{unit.scopes[cls].name}`",
            units=self.places.tests.units_of(list(items)),
            site=unit.name_site(cls),
        )
