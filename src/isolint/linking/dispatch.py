"""What a runner makes of the places that its project offers: which of them it knows, in which lanes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from isolint.model.place import Frequency, Lanes
from isolint.model.project import Runner
from isolint.model.running import HookWord

if TYPE_CHECKING:
    from isolint.linking.places import Entry

_PYTEST = "pytest"


class Dispatch:
    """Answers for one runner."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner

    @property
    def has_plugins(self) -> bool:
        """Conftests, fixtures and hooks are something to it."""
        return not self.runner.knows_cases_only

    @property
    def lanes_differ(self) -> bool:
        """Some code of the suite may run in one process only, and leave memory that others miss."""
        return not self.runner.is_serial and self.has_plugins

    def calls(self, word: HookWord) -> bool:
        """It calls a set-up or tear-down method of that name at all."""
        if not self.runner.knows_cases_only:
            return True
        is_around = word.frequency in (Frequency.CLASS, Frequency.MODULE)
        return word.runner != _PYTEST and not (self.runner.runs_bare_tests and is_around)

    def frequency(self, word: HookWord) -> Frequency:
        """Who is handed one class after the other sets up its module each time anew."""
        is_of_module = word.frequency is Frequency.MODULE
        return Frequency.CLASS if is_of_module and self.runner.sets_up_per_class else word.frequency

    def of_import(self, lanes: Lanes) -> Lanes:
        """The processes that import a module of tests, `lanes` under pytest."""
        if not self.runner.knows_cases_only:
            return lanes
        # All others load the suite once to divide it, and once in each worker.
        return Lanes.SERIAL | Lanes.CONTROLLER if self.runner.copies_parent else Lanes.ALL

    def placed(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entry points, in the one lane that there is where nothing runs in parallel."""
        for entry in entries:
            if self.runner.moves_workers:
                yield entry._replace(
                    place=replace(entry.place, isolated=True),
                    after=replace(entry.after, isolated=True),
                )
            elif not self.runner.is_serial:
                yield entry
            elif entry.place.lanes & Lanes.SERIAL:
                yield entry._replace(
                    place=replace(entry.place, lanes=Lanes.SERIAL),
                    after=replace(entry.after, lanes=Lanes.SERIAL),
                )
