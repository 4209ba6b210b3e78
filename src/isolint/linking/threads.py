"""Which functions run beside others in one process, as goroutines or handlers, and which in tests."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from isolint.linking.bodies import Bodies, Function
from isolint.linking.call import Call
from isolint.linking.calls import Calls
from isolint.linking.members import Members
from isolint.linking.places import Places
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.place import Frequency, Moment
from isolint.model.resource import Verb
from isolint.model.source import Site

_BESIDE = {"goroutine": False, "handler": True}
"""Kinds of things that run what they are given beside what follows; whether many times at once."""
_RUN = frozenset({"ServeHTTP", "Reconcile", "Start", "Run", "Handle"})
"""By which methods an object is run that is given away for that."""


class Manner(Enum):
    TEST = "a test"
    """In a test, on an object that outlives it."""
    BESIDE = "another goroutine"
    MANY = "several goroutines at once"


class Holder(Enum):
    """Where the object is kept whose method runs: that says who else can get at it."""

    SELF = "the receiver, or what that has"
    PACKAGE = "a variable of the package"
    AROUND = "a variable of the function around"
    LOCAL = "a variable of its own"


_SHARED = (Holder.PACKAGE, Holder.AROUND)


class Kept(NamedTuple):
    """Where an object is kept; `home` is the function whose variable it is, for one AROUND.

    Each time that function runs it has another object, whoever runs it beside what.
    """

    holder: Holder
    home: Function | None = None


class Way(NamedTuple):
    """One way in which a function comes to run; `site` is the call that leads to it."""

    manner: Manner
    site: Site


class Threads:
    """Walks from functions up to what runs them."""

    def __init__(self, places: Places, calls: Calls, bodies: Bodies, members: Members) -> None:
        self.places = places
        self.calls = calls
        self.bodies = bodies
        self.members = members
        self.units = bodies.units
        self.in_tests = {
            (entry.path, entry.scope)
            for entry in places.entries
            if entry.place.moment is Moment.TEST
            or (entry.place.moment is Moment.SETUP and entry.place.frequency is Frequency.TEST)
        }

    def ways(self, functions: set[Function]) -> dict[Function, set[Way]]:
        """How each of some functions comes to run, as far as that is not plainly one after the other."""
        callers = self.calls.closure(functions)
        return {function: set(self._ways(function, callers)) for function in functions}

    def _ways(
        self, function: Function, callers: dict[Function, list[tuple[Function, Call]]]
    ) -> Iterator[Way]:
        own = Kept(Holder.SELF)
        seen = {(function, own)}
        waiting: list[tuple[Function, Site | None, Kept]] = [(function, None, own)]
        while waiting:
            current, first, kept = waiting.pop()
            if kept.home == current:
                continue
            if current in self.handed:
                yield self.handed[current]
                continue
            if current in self.in_tests and kept.holder is Holder.PACKAGE and first is not None:
                yield Way(Manner.TEST, first)
            for caller, call in callers.get(current, ()):
                unit = self.units[call.path]
                way = self._beside(unit, call)
                if way is not None:
                    yield way
                    continue
                above = kept if kept.holder in _SHARED else self._kept(unit, call)
                if (caller, above) in seen or above.holder is Holder.LOCAL:
                    continue
                seen.add((caller, above))
                if not self.is_locked(unit, call.scope, call.site.start):
                    waiting.append((caller, first or call.site, above))

    def _beside(self, unit: Unit, call: Call) -> Way | None:
        step = self._step(unit, call)
        if step is None or not self.bodies.is_beside(unit, step.block):
            return None
        blocks = unit.blocks_above(step.block)
        is_looped = any(block.kind == BlockKind.LOOP for block in blocks)
        return Way(Manner.MANY if is_looped else Manner.BESIDE, call.site)

    def _step(self, unit: Unit, call: Call) -> Step | None:
        return self._call_steps(unit).get(call.site.start)

    def _call_steps(self, unit: Unit) -> dict[int, Step]:
        if unit.path not in self._by_start:
            self._by_start[unit.path] = {
                unit.start(step.subject): step for step in unit.facts.steps if step.kind == StepKind.CALL
            }
        return self._by_start[unit.path]

    @cached_property
    def _by_start(self) -> dict[str, dict[int, Step]]:
        return {}

    def _kept(self, unit: Unit, call: Call) -> Kept:
        """Where the object is kept whose method is called."""
        if call.expression == NONE:
            return Kept(Holder.SELF)
        callee = unit.callee(call.expression)
        root = callee
        while unit.kinds[root] in (ExprKind.ATTRIBUTE, ExprKind.UNARY, ExprKind.INDEX):
            root = unit.parts(root)[0]
        if unit.kinds[callee] != ExprKind.ATTRIBUTE or unit.kinds[root] != ExprKind.NAME:
            is_plain = unit.kinds[callee] in (ExprKind.NAME, ExprKind.CLOSURE)
            return Kept(Holder.SELF if is_plain else Holder.LOCAL)
        symbol = self.bodies.values.symbols.lookup(unit, call.scope, unit.texts[root])
        if symbol is None or symbol.form in ("module", "external"):
            return Kept(Holder.SELF)
        if symbol.form == "variable" and symbol.scope == 0:
            return Kept(Holder.PACKAGE)
        if symbol.scope != call.scope and symbol.form in ("variable", "parameter"):
            return Kept(Holder.AROUND, (symbol.path, symbol.scope))
        record = unit.scopes[call.scope]
        is_receiver = symbol.form == "parameter" and bool(record.owner)
        return Kept(Holder.SELF if is_receiver and record.parameters[0].name == symbol.name else Holder.LOCAL)

    def is_locked(self, unit: Unit, scope: int, offset: int) -> bool:
        """A function takes a lock before it gets to an offset."""
        return any(
            step.start <= offset and step.kind == StepKind.CALL and self._locks(unit, step)
            for step in self.bodies.steps(unit, scope)
        )

    def _locks(self, unit: Unit, step: Step) -> bool:
        callee = self.bodies.values.callee(unit, step.scope, step.subject)
        chain = callee.text if callee is not None and callee.form == "chain" else ""
        words = self.bodies.values.catalogue.protections.get(chain, ())
        name = unit.texts[unit.callee(step.subject)].lower()
        return any(word.form in ("lock", "local lock", "local once") for word in words) or "lock" in name

    @cached_property
    def handed(self) -> dict[Function, Way]:
        """Functions that are given to something which runs them beside the rest."""
        found: dict[Function, Way] = {}
        names = {
            chain.rpartition(".")[2]
            for chain, words in self.bodies.values.catalogue.accesses.items()
            if any(word.does is Verb.START and word.kind in _BESIDE for word in words)
        }
        for unit in self.units.values():
            if names.isdisjoint(unit.vocabulary):
                continue
            for position in unit.calls.of_any(names):
                for function, way in self._handed(unit, unit.facts.steps[position]):
                    found.setdefault(function, way)
        return found

    def _handed(self, unit: Unit, step: Step) -> Iterator[tuple[Function, Way]]:
        kinds = {word.kind for word in self.bodies.words(unit, step) if word.does is Verb.START} & {*_BESIDE}
        if not kinds:
            return
        manner = Manner.MANY if any(_BESIDE[kind] for kind in kinds) else Manner.BESIDE
        way = Way(manner, unit.site(step.subject))
        for argument in unit.parts(step.subject)[1:]:
            for one in self._within(unit, argument):
                value = self.bodies.values.value(unit, step.scope, one)
                if value is None:
                    continue
                if value.form == "function":
                    yield (value.path, value.scope), way
                elif value.form == "instance":
                    for other, scope in self.members.methods((value.path, value.scope)):
                        if other.scopes[scope].name in _RUN:
                            yield (other.path, scope), way

    def _within(self, unit: Unit, argument: int) -> Iterator[int]:
        """An argument, and what it is wrapped in: `http.HandlerFunc(s.serve)`."""
        yield argument
        if unit.kinds[argument] == ExprKind.CALL:
            for part in unit.parts(argument)[1:]:
                yield from self._within(unit, part)
