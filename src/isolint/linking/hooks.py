"""Hooks of the runner and functions that run at exit: where they run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from isolint.linking.fixtures import Fixtures, keywords
from isolint.linking.lanes import LaneTests
from isolint.linking.unit import Unit
from isolint.model.facts import ScopeKind
from isolint.model.place import Frequency, Lanes, Moment, Place
from isolint.model.running import HookWord

_EARLY = "pytest_addoption"
EACH_PROCESS = ("a process", "another process")
"""The units of code that every process runs."""


class Hooks:
    """`in_controller` are the files that the controller imports as well.

    `sessions` are the packages of which each process runs all but the registered tests.
    """

    def __init__(
        self, fixtures: Fixtures, lanes: LaneTests, in_controller: frozenset[str], sessions: frozenset[str]
    ) -> None:
        self.sessions = sessions
        self.fixtures = fixtures
        self.lanes = lanes
        self.units = fixtures.units
        self.conftest_imports = in_controller
        self.has_plugins = not fixtures.tests.layout.runner.knows_cases_only

    def of_unit(self, unit: Unit) -> Iterator[tuple[int, Place]]:
        """Hooks by their unmistakable names, in conftests, plugins and plugin classes."""
        hooks = self.fixtures.values.catalogue.hooks
        for index, scope in enumerate(unit.scopes):
            if scope.kind != ScopeKind.FUNCTION:
                continue
            word = hooks.get(scope.name)
            if word is not None and word.within == "plugin" and self.has_plugins:
                lanes = self._hook_lanes(unit, index, word)
                if lanes:
                    yield index, self._hook(unit, index, word, lanes)
            if any(self._runs_at_exit(unit, scope.parent, one) for one in scope.decorators):
                yield index, self._at_exit(unit, index)

    def _hook_lanes(self, unit: Unit, scope: int, word: HookWord) -> Lanes:
        lanes = word.lanes
        if word.lanes_first and self._comes_first(unit, scope):
            lanes = word.lanes_first
        if word.root_only and self.is_nested(unit.path):
            lanes &= ~Lanes.CONTROLLER
        parent = unit.scopes[scope].parent
        is_method = unit.scopes[parent].kind == ScopeKind.TYPE
        return lanes & self._registered(unit, parent) if is_method else lanes

    def _registered(self, unit: Unit, cls: int) -> Lanes:
        """The lanes in which an object of a plugin class is registered, as far as it is seen."""
        lanes = Lanes.NONE
        values = self.fixtures.values
        for other in self.units.values():
            if "register" not in other.vocabulary:
                continue
            for position in other.calls.of("register"):
                step = other.facts.steps[position]
                arguments = other.parts(step.subject)[1:]
                if arguments:
                    value = values.value(other, step.scope, arguments[0])
                    if value is not None and (value.path, value.scope) == (unit.path, cls):
                        lanes |= self.lanes.of_block(other, step.block)
        return lanes

    def _hook(self, unit: Unit, index: int, word: HookWord, lanes: Lanes) -> Place:
        scope = unit.scopes[index]
        folder = str(PurePosixPath(unit.path).parent) if unit.package else ""
        is_one_process = bool(folder) and folder not in self.sessions
        return Place(
            session="" if is_one_process else folder,
            lanes=lanes,
            moment=word.moment,
            frequency=word.frequency,
            owner=f"hook `{scope.name}`",
            site=unit.name_site(index),
            config=_config(word, [parameter.name for parameter in scope.parameters]),
            units=(folder,) if is_one_process else EACH_PROCESS,
            ordered=word.ordered,
        )

    def _runs_at_exit(self, unit: Unit, scope: int, decorator: int) -> bool:
        value = self.fixtures.values.value(unit, scope, decorator)
        return value is not None and value.form == "chain" and value.text == "atexit.register"

    def _at_exit(self, unit: Unit, index: int) -> Place:
        lanes = Lanes.ALL if unit.path in self.conftest_imports else Lanes.TESTS
        return Place(
            lanes=lanes & self.lanes.of_block(unit, unit.scopes[index].block),
            moment=Moment.EXIT,
            frequency=Frequency.RUN,
            owner=f"`{unit.scopes[index].name}` at exit",
            site=unit.name_site(index),
            units=EACH_PROCESS,
        )

    def _comes_first(self, unit: Unit, scope: int) -> bool:
        """A hook that is a wrapper or asks to be tried before the others."""
        wanted = {"tryfirst", "hookwrapper", "wrapper"}
        return any(wanted & keywords(unit, decorator).keys() for decorator in unit.scopes[scope].decorators)

    def is_nested(self, path: str) -> bool:
        """A conftest that the controller does not import when the run starts at the root."""
        if PurePosixPath(path).name != "conftest.py":
            return False
        if self._adds_options(path):
            return False  # without it no command line with those options is understood
        folder = str(PurePosixPath(path).parent)
        starts = {".", *(one.rstrip("/") for one in self.fixtures.tests.layout.test_paths)}
        if folder in starts or any(one.startswith(f"{folder}/") for one in starts):
            return False
        # pytest also preloads `ARG/test*/conftest.py`
        parent, name = str(PurePosixPath(folder).parent), PurePosixPath(folder).name
        is_preloaded = parent in starts and name.startswith("test")
        return not is_preloaded and not self._is_top(folder)

    def _adds_options(self, path: str) -> bool:
        """It is written to be there when the command line is read: runs start at its folder, or below."""
        unit = self.units[path]
        return any(unit.scopes[index].name == _EARLY for index in unit.children.get(0, ()))

    def _is_top(self, folder: str) -> bool:
        """The folder of all tests and conftests: whoever runs them says that they are there."""
        tests = self.fixtures.tests
        paths = {item.owner_path for item in tests.items}
        paths |= {path for path in self.fixtures.units if PurePosixPath(path).name == "conftest.py"}
        return all(path.startswith(f"{folder}/") for path in paths)


def _config(word: HookWord, parameters: list[str]) -> str:
    """The expression for the configuration object; a parameter of that name is the shortest."""
    return "config" if word.config and "config" in parameters else word.config
