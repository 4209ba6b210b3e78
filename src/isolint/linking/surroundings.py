"""What stands around a step: the lanes that get there, locks, and the yield before it."""

from __future__ import annotations

from typing import NamedTuple

from isolint.linking.lanes import LaneTests
from isolint.linking.locking import LOCK, Locking
from isolint.linking.spellings import last_names
from isolint.linking.unit import Unit
from isolint.model.facts import BlockKind, Step, StepKind
from isolint.model.place import Lanes


class Surroundings(NamedTuple):
    """What the blocks around a step say: which lanes get there, and under what lock.

    `conditional`: in the package under test, under a condition that may well not hold.
    """

    lanes: Lanes
    locked: bool
    once: bool
    conditional: bool


_CONDITIONS = frozenset({BlockKind.WHEN, BlockKind.UNLESS, BlockKind.CASE, BlockKind.RESCUE, BlockKind.ELSE})


class Around:
    """Answers for any step of any file; kept by block."""

    def __init__(self, lanes: LaneTests, test_code: frozenset[str]) -> None:
        self.lane_tests = lanes
        self.values = lanes.values
        self.test_code = test_code
        self.locking = Locking(self.values)
        protections = self.values.catalogue.protections
        self._runners = last_names(
            chain for chain, words in protections.items() if any(word.form == "yields" for word in words)
        )
        self._runs: dict[tuple[str, int], float] = {}
        self._around: dict[tuple[str, int, int], Surroundings] = {}
        self._runs_in: dict[str, dict[int, list[int]]] = {}

    def of(self, unit: Unit, step: Step) -> Surroundings:
        """The lanes and locks of the block a step stands in, kept for the block."""
        # What a call locks is locked from there on only.
        key = (unit.path, step.block, step.start if self.locking.taken(unit, step.scope) else 0)
        if key not in self._around:
            blocks = unit.blocks_above(step.block)
            locks = [held.start for held in self.locking.around(unit, step) if held.form == LOCK]
            inner = [block for block in blocks if locks and block.start >= max(locks)]
            self._around[key] = Surroundings(
                lanes=self.lane_tests.of_block(unit, step.block),
                locked=bool(locks),
                once=any(block.kind in _CONDITIONS for block in inner),
                conditional=unit.path not in self.test_code
                and any(block.kind in _CONDITIONS for block in blocks),
            )
        return self._around[key]

    def is_late(self, unit: Unit, position: int) -> bool:
        """After the first yield of its function, or after the call in which all tests run."""
        step = unit.facts.steps[position]
        if not unit.scopes[step.scope].yields:
            return unit.package != "" and position > self._running(unit, step.scope)
        here = unit.branches(step.block)
        for at in unit.steps_in[step.scope]:
            other = unit.facts.steps[at]
            if at < position and other.kind == StepKind.YIELD:
                there = unit.branches(other.block)
                if all(here.get(condition, way) is way for condition, way in there.items()):
                    return True
        return False

    def _running(self, unit: Unit, scope: int) -> float:
        """The position of the call in a function in which all tests run; infinite where there is none."""
        key = (unit.path, scope)
        if key not in self._runs:
            words = self.values.catalogue.protections
            found = float("inf")
            for position in self._may_run(unit).get(scope, ()) if unit.scopes[scope].parameters else ():
                callee = self.values.callee(unit, scope, unit.facts.steps[position].subject)
                if callee is not None and any(word.form == "yields" for word in words.get(callee.text, ())):
                    found = min(found, position)
            self._runs[key] = found
        return self._runs[key]

    def _may_run(self, unit: Unit) -> dict[int, list[int]]:
        """The positions of the calls in which all tests may run, by scope."""
        if unit.path not in self._runs_in:
            found = self._runs_in[unit.path] = {}
            for position in self.values.spellings.calls(unit, self._runners):
                found.setdefault(unit.facts.steps[position].scope, []).append(position)
        return self._runs_in[unit.path]
