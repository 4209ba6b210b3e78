"""The tests of the project: collection as the runner would do it."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cached_property
from pathlib import PurePosixPath

from isolint.linking.classes import is_case
from isolint.linking.items import Item
from isolint.linking.marks import REPEATING, Marks, group_of
from isolint.linking.scheduling import Scheduling
from isolint.linking.uncollected import Uncollected
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, ScopeKind
from isolint.model.project import Layout


class Tests:
    """Collection as the runner would do it, from source."""

    def __init__(self, values: Values, layout: Layout) -> None:
        self.values = values
        self.layout = layout
        self.units = values.symbols.units
        self.marks = Marks(values)
        self.scheduling = Scheduling(values, self.marks, layout.runner)
        self.unit_of, self.units_of = self.scheduling.unit_of, self.scheduling.units_of
        self._uncollected = Uncollected({} if layout.runner.knows_cases_only else self.units)
        items: dict[str, Item] = {}
        for unit in self.units.values():
            for item in self._collected(unit):
                items[item.node] = item
        self.items = tuple(items.values())
        self.folders = frozenset(str(PurePosixPath(item.owner_path).parent) for item in self.items)
        self._functions = {(item.path, item.scope) for item in self.items}
        self.unittest_types = {
            (item.owner_path, item.owner)
            for item in self.items
            if item.owner != NONE and self.is_unittest(self.units[item.owner_path], item.owner)
        }

    @cached_property
    def homes_of_cases(self) -> frozenset[str]:
        """The files of the classes that have tests, those included which they are derived from."""
        owners = {(one.owner_path, one.owner) for one in self.items if one.owner != NONE}
        return frozenset(
            path for file, owner in owners for path, _ in self.values.ancestry(self.units[file], owner)
        )

    def is_item(self, path: str, scope: int) -> bool:
        return (path, scope) in self._functions

    def is_parametrized(self, unit: Unit, scope: int, name: str) -> bool:
        """An argument of a test whose values a mark of it, its class or its module lists."""
        marks = [*self.marks.of(unit, scope), *self.marks.above(unit, unit.scopes[scope].parent)]
        named = (one.text.replace(",", " ").split() for one in marks if one.name == REPEATING)
        return any(name in names for names in named)

    def is_test_file(self, path: str) -> bool:
        name = PurePosixPath(path).name
        return not self._uncollected.holds(path) and any(
            fnmatch(name, pattern) and (pattern not in _ANY_FILE or self._is_searched(path))
            for pattern in self.layout.test_files
        )

    def _is_searched(self, path: str) -> bool:
        """In one of the folders that the runner is told to look for tests in, if it is told any."""
        folders = [folder.strip("/") for folder in self.layout.test_paths]
        return not folders or any(path.startswith(f"{folder}/") for folder in folders)

    def is_unittest(self, unit: Unit, cls: int) -> bool:
        """Derived from any outside class that calls itself a TestCase."""
        return is_case(self.values.outside_base(unit, cls))

    def _collected(self, unit: Unit) -> Iterator[Item]:
        collects = self.is_test_file(unit.path)
        takes_functions = not self.layout.runner.knows_cases_only
        for index in unit.children.get(0, ()):
            scope = unit.scopes[index]
            if scope.kind == ScopeKind.TYPE:
                yield from self._of_class(unit, index, scope.name, collects)
            elif collects and takes_functions and self._is_test_function(unit, index):
                yield self._item(unit, index, unit, NONE, f"{unit.path}::{scope.name}")

    def _is_test_function(self, unit: Unit, scope: int) -> bool:
        record = unit.scopes[scope]
        if record.kind != ScopeKind.FUNCTION or record.owner or not self._is_test(record.name):
            return False
        if _is_fixture(unit, scope):
            return False
        return not unit.package or self._is_given_tools(unit, scope)

    def _is_given_tools(self, unit: Unit, scope: int) -> bool:
        """Where tests are compiled, a test is known by the one parameter that the runner passes."""
        names = [one.name for one in unit.scopes[scope].parameters]
        value = self.values.of_parameter(unit, scope, names[0]) if len(names) == 1 else None
        return value is not None and f"{value.text}.{_TOOL}" in self.values.catalogue.protections

    def _of_class(self, unit: Unit, cls: int, prefix: str, collects: bool) -> Iterator[Item]:
        name = unit.scopes[cls].name
        is_unittest = bool(unit.scopes[cls].bases) and self.is_unittest(unit, cls)
        cases_only = self.layout.runner.knows_cases_only
        named = collects and not cases_only and name.startswith(self.layout.test_types)
        is_loaded = is_unittest and (
            collects or not self.layout.runner.loads_by_name or name in self._imported
        )
        if not is_loaded and not named:
            return
        seen: set[str] = set()
        for path, ancestor in self.values.ancestry(unit, cls):
            other = self.units[path]
            for index in other.children.get(ancestor, ()):
                scope = other.scopes[index]
                fits = scope.name.startswith("test") if is_unittest else self._is_test(scope.name)
                is_function = scope.kind == ScopeKind.FUNCTION and not _is_fixture(other, index)
                if is_function and fits and scope.name not in seen:
                    seen.add(scope.name)
                    node = f"{unit.path}::{prefix}::{scope.name}"
                    yield self._item(other, index, unit, cls, node)
            yield from self._aliases(unit, cls, prefix, other, ancestor, seen)
        for index in unit.children.get(cls, ()):
            if unit.scopes[index].kind == ScopeKind.TYPE:
                inner = f"{prefix}::{unit.scopes[index].name}"
                yield from self._of_class(unit, index, inner, collects)

    @cached_property
    def _imported(self) -> frozenset[str]:
        """What test files import: a class is a case of theirs, too."""
        return frozenset(
            record.member
            for unit in self.units.values()
            if self.is_test_file(unit.path)
            for record in unit.facts.imports
        )

    def _aliases(
        self, unit: Unit, cls: int, prefix: str, other: Unit, ancestor: int, seen: set[str]
    ) -> Iterator[Item]:
        """Tests made by assignment in a class body: `test_login = check`."""
        for name, binding in other.bindings[ancestor].items():
            if binding.form != "variable" or not self._is_test(name) or name in seen:
                continue
            value = other.facts.steps[binding.steps[-1]].value
            if value == NONE or other.kinds[value] != ExprKind.NAME:
                continue
            meant = other.bindings[ancestor].get(other.texts[value])
            if meant is not None and meant.form == "definition":
                seen.add(name)
                node = f"{unit.path}::{prefix}::{name}"
                yield self._item(other, meant.target, unit, cls, node)

    def _is_test(self, name: str) -> bool:
        return any(
            fnmatch(name, prefix) if "*" in prefix else name.startswith(prefix)
            for prefix in self.layout.test_functions
        )

    def _item(self, unit: Unit, scope: int, owner: Unit, cls: int, node: str) -> Item:
        marks = [*self.marks.of(unit, scope), *self.marks.above(owner, cls)]
        used = [one.text for one in marks if one.name == "usefixtures"]
        is_repeated = any(one.name == REPEATING for one in marks)
        group, grouped = group_of(marks)
        return Item(
            path=unit.path,
            scope=scope,
            owner_path=owner.path,
            owner=cls,
            node=node,
            repeated=is_repeated or (bool(unit.package) and self.scheduling.has_cases_beside(unit, scope)),
            group=group,
            grouped=grouped,
            fixtures=tuple(name for text in used for name in text.split()),
        )


def _is_fixture(unit: Unit, scope: int) -> bool:
    """A fixture may be called as a test is; it is none."""
    for decorator in unit.scopes[scope].decorators:
        name = unit.callee(decorator) if unit.kinds[decorator] == ExprKind.CALL else decorator
        if unit.dotted(name).rpartition(".")[2] in _FIXTURES:
            return True
    return False


_FIXTURES = frozenset({"fixture", "yield_fixture"})
_ANY_FILE = frozenset({"*", "*.py"})
"""Patterns that tell no test by its name: what is a test file, its folder says."""
_TOOL = "Cleanup"
"""What the runner's own object offers to every test."""
