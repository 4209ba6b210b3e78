"""Entry points: the functions and modules that the runner itself runs, and where.

The measured table of who runs what stands in the catalogue (hooks) and here (set-up and
tear-down methods, fixtures, imports). Everything else runs because one of these calls it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from isolint.linking.dispatch import Dispatch
from isolint.linking.fakes import DOUBLES, Fakes
from isolint.linking.fixtures import Fixture, Fixtures
from isolint.linking.hooks import EACH_PROCESS, Hooks
from isolint.linking.isolation import Isolation
from isolint.linking.items import Item
from isolint.linking.lanes import LaneTests
from isolint.linking.nodes import Nodes
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ScopeKind
from isolint.model.place import Frequency, Lanes, Moment, Place
from isolint.model.running import HookWord
from isolint.model.source import Site


class Entry(NamedTuple):
    """The runner runs a scope in `place`; what follows its first yield in `after`.

    `registered` is the call that hands the function to the runner, where there is one.
    """

    path: str
    scope: int
    place: Place
    after: Place
    registered: Site | None = None


class Places:
    """All entry points of the project."""

    def __init__(self, fixtures: Fixtures, nodes: Nodes, lanes: LaneTests, fakes: Fakes) -> None:
        self.fakes = fakes
        self.nodes = nodes
        self.fixtures = fixtures
        self.lanes = lanes
        self.tests = fixtures.tests
        self.units = fixtures.units
        self.isolation = Isolation(fixtures)
        self.dispatch = Dispatch(self.tests.layout.runner)
        self.users: dict[tuple[str, int], list[Item]] = {}
        for item in self.tests.items:
            for fixture in fixtures.used_by(item).values():
                self.users.setdefault((fixture.path, fixture.scope), []).append(item)
        self.conftest_imports = self._imported_by_controller()
        self.test_code = self._paths_of_test_code()
        self.hooks = Hooks(fixtures, lanes, self.conftest_imports, nodes.sessions)
        self.entries = tuple(self.dispatch.placed(self._entries()))

    def is_test_code(self, path: str) -> bool:
        """Tests, conftests, and helpers that stand among them: where findings are reported."""
        return path in self.test_code

    def where(self, site: Site, via: tuple[Site, ...]) -> Site | None:
        """A statement, or the last call in the suite's own code that leads to it."""
        for one in (site, *reversed(via)):
            if one.path in self.test_code:
                return one
        return None

    def _entries(self) -> Iterator[Entry]:
        yield from self._of_tests()
        for (path, scope), place in self.nodes.places():
            yield Entry(path, scope, place, place, self.nodes.by_function[path, scope].call)
        for fixture in self.fixtures.by_function.values():
            yield from self._of_fixture(fixture)
        for unit in self.units.values():
            yield from self._of_xunit(unit)
            for scope, place in self.hooks.of_unit(unit):
                yield Entry(
                    unit.path, scope, place, replace(place, moment=Moment.TEARDOWN) if unit.package else place
                )
            yield from self._of_import(unit)

    def _paths_of_test_code(self) -> frozenset[str]:
        folders = {
            str(PurePosixPath(item.owner_path).parent)
            for item in self.tests.items
            if not self.units[item.path].package  # where the code under test stands beside its tests
        }
        folders |= {
            str(PurePosixPath(path).parent)
            for path in self.units
            if PurePosixPath(path).name == "conftest.py" and "/" in path
        }
        named = {"test", "tests", "testing"}
        return frozenset(
            path
            for path in self.units
            if self.tests.is_test_file(path)
            or PurePosixPath(path).name == "conftest.py"
            or named & set(PurePosixPath(path).parts[:-1])
            or str(PurePosixPath(path).parent) in folders
        )

    def _of_tests(self) -> Iterator[Entry]:
        functions: dict[tuple[str, int], list[Item]] = {}
        for item in self.tests.items:
            functions.setdefault((item.path, item.scope), []).append(item)
        for (path, scope), items in functions.items():
            session = str(PurePosixPath(path).parent)
            is_in_each = session in self.nodes.sessions
            place = Place(
                lanes=Lanes.TESTS,
                moment=Moment.TEST,
                frequency=Frequency.TEST,
                owner=f"test `{self.units[path].scopes[scope].name}`",
                site=self.units[path].name_site(scope),
                # Beside registered specs, every process runs the plain tests of a package.
                units=EACH_PROCESS if is_in_each else self.tests.units_of(items),
                isolated=self.isolation.are_isolated(items, self.isolation.is_isolated),
                faked=self.isolation.are_isolated(items, self.isolation.is_faked),
                patched=self._patched(items),
                session=session if is_in_each else "",
            )
            yield Entry(path, scope, place, place)

    def _patched(self, items: list[Item]) -> frozenset[str]:
        """What all of some tests replace, themselves or by a fixture; the first speak for a crowd."""
        found: frozenset[str] | None = None
        for item in items[:20]:
            used = self.fixtures.used_by(item).values()
            functions = [(item.path, item.scope), *((one.path, one.scope) for one in used)]
            if item.owner != NONE:
                functions.append((item.owner_path, item.owner))
            here = frozenset(name for one in functions for name in self.fakes.whole(*one))
            found = here if found is None else found & here
            if not found:
                break
        return found or frozenset()

    def _of_fixture(self, fixture: Fixture) -> Iterator[Entry]:
        # One that no test is seen to ask for is asked for in a way that is not seen.
        items = self.users.get((fixture.path, fixture.scope), [])
        adjective = _ADJECTIVES[fixture.frequency]
        place = Place(
            lanes=Lanes.TESTS,
            moment=Moment.SETUP,
            frequency=fixture.frequency,
            owner=f"{adjective}fixture `{fixture.name}`",
            site=self.units[fixture.path].name_site(fixture.scope),
            units=self.tests.units_of(items) if items else EACH_PROCESS,
            isolated=self.isolation.moves(fixture.path, fixture.scope)
            or self.isolation.are_isolated(items, self.isolation.is_isolated),
            faked=self.isolation.are_isolated(items, self.isolation.is_faked),
            patched=self._patched(items) if items else self.fakes.whole(fixture.path, fixture.scope),
        )
        yield Entry(fixture.path, fixture.scope, place, replace(place, moment=Moment.TEARDOWN))

    def _of_xunit(self, unit: Unit) -> Iterator[Entry]:
        """Set-up and tear-down methods of the classes and of the module that hold tests."""
        hooks = self.fixtures.values.catalogue.hooks
        for (path, cls), items in self._items_by_class(unit).items():
            seen: set[str] = set()
            for owner_path, owner in self.fixtures.values.ancestry(self.units[path], cls):
                other = self.units[owner_path]
                for index in other.children.get(owner, ()):
                    name = other.scopes[index].name
                    word = hooks.get(name)
                    if word is None or word.within != "type" or name in seen:
                        continue  # the nearest one runs, and calls those above if it wants to
                    seen.add(name)
                    if self.dispatch.calls(word):
                        yield self._xunit(other, index, word, items)
        items = self._items_in.get(unit.path, [])
        for index in unit.children.get(0, ()) if items else ():
            word = hooks.get(unit.scopes[index].name)
            if word is not None and word.within == "module" and self.dispatch.calls(word):
                yield self._xunit(unit, index, word, items)

    def _xunit(self, unit: Unit, scope: int, word: HookWord, items: list[Item]) -> Entry:
        place = Place(
            lanes=word.lanes,
            moment=word.moment,
            frequency=self.dispatch.frequency(word),
            owner=f"`{unit.scopes[scope].name}`",
            site=unit.name_site(scope),
            units=self.tests.units_of(items),
            isolated=self.isolation.are_isolated(items, self.isolation.is_isolated),
            faked=self.isolation.are_isolated(items, self.isolation.is_faked),
            # A patch on a class is for its tests alone; a fake of a whole service is there before them.
            patched=self._patched(items) & _WHOLE,
        )
        return Entry(unit.path, scope, place, place)

    @cached_property
    def _items_in(self) -> dict[str, list[Item]]:
        """Tests by the file that collects them."""
        table: dict[str, list[Item]] = {}
        for item in self.tests.items:
            table.setdefault(item.owner_path, []).append(item)
        return table

    def _items_by_class(self, unit: Unit) -> dict[tuple[str, int], list[Item]]:
        table: dict[tuple[str, int], list[Item]] = {}
        for item in self._items_in.get(unit.path, ()):
            if item.owner != NONE:
                table.setdefault((item.owner_path, item.owner), []).append(item)
        return table

    def _of_import(self, unit: Unit) -> Iterator[Entry]:
        lanes = Lanes.ALL if unit.path in self.conftest_imports else Lanes.TESTS
        what = "conftest" if PurePosixPath(unit.path).name == "conftest.py" else "module"
        if what == "conftest" and not self.dispatch.has_plugins:
            return
        if unit.path in self._never_imported:
            return
        place = Place(
            lanes=self.dispatch.of_import(lanes),
            moment=Moment.IMPORT,
            frequency=Frequency.RUN,
            owner=f"{what} `{unit.path}` on import",
            site=Site(unit.path, 0, 0),
            units=EACH_PROCESS,
            session=str(PurePosixPath(unit.path).parent) if unit.package else "",
        )
        for index, scope in enumerate(unit.scopes):
            at_import = scope.kind == ScopeKind.MODULE or (
                scope.kind == ScopeKind.TYPE and unit.enclosing(index, ScopeKind.FUNCTION) == NONE
            )
            if at_import:
                yield Entry(unit.path, index, place, place)

    @cached_property
    def _never_imported(self) -> frozenset[str]:
        """Files that are here only because they are started as programs: nobody imports any of their name."""
        imported = {
            name
            for unit in self.units.values()
            for record in unit.facts.imports
            for name in (record.module.rpartition(".")[2], record.member)
        }
        return frozenset(
            path
            for path, unit in self.units.items()
            if not unit.package
            and not self.tests.is_test_file(path)
            and PurePosixPath(path).name not in ("conftest.py", "__init__.py")
            and PurePosixPath(path).stem not in imported
            and path not in self.fixtures.plugins
        )

    def _imported_by_controller(self) -> frozenset[str]:
        """What the conftests and plugins import: the controller imports it as well."""
        wanted = [path for path in self.units if PurePosixPath(path).name == "conftest.py"]
        wanted += self.fixtures.plugins
        found: set[str] = set()
        while wanted:
            path = wanted.pop()
            if path not in found:
                found.add(path)
                wanted += self.fixtures.values.symbols.imported_paths(self.units[path])
        return frozenset(found)


_WHOLE = frozenset({"*", DOUBLES})
"""All that a service does."""
_ADJECTIVES = {
    Frequency.RUN: "session ",
    Frequency.PACKAGE: "package ",
    Frequency.MODULE: "module ",
    Frequency.CLASS: "class ",
    Frequency.TEST: "",
}
