"""Which generators of random numbers start from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, StepKind
from isolint.model.vocabulary import SourceWord


class Seed(NamedTuple):
    """A `call` of `chain` in a scope; `argument` is NONE where it takes the seed from the system."""

    chain: str
    unit: Unit
    scope: int
    argument: int
    call: int


class Seeding:
    """Finds the calls that the catalogue names as `seeded_by`; kept by file."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.units = values.symbols.units
        words = [word for word in values.catalogue.sources.values() if word.seeded_by]
        self._seeders = {word.seeded_by for word in words if not makes_own(word)}
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
        return self._of(unit, scope, self._seeders)

    def makers(self, unit: Unit, maker: str) -> tuple[Seed, ...]:
        """All calls in a file that make a generator of its own, by what makes it."""
        return tuple(seed for scope in unit.steps_in for seed in self._of(unit, scope, {maker}))

    def _of(self, unit: Unit, scope: int, seeders: set[str]) -> Iterator[Seed]:
        lasts = {seeder.rpartition(".")[2] for seeder in seeders}
        if lasts.isdisjoint(unit.vocabulary):
            return
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind == StepKind.CALL and unit.texts[unit.callee(step.subject)] in lasts:
                value = self.values.callee(unit, step.scope, step.subject)
                if value is not None and value.text in seeders:
                    arguments = unit.parts(step.subject)[1:]
                    yield Seed(
                        value.text, unit, step.scope, arguments[0] if arguments else NONE, step.subject
                    )


def makes_own(word: SourceWord) -> bool:
    """It is a method of a generator that `seeded_by` makes: `random.Random().random`."""
    return word.chain.startswith(f"{word.seeded_by}()")
