"""Where a buffered writer is closed, cancelled or asked about before what it holds is written."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.bodies import Bodies, Function
from isolint.linking.calls import Calls
from isolint.linking.places import Entry, Places
from isolint.linking.unit import Unit
from isolint.linking.writers import Ending, Writer, Writers
from isolint.model.buffering import Loss, MissingFlush
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.place import Moment
from isolint.model.resource import Reach, Verb
from isolint.model.source import Site
from isolint.model.vocabulary import AccessWord

_ENDS = (Moment.TEARDOWN, Moment.EXIT)
_POLLED = "goroutine"


class Unflushed:
    """Finds the places at which buffered items are lost, or waited for in vain."""

    def __init__(self, places: Places, calls: Calls, writers: Writers) -> None:
        self.places = places
        self.calls = calls
        self.writers = writers
        self.bodies: Bodies = writers.bodies
        self.members = writers.members

    def collect(self) -> tuple[MissingFlush, ...]:
        found: dict[Site, MissingFlush] = {}
        if self.writers.all:
            for one in (*self._closed(), *self._cancelled(), *self._polled()):
                found.setdefault(one.site, one)
        return tuple(found[site] for site in sorted(found))

    def _closed(self) -> Iterator[MissingFlush]:
        """Writers that a teardown closes."""
        for entry in self.places.entries:
            unit = self.bodies.units[entry.path]
            late = [
                (position, unit.facts.steps[position])
                for position in unit.steps_in.get(entry.scope, ())
                if self._is_teardown(unit, entry, position)
            ]
            steps = [step for _, step in late]
            for number, step in enumerate(steps):
                receiver = self.writers.closed(unit, step)
                writer = self.writers.of(unit, step.scope, receiver) if receiver != NONE else None
                if writer is None or self._is_flushed(unit, steps[:number], writer):
                    continue
                backend = next((one for one in steps[number + 1 :] if self._stops(unit, one)), None)
                loss = self._loss(writer, backend)
                if loss is not None:
                    yield MissingFlush(
                        loss=loss,
                        site=unit.site(step.subject),
                        writer=unit.dotted(receiver) or writer.name,
                        owner=entry.after.owner,
                        other=unit.site(backend.subject) if backend is not None else None,
                    )

    def _is_teardown(self, unit: Unit, entry: Entry, position: int) -> bool:
        if entry.place.moment in _ENDS:
            return True
        return entry.after.moment in _ENDS and self.calls.is_late(unit, position)

    def _is_flushed(self, unit: Unit, steps: list[Step], writer: Writer) -> bool:
        return any(
            self.writers.flushed(where, one) != NONE or self.bodies.called(where, one) in writer.flushes
            for where, one in self.bodies.reached(unit, steps)
        )

    def _stops(self, unit: Unit, step: Step) -> bool:
        is_writer = self.writers.closed(unit, step) != NONE
        return step.kind == StepKind.CALL and not is_writer and self.writers.stops_backend(unit, step)

    def _loss(self, writer: Writer, backend: Step | None) -> Loss | None:
        ending = self.writers.ending(writer)
        if ending is Ending.LOSES:
            return Loss.CLOSED
        return Loss.BACKEND if ending is Ending.GIVES_UP and backend is not None else None

    def _cancelled(self) -> Iterator[MissingFlush]:
        """Writers whose own close cancels what the last write needs."""
        for writer in self.writers.all.values():
            if not self._writes_under_own_context(writer):
                continue
            for path, scope in writer.closes:
                unit = self.bodies.units[path]
                steps = list(self.bodies.steps(unit, scope))
                for number, step in enumerate(steps):
                    is_member = step.kind == StepKind.CALL and bool(self._member(unit, step))
                    if not is_member or not self.writers.cancels(unit, step) or _is_put_off(unit, step):
                        continue
                    later = (one for one in steps[number + 1 :] if self._follows(unit, one, step))
                    last = next((one for one in later if self._finishes(unit, one, writer)), None)
                    if last is not None and not self._is_flushed(unit, steps[:number], writer):
                        yield MissingFlush(
                            loss=Loss.CANCELLED,
                            site=unit.site(step.subject),
                            writer=writer.name,
                            owner=unit.scopes[scope].name,
                            other=Site(path, last.start, last.end),
                        )

    def _follows(self, unit: Unit, step: Step, earlier: Step) -> bool:
        """A later step of which the earlier one is sure to have run before."""
        return self.bodies.is_within(unit, step.block, earlier.block)

    def _member(self, unit: Unit, step: Step) -> str:
        """The key of the member that a step calls, "" where it calls something else."""
        callee = unit.callee(step.subject)
        is_member = unit.kinds[callee] == ExprKind.ATTRIBUTE
        return self.members.key(unit, step.scope, callee) if is_member else ""

    def _writes_under_own_context(self, writer: Writer) -> bool:
        """What writes its batches passes on a context that the writer keeps."""
        functions = {(one.take.unit.path, one.take.scope) for one in self.writers.gatherings(writer)}
        for path, scope in functions:
            unit = self.bodies.units[path]
            for where, step in self.bodies.reached(unit, self.bodies.steps(unit, scope)):
                if step.kind == StepKind.CALL and any(
                    self._is_own_context(where, step, one, writer) for one in where.parts(step.subject)[1:]
                ):
                    return True
        return False

    def _is_own_context(self, unit: Unit, step: Step, argument: int, writer: Writer) -> bool:
        key = self.members.key(unit, step.scope, argument)
        if not key.startswith(f"{writer.type[0]}:{writer.type[1]}."):
            return False
        value = self.bodies.values.value(unit, step.scope, argument)
        return value is not None and value.text.removesuffix("[0]").startswith("context.")

    def _finishes(self, unit: Unit, step: Step, writer: Writer) -> bool:
        """A step of a close that has the rest written, or waits until it is."""
        if self.bodies.called(unit, step) in writer.flushes:
            return True
        queues = {one.take.queue for one in self.writers.gatherings(writer)}
        is_close = step.kind == StepKind.CALL and unit.dotted(unit.callee(step.subject)) == "close"
        if is_close and any(
            self.members.key(unit, step.scope, one) in queues for one in unit.parts(step.subject)[1:]
        ):
            return True
        return self.writers.waits(unit, step)

    def _polled(self) -> Iterator[MissingFlush]:
        """One flush, and then a poll that never flushes, for what others are still to hand in."""
        for path in sorted(self.places.test_code):
            unit = self.bodies.units[path]
            for position, words in self.bodies.worded(unit).items():
                step = unit.facts.steps[position]
                if self._polls(unit, step, words):
                    flush = self._flush_before(unit, position, step)
                    if flush is not None and not self._flushes(unit, step):
                        yield MissingFlush(
                            loss=Loss.ONCE,
                            site=unit.site(flush.subject),
                            writer=unit.dotted(unit.callee(flush.subject)),
                            owner="",
                            other=unit.site(step.subject),
                        )

    def _polls(self, unit: Unit, step: Step, words: tuple[AccessWord, ...]) -> bool:
        is_poll = any(word.does is Verb.WAIT and word.kind == _POLLED for word in words)
        return is_poll and bool(self._polled_functions(unit, step))

    def _polled_functions(self, unit: Unit, step: Step) -> list[Function]:
        found: list[Function] = []
        for argument in unit.parts(step.subject)[1:]:
            if unit.kinds[argument] in (ExprKind.CLOSURE, ExprKind.NAME, ExprKind.ATTRIBUTE):
                value = self.bodies.values.value(unit, step.scope, argument)
                if value is not None and value.form == "function":
                    found.append((value.path, value.scope))
        return found

    def _flushes(self, unit: Unit, step: Step) -> bool:
        return any(
            self._flushed(other, one) is not None
            for path, scope in self._polled_functions(unit, step)
            for other in (self.bodies.units[path],)
            for one in self.bodies.steps(other, scope)
        )

    def _flushed(self, unit: Unit, step: Step) -> tuple[Unit, Step] | None:
        """The call that flushes a writer, in what a step runs."""
        if step.kind != StepKind.CALL:
            return None
        for where, one in self.bodies.reached(unit, [step], depth=2):
            if self.writers.flushed(where, one) != NONE:
                return where, one
        return None

    def _flush_before(self, unit: Unit, position: int, poll: Step) -> Step | None:
        """The last call before the poll, its checks of errors apart, if that flushes what others fill."""
        own = unit.steps_in[poll.scope]
        start = own.index(position)
        for at in reversed(own[:start]):
            step = unit.facts.steps[at]
            if step.block != poll.block or step.start >= poll.start:
                return None
            found = self._flushed(unit, step)
            if found is not None:
                is_early = self._starts_others(unit, step) and not self._is_filled_here(unit, poll, *found)
                return step if is_early else None
            if step.kind == StepKind.CALL and not self._is_remark(unit, step):
                return None
        return None

    def _starts_others(self, unit: Unit, flush: Step) -> bool:
        """Before the flush the function sets others to work, and does not wait for what they do."""
        earlier = [one for one in self.bodies.steps(unit, flush.scope) if one.end <= flush.start]
        for step in reversed(earlier):
            words = [
                word
                for where, one in self.bodies.reached(unit, [step], depth=2)
                for word in self.bodies.words(where, one)
            ]
            if any(word.does is Verb.WAIT for word in words):
                return False
            if any(word.does.changes and self._is_outside(word.kind) for word in words):
                return True
        return False

    def _is_outside(self, kind: str) -> bool:
        return self.bodies.values.catalogue.resources[kind].reach is Reach.EVERYWHERE

    def _is_remark(self, unit: Unit, step: Step) -> bool:
        """A call that only says or checks something: it calls nothing of the project."""
        callee = self.bodies.values.callee(unit, step.scope, step.subject)
        return callee is not None and callee.form == "chain" and not self.bodies.words(unit, step)

    def _is_filled_here(self, unit: Unit, poll: Step, other: Unit, flush: Step) -> bool:
        """The function hands items to the writer itself, so all are in when it flushes."""
        receiver = other.parts(other.callee(flush.subject))[0]
        wanted = self.members.key(other, flush.scope, receiver)
        if not wanted:
            return True
        for one in self.bodies.steps(unit, poll.scope):
            if one.kind != StepKind.CALL or one.start >= poll.start:
                continue
            callee, *arguments = unit.parts(one.subject)
            parts = [
                *arguments,
                *(unit.parts(callee)[:1] if unit.kinds[callee] == ExprKind.ATTRIBUTE else ()),
            ]
            if self.writers.flushed(unit, one) == NONE and any(
                self.members.key(unit, one.scope, part) == wanted for part in parts
            ):
                return True
        return False


def _is_put_off(unit: Unit, step: Step) -> bool:
    return any(block.kind == BlockKind.FINALLY for block in unit.blocks_above(step.block))
