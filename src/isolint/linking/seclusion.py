"""Fixed temp paths and ports in tests that belong to a package, and whether they could be each test's own.

A path or a number that one expression writes, and that nobody else knows by heart, can be
anything: all who use it get it from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from isolint.linking.nodes import Nodes
from isolint.linking.tests import Tests
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind
from isolint.model.name import Root
from isolint.model.place import Frequency
from isolint.model.resource import PORT, Access, Private, Verb
from isolint.model.source import Site

_SPELLED = (ExprKind.STRING, ExprKind.NUMBER)


def with_seclusion(tests: Tests, nodes: Nodes, accesses: Sequence[Access]) -> tuple[Access, ...]:
    """The accesses, those to a fixed path or port of a test with what can be done about it."""
    seclusion = _Seclusion(tests, nodes, accesses)
    return tuple(
        replace(one, private=seclusion.of(one)) if nodes.files[one.where.path].package else one
        for one in accesses
    )


class _Seclusion:
    def __init__(self, tests: Tests, nodes: Nodes, accesses: Sequence[Access]) -> None:
        self.tests = tests
        self.nodes = nodes
        self.units = nodes.files
        constant = [one for one in accesses if one.resource.name.is_constant]
        self.paths = [one for one in constant if one.resource.name.root is Root.TEMP]
        self.ports = [one for one in constant if one.resource.kind == PORT and one.verb is Verb.BIND]

    def of(self, access: Access) -> Private | None:
        if not access.resource.name.is_constant:
            return None
        if access.resource.name.root is Root.TEMP:
            return self._path(access)
        is_bound = access.resource.kind == PORT and access.verb is Verb.BIND
        return self._port(access) if is_bound else None

    def _path(self, access: Access) -> Private | None:
        text = access.resource.name.text
        alike = [one for one in self.paths if f"{one.resource.name.text}/".startswith(f"{text}/")]
        sites = sorted({one.name_site for one in alike})
        functions = {self._function(site) for site in sites}
        function = functions.pop()
        leaf = PurePosixPath(text).name
        if functions or function is None or self._is_known_elsewhere(rf"(?<![\w-]){re.escape(leaf)}", sites):
            return None
        return Private(
            fixture="",
            is_safe=self._removes_directories(function),
            leaf=leaf,
            form="either",
            anchors=tuple(sites),
        )

    def _function(self, site: Site) -> tuple[str, int] | None:
        """What the runner calls for one test, and the expression is a part of."""
        unit = self.units[site.path]
        scope = unit.scope_at(site.start)
        while scope != NONE:
            function = (site.path, scope)
            node = self.nodes.by_function.get(function)
            if node is not None:
                is_of_test = node.word.frequency is Frequency.TEST and not node.word.container
                return function if is_of_test else None
            if unit.scopes[scope].kind == ScopeKind.FUNCTION:
                return function if self.tests.is_item(site.path, scope) else None
            scope = unit.scopes[scope].parent
        return None

    def _removes_directories(self, function: tuple[str, int]) -> bool:
        """The test hands out directories of its own: an older runner, read as if it were new, does not."""
        node = self.nodes.by_function.get(function)
        if node is None:
            return True
        module = node.word.call.rpartition(".")[0]
        return any(record.module == module for record in self.units[function[0]].facts.imports)

    def _port(self, access: Access) -> Private | None:
        """Where the number is written in the call that binds it, which can be asked for another one."""
        site, number = access.name_site, access.resource.name.text.rpartition(":")[2]
        is_in_call = site.path == access.where.path and access.where.start <= site.start < access.where.end
        alike = [one.name_site for one in self.ports if one.resource.name.text.endswith(number)]
        if not is_in_call or self._is_known_elsewhere(rf"\b{number}\b", alike):
            return None
        return Private(fixture="", is_safe=False, leaf="", form="number", anchors=(site,))

    def _is_known_elsewhere(self, pattern: str, sites: Sequence[Site]) -> bool:
        """Another text beside the tests says it."""
        said = re.compile(pattern).search
        return any(
            said(unit.texts[expression]) is not None
            and not any(_is_inside(unit.site(expression), site) for site in sites)
            for unit in self._beside(sites)
            for expression in _spelled(unit)
        )

    def _beside(self, sites: Iterable[Site]) -> Iterator[Unit]:
        folders = {PurePosixPath(site.path).parent for site in sites}
        return (unit for path, unit in self.units.items() if PurePosixPath(path).parent in folders)


def _spelled(unit: Unit) -> Iterator[int]:
    for kind in _SPELLED:
        yield from unit.of_kind(kind)


def _is_inside(site: Site, other: Site) -> bool:
    return site.path == other.path and other.start <= site.start and site.end <= other.end
