"""What test modules and conftests change in the process as soon as they are imported.

Each worker imports all of them before its first test, so what one does there is done to the tests
of the others. A conftest does it for the tests below its own folder on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import PurePosixPath

from isolint.linking.effects import Effect
from isolint.linking.places import Entry, Places
from isolint.linking.restores import Restores, is_same
from isolint.linking.unit import Unit
from isolint.model.change import CODE, MODULE, Change
from isolint.model.facts import NONE, BlockKind, Step, StepKind
from isolint.model.place import Lanes, Moment
from isolint.model.resource import Verb
from isolint.model.source import Site

Made = Callable[[Entry, Effect, Site], Change]
_KINDS = frozenset({MODULE, CODE, "environment", "working directory"})
_ASKING = frozenset({"__name__", "TYPE_CHECKING", "environ", "getenv", "modules", "find_spec"})
"""Who asks for one of these does it for a run by hand, or only where it is missing."""


class ImportChanges:
    """Looks at the files that the runner imports for their tests; `made` puts a change into its record."""

    def __init__(self, places: Places, restores: Restores, made: Made) -> None:
        self.places = places
        self.restores = restores
        self.made = made
        self.units = places.units

    def collect(self) -> Iterator[Change]:
        for entry in self.places.entries:
            if entry.place.moment is Moment.IMPORT and self._is_collected(entry.path):
                for effect in self.restores.summaries.of((entry.path, entry.scope)):
                    if self._is_lasting(entry, effect):
                        yield self.made(entry, effect, next(iter(effect.via), effect.site))

    def _is_collected(self, path: str) -> bool:
        """A file of tests, or the conftest of a smaller part of them, with another one above it."""
        if PurePosixPath(path).name != "conftest.py":
            return path in self._homes
        folder = PurePosixPath(path).parent
        is_below = any(str(above / "conftest.py") in self.units for above in folder.parents)
        items = self.places.tests.items if is_below else ()
        return 2 * sum(item.owner_path.startswith(f"{folder}/") for item in items) < len(items)

    @cached_property
    def _homes(self) -> frozenset[str]:
        return frozenset(item.owner_path for item in self.places.tests.items)

    def _is_lasting(self, entry: Entry, effect: Effect) -> bool:
        """It is done in each process, whatever is there, and is still so when the file has been read."""
        is_other = effect.kind not in _KINDS or effect.tolerant or effect.conditional
        if is_other or effect.late or effect.moment is not None or effect.lanes is not Lanes.ALL:
            return False
        if effect.verb is Verb.DESTROY and effect.kind != MODULE:
            return False
        if not self.places.is_test_code(effect.site.path):
            return False  # what the code under test does to its own process is its own business
        if any(self._is_asked_for(site, effect) for site in (effect.site, *effect.via)):
            return False
        function = (entry.path, entry.scope)
        return not self.restores.is_undone(function, effect) and not self._is_taken_back(entry.path, effect)

    def _is_taken_back(self, path: str, effect: Effect) -> bool:
        """Something in the file undoes it when its tests are done."""
        return any(
            is_same(effect, other) and (other.late or entry.place.moment is Moment.TEARDOWN)
            for entry in self._entries.get(path, ())
            for other in self.restores.of((entry.path, entry.scope))
        )

    @cached_property
    def _entries(self) -> dict[str, list[Entry]]:
        table: dict[str, list[Entry]] = {}
        for entry in self.places.entries:
            table.setdefault(entry.path, []).append(entry)
        return table

    def _is_asked_for(self, site: Site, effect: Effect) -> bool:
        """Only where something is missing, or where the file is run by hand."""
        unit = self.units[site.path]
        names = {effect.name.text, *effect.name.text.split(".")}
        for block in unit.blocks_above(unit.step_at(site.start).block):
            if block.kind == BlockKind.RESCUE:
                return True
            if block.kind in (BlockKind.WHEN, BlockKind.UNLESS) and block.condition != NONE:
                texts = unit.texts_under(block.condition)
                if not texts.isdisjoint(_ASKING | names | self._found_out(unit)):
                    return True
        return False

    def _found_out(self, unit: Unit) -> frozenset[str]:
        """Names of a file that say whether an import has worked."""
        return frozenset(
            name
            for step in unit.facts.steps
            if step.kind == StepKind.ASSIGN and step.subject != NONE and _is_tried(unit, step)
            for name in unit.targets(step.subject)
        )


def _is_tried(unit: Unit, step: Step) -> bool:
    kinds = {block.kind for block in unit.blocks_above(step.block)}
    return not kinds.isdisjoint((BlockKind.TRY, BlockKind.RESCUE, BlockKind.ELSE))
