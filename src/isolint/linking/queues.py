"""Queues and channels: where items are taken out, and whether any can wait in there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from isolint.linking.bodies import Bodies, Function
from isolint.linking.members import Members
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.resource import Verb
from isolint.model.source import Site

ITEMS = "item queue"
"""The kind of resource that a queue within the process is."""


class Take(NamedTuple):
    """Something is taken out of a queue.

    What is done with it stands in `block`; `names` are bound to it, `value` is the expression
    that takes it, and `text` what the queue is called there.
    """

    queue: str
    unit: Unit
    scope: int
    block: int
    names: tuple[str, ...]
    value: int
    text: str

    @property
    def site(self) -> Site:
        return self.unit.site(self.value)


class Queues:
    """All takes of the project, by the function they stand in."""

    def __init__(self, bodies: Bodies, members: Members) -> None:
        self.bodies = bodies
        self.members = members
        self.values = bodies.values
        accesses = self.values.catalogue.accesses
        self._takers = {
            chain
            for chain, words in accesses.items()
            if any(word.kind == ITEMS and word.does is Verb.READ for word in words)
        }
        self._taker_names = {chain.rpartition(".")[2] for chain in self._takers}
        self._known: dict[Function, list[Take]] = {}

    def takes(self, unit: Unit, scope: int) -> list[Take]:
        """The takes of one function, in source order."""
        key = (unit.path, scope)
        if key not in self._known:
            self._known[key] = list(self._takes(unit, scope))
        return self._known[key]

    def may_take(self, unit: Unit) -> bool:
        """A file may take items out of something."""
        if "<-" in unit.vocabulary or "chan" in unit.vocabulary:
            return True
        return "get" in unit.vocabulary and not self._taker_names.isdisjoint(unit.vocabulary)

    def _takes(self, unit: Unit, scope: int) -> Iterator[Take]:
        seen: set[int] = set()
        for step in sorted(self.bodies.steps(unit, scope), key=lambda step: step.kind != StepKind.ASSIGN):
            if step.kind == StepKind.ITERATE and self._is_channel(unit, scope, step.value):
                block = self._loop_over(unit, scope, step.value)
                yield self._take(unit, step, step.value, step.value, block)
                continue
            for expression in self.bodies.expressions(unit, step):
                queue = self._taken_from(unit, scope, expression) if expression not in seen else NONE
                if queue != NONE:
                    seen.add(expression)
                    yield self._take(unit, step, expression, queue, step.block)
        for index in unit.blocks_in.get(scope, ()):
            case = unit.facts.blocks[index]
            if case.condition != NONE and case.condition not in seen:
                queue = self._taken_from(unit, scope, case.condition)
                if queue != NONE:
                    here = Step(StepKind.ASSERT, scope, index, NONE, NONE, case.start, case.start)
                    yield self._take(unit, here, case.condition, queue, index)

    def _take(self, unit: Unit, step: Step, value: int, queue: int, block: int) -> Take:
        is_kept = step.value != NONE and unit.site(value).end == unit.site(step.value).end
        names = unit.targets(step.subject) if is_kept and step.subject != NONE else []
        return Take(
            queue=self.members.key(unit, step.scope, queue),
            unit=unit,
            scope=step.scope,
            block=block,
            names=tuple(name for name in names if name != "_"),
            value=value,
            text=unit.dotted(queue),
        )

    def _taken_from(self, unit: Unit, scope: int, value: int) -> int:
        """The queue that an expression takes from."""
        if unit.kinds[value] == ExprKind.UNARY and unit.texts[value] == "<-":
            return unit.parts(value)[0]
        if unit.kinds[value] != ExprKind.CALL:
            return NONE
        callee = unit.callee(value)
        if unit.kinds[callee] != ExprKind.ATTRIBUTE or unit.texts[callee] not in self._taker_names:
            return NONE
        found = self.values.callee(unit, scope, value)
        is_known = found is not None and found.form == "chain" and found.text in self._takers
        return unit.parts(callee)[0] if is_known else NONE

    def _is_channel(self, unit: Unit, scope: int, expression: int) -> bool:
        key = self.members.key(unit, scope, expression)
        if not key:
            return False
        if key in self.capacities:
            return True
        found = self.values.value(unit, scope, expression)
        return found is not None and found.text == "chan()"

    def _loop_over(self, unit: Unit, scope: int, iterable: int) -> int:
        for index in unit.blocks_in.get(scope, ()):
            block = unit.facts.blocks[index]
            if block.kind == BlockKind.LOOP and block.condition == iterable:
                return index
        return 0

    @cached_property
    def capacities(self) -> dict[str, bool]:
        """For each channel that is seen to be made whether anything can wait in it."""
        found: dict[str, bool] = {}
        for unit in self.values.symbols.units.values():
            if {"make", "chan"} <= unit.vocabulary:
                for key, has_room in self._made(unit):
                    found[key] = found.get(key, False) or has_room
        return found

    def _made(self, unit: Unit) -> Iterator[tuple[str, bool]]:
        for step in (unit.facts.steps[at] for at in unit.writes):
            if step.kind == StepKind.ASSIGN and step.value != NONE:
                for target, value in _pairs(unit, step):
                    has_room = self._room(unit, value)
                    if has_room is not None:
                        yield self.members.key(unit, step.scope, target), has_room
        for call in unit.of_kind(ExprKind.CALL) if ExprKind.KEYWORD in unit.kinds else ():
            for part in unit.parts(call)[1:]:
                if unit.kinds[part] == ExprKind.KEYWORD:
                    has_room = self._room(unit, unit.parts(part)[0])
                    if has_room is not None:
                        scope = unit.scope_at(unit.start(call))
                        kind = self.values.callee(unit, scope, call)
                        if kind is not None and kind.form == "type":
                            yield self.members.member(kind.path, kind.scope, unit.texts[part]), has_room

    @staticmethod
    def _room(unit: Unit, value: int) -> bool | None:
        """Whether a new channel holds items, None for what makes none."""
        if unit.kinds[value] != ExprKind.CALL or unit.texts[unit.callee(value)] != "make":
            return None
        _, *arguments = unit.parts(value)
        if not arguments or unit.texts[arguments[0]] != "chan":
            return None
        return len(arguments) > 1 and unit.texts[arguments[1]] != "0"


def _pairs(unit: Unit, step: Step) -> list[tuple[int, int]]:
    """Targets with their values."""
    if step.subject == NONE:
        return []
    if unit.kinds[step.subject] == ExprKind.TUPLE and unit.kinds[step.value] == ExprKind.TUPLE:
        return list(zip(unit.parts(step.subject), unit.parts(step.value), strict=False))
    return [(step.subject, step.value)]
