"""Flushes that write what was gathered, and leave what waits in the queue to be gathered.

Two shapes are looked for. A loop takes items from a queue into a batch, and beside it, in the
same loop, answers requests to flush. Or an object has a thread with such a loop, and a method
of that name which writes the batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.bodies import Bodies, Function
from isolint.linking.members import Members
from isolint.linking.queues import Queues, Take
from isolint.linking.unit import Unit
from isolint.model.buffering import LossyFlush
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.source import Site

FLUSH = re.compile(r"^(force_?|do_?)?flush", re.IGNORECASE)
"""What people call the method that writes all there is."""
_ADDING = frozenset({"append", "add", "appendleft", "push", "put", "insert", "extend"})
_LOOKING = frozenset({"len", "cap", "append", "make", "copy", "print", "isinstance", "str", "repr", "bool"})
_VIEWS = frozenset({"items", "values", "keys", "copy"})
_ANSWERS = frozenset(
    {"set", "set_result", "done", "put", "put_nowait", "release", "close", "notify", "resolve"}
)


class Gathering(NamedTuple):
    """A loop takes items from a queue into a batch."""

    take: Take
    batch: str
    text: str
    loop: int


class Flushing:
    """Finds the flushes of a project that lose what is queued."""

    def __init__(self, bodies: Bodies, members: Members, queues: Queues) -> None:
        self.bodies = bodies
        self.members = members
        self.queues = queues
        self.units = bodies.units

    def lossy(self) -> tuple[LossyFlush, ...]:
        found: dict[Site, LossyFlush] = {}
        for unit in self.units.values():
            if not self.queues.may_take(unit):
                continue
            for scope in sorted({block.scope for block in unit.facts.blocks if block.kind == BlockKind.LOOP}):
                for gathering in self.gatherings(unit, scope):
                    for flush in (*self._beside(gathering), *self._methods(gathering)):
                        found.setdefault(flush.site, flush)
        return tuple(found[site] for site in sorted(found))

    def gatherings(self, unit: Unit, scope: int) -> Iterator[Gathering]:
        seen: set[tuple[str, str]] = set()
        for take in self.queues.takes(unit, scope):
            loop = self._loop(unit, take.block)
            if loop == NONE or not take.queue:
                continue
            for step in self.bodies.within(unit, self._region(take, loop), take.site.start):
                for target in self._gathered_in(unit, step, take):
                    batch = self.members.key(unit, scope, target)
                    if batch and (take.queue, batch) not in seen:
                        seen.add((take.queue, batch))
                        yield Gathering(take, batch, unit.dotted(target), loop)

    @staticmethod
    def _loop(unit: Unit, block: int) -> int:
        """The loop that a block stands in, within its function."""
        while block != NONE and unit.facts.blocks[block].kind != BlockKind.LOOP:
            block = unit.facts.blocks[block].parent
        return block

    @staticmethod
    def _region(take: Take, loop: int) -> int:
        """Where the item that was taken is at hand."""
        is_case = take.unit.facts.blocks[take.block].kind == BlockKind.CASE
        return take.block if is_case else loop

    def filled(self, unit: Unit, step: Step) -> Iterator[str]:
        """The keys of containers that a step puts anything in."""
        for target in self._gathered_in(unit, step, None):
            key = self.members.key(unit, step.scope, target)
            if key:
                yield key

    def _gathered_in(self, unit: Unit, step: Step, take: Take | None) -> Iterator[int]:
        """The containers that a step puts what was taken in, or anything where no take is asked for."""
        if step.kind == StepKind.CALL:
            callee, *arguments = unit.parts(step.subject)
            is_adding = unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee].lower() in _ADDING
            if is_adding and any(_holds(unit, one, take) for one in arguments):
                yield unit.parts(callee)[0]
        elif step.subject == NONE or step.value == NONE:
            return
        elif step.kind == StepKind.UPDATE:
            if unit.kinds[step.value] == ExprKind.LIST and _holds(unit, step.value, take):
                yield step.subject
        elif step.kind == StepKind.ASSIGN and unit.kinds[step.subject] == ExprKind.INDEX:
            if _holds(unit, step.value, take):
                yield unit.parts(step.subject)[0]
        elif step.kind == StepKind.ASSIGN and unit.kinds[step.value] == ExprKind.CALL:
            callee, *arguments = unit.parts(step.value)
            if unit.dotted(callee) == "append" and any(_holds(unit, one, take) for one in arguments[1:]):
                yield step.subject

    def _beside(self, gathering: Gathering) -> Iterator[LossyFlush]:
        """Requests to flush that the same loop answers."""
        unit, scope = gathering.take.unit, gathering.take.scope
        for take in self.queues.takes(unit, scope):
            if take.queue == gathering.take.queue or self._loop(unit, take.block) != gathering.loop:
                continue
            steps = list(self.bodies.within(unit, take.block, take.site.end))
            if not self._is_request(take, steps):
                continue
            written = self._written(unit, steps, gathering.batch)
            if written is None or self._drains(unit, steps, gathering.take.queue):
                continue
            if not self._is_waited_out(take, gathering.take.queue):
                flush = self._flush(gathering, written, take.site._replace(end=written.end))
                if flush is not None:
                    yield flush

    def _is_request(self, take: Take, steps: list[Step]) -> bool:
        """Somebody waits for an answer, or the queue is called after what is asked for; the loop goes on."""
        if not take.queue or any(step.kind == StepKind.RETURN and step.block == take.block for step in steps):
            return False
        return bool(FLUSH.match(take.text.rpartition(".")[2].lstrip("_"))) or any(
            self._answers(take.unit, step, set(take.names)) for step in steps
        )

    @staticmethod
    def _answers(unit: Unit, step: Step, names: set[str]) -> bool:
        if step.kind == StepKind.SEND:
            return unit.dotted(step.subject).partition(".")[0] in names
        if step.kind != StepKind.CALL:
            return False
        callee, *arguments = unit.parts(step.subject)
        if unit.texts[callee] == "close" and unit.kinds[callee] == ExprKind.NAME:
            return any(unit.dotted(one).partition(".")[0] in names for one in arguments)
        root, _, rest = unit.dotted(callee).partition(".")
        return root in names and rest.rpartition(".")[2].lower() in _ANSWERS

    def _written(self, unit: Unit, steps: list[Step], batch: str) -> Site | None:
        """The call, of these steps, that does something with the batch, itself or in what it calls."""
        for step in steps:
            for where, inner in self.bodies.reached(unit, [step]):
                if self.writes(where, inner, batch):
                    return unit.site(step.subject if step.kind == StepKind.CALL else step.value)
        return None

    def writes(self, unit: Unit, step: Step, batch: str) -> bool:
        key = self.members.key
        if step.kind == StepKind.ITERATE:
            return key(unit, step.scope, _gone_through(unit, step.value)) == batch
        if step.kind != StepKind.CALL:
            return False
        callee, *arguments = unit.parts(step.subject)
        if unit.texts[callee] in _LOOKING and unit.kinds[callee] == ExprKind.NAME:
            return False
        return any(key(unit, step.scope, one) == batch for one in arguments)

    def _drains(self, unit: Unit, steps: list[Step], queue: str) -> bool:
        """Some steps, or what they call, take from the queue, wait for it, or hand it on."""
        key = self.members.key
        functions: set[Function] = set()
        for where, step in self.bodies.reached(unit, steps):
            functions.add((where.path, step.scope))
            if step.kind == StepKind.CALL:
                callee, *arguments = where.parts(step.subject)
                is_looked_at = where.texts[callee] in _LOOKING and where.kinds[callee] == ExprKind.NAME
                if not is_looked_at and any(key(where, step.scope, one) == queue for one in arguments):
                    return True
                is_asked = where.kinds[callee] == ExprKind.ATTRIBUTE and where.texts[callee] != "qsize"
                if is_asked and key(where, step.scope, where.parts(callee)[0]) == queue:
                    return True
        own = steps[0].scope if steps else 0
        starts = {step.start for step in steps}
        for path, scope in functions:
            other = self.units[path]
            for take in self.queues.takes(other, scope):
                is_here = (path, scope) != (unit.path, own) or self._is_inside(take, steps, starts)
                if take.queue == queue and is_here:
                    return True
        return False

    def _is_inside(self, take: Take, steps: list[Step], starts: set[int]) -> bool:
        return min(starts) <= take.site.start <= max(step.end for step in steps)

    def _is_waited_out(self, request: Take, queue: str) -> bool:
        """Whoever asks to flush lets the queue run empty before."""
        for unit in self.units.values():
            if request.text.rpartition(".")[2] not in unit.vocabulary:
                continue
            for step in unit.facts.steps:
                is_send = step.kind == StepKind.SEND or (
                    step.kind == StepKind.CALL
                    and unit.texts[unit.callee(step.subject)] in ("put", "put_nowait")
                )
                if is_send and self._asks(unit, step) == request.queue:
                    before = [one for one in self.bodies.steps(unit, step.scope) if one.start < step.start]
                    if self._waits(unit, before, step.scope, queue):
                        return True
        return False

    def _asks(self, unit: Unit, step: Step) -> str:
        if step.kind == StepKind.SEND:
            return self.members.key(unit, step.scope, step.subject)
        callee = unit.callee(step.subject)
        owner = unit.parts(callee)[0] if unit.kinds[callee] == ExprKind.ATTRIBUTE else NONE
        return self.members.key(unit, step.scope, owner) if owner != NONE else ""

    def _waits(self, unit: Unit, steps: list[Step], scope: int, queue: str) -> bool:
        last = queue.rpartition(".")[2].rpartition(":")[2]
        loops = (unit.facts.blocks[index] for index in unit.blocks_in.get(scope, ()))
        is_polled = any(
            block.kind == BlockKind.LOOP
            and block.condition != NONE
            and last in unit.texts_under(block.condition)
            for block in loops
        )
        return is_polled or self._drains(unit, steps, queue)

    def _methods(self, gathering: Gathering) -> Iterator[LossyFlush]:
        """Methods of the same object that others call to have all written."""
        owner = self.members.owner(gathering.take.unit, gathering.take.scope)
        is_kept = owner is not None and f"{gathering.batch}.".startswith(f"{owner[0]}:")
        if owner is None or not is_kept:
            return
        for unit, scope in self.members.methods(owner):
            record = unit.scopes[scope]
            is_own = (unit.path, scope) == (gathering.take.unit.path, gathering.take.scope)
            if is_own or not FLUSH.match(record.name) or (unit.package and record.name[0].islower()):
                continue
            steps = list(self.bodies.steps(unit, scope))
            written = self._written(unit, steps, gathering.batch)
            if written is not None and not self._waits(unit, steps, scope, gathering.take.queue):
                flush = self._flush(gathering, written, written)
                if flush is not None:
                    yield flush

    def _flush(self, gathering: Gathering, written: Site, site: Site) -> LossyFlush | None:
        holds = self.queues.capacities.get(gathering.take.queue)
        if holds is False:
            return None  # a channel that holds nothing hands each item over at once
        is_channel = "<-" in gathering.take.unit.vocabulary
        return LossyFlush(
            site=site,
            written=written,
            taken=gathering.take.site,
            queue=gathering.take.text,
            batch=gathering.text,
            sure=holds is True or not is_channel,
        )


def _gone_through(unit: Unit, expression: int) -> int:
    """The container that a loop runs over: `batch` of `batch.items()`."""
    callee = unit.callee(expression) if unit.kinds[expression] == ExprKind.CALL else NONE
    if callee != NONE and unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] in _VIEWS:
        return unit.parts(callee)[0]
    return expression


def _holds(unit: Unit, expression: int, take: Take | None) -> bool:
    """An expression has what was taken in it."""
    if take is None:
        return True
    waiting = [expression]
    while waiting:
        at = waiting.pop()
        if at == take.value or (unit.kinds[at] == ExprKind.NAME and unit.texts[at] in take.names):
            return True
        waiting += [part for part in unit.parts(at) if part != NONE]
    return False
