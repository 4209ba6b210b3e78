"""The tests of the project, and what the scheduler keeps together of them."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import NamedTuple

from isolint.linking.spellings import last_names
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, ScopeKind, StepKind
from isolint.model.place import BESIDE, at_once
from isolint.model.project import Layout


class Item(NamedTuple):
    """A test: a function, seen through the class that runs it.

    `owner_path` and `owner` are the collected class (NONE for a plain function), which may
    inherit the function at `path`, `scope` from elsewhere. `repeated` says that it is
    parametrised; `group` the name under which it asks to be kept with others,
    `fixtures` those that marks name.
    """

    path: str
    scope: int
    owner_path: str
    owner: int
    node: str
    repeated: bool
    group: str
    fixtures: tuple[str, ...]


class Tests:
    """Collection as the runner would do it, from source."""

    def __init__(self, values: Values, layout: Layout) -> None:
        self.values = values
        self.layout = layout
        self.units = values.symbols.units
        self._may_be = values.spellings.may_be
        decorators = values.catalogue.decorators
        self._besides = last_names(chain for chain, word in decorators.items() if word.form == "beside")
        self._inherited: dict[tuple[str, int], tuple[tuple[str, str], ...]] = {}
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

    def is_item(self, path: str, scope: int) -> bool:
        return (path, scope) in self._functions

    def is_parametrized(self, unit: Unit, scope: int, name: str) -> bool:
        """An argument of a test whose values a mark of it, its class or its module lists."""
        marks = [*self._marks(unit, scope), *self._class_marks(unit, unit.scopes[scope].parent)]
        named = (text.replace(",", " ").split() for mark, text in marks if mark == _REPEATING)
        return any(name in names for names in named)

    def is_test_file(self, path: str) -> bool:
        name = PurePosixPath(path).name
        return any(
            fnmatch(name, pattern) and (pattern not in _ANY_FILE or self._is_searched(path))
            for pattern in self.layout.test_files
        )

    def _is_searched(self, path: str) -> bool:
        """In one of the folders that the runner is told to look for tests in, if it is told any."""
        folders = [folder.strip("/") for folder in self.layout.test_paths]
        return not folders or any(path.startswith(f"{folder}/") for folder in folders)

    def is_unittest(self, unit: Unit, cls: int) -> bool:
        """Derived from any outside class that calls itself a TestCase."""
        return self.values.outside_base(unit, cls).rpartition(".")[2].endswith("TestCase")

    def _collected(self, unit: Unit) -> Iterator[Item]:
        collects = self.is_test_file(unit.path)
        for index in unit.children.get(0, ()):
            scope = unit.scopes[index]
            if scope.kind == ScopeKind.TYPE:
                yield from self._of_class(unit, index, scope.name, collects)
            elif collects and scope.kind == ScopeKind.FUNCTION and self._is_test_function(unit, index):
                yield self._item(unit, index, unit, NONE, f"{unit.path}::{scope.name}")

    def _is_test_function(self, unit: Unit, scope: int) -> bool:
        record = unit.scopes[scope]
        if record.owner or not self._is_test(record.name):
            return False
        return not unit.package or self._is_given_tools(unit, scope)

    def _is_given_tools(self, unit: Unit, scope: int) -> bool:
        """Where tests are compiled, a test is known by the one parameter that the runner passes."""
        names = [one.name for one in unit.scopes[scope].parameters]
        value = self.values.of_parameter(unit, scope, names[0]) if len(names) == 1 else None
        return value is not None and f"{value.text}.{_TOOL}" in self.values.catalogue.protections

    def _is_beside(self, unit: Unit, scope: int) -> bool:
        """A call in its body says that it runs beside others."""
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind == StepKind.CALL and self._may_be(unit, step.subject, self._besides):
                callee = self.values.callee(unit, scope, step.subject)
                word = self.values.catalogue.decorators.get(callee.text) if callee is not None else None
                if word is not None and word.form == "beside":
                    return True
        return False

    def _has_cases_beside(self, unit: Unit, scope: int) -> bool:
        """Functions in it, handed over in a loop, run beside each other."""
        return any(
            self._is_beside(unit, child) or self._has_cases_beside(unit, child)
            for child in unit.children.get(scope, ())
        )

    def _of_class(self, unit: Unit, cls: int, prefix: str, collects: bool) -> Iterator[Item]:
        name = unit.scopes[cls].name
        is_unittest = bool(unit.scopes[cls].bases) and self.is_unittest(unit, cls)
        named = collects and name.startswith(self.layout.test_types)
        if not is_unittest and not named:
            return
        seen: set[str] = set()
        for path, ancestor in self.values.ancestry(unit, cls):
            other = self.units[path]
            for index in other.children.get(ancestor, ()):
                scope = other.scopes[index]
                fits = scope.name.startswith("test") if is_unittest else self._is_test(scope.name)
                if scope.kind == ScopeKind.FUNCTION and fits and scope.name not in seen:
                    seen.add(scope.name)
                    node = f"{unit.path}::{prefix}::{scope.name}"
                    yield self._item(other, index, unit, cls, node)
            yield from self._aliases(unit, cls, prefix, other, ancestor, seen)
        for index in unit.children.get(cls, ()):
            if unit.scopes[index].kind == ScopeKind.TYPE:
                inner = f"{prefix}::{unit.scopes[index].name}"
                yield from self._of_class(unit, index, inner, collects)

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
        marks = [*self._marks(unit, scope), *self._class_marks(owner, cls)]
        names = [name for name, _ in marks]
        used = [text for name, text in marks if name == "usefixtures"]
        return Item(
            path=unit.path,
            scope=scope,
            owner_path=owner.path,
            owner=cls,
            node=node,
            repeated=_REPEATING in names or (bool(unit.package) and self._has_cases_beside(unit, scope)),
            group=next((text for name, text in marks if name == "xdist_group"), ""),
            fixtures=tuple(name for text in used for name in text.split()),
        )

    def _class_marks(self, unit: Unit, cls: int) -> tuple[tuple[str, str], ...]:
        """Marks of a class, of those around it and of the module."""
        key = (unit.path, cls)
        if key not in self._inherited:
            self._inherited[key] = tuple(self._marks_above(unit, cls))
        return self._inherited[key]

    def _marks_above(self, unit: Unit, cls: int) -> Iterator[tuple[str, str]]:
        while cls != NONE and unit.scopes[cls].kind == ScopeKind.TYPE:
            yield from self._marks(unit, cls)
            cls = unit.scopes[cls].parent
        binding = unit.bindings[0].get("pytestmark")
        for position in binding.steps if binding else ():
            value = unit.facts.steps[position].value
            is_list = unit.kinds[value] in (ExprKind.LIST, ExprKind.TUPLE)
            for part in unit.parts(value) if is_list else [value]:
                yield _mark(unit, part)

    def _marks(self, unit: Unit, scope: int) -> Iterator[tuple[str, str]]:
        for decorator in unit.scopes[scope].decorators:
            yield _mark(*self._meant(unit, decorator))

    def _meant(self, unit: Unit, decorator: int) -> tuple[Unit, int]:
        """The mark that a decorator is a name for: `in_a_tent = pytest.mark.usefixtures("tent")`."""
        is_name = unit.kinds[decorator] == ExprKind.NAME
        symbol = self.values.symbols.lookup(unit, 0, unit.texts[decorator]) if is_name else None
        if symbol is None or symbol.form != "variable" or symbol.scope != 0:
            return unit, decorator
        other = self.units[symbol.path]
        steps = [other.facts.steps[at] for at in other.bindings[0][symbol.name].steps]
        is_one = len(steps) == 1 and steps[0].kind == StepKind.ASSIGN and steps[0].value != NONE
        return (other, steps[0].value) if is_one else (unit, decorator)

    def unit_of(self, item: Item) -> str:
        """What the scheduler moves as a whole when it moves this test."""
        runner = self.layout.runner
        dist = runner.dist
        # Where no file says how the suite is run, marks that name groups say that they count.
        groups_count = dist == "loadgroup" or not runner.evidence
        if groups_count and item.group:
            return f"group {item.group}"
        if groups_count and self._groups_unseen(item):
            return _SOME_GROUP
        if self.units[item.path].package:
            return self._process(item)
        if dist == "loadfile":
            return item.owner_path
        if dist == "loadscope":
            return item.node.rpartition("::")[0]
        return item.node

    def _process(self, item: Item) -> str:
        """A package is one process, in which tests run one by one, but for those that ask for more."""
        unit = self.units[item.path]
        folder = str(PurePosixPath(item.path).parent)
        is_beside = self._is_beside(unit, item.scope) or self._has_cases_beside(unit, item.scope)
        return f"{folder}{BESIDE}{unit.scopes[item.scope].name}" if is_beside else folder

    def _groups_unseen(self, item: Item) -> bool:
        """Its file gives groups in a way that is not seen here, to some parameters only."""
        return "xdist_group" in self.units[item.owner_path].vocabulary

    def units_of(self, items: list[Item]) -> tuple[str, ...]:
        """Two different units of some tests where there are two, else the one."""
        found: list[str] = []
        for item in items:
            unit = self.unit_of(item)
            is_whole = unit != item.node and BESIDE not in unit  # a file, a class, a group: all its cases
            names = [unit, f"{unit}#2"] if item.repeated and not is_whole else [unit]
            # A group that is not seen may well be the one that the others are in.
            found += [name for name in names if name not in found and name != _SOME_GROUP]
            if len(at_once(found)) >= 2:
                break
        return at_once(found)[:2] or (_SOME_GROUP,)


_SOME_GROUP = "a group"


def _mark(unit: Unit, expression: int) -> tuple[str, str]:
    """The last name of a mark and its constant text arguments, joined by a space.

    Of the values that a test is repeated for, only their names count.
    """
    is_call = unit.kinds[expression] == ExprKind.CALL
    callee = unit.callee(expression) if is_call else expression
    name = unit.dotted(callee).rpartition(".")[2]
    arguments = unit.parts(expression)[1:] if is_call else []
    values = [unit.parts(part)[0] if unit.kinds[part] == ExprKind.KEYWORD else part for part in arguments]
    if name == _REPEATING:
        values = _argument_names(unit, arguments)
    return name, " ".join(unit.texts[one] for one in values if unit.kinds[one] == ExprKind.STRING)


def _argument_names(unit: Unit, arguments: list[int]) -> list[int]:
    """The texts that name the arguments of a repeated test: one with commas, or several."""
    for number, part in enumerate(arguments):
        is_named = unit.kinds[part] == ExprKind.KEYWORD and unit.texts[part] == "argnames"
        if is_named or (number == 0 and unit.kinds[part] != ExprKind.KEYWORD):
            names = unit.parts(part)[0] if is_named else part
            is_list = unit.kinds[names] in (ExprKind.LIST, ExprKind.TUPLE)
            return unit.parts(names) if is_list else [names]
    return []


_REPEATING = "parametrize"
_ANY_FILE = frozenset({"*", "*.py"})
"""Patterns that tell no test by its name: what is a test file, its folder says."""
_TOOL = "Cleanup"
"""What the runner's own object offers to every test."""
