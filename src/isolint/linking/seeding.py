"""Which generators of random numbers start from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, Step, StepKind


class Seed(NamedTuple):
    """A call of `chain` in a scope; `argument` is NONE where it takes the seed from the system."""

    chain: str
    unit: Unit
    scope: int
    argument: int


class Seeding:
    """Finds the calls that the catalogue names as `seeded_by`; kept by file."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.units = values.symbols.units
        self._seeders = {word.seeded_by for word in values.catalogue.sources.values() if word.seeded_by}
        self._lasts = {seeder.rpartition(".")[2] for seeder in self._seeders}
        self._on_import: dict[str, tuple[Seed, ...]] = {}

    def above(self, path: str) -> tuple[Seed, ...]:
        """What a file, and the conftests above it, seed when they are imported."""
        if path not in self._on_import:
            folders = [path.rpartition("/")[0]]
            while folders[-1]:
                folders.append(folders[-1].rpartition("/")[0])
            paths = (path, *(f"{folder}/conftest.py".lstrip("/") for folder in folders))
            units = (self.units[one] for one in paths if one in self.units)
            self._on_import[path] = tuple(seed for unit in units for seed in self.within(unit, 0))
        return self._on_import[path]

    def within(self, unit: Unit, scope: int) -> Iterator[Seed]:
        """What the calls of a scope seed, in their order."""
        if self._lasts.isdisjoint(unit.vocabulary):
            return
        for position in unit.steps_in.get(scope, ()):
            seed = self._seed(unit, unit.facts.steps[position])
            if seed is not None:
                yield seed

    def _seed(self, unit: Unit, step: Step) -> Seed | None:
        if step.kind != StepKind.CALL or unit.texts[unit.callee(step.subject)] not in self._lasts:
            return None
        value = self.values.callee(unit, step.scope, step.subject)
        if value is None or value.text not in self._seeders:
            return None
        arguments = unit.parts(step.subject)[1:]
        return Seed(value.text, unit, step.scope, arguments[0] if arguments else NONE)
