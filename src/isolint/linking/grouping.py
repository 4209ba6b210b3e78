"""Groups that keep nothing together: the wrong mode, a mark that comes too late, tests left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from isolint.linking.fixtures import keywords
from isolint.linking.items import Item
from isolint.linking.marks import GROUPING, mark
from isolint.linking.places import Places
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind
from isolint.model.grouping import Fault, LooseGroup

_MOST = 3
_SPREADING = ("load", "worksteal")
_OWN_SCHEDULERS = frozenset({"loadgroup", "pytest_xdist_make_scheduler", "LoadGroupScheduling"})
"""Where one of these is spoken of, code of the project decides what a group is worth."""
_FIRST = frozenset({"tryfirst", "hookwrapper", "wrapper"})
_LATE_HOOK = "pytest_collection_modifyitems"


class Grouping:
    """Finds groups by their marks."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.units = places.units
        self.tests = places.tests
        self.runner = self.tests.layout.runner

    def loose(self) -> tuple[LooseGroup, ...]:
        """All groups for which the way in which the suite is run, or the mark, does nothing."""
        if not self.runner.knows_groups or self._decides_itself():
            return ()
        found = [*self._without_effect(), *self._late()]
        return tuple(sorted(found, key=lambda one: one.site))

    def _decides_itself(self) -> bool:
        return any(
            not _OWN_SCHEDULERS.isdisjoint(unit.vocabulary)
            or any(scope.name in _OWN_SCHEDULERS for scope in unit.scopes)
            for unit in self.units.values()
        )

    def _is_mode_wrong(self) -> bool:
        runner = self.runner
        told = bool(runner.evidence) and not runner.grouped_elsewhere
        return told and runner.dist not in ("loadgroup", "no", "each")

    def _without_effect(self) -> Iterator[LooseGroup]:
        is_lost = bool(self.runner.groups_lost)
        if not self._is_mode_wrong() and not is_lost:
            return
        for group, items in sorted(self._members().items()):
            if self._are_apart(items):
                sites = sorted({item.grouped for item in items if item.grouped is not None})
                yield LooseGroup(
                    site=sites[0],
                    fault=Fault.VERSIONS if is_lost else Fault.MODE,
                    group=group,
                    reason=self.runner.groups_lost or self.runner.dist,
                    others=tuple(sites[1 : _MOST + 1]),
                )

    def _members(self) -> dict[str, list[Item]]:
        groups: dict[str, list[Item]] = {}
        for item in self.tests.items:
            if item.group:
                groups.setdefault(item.group, []).append(item)
        return groups

    def _are_apart(self, items: list[Item]) -> bool:
        """Without the group the runner may put two of the tests on different workers."""
        units = {self.tests.scheduling.ungrouped(item): item for item in items}
        return len(units) > 1 or any(item.repeated and unit == item.node for unit, item in units.items())

    def _late(self) -> Iterator[LooseGroup]:
        """Marks that hooks and fixtures add."""
        for unit in self.units.values():
            if {GROUPING, "add_marker"} <= unit.vocabulary:
                for step in unit.facts.steps:
                    group = self._added(unit, step)
                    if group is not None:
                        yield from self._of_added(unit, step, group)

    def _added(self, unit: Unit, step: Step) -> str | None:
        """The group that a call puts a test into; "" where its name is not seen."""
        if step.kind != StepKind.CALL or unit.texts[unit.callee(step.subject)] != "add_marker":
            return None
        given = unit.parts(step.subject)[1:2]
        if not given:
            return None
        value = self._held(unit, step.scope, given[0])
        if unit.kinds[value] == ExprKind.STRING:
            return "" if unit.texts[value] == GROUPING else None
        made = mark(unit, value, unit.site(value))
        return (made.text if made.is_plain else "") if made.name == GROUPING else None

    def _held(self, unit: Unit, scope: int, expression: int) -> int:
        """What a local name stands for, if one assignment in the same function says so."""
        if unit.kinds[expression] != ExprKind.NAME:
            return expression
        binding = unit.bindings[scope].get(unit.texts[expression])
        steps = [unit.facts.steps[at] for at in binding.steps] if binding is not None else []
        is_one = len(steps) == 1 and steps[0].kind == StepKind.ASSIGN and steps[0].value != NONE
        return steps[0].value if is_one else expression

    def _of_added(self, unit: Unit, step: Step, group: str) -> Iterator[LooseGroup]:
        where = self._too_late(unit, step.scope)
        site = unit.site(step.subject)
        if self._is_mode_wrong():
            if self.runner.dist in _SPREADING:
                yield LooseGroup(site=site, fault=Fault.MODE, group=group, reason=self.runner.dist)
        elif where:
            yield LooseGroup(site=site, fault=Fault.LATE, group=group, reason=where)

    def _too_late(self, unit: Unit, scope: int) -> str:
        """The code that adds a mark when names have been given, in words; "" for one in time or unknown."""
        is_function = unit.scopes[scope].kind == ScopeKind.FUNCTION
        function = scope if is_function else unit.enclosing(scope, ScopeKind.FUNCTION)
        if function == NONE:
            return ""
        name = unit.scopes[function].name
        if (unit.path, function) in self.places.fixtures.by_function:
            return f"fixture `{name}`"
        if self.tests.is_item(unit.path, function):
            return f"test `{name}`"
        if not self._is_plugin(unit):
            return ""
        if name == _LATE_HOOK:
            return f"hook `{name}`" if self._comes_last(unit, function) else ""
        return f"hook `{name}`" if name.startswith("pytest_runtest_") else ""

    def _is_plugin(self, unit: Unit) -> bool:
        """A conftest that is there before the workers' own plugin: hooks registered later run first."""
        if PurePosixPath(unit.path).name == "conftest.py":
            return not self.places.hooks.is_nested(unit.path)
        return unit.path in self.places.fixtures.plugins

    def _comes_last(self, unit: Unit, function: int) -> bool:
        decorators = unit.scopes[function].decorators
        return not any(_FIRST & keywords(unit, one).keys() for one in decorators)
