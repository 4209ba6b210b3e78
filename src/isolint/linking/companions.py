"""What a set-up starts beside the tests: threads, processes, tasks, and what each of them is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from isolint.linking.bodies import Bodies
from isolint.linking.keys import handed, key, mentioned, within
from isolint.linking.lives import Life, Stretch
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, Step, StepKind
from isolint.model.resource import Verb
from isolint.model.source import Site

_LANES = frozenset({"thread", "process", "task", "server"})
_DEPTH = 4
_RUNS = "target"


class Companion(NamedTuple):
    """`keys`: how the tear-down can get at it. `given`: what it works with, and where that is handed over;
    `named`: what only its arguments are made from, a directory say. `ready`: it expects what it is given to
    be closed under its hands. `apart`: it runs in a process of its own."""

    start: Site
    keys: frozenset[str]
    given: dict[str, Site]
    named: dict[str, Site]
    ready: bool
    apart: bool


class _Gathered:
    """What a companion has, as it is being found."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.given: dict[str, Site] = {}
        self.named: dict[str, Site] = {}
        self.ready = False
        self.run: set[int] = set()
        """The functions that it is known to run."""


class Companions:
    """Reads the set-up part of a life."""

    def __init__(self, bodies: Bodies) -> None:
        self.bodies = bodies
        self.values = bodies.values

    def of(self, life: Life) -> Iterator[Companion]:
        for stretch in life.setup:
            for step in stretch.steps():
                kind = self._starts(stretch.unit, step)
                if kind and not _is_rescued(stretch.unit, step):
                    yield self._companion(life, stretch, step, kind)

    def _starts(self, unit: Unit, step: Step) -> str:
        """The kind of what a call starts, "" where it starts nothing or waits for it at once."""
        if step.kind != StepKind.CALL or _is_awaited(unit, step):
            return ""
        kinds = {word.kind for word in self.bodies.words(unit, step) if word.does is Verb.START}
        if not kinds:
            kinds = self._started_by_method(unit, step)
        return next((kind for kind in sorted(kinds) if kind in _LANES), "")

    def _started_by_method(self, unit: Unit, step: Step) -> set[str]:
        """`worker.start()`, of a class of the project that is a thread or has one."""
        callee = unit.callee(step.subject)
        if unit.kinds[callee] != ExprKind.ATTRIBUTE or not key(unit, unit.parts(callee)[0]):
            return set()
        owner = self.values.value(unit, step.scope, unit.parts(callee)[0])
        if owner is None or owner.form != "instance":
            return set()
        base = owner.text.rpartition(".")[2]
        if unit.texts[callee] == "start" and base in ("Thread", "Process"):
            return {base.lower()}
        function = self.bodies.called(unit, step)
        if function is None or "start" not in unit.texts[callee]:
            return set()
        other = self.bodies.units[function[0]]
        return {
            word.kind
            for where, one in self.bodies.reached(other, self.bodies.steps(other, function[1]), depth=1)
            for word in self.bodies.words(where, one)
            if word.does is Verb.START and word.kind in ("thread", "process", "task")
        }

    def _companion(self, life: Life, stretch: Stretch, step: Step, kind: str) -> Companion:
        unit = stretch.unit
        found = _Gathered()
        callee, *arguments = unit.parts(step.subject)
        made = [step.subject]
        if unit.kinds[callee] == ExprKind.ATTRIBUTE:
            owner = unit.parts(callee)[0]
            if not arguments or kind in ("thread", "server"):
                found.keys.add(key(unit, owner))
                made.append(owner)
            elif kind == "task":
                self._of_task(unit, step, owner, found)
        found.keys |= set(_kept_as(stretch, step.subject))
        self._gather(life, unit, made, found)
        keys = frozenset(found.keys - {""})
        return Companion(
            start=unit.site(step.subject),
            keys=keys,
            given={one: site for one, site in found.given.items() if one not in keys},
            named={one: site for one, site in found.named.items() if one not in keys},
            ready=found.ready,
            apart=kind == "process",
        )

    def _of_task(self, unit: Unit, step: Step, owner: int, found: _Gathered) -> None:
        """`executor.submit(f)` ends with the executor; `loop.create_task(f)` needs the loop."""
        chain = self.values.value(unit, step.scope, owner)
        if unit.texts[unit.callee(step.subject)] in ("create_task", "run_in_executor"):
            if key(unit, owner):
                found.given.setdefault(key(unit, owner), unit.site(owner))
        elif chain is not None:
            found.keys.add(key(unit, owner))

    def _gather(self, life: Life, unit: Unit, made: Iterable[int], found: _Gathered) -> None:
        """Follows what it is made from through the variables of the set-up."""
        seen: set[str] = set()
        waiting = [(unit, one, 0) for one in made]
        while waiting:
            where, expression, depth = waiting.pop(0)
            for at in mentioned(where, expression):
                found.named.setdefault(key(where, at), where.site(at))
            for at in handed(where, expression):
                name = key(where, at)
                if expression not in made:
                    found.given.setdefault(name, where.site(at))
                self._follow_target(life, where, at, found)
                if name not in seen and depth < _DEPTH:
                    seen.add(name)
                    waiting += [(one, value, depth + 1) for one, value in _values_of(life, name)]
            if where.kinds[expression] == ExprKind.CALL:
                for argument in where.parts(expression)[1:]:
                    self._give(life, where, argument, found)
                    target = (
                        where.parts(argument)[0] if where.kinds[argument] == ExprKind.KEYWORD else argument
                    )
                    self._run_by(life, where, expression, argument, target, found)

    def _give(self, life: Life, unit: Unit, argument: int, found: _Gathered) -> None:
        for at in handed(unit, argument):
            found.given.setdefault(key(unit, at), unit.site(at))

    def _run_by(
        self, life: Life, unit: Unit, call: int, argument: int, target: int, found: _Gathered
    ) -> None:
        """What it runs: a method of a server, which is then as good as itself, or a function."""
        is_named = unit.kinds[argument] == ExprKind.KEYWORD and unit.texts[argument] == _RUNS
        is_first = unit.parts(call)[1] == argument and unit.kinds[argument] != ExprKind.KEYWORD
        if not (is_named or is_first) or unit.kinds[target] != ExprKind.ATTRIBUTE:
            return
        owner = unit.parts(target)[0]
        if key(unit, owner):
            found.keys.add(key(unit, owner))
            for where, value in _values_of(life, key(unit, owner)):
                for part in where.parts(value)[1:] if where.kinds[value] == ExprKind.CALL else ():
                    self._give(life, where, part, found)

    def _follow_target(self, life: Life, unit: Unit, expression: int, found: _Gathered) -> None:
        """What a function of the set-up, or a method of the same object, uses without being given it."""
        scopes = {one.scope for one in life.setup if one.unit is unit}
        waiting = [(scope, expression) for scope in sorted(scopes)[:1]]
        while waiting:
            value = self.values.value(unit, *waiting.pop())
            is_here = value is not None and value.form == "function" and value.path == unit.path
            if value is None or not is_here or value.scope in found.run:
                continue
            found.run.add(value.scope)
            found.ready = found.ready or self._expects_closing(unit, value.scope)
            record = unit.scopes[value.scope]
            is_own = unit.scopes[record.parent].kind == ScopeKind.TYPE
            own = set(unit.bindings[value.scope])
            for at in within(unit, record.body, record.end):
                name = key(unit, at)
                if name.startswith("self.") if is_own else record.parent in scopes and name not in own:
                    found.given.setdefault(name, unit.site(expression))
                    waiting.append((value.scope, at))

    def _expects_closing(self, unit: Unit, scope: int) -> bool:
        """It rescues more than a queue that stays empty."""
        blocks = (unit.facts.blocks[index] for index in unit.blocks_in.get(scope, ()))
        return any(
            block.kind == BlockKind.RESCUE
            and (block.condition == NONE or not unit.texts_under(block.condition) & _PLAIN)
            for block in blocks
        )


_PLAIN = frozenset({"Empty", "TimeoutError", "CancelledError", "KeyboardInterrupt", "StopIteration"})


def _is_rescued(unit: Unit, step: Step) -> bool:
    return any(block.kind == BlockKind.RESCUE for block in unit.blocks_above(step.block))


def _is_awaited(unit: Unit, step: Step) -> bool:
    """`await loop.run_in_executor(...)`: it is over when the next statement begins."""
    return any(
        unit.parts(at)[0] == step.subject
        for at in unit.of_kind(ExprKind.AWAIT)
        if unit.start(at) < unit.start(step.subject)
    )


def _kept_as(stretch: Stretch, call: int) -> Iterator[str]:
    """The variables that the call's value goes into, also as an item of a list."""
    unit = stretch.unit
    for step in stretch.steps():
        if step.kind in (StepKind.ASSIGN, StepKind.ENTER) and step.value != NONE and step.subject != NONE:
            is_whole = step.value == call or unit.kinds[step.value] != ExprKind.CALL
            if is_whole and call in unit.under(step.value):
                yield key(unit, step.subject)
        elif step.kind == StepKind.CALL and step.subject != call:
            callee, *arguments = unit.parts(step.subject)
            if unit.texts[callee] in ("append", "add") and call in arguments:
                yield key(unit, unit.parts(callee)[0])


def _values_of(life: Life, name: str) -> Iterator[tuple[Unit, int]]:
    """What the set-up assigns to a variable."""
    for stretch in life.setup:
        for step in stretch.steps():
            is_kept = step.kind in (StepKind.ASSIGN, StepKind.ENTER) and NONE not in (
                step.subject,
                step.value,
            )
            if is_kept and key(stretch.unit, step.subject) == name:
                yield stretch.unit, step.value
