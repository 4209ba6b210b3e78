"""Buffered writers of the project: types with a flush and a close, and what their close leaves undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from isolint.linking.bodies import Bodies, Function
from isolint.linking.flushing import FLUSH, Flushing, Gathering
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, Step, StepKind
from isolint.model.resource import Verb

CLOSE = re.compile(r"^(close|shut_?down|stop)$", re.IGNORECASE)
_WHOLE_FLUSH = re.compile(r"^(force_?)?flush(_?(now|all|events|buffer|batch))?$", re.IGNORECASE)
_JOINING = frozenset({"Wait", "wait", "join", "result"})


class Ending(Enum):
    """What a close does with items that are still buffered."""

    WRITES = "writes them"
    GIVES_UP = "writes them, for as long as it waits"
    LOSES = "loses them"
    UNKNOWN = "unknown"


class Writer(NamedTuple):
    """A first-party type that buffers; `flushes` and `closes` are its methods of that kind."""

    type: Function
    name: str
    flushes: tuple[Function, ...]
    closes: tuple[Function, ...]


class Writers:
    """All buffered writers, and interfaces of such."""

    def __init__(self, bodies: Bodies, flushing: Flushing) -> None:
        self.bodies = bodies
        self.flushing = flushing
        self.members = flushing.members
        self.units = bodies.units
        self._endings: dict[Function, Ending] = {}

    @cached_property
    def all(self) -> dict[Function, Writer]:
        found: dict[Function, Writer] = {}
        for unit in self.units.values():
            if not any(_WHOLE_FLUSH.match(scope.name) for scope in unit.scopes):
                continue
            for index, scope in enumerate(unit.scopes):
                if _WHOLE_FLUSH.match(scope.name) and scope.kind == ScopeKind.FUNCTION:
                    writer = self._writer(unit, index)
                    if writer is not None:
                        found.setdefault(writer.type, writer)
        return found

    def _writer(self, unit: Unit, method: int) -> Writer | None:
        owner = self._owner(unit, method)
        if owner is None:
            return None
        name = self.units[owner[0]].scopes[owner[1]].name
        methods = [
            (other.path, scope, other.scopes[scope].name) for other, scope in self.members.methods(owner)
        ]
        closes = tuple((path, scope) for path, scope, each in methods if CLOSE.match(each))
        flushes = tuple((path, scope) for path, scope, each in methods if _WHOLE_FLUSH.match(each))
        return Writer(owner, name, flushes, closes) if closes else None

    def _owner(self, unit: Unit, method: int) -> Function | None:
        record = unit.scopes[method]
        if record.parent > 0 and unit.scopes[record.parent].kind == ScopeKind.TYPE:
            return unit.path, record.parent
        return self.members.owner(unit, method) if record.owner else None

    def of(self, unit: Unit, scope: int, expression: int) -> Writer | None:
        """The writer that an expression stands for."""
        value = self.bodies.values.value(unit, scope, expression)
        if value is None or value.form != "instance":
            return None
        for path, cls in self.bodies.values.ancestry(self.units[value.path], value.scope):
            if (path, cls) in self.all:
                return self.all[path, cls]
        return None

    def flushed(self, unit: Unit, step: Step) -> int:
        """The receiver of a call that flushes a writer, NONE for any other step."""
        return self._receiver(unit, step, _WHOLE_FLUSH)

    def closed(self, unit: Unit, step: Step) -> int:
        """The receiver of a call that closes a writer."""
        return self._receiver(unit, step, CLOSE)

    def _receiver(self, unit: Unit, step: Step, name: re.Pattern[str]) -> int:
        if step.kind != StepKind.CALL:
            return NONE
        callee = unit.callee(step.subject)
        if unit.kinds[callee] != ExprKind.ATTRIBUTE or not name.match(unit.texts[callee]):
            return NONE
        receiver = unit.parts(callee)[0]
        return receiver if self.of(unit, step.scope, receiver) is not None else NONE

    def ending(self, writer: Writer) -> Ending:
        """What closing it does; of an interface, the worst that one of the types behind it does."""
        if writer.type not in self._endings:
            self._endings[writer.type] = Ending.UNKNOWN
            self._endings[writer.type] = self._ending(writer)
        return self._endings[writer.type]

    def _ending(self, writer: Writer) -> Ending:
        if not self._is_interface(writer):
            return self._of_type(writer)
        known = {self.ending(one) for one in self._behind(writer)} - {Ending.UNKNOWN}
        return next(
            (one for one in (Ending.LOSES, Ending.GIVES_UP, Ending.WRITES) if one in known), Ending.UNKNOWN
        )

    def _is_interface(self, writer: Writer) -> bool:
        unit = self.units[writer.type[0]]
        return bool(unit.package) and all(
            unit.scopes[scope].parent == writer.type[1] for _, scope in (*writer.flushes, *writer.closes)
        )

    def _behind(self, writer: Writer) -> Iterator[Writer]:
        """The types that have all methods of an interface."""
        wanted = {other.scopes[scope].name for other, scope in self.members.methods(writer.type)}
        for one in self.all.values():
            has = {other.scopes[scope].name for other, scope in self.members.methods(one.type)}
            if one is not writer and wanted <= has and not self._is_interface(one):
                yield one

    def _of_type(self, writer: Writer) -> Ending:
        gatherings = self.gatherings(writer)
        buffers = self._buffers(writer, gatherings)
        if not buffers:
            return Ending.UNKNOWN
        endings = {self._of_close(function, writer, gatherings, buffers) for function in writer.closes}
        return next(one for one in (Ending.WRITES, Ending.GIVES_UP, Ending.LOSES) if one in endings)

    def gatherings(self, writer: Writer) -> list[Gathering]:
        """The loops that fill the batches of a writer."""
        return [
            one
            for unit, scope in self.members.methods(writer.type)
            for one in self.flushing.gatherings(unit, scope)
        ]

    def _buffers(self, writer: Writer, gatherings: list[Gathering]) -> set[str]:
        """Queues and containers in which items wait: filled by one method, written by its flush."""
        prefix = f"{writer.type[0]}:{writer.type[1]}."
        filled = {
            key
            for unit, scope in self.members.methods(writer.type)
            for step in self.bodies.steps(unit, scope)
            for key in self.flushing.filled(unit, step)
            if key.startswith(prefix)
        }
        written = {
            key
            for path, scope in writer.flushes
            for key in filled
            if any(self.flushing.writes(unit, step, key) for unit, step in self._run(path, scope))
        }
        return written | {one.take.queue for one in gatherings}

    def _run(self, path: str, scope: int) -> Iterator[tuple[Unit, Step]]:
        unit = self.units[path]
        return self.bodies.reached(unit, self.bodies.steps(unit, scope))

    def _of_close(
        self, function: Function, writer: Writer, gatherings: list[Gathering], buffers: set[str]
    ) -> Ending:
        steps = list(self._run(*function))
        for unit, step in steps:
            called = self.bodies.called(unit, step)
            is_flush = called in writer.flushes or bool(
                step.kind == StepKind.CALL and FLUSH.match(unit.texts[unit.callee(step.subject)].lstrip("_"))
            )
            if is_flush or any(
                self.flushing.writes(unit, step, key) for key in buffers - _queues(gatherings)
            ):
                return Ending.WRITES
        waits = [self._gives_up(unit, step) for unit, step in steps if self.waits(unit, step)]
        scopes = {(unit.path, step.scope) for unit, step in steps}
        waits += [True for path, scope in scopes if self._selects(self.units[path], scope)]
        if not gatherings:
            return Ending.LOSES if not waits else Ending.WRITES
        if waits and not all(waits):
            return Ending.WRITES
        return Ending.GIVES_UP if waits else Ending.LOSES

    def waits(self, unit: Unit, step: Step) -> bool:
        """A step waits for a thread: `join`, `Wait`, a receive."""
        if any(_receives(unit, one) for one in self.bodies.expressions(unit, step)):
            return True
        return step.kind == StepKind.CALL and unit.texts[unit.callee(step.subject)] in _JOINING

    def _selects(self, unit: Unit, scope: int) -> bool:
        """A function waits for one of several things."""
        blocks = (unit.facts.blocks[index] for index in unit.blocks_in.get(scope, ()))
        return any(
            block.kind == BlockKind.CASE and block.condition != NONE and _receives(unit, block.condition)
            for block in blocks
        )

    def _gives_up(self, unit: Unit, step: Step) -> bool:
        """It waits beside, for so long, or for something else as well."""
        blocks = unit.blocks_above(step.block)
        if any(block.kind in (BlockKind.CASE, BlockKind.BESIDE) for block in blocks):
            return True
        if step.kind != StepKind.CALL:
            return False
        return len(unit.parts(step.subject)) > 1

    def cancels(self, unit: Unit, step: Step) -> bool:
        """A step cancels a context."""
        if step.kind != StepKind.CALL:
            return False
        callee = self.bodies.values.callee(unit, step.scope, step.subject)
        chain = callee.text if callee is not None and callee.form == "chain" else ""
        words = self.bodies.values.catalogue.protections.get(chain, ())
        return any(word.form == "cancels" for word in words)

    def stops_backend(self, unit: Unit, step: Step) -> bool:
        """A step closes or removes something outside, itself or in what it calls."""
        return any(
            word.does in (Verb.CLOSE, Verb.DESTROY)
            for where, one in self.bodies.reached(unit, [step])
            for word in self.bodies.words(where, one)
        )


def _queues(gatherings: list[Gathering]) -> set[str]:
    return {one.take.queue for one in gatherings}


def _receives(unit: Unit, expression: int) -> bool:
    return unit.kinds[expression] == ExprKind.UNARY and unit.texts[expression] == "<-"
