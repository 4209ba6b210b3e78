"""What a runner keeps in one process, and what it may put on different lanes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import PurePosixPath

from isolint.linking.items import Item
from isolint.linking.marks import Marks
from isolint.linking.serializing import Serializing
from isolint.linking.spellings import last_names
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.place import AGAIN, BESIDE, WAITS, at_once
from isolint.model.project import Runner


class Scheduling:
    """Answers for tests, with what is known of the runner."""

    def __init__(self, values: Values, marks: Marks, runner: Runner) -> None:
        self._marks = marks
        self.values = values
        self.units = values.symbols.units
        self.runner = runner
        self._locks = Serializing(values)
        decorators = values.catalogue.decorators
        self._besides = last_names(chain for chain, word in decorators.items() if word.form == "beside")
        self._besides_in: dict[str, dict[int, list[int]]] = {}

    def unit_of(self, item: Item) -> str:
        """Equal for tests that two lanes never run at once: they move as a whole, or take one lock."""
        lock = self._locks.of(item)
        return f"{self.whole_of(item)}{WAITS}{lock}" if lock else self.whole_of(item)

    def whole_of(self, item: Item) -> str:
        """What the scheduler moves as a whole when it moves this test: one process runs it, in order."""
        if self.runner.groups_count and item.group:
            return f"group {item.group}"
        if self.runner.groups_count and self.has_unseen_group(item):
            return SOME_GROUP
        return self.ungrouped(item)

    def ungrouped(self, item: Item) -> str:
        """The same, if marks that name groups were not there."""
        if self.units[item.path].package:
            return self._process(item)
        if self.runner.is_serial:
            return _THE_PROCESS
        if self.runner.knows_cases_only:
            return self._of_cases(item)
        if self.runner.dist == "loadfile":
            return item.owner_path
        if self.runner.dist == "loadscope":
            return item.type_node
        return item.node

    def keeps_together(self, item: Item) -> bool:
        """Others move with it, and run before or after it as they stand in the source.

        Not so in a package: any of its tests may be asked for alone, and that is how they are debugged.
        """
        if self.units[item.path].package:
            return False
        return self.runner.is_serial or self.whole_of(item) not in (item.node, SOME_GROUP)

    def _of_cases(self, item: Item) -> str:
        if self.runner.keeps == "grouping":
            found = self._grouping.match(item.dotted) if self._grouping is not None else None
            return found[0] if found is not None else item.node
        wholes = {"class": item.type_node, "module": item.owner_path}
        return wholes.get(self.runner.keeps, item.node)

    @cached_property
    def _grouping(self) -> re.Pattern[str] | None:
        try:
            return re.compile(self.runner.grouping) if self.runner.grouping else None
        except re.error:
            return None

    def _process(self, item: Item) -> str:
        """A package is one process, in which tests run one by one, but for those that ask for more."""
        unit = self.units[item.path]
        folder = str(PurePosixPath(item.path).parent)
        is_beside = self.is_beside(unit, item.scope) or self.has_cases_beside(unit, item.scope)
        return f"{folder}{BESIDE}{unit.scopes[item.scope].name}" if is_beside else folder

    def has_unseen_group(self, item: Item) -> bool:
        """Its group has a name that is not seen, or others of its file are given groups by other means."""
        is_named_unseen = item.grouped is not None and not item.group
        return is_named_unseen or self._marks.has_other_groups(self.units[item.owner_path])

    def units_of(self, items: Sequence[Item]) -> tuple[str, ...]:
        """Two different units of some tests where there are two, else the one."""
        found: list[str] = []
        for item in items:
            unit = self.unit_of(item)
            is_whole = unit != item.node and BESIDE not in unit  # a file, a class, a group: all its cases
            names = [unit, f"{unit}{AGAIN}"] if item.repeated and not is_whole else [unit]
            # A group that is not seen may well be the one that the others are in.
            found += [name for name in names if name not in found and name != SOME_GROUP]
            if len(at_once(found)) >= 2:
                break
        return at_once(found)[:2] or (SOME_GROUP,)

    def is_beside(self, unit: Unit, scope: int) -> bool:
        """A call in its body says that it runs beside others."""
        for call in self._calls_beside(unit).get(scope, ()):
            callee = self.values.callee(unit, scope, call)
            word = self.values.catalogue.decorators.get(callee.text) if callee is not None else None
            if word is not None and word.form == "beside":
                return True
        return False

    def _calls_beside(self, unit: Unit) -> dict[int, list[int]]:
        """The calls, by function, that may say so."""
        if unit.path not in self._besides_in:
            found = self._besides_in[unit.path] = {}
            for position in self.values.spellings.calls(unit, self._besides):
                step = unit.facts.steps[position]
                found.setdefault(step.scope, []).append(step.subject)
        return self._besides_in[unit.path]

    def has_cases_beside(self, unit: Unit, scope: int) -> bool:
        """Functions in it, handed over in a loop, run beside each other."""
        return any(
            self.is_beside(unit, child) or self.has_cases_beside(unit, child)
            for child in unit.children.get(scope, ())
        )


SOME_GROUP = "a group"
_THE_PROCESS = "the one process"
