"""What the suite is known to do at a place in the code: who touches what there, by which verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from isolint.linking.suite import Suite
from isolint.model.change import CODE, MEMORY, MODULE, Change
from isolint.model.memory import Touch
from isolint.model.name import SEPARATOR
from isolint.model.place import Place
from isolint.model.resource import ENVIRONMENT, Access, Verb
from isolint.model.source import Site


class Deed(NamedTuple):
    """`text` says it of the thing ("port 8080 is bound"), `place` is where the runner makes it happen."""

    text: str
    verb: Verb
    place: Place


class Deeds:
    """All deeds of a suite by their sites, found when somebody first asks for their kind."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite

    def at(self, site: Site, family: str) -> tuple[Deed, ...]:
        """What happens at exactly this site that has to do with a family of hazards."""
        if family == "leak":
            return tuple(map(_of_change, self._changes.get(site, ())))
        found = [*map(self._of_access, self._accesses.get(site, ()))]
        if family in ("lost write", "early close"):
            found = [*self._memory.get(site, ()), *found]
        return tuple(found)

    def named_at(self, site: Site) -> tuple[Access, ...]:
        """The accesses whose resource is named by an expression, or by one that holds it."""
        return tuple(self._names.get(site, ()))

    @cached_property
    def _accesses(self) -> dict[Site, list[Access]]:
        table: dict[Site, list[Access]] = {}
        for access in self.suite.accesses:
            for site in {access.where, access.site, access.cause}:
                table.setdefault(site, []).append(access)
        return table

    @cached_property
    def _names(self) -> dict[Site, list[Access]]:
        table: dict[Site, list[Access]] = {}
        for access in self.suite.accesses:
            name = access.resource.name
            sites = {access.name_site, name.site or access.name_site, *(mark.site for mark in name.marks)}
            for site in sites:
                table.setdefault(site, []).append(access)
        return table

    @cached_property
    def _changes(self) -> dict[Site, list[Change]]:
        table: dict[Site, list[Change]] = {}
        leaks = self.suite.leaks
        for change in (*leaks.found, *leaks.at_import, *(one.change for one in leaks.partly)):
            for site in {change.site, change.where}:
                table.setdefault(site, []).append(change)
        return table

    @cached_property
    def _memory(self) -> dict[Site, list[Deed]]:
        """Reads and writes of variables that one process alone writes."""
        table: dict[Site, list[Deed]] = {}
        for site, deed in self._of_variables():
            table.setdefault(site, []).append(deed)
        return table

    def _of_variables(self) -> Iterator[tuple[Site, Deed]]:
        for variable in self.suite.variables:
            for touch in variable.writes:
                for site in _sites(touch):
                    yield site, Deed(f'"{variable.name}" is written', Verb.WRITE, touch.place)
            for touch in (*variable.reads, *variable.asked):
                verb = Verb.CLOSE if touch.closes else Verb.READ
                for site in _sites(touch):
                    yield site, Deed(f'"{variable.name}" is {verb.past}', verb, touch.place)

    def _of_access(self, access: Access) -> Deed:
        return Deed(f"{self.called(access)} is {access.verb.past}", access.verb, access.place)

    def called(self, access: Access) -> str:
        """What a reader calls the thing; one that nobody has given a name is just one of its kind."""
        text = access.resource.name.text.rpartition(SEPARATOR)[2]
        if not text or access.resource.kind == _PROCESS or _NOBODY.fullmatch(text):
            kind = self.suite.kind(access)
            return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
        lines = text.split("\n")
        return self.suite.describe(access) if len(lines) == 1 else f'{self.suite.kind(access)} "{lines[0]} …"'


def _sites(touch: Touch) -> set[Site]:
    return {touch.site, touch.statement or touch.site}


def _of_change(change: Change) -> Deed:
    verb = Verb.MUTATE if change.verb is Verb.WRITE and change.kind not in _NAMED else change.verb
    return Deed(f"{_spoken(change)} is {_TAKEN.get(change.kind, verb.past)}", verb, change.place)


def _spoken(change: Change) -> str:
    """What is changed, as the messages of rules call it."""
    if change.kind == MEMORY:
        return f'"{change.text}"'
    if change.kind in _NAMED:
        return f'"{change.name}"' if change.name else f"some {change.text}"
    return f"the {change.text} {change.name}" if change.kind == ENVIRONMENT else f"the {change.text}"


_PROCESS = "process"
"""The kind of a thing whose name is the command that it was started by."""

_NOBODY = re.compile(r"\{(?:\w*|\.\.\.)\}")
_NAMED = (MEMORY, CODE, MODULE)
_TAKEN = {CODE: "replaced", MODULE: "replaced or left out"}
