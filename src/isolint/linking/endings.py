"""What a tear-down does, call by call, in the order in which it happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.bodies import Bodies
from isolint.linking.keys import key, mentioned
from isolint.linking.lives import Cleanup, Life, Stretch
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, Step, StepKind
from isolint.model.resource import Verb
from isolint.model.source import Site

CLOSE = "close"
_PATHS = frozenset({"file", "directory"})
_TEMPORARY = "tempfile.TemporaryDirectory"


class Event(NamedTuple):
    """A call, or the end of a `with`.

    `target` is the key of what it is a method of, `owner` that expression, or of the path that it
    `removes`. `mentions`: the keys of all that it deals with. `step` runs it.
    """

    order: int
    unit: Unit
    site: Site
    step: Step
    owner: int
    target: str
    method: str
    mentions: frozenset[str]
    removes: bool


class Endings:
    """Reads the tear-down part of a life."""

    def __init__(self, bodies: Bodies) -> None:
        self.bodies = bodies
        self.values = bodies.values

    def of(self, life: Life) -> list[Event]:
        return sorted(self._events(life), key=lambda one: (one.order, -one.step.start))

    def value(self, event: Event) -> Value | None:
        """What the event is done to."""
        if event.owner == NONE:
            return None
        return self.values.value(event.unit, event.step.scope, event.owner)

    def _events(self, life: Life) -> Iterator[Event]:
        for number, stretch in enumerate(life.teardown):
            for step in stretch.steps():
                if step.kind == StepKind.CALL and not _is_rescued(stretch.unit, step):
                    callee, *arguments = stretch.unit.parts(step.subject)
                    order = number << 32 | step.end
                    yield self._event(stretch.unit, step, callee, arguments, order)
            yield from self._of_contexts(stretch, number)
        for number, cleanup in enumerate(life.cleanups, len(life.teardown)):
            yield from self._of_cleanup(cleanup, number << 32)

    def _event(self, unit: Unit, step: Step, callee: int, arguments: list[int], order: int) -> Event:
        is_method = unit.kinds[callee] == ExprKind.ATTRIBUTE
        owner = unit.parts(callee)[0] if is_method else NONE
        chain = self._chain(unit, step.scope, callee)
        removes = self._removes(chain)
        if removes and arguments and "()" not in chain:  # not a method of the path itself
            owner = next(iter(sorted(mentioned(unit, arguments[0]))), NONE)
        parts = (callee, *arguments)
        mentions = {key(unit, at) for part in parts for at in mentioned(unit, part)}
        return Event(
            order=order,
            unit=unit,
            site=unit.site(step.subject),
            step=step,
            owner=owner,
            target=_holder(unit, step, key(unit, owner)),
            method=unit.texts[callee] if is_method else "",
            mentions=frozenset(_holder(unit, step, one) for one in mentions),
            removes=removes,
        )

    def _chain(self, unit: Unit, scope: int, expression: int) -> str:
        value = self.values.as_written(unit, scope, expression)
        return value.text if value is not None and value.form == "chain" else ""

    def _removes(self, chain: str) -> bool:
        """A call that removes a file or a directory."""
        words = self.values.catalogue.accesses.get(chain, ())
        is_removal = any(word.does is Verb.DESTROY and word.kind in _PATHS for word in words)
        return is_removal or chain == f"{_TEMPORARY}().cleanup"

    def _of_contexts(self, stretch: Stretch, number: int) -> Iterator[Event]:
        """What a `with` around the yield closes at its end."""
        unit = stretch.unit
        for step in (unit.facts.steps[at] for at in unit.steps_in.get(stretch.scope, ())):
            block = _entered(unit, step)
            if block is None or not block.start < stretch.start <= block.end:
                continue
            owner = step.subject if step.subject != NONE else step.value
            yield Event(
                order=number << 32 | block.end,
                unit=unit,
                site=unit.site(step.value),
                step=step,
                owner=owner,
                target=key(unit, owner),
                method=CLOSE,
                mentions=frozenset({key(unit, owner)}),
                removes=self._chain(unit, step.scope, step.value) == f"{_TEMPORARY}()",
            )

    def _of_cleanup(self, cleanup: Cleanup, order: int) -> Iterator[Event]:
        """`addCleanup(self.conn.close)`: as if it were called there and then."""
        unit, step = cleanup
        callback, *arguments = unit.parts(step.subject)[1:]
        value = self.values.value(unit, step.scope, callback)
        is_here = value is not None and value.form == "function" and value.path == unit.path
        if value is None or not is_here:
            yield self._event(unit, step, callback, arguments, order)
            return
        for inner in self.bodies.steps(unit, value.scope):
            if inner.kind == StepKind.CALL:
                callee, *given = unit.parts(inner.subject)
                yield self._event(unit, inner, callee, given, order | inner.end)


def _holder(unit: Unit, step: Step, name: str) -> str:
    """In `for task in tasks`, what is done to each is done to all."""
    for at in unit.steps_in.get(step.scope, ()) if name else ():
        other = unit.facts.steps[at]
        if other.kind == StepKind.ITERATE and key(unit, other.subject) == name:
            return key(unit, other.value) or name
    return name


def _entered(unit: Unit, step: Step) -> Block | None:
    """The block of the `with` that a step enters."""
    if step.kind != StepKind.ENTER:
        return None
    blocks = (unit.facts.blocks[index] for index in unit.blocks_in.get(step.scope, ()))
    return next((one for one in blocks if one.kind == BlockKind.WITHIN and one.condition == step.value), None)


def _is_rescued(unit: Unit, step: Step) -> bool:
    return any(block.kind == BlockKind.RESCUE for block in unit.blocks_above(step.block))
