"""Starts that nothing waits for, and sleeps that stand in for a wait."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from isolint.linking.bodies import Function
from isolint.linking.starting import Starting, site_of
from isolint.linking.unit import Unit
from isolint.model.facts import Block, BlockKind, ScopeKind, Step, StepKind
from isolint.model.readiness import Pause, Thing, Unready
from isolint.model.resource import Verb

_ASSERTING = re.compile(r"^(To|Should|assert\w*|require\w*|Equal|True|Len|Error|Errorf|Fatal|Fatalf)$")
_NOTHING = frozenset({"not", "None", "False", "0", "BeEmpty", "BeNil", "BeFalse", "BeZero", "NotTo", "ToNot"})


Start = tuple[Step, Thing]


class Readiness:
    """Looks at each function of the suite's own code by itself."""

    def __init__(self, starting: Starting) -> None:
        self.starting = starting
        self.bodies = starting.bodies

    def unready(self) -> tuple[Unready, ...]:
        found = [
            one
            for (path, scope), (steps, starts) in self._functions.items()
            for one in self._unready(self.bodies.units[path], scope, steps, starts)
        ]
        return tuple(sorted(found, key=lambda one: one.site))

    def pauses(self) -> tuple[Pause, ...]:
        found = {
            one.site: one
            for (path, scope), (steps, starts) in self._functions.items()
            for unit in (self.bodies.units[path],)
            for one in (
                *self._after_start(unit, scope, steps, starts),
                *self._before_assertion(unit, scope, steps),
            )
        }
        return tuple(found[site] for site in sorted(found))

    def _steps(self, unit: Unit, scope: int) -> list[Step]:
        """The steps of a function up to its first yield, in source order."""
        steps = list(self.bodies.steps(unit, scope))
        end = next((step.start for step in steps if step.kind == StepKind.YIELD), None)
        return [step for step in steps if end is None or step.start < end]

    @cached_property
    def _functions(self) -> dict[Function, tuple[list[Step], list[Start]]]:
        """The steps of each function that starts something or sleeps, and those that start something."""
        found: dict[Function, tuple[list[Step], list[Start]]] = {}
        for unit, scope in self.starting.functions():
            steps = self._steps(unit, scope)
            starts = [
                (step, thing) for step in steps if (thing := self.starting.started(unit, step)) is not None
            ]
            if starts or any(self.starting.delays(unit, step) for step in steps):
                found[unit.path, scope] = steps, starts
        return found

    def _unready(self, unit: Unit, scope: int, steps: list[Step], starts: list[Start]) -> Iterator[Unready]:
        for step, thing in starts:
            later = self._later(unit, steps, step)
            used = self._used(unit, later)
            if used is None and not thing.is_for_all:
                continue  # those who use it may well wait
            if self._is_waited_for(unit, scope, step, self._until_ended(unit, later, used)):
                continue
            if used is None and self._is_waited_for_by_callers(unit, scope):
                continue
            yield Unready(
                site=site_of(unit, step),
                thing=thing,
                owner=_spoken(unit, scope),
                used=site_of(unit, used) if used is not None else None,
            )

    def _later(self, unit: Unit, steps: list[Step], start: Step) -> list[Step]:
        return [
            one
            for one in steps
            if one.start >= start.end
            and not (
                self.bodies.is_beside(unit, one.block)
                if one.block == start.block
                else self._is_put_off(unit, one)
            )
        ]

    @staticmethod
    def _is_put_off(unit: Unit, step: Step) -> bool:
        kinds = {block.kind for block in unit.blocks_above(step.block)}
        return bool(kinds & {BlockKind.FINALLY, BlockKind.BESIDE})

    def _used(self, unit: Unit, later: list[Step]) -> Step | None:
        """The first call that reaches out."""
        for step in later:
            words = self.bodies.words(unit, step)
            if any(word.does in _USING and word.kind in _OUTSIDE for word in words):
                return step
        return None

    def _until_ended(self, unit: Unit, later: list[Step], used: Step | None) -> list[Step]:
        """Without what comes after the first end of something behind the use: that waits for the end.

        What a loop ends where it gives up is no end for those who go round again.
        """
        ends = (
            step.start
            for step in later
            if used is not None
            and step.start >= used.end
            and _branches(unit, step) <= _branches(unit, used)
            and any(word.does in _ENDING for word in self.bodies.words(unit, step))
        )
        end = min(ends, default=None)
        return [step for step in later if end is None or step.start < end]

    def _is_waited_for(self, unit: Unit, scope: int, start: Step, later: list[Step]) -> bool:
        if self.starting.selects(unit, scope, start.end):
            return True
        return any(self.starting.waits(unit, one) or self.starting.delays(unit, one) for one in later)

    def _is_waited_for_by_callers(self, unit: Unit, scope: int) -> bool:
        """All that call the function wait, after that."""
        calls = self.starting.callers.get((unit.path, scope), [])
        return bool(calls) and all(
            any(
                self.starting.waits(other, one) or self.starting.delays(other, one)
                for one in self.bodies.steps(other, call.scope)
                if one.start >= call.end
            )
            for other, call in calls
        )

    def _after_start(self, unit: Unit, scope: int, steps: list[Step], starts: list[Start]) -> Iterator[Pause]:
        """A sleep is all there is between a start and the first use, or the end of the function."""
        for start, thing in starts:
            later = self._later(unit, steps, start)
            used = self._used(unit, later)
            before = [one for one in later if used is None or one.start < used.end]
            delays = [one for one in before if self.starting.delays(unit, one)]
            if not delays or self.starting.selects(unit, scope, start.end):
                continue
            if not any(self.starting.waits(unit, one) for one in later if one not in delays):
                yield Pause(
                    site=site_of(unit, delays[0]),
                    started=site_of(unit, start),
                    thing=thing,
                    owner=_spoken(unit, scope),
                )

    def _before_assertion(self, unit: Unit, scope: int, steps: list[Step]) -> Iterator[Pause]:
        """A sleep between something that runs beside the test and an assertion on what it does."""
        for number, step in enumerate(steps):
            if not self.starting.delays(unit, step):
                continue
            later = [one for one in steps[number + 1 :] if one.start >= step.end]
            asserted = min(later, key=lambda one: (one.start, -one.end), default=None)
            if asserted is None or not self._asserts(unit, asserted) or asserted.block != step.block:
                continue
            if any(self.starting.waits(unit, one) for one in later if one.end <= asserted.end):
                continue
            start = self._running(unit, steps[:number])
            if start is not None:
                yield Pause(
                    site=site_of(unit, step),
                    started=site_of(unit, start),
                    thing=Thing.THREAD,
                    owner=_spoken(unit, scope),
                    asserted=site_of(unit, asserted),
                )

    def _asserts(self, unit: Unit, step: Step) -> bool:
        """A step asserts that something has come to be; that nothing has, only time can show."""
        if step.kind == StepKind.ASSERT:
            return not unit.texts_under(step.value) & _NOTHING
        if step.kind != StepKind.CALL:
            return False
        callee = unit.texts[unit.callee(step.subject)]
        texts = {unit.texts[one] for one in self.bodies.expressions(unit, step)}
        return bool(_ASSERTING.match(callee)) and not texts & _NOTHING

    def _running(self, unit: Unit, steps: list[Step]) -> Step | None:
        """What was set to run beside the function, and not waited for."""
        for step in reversed(steps):
            if self.starting.waits(unit, step) and not self._is_thread_start(unit, step):
                return None
            if self._is_thread_start(unit, step) or self.bodies.is_beside(unit, step.block):
                return step
        return None

    def _is_thread_start(self, unit: Unit, step: Step) -> bool:
        """A job of an executor counts; a task does not, which runs as soon as its loop is let."""
        kinds = _BESIDE if unit.scopes[step.scope].is_async else _BESIDE | {"task"}
        words = self.bodies.words(unit, step)
        return any(word.does is Verb.START and word.kind in kinds for word in words)


def _branches(unit: Unit, step: Step) -> set[Block]:
    """The blocks around a step that are one way of several."""
    return {block for block in unit.blocks_above(step.block) if block.kind in _WAYS}


_WAYS = frozenset({BlockKind.WHEN, BlockKind.UNLESS, BlockKind.CASE, BlockKind.RESCUE, BlockKind.ELSE})
_BESIDE = frozenset({"thread", "process", "goroutine"})
_USING = frozenset({Verb.READ, Verb.CHECK, Verb.CREATE, Verb.WRITE})
_ENDING = frozenset({Verb.CLOSE, Verb.DESTROY})
_OUTSIDE = frozenset({"server", "port", "cluster object", "namespace", "connection"})


def _spoken(unit: Unit, scope: int) -> str:
    """The function as a message calls it."""
    while scope and unit.scopes[scope].kind == ScopeKind.CLOSURE:
        scope = unit.scopes[scope].parent
    return f"`{unit.scopes[scope].name}`" if scope else "this function"
