"""Steps that start something beside the test, wait for it, or only pass time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from isolint.linking.bodies import Bodies, Function
from isolint.linking.threads import Threads
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.readiness import Thing
from isolint.model.resource import PORT, Access, Verb
from isolint.model.source import Site
from isolint.model.vocabulary import AccessWord

_LATE = {"manager": Thing.MANAGER, "cache": Thing.CACHE, "late listener": Thing.SERVER}
"""Kinds of things that are not ready when the call that starts them has begun."""
_PATIENT = re.compile(
    r"wait|await|eventually|poll|retry|ready|health|ping|alive|connectable|until|sync", re.IGNORECASE
)
_LANES = ("thread", "process")
_DELAY = "delay"
_OBJECT = "cluster object"
_STARTING = frozenset({Verb.CREATE, Verb.START, Verb.WAIT})
_HEARING = frozenset({"get", "recv", "recv_bytes", "readline"})
"""Methods that, asked for nothing in particular, return when the other side has said something."""


class Starting:
    """Says of a step what it starts, and whether it waits."""

    def __init__(self, bodies: Bodies, threads: Threads, accesses: Iterable[Access]) -> None:
        self.bodies = bodies
        self.threads = threads
        self.values = bodies.values
        self._bound = {
            access.site
            for access in accesses
            if access.verb is Verb.BIND and access.resource.kind == PORT and access.call.endswith("Popen")
        }

    def started(self, unit: Unit, step: Step) -> Thing | None:
        """What a step starts that is not ready at once, None for any other step."""
        if step.kind != StepKind.CALL:
            return None
        if self.bodies.is_beside(unit, step.block):
            return self._beside(unit, step)
        if self._bound and unit.site(step.subject) in self._bound:
            return Thing.PROCESS
        words = self.bodies.words(unit, step)
        if any(word.does is Verb.CREATE and word.kind == "container" for word in words):
            return Thing.CONTAINER if self._is_detached(unit, step) else None
        if any(word.does is Verb.START and word.kind in _LANES for word in words):
            return self._thread(unit, step)
        return None

    def _beside(self, unit: Unit, step: Step) -> Thing | None:
        """What a call starts that runs beside the rest."""
        for where, one in self.bodies.reached(unit, [step._replace(block=0)], depth=1):
            thing = self._late(self.bodies.words(where, one))
            if thing is not None:
                return thing
        return None

    @staticmethod
    def _late(words: Iterable[AccessWord]) -> Thing | None:
        """What is started by a call that some words describe, if that takes a while."""
        for word in words:
            if word.does is Verb.BIND and word.kind == PORT:
                return Thing.SERVER
            if word.does is Verb.START and word.kind in _LATE:
                return _LATE[word.kind]
        return None

    def _thread(self, unit: Unit, step: Step) -> Thing | None:
        """The server that a thread or process is made to run."""
        callee = unit.callee(step.subject)
        if unit.kinds[callee] != ExprKind.ATTRIBUTE:
            return None
        made = self._made(unit, step.scope, unit.parts(callee)[0], step.start)
        target = next((part for part in made if unit.texts[part] == "target"), NONE)
        if target == NONE or unit.kinds[target] != ExprKind.KEYWORD:
            return None
        if self._is_handed_port(unit, step, made):
            return None  # who connects before the server runs waits in the socket's queue
        value = self.values.value(unit, step.scope, unit.parts(target)[0])
        if value is None or value.form != "function":
            return self._late(self._said_of(value))
        other = self.bodies.units[value.path]
        things = (self._late(self.bodies.words(other, one)) for one in self.bodies.steps(other, value.scope))
        return next((thing for thing in things if thing is not None), None)

    def _is_handed_port(self, unit: Unit, step: Step, made: list[int]) -> bool:
        """What the thread or process is given was bound before."""
        names = {
            unit.texts[one] for part in made for one in unit.under(part) if unit.kinds[one] == ExprKind.NAME
        }
        return any(
            word.does is Verb.BIND and word.kind == PORT
            for other in self.bodies.steps(unit, step.scope)
            if other.kind == StepKind.ASSIGN
            and other.end <= step.start
            and names & set(unit.targets(other.subject))
            for call in self.bodies.steps(unit, step.scope)
            if call.kind == StepKind.CALL and other.value == call.subject
            for where, one in self.bodies.reached(unit, [call])
            for word in self.bodies.words(where, one)
        )

    def _said_of(self, value: Value | None) -> tuple[AccessWord, ...]:
        """What the catalogue says of calling a value."""
        is_outside = value is not None and value.form == "chain"
        return self.values.catalogue.accesses.get(value.text, ()) if value and is_outside else ()

    def _made(self, unit: Unit, scope: int, owner: int, before: int) -> list[int]:
        """The arguments of the call that made a thread."""
        if unit.kinds[owner] == ExprKind.CALL:
            return unit.parts(owner)[1:]
        name = unit.dotted(owner)
        made = [
            step.value
            for step in self.bodies.steps(unit, scope)
            if step.kind == StepKind.ASSIGN
            and step.start < before
            and step.value != NONE
            and unit.kinds[step.value] == ExprKind.CALL
            and unit.dotted(step.subject) == name
        ]
        return unit.parts(made[-1])[1:] if made and name else []

    @staticmethod
    def _is_detached(unit: Unit, step: Step) -> bool:
        return any(
            unit.kinds[part] == ExprKind.KEYWORD
            and unit.texts[part] == "detach"
            and unit.texts[unit.parts(part)[0]] == "True"
            for part in unit.parts(step.subject)[1:]
        )

    def delays(self, unit: Unit, step: Step) -> bool:
        """A step sleeps for a time that is written in the source."""
        if step.kind != StepKind.CALL or unit.texts[unit.callee(step.subject)].lower() != "sleep":
            return False
        if not any(word.does is Verb.WAIT and word.kind == _DELAY for word in self.bodies.words(unit, step)):
            return False
        arguments = unit.parts(step.subject)[1:]
        is_fixed = len(arguments) == 1 and self._is_fixed(unit, arguments[0])
        in_loop = any(block.kind == BlockKind.LOOP for block in unit.blocks_above(step.block))
        return is_fixed and not in_loop

    def _is_fixed(self, unit: Unit, expression: int) -> bool:
        kind = unit.kinds[expression]
        if kind == ExprKind.BINARY:
            return all(self._is_fixed(unit, part) for part in unit.parts(expression))
        if kind == ExprKind.NUMBER:
            return unit.texts[expression] not in ("0", "0.0")
        return kind == ExprKind.ATTRIBUTE and unit.dotted(expression).startswith("time.")

    def waits(self, unit: Unit, step: Step) -> bool:
        """A step waits until something is so, by the catalogue, by what it does, or by its name."""
        return any(self._waits(where, one) for where, one in self.bodies.reached(unit, [step]))

    def _waits(self, unit: Unit, step: Step) -> bool:
        if any(
            unit.kinds[one] == ExprKind.UNARY and unit.texts[one] == "<-"
            for one in self.bodies.expressions(unit, step)
        ):
            return True
        if step.kind != StepKind.CALL:
            return False
        words = self.bodies.words(unit, step)
        is_look = (word.does is Verb.CHECK and word.kind != _OBJECT for word in words)
        if any(word.does is Verb.WAIT for word in words) or any(is_look):
            return not any(word.kind == _DELAY for word in words) or self._polls(unit, step)
        if _PATIENT.search(unit.texts[unit.callee(step.subject)]) or self._is_hearing(unit, step):
            return True
        return self._is_repeated(unit, step)

    @staticmethod
    def _is_hearing(unit: Unit, step: Step) -> bool:
        """`queue.get(timeout=5)`, `pipe.recv()`: until the other side says something, whatever that is."""
        callee, *arguments = unit.parts(step.subject)
        is_method = unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] in _HEARING
        return is_method and all(unit.kinds[one] == ExprKind.KEYWORD for one in arguments)

    @staticmethod
    def _is_repeated(unit: Unit, step: Step) -> bool:
        """`while cannot_connect(): ...`: a loop goes on until the call says that it may end."""
        loops = (unit.facts.blocks[index] for index in unit.blocks_in.get(step.scope, ()))
        asked = {block.condition for block in loops if block.kind == BlockKind.LOOP} - {NONE}
        iterated = {
            unit.facts.steps[at].value
            for at in unit.steps_in.get(step.scope, ())
            if unit.facts.steps[at].kind == StepKind.ITERATE
        }
        return any(step.subject in unit.under(condition) for condition in asked - iterated)

    @staticmethod
    def _polls(unit: Unit, step: Step) -> bool:
        """It stands in a loop: somebody looks again and again."""
        return any(block.kind == BlockKind.LOOP for block in unit.blocks_above(step.block))

    def selects(self, unit: Unit, scope: int, after: int) -> bool:
        """A function waits, behind an offset, for one of several channels."""
        blocks = (unit.facts.blocks[index] for index in unit.blocks_in.get(scope, ()))
        return any(block.kind == BlockKind.CASE and block.start > after for block in blocks)

    @cached_property
    def callers(self) -> dict[Function, list[tuple[Unit, Step]]]:
        """The calls of functions in test code, by function."""
        found: dict[Function, list[tuple[Unit, Step]]] = {}
        for path in self.threads.places.test_code:
            unit = self.bodies.units[path]
            for step in unit.facts.steps:
                function = self.bodies.called(unit, step)
                if function is not None:
                    found.setdefault(function, []).append((unit, step))
        return found

    def functions(self) -> Iterator[tuple[Unit, int]]:
        """The functions of the suite's own code in which anything may be started."""
        for path in sorted(self.threads.places.test_code):
            unit = self.bodies.units[path]
            yield from ((unit, scope) for scope in sorted(self._starting(unit)) if scope)

    def _starting(self, unit: Unit) -> set[int]:
        """The scopes in which a call may start something, or sleep."""
        if any(site.path == unit.path for site in self._bound):
            return set(unit.steps_in)
        worded = self.bodies.worded(unit).items()
        calls = (at for at, words in worded if any(word.does in _STARTING for word in words))
        beside = (block.scope for block in unit.facts.blocks if block.kind == BlockKind.BESIDE)
        return {unit.facts.steps[at].scope for at in calls}.union(beside)


def site_of(unit: Unit, step: Step) -> Site:
    """What to show of a step."""
    return unit.site(step.subject) if step.kind == StepKind.CALL else Site(unit.path, step.start, step.end)
