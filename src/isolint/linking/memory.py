"""Memory that outlives a test: which variables are written where, and who reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.calls import Calls, Function
from isolint.linking.effects import Effect, Summaries
from isolint.linking.initial import can_be_nil, initial, is_initial
from isolint.linking.naming import constant
from isolint.linking.places import Places
from isolint.linking.unit import Unit
from isolint.linking.variables import ENVIRONMENT, Variables
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.memory import Touch, Variable
from isolint.model.place import Frequency, Lanes, Moment
from isolint.model.resource import Verb
from isolint.model.source import Site

CLOSING = frozenset({"close", "stop", "shutdown", "kill", "terminate", "quit", "disconnect", "server_close"})
_WRITING = frozenset({StepKind.ASSIGN, StepKind.UPDATE, StepKind.ENTER, StepKind.ITERATE})


class Memory:
    """Finds writes of globals, and for those written in one lane only, the reads."""

    def __init__(self, places: Places, calls: Calls) -> None:
        self.places = places
        self.calls = calls
        self.values = calls.values
        self.spelling = Variables(calls)
        self.units = calls.units
        own: dict[Function, list[Effect]] = {}
        for unit in self.units.values():
            for function, effect in self._writes(unit):
                own.setdefault(function, []).append(effect)
        self.writers = own
        # Where nothing tells one lane from another, all of them write alike.
        can_differ = self.places.dispatch.lanes_differ and self._tells_lanes_apart()
        self._write_touches = self._touches(own) if can_differ else {}
        self._unreached = self._unreached_names(own) if can_differ else frozenset()

    def _tells_lanes_apart(self) -> bool:
        """Some code asks which process it is in, or runs in the controller alone."""
        words = {
            word.text.rpartition(".")[2].rpartition(":")[2]
            for word in self.values.catalogue.lanes
            if word.form != "option"
        }
        asks = any(not words.isdisjoint(unit.vocabulary) for unit in self.units.values())
        return asks or any(not entry.place.lanes & Lanes.REST for entry in self.places.entries)

    @property
    def run_variables(self) -> frozenset[str]:
        """Environment variables that the controller sets before the workers start."""
        found = set()
        for name, touches in self._write_touches.items():
            variable = name.removeprefix(f"{ENVIRONMENT}:")
            is_once = all(not touch.lanes & Lanes.REST for touch in touches)
            if variable != name and is_once and name not in self._unreached:
                found.add(variable)
        return frozenset(found)

    @property
    def writes(self) -> dict[str, list[Touch]]:
        """Where variables are written, by their ids, if lanes differ at all."""
        return self._write_touches

    @property
    def set_variables(self) -> frozenset[str]:
        """Environment variables that any code of the project sets."""
        names = (effect.name.text for effects in self.writers.values() for effect in effects)
        prefix = f"{ENVIRONMENT}:"
        return frozenset(name.removeprefix(prefix) for name in names if name.startswith(prefix))

    @property
    def late_environment(self) -> tuple[Touch, ...]:
        """Environment that the controller sets when the worker it is meant for has started."""
        return tuple(
            touch
            for name, touches in sorted(self._write_touches.items())
            if name.startswith(f"{ENVIRONMENT}:")
            for touch in touches
            if touch.lanes == Lanes.CONTROLLER
            and touch.place.lanes == Lanes.CONTROLLER
            and touch.place.moment is Moment.CONFIGURE
            and not touch.ordered
        )

    def variables(self) -> tuple[Variable, ...]:
        """Variables that one lane writes and no other ever does, with their reads, by session."""
        once = {
            (name, session): written
            for name, touches in self._write_touches.items()
            if name not in self._unreached and not name.startswith(f"{ENVIRONMENT}:")
            for session, every in _by_session(touches).items()
            if (written := [touch for touch in every if not _is_last(touch)])
            and all(not touch.lanes & Lanes.REST for touch in written)
            and any(touch.lanes.only_once or touch.lanes.never_parallel for touch in written)
        }
        names = frozenset(name for name, _ in once)
        reads, every = self.reads(names), self.reads(names, asking=True)
        return tuple(
            Variable(
                name=_spoken(name),
                initial=initial(self.units, name),
                can_be_nil=can_be_nil(self.values, name),
                writes=tuple(once[name, session]),
                reads=_within(session, plain := reads.get(name, ())),
                asked=_within(session, (one for one in every.get(name, ()) if one not in plain)),
            )
            for name, session in sorted(once)
        )

    def reads(self, names: frozenset[str], asking: bool = False) -> dict[str, list[Touch]]:
        """Who reads some variables, by their ids, in which places; if `asking`, who asks first, too."""
        return self._touches(self._reads(names, asking)) if names else {}

    def _touches(self, own: dict[Function, list[Effect]]) -> dict[str, list[Touch]]:
        """Effects on memory in the places where entry points make them happen, by variable."""
        summaries = Summaries(self.calls, own)
        found: dict[str, dict[tuple[object, ...], Touch]] = {}
        for entry in self.places.entries:
            for effect in summaries.of((entry.path, entry.scope)):
                place = entry.after if effect.late else entry.place
                lanes = place.lanes if effect.lanes is Lanes.ALL else place.lanes & effect.lanes
                where = self.places.where(effect.site, effect.via) or entry.registered
                if not lanes or where is None:
                    continue
                touch = Touch(
                    site=where,
                    place=place,
                    lanes=lanes,
                    ordered=place.ordered,
                    closes=effect.verb is Verb.CLOSE,
                    calls=bool(effect.call),
                    statement=effect.site,
                )
                key = (where, place.lanes, place.moment, place.session, lanes)
                found.setdefault(effect.name.text, {}).setdefault(key, touch)
        return {
            name: sorted(touches.values(), key=lambda touch: (touch.site, touch.lanes.value))
            for name, touches in found.items()
        }

    def _unreached_names(self, own: dict[Function, list[Effect]]) -> frozenset[str]:
        """Variables with a writer that nobody is seen to call: it may run anywhere."""
        callers = self.calls.closure(own)
        entries = {(entry.path, entry.scope) for entry in self.places.entries}
        reached = set(entries)
        waiting = [function for function in callers if function in entries]
        downward: dict[Function, list[Function]] = {}
        for function, known in callers.items():
            for caller, _ in known:
                downward.setdefault(caller, []).append(function)
        while waiting:
            for function in downward.get(waiting.pop(), ()):
                if function not in reached:
                    reached.add(function)
                    waiting.append(function)
        return frozenset(
            effect.name.text
            for function, effects in own.items()
            if function not in reached
            for effect in effects
        )

    def _writes(self, unit: Unit) -> Iterator[tuple[Function, Effect]]:
        handing_over = self.spelling.handing_over(unit)
        for position in sorted({*unit.writes, *handing_over, *self.spelling.mutating(unit)}):
            step = unit.facts.steps[position]
            if step.kind in _WRITING:
                for target in self.spelling.targets(unit, step.subject):
                    name = self.spelling.written(unit, step, target)
                    if name and not is_initial(self.units, name, unit, step):
                        yield (unit.path, step.scope), self._effect(unit, position, name, target)
            elif step.kind == StepKind.CALL:
                yield from self._filled_in(unit, position, step) if position in handing_over else ()
                name = self.spelling.mutated(unit, step, unit.callee(step.subject))
                if name:
                    effect = self._effect(unit, position, name, step.subject)
                    yield (unit.path, step.scope), effect

    def _filled_in(self, unit: Unit, position: int, step: Step) -> Iterator[tuple[Function, Effect]]:
        """What a call is given the address of, it may well write."""
        for part in unit.parts(step.subject)[1:]:
            if unit.kinds[part] == ExprKind.UNARY and unit.texts[part] == "&":
                target = unit.parts(part)[0]
                name = self.spelling.around(unit, step.scope, target)
                if name:
                    yield (unit.path, step.scope), self._effect(unit, position, name, target)

    def _effect(self, unit: Unit, position: int, name: str, target: int) -> Effect:
        step = unit.facts.steps[position]
        return self._touch(unit, step, name, unit.site(target), Verb.WRITE, position)

    def _touch(self, unit: Unit, step: Step, name: str, site: Site, verb: Verb, position: int) -> Effect:
        around = self.calls.around(unit, step)
        return Effect(
            verb=verb,
            kind="memory",
            name=constant(name, site),
            lanes=around.lanes,
            locked=around.locked,
            once=around.once,
            conditional=around.conditional,
            tolerant=False,
            late=self.calls.is_late(unit, position) if position != NONE else False,
            moment=None,
            site=site,
            call="",
        )

    def _reads(self, names: frozenset[str], asking: bool) -> dict[Function, list[Effect]]:
        """Reads of some variables, by function."""
        own: dict[Function, list[Effect]] = {}
        lasts = {name.rpartition("::")[2].rpartition(".")[2] for name in names}
        written = {effect.site for effects in self.writers.values() for effect in effects}
        for unit in self.units.values() if names else ():
            if lasts.isdisjoint(unit.vocabulary):
                continue
            for expression, text in enumerate(unit.texts):
                kind = unit.kinds[expression]
                if text not in lasts or kind not in (ExprKind.NAME, ExprKind.ATTRIBUTE):
                    continue
                site = unit.site(expression)
                step = unit.step_at(site.start)
                if step is None or site in written:
                    continue
                name = self.spelling.named(unit, step.scope, expression)
                is_read = name in names and not self._is_target(unit, step, expression)
                if is_read and (asking or not self._is_asked_for(unit, step, text)):
                    closing = self._closing(unit, step, expression)
                    verb = Verb.READ if closing is None else Verb.CLOSE
                    effect = self._touch(unit, step, name, closing or site, verb, NONE)
                    effect = effect._replace(call=_call_of(unit, expression))
                    own.setdefault((unit.path, step.scope), []).append(effect)
        return own

    def _is_asked_for(self, unit: Unit, step: Step, name: str) -> bool:
        """Under a condition that looks whether the variable is set at all, or in it."""
        if step.subject == NONE and step.value == NONE and unit.is_condition(step.start):
            return True
        return any(
            block.condition != NONE
            and block.kind in (BlockKind.WHEN, BlockKind.UNLESS)
            and name in unit.texts_under(block.condition)
            for block in unit.blocks_above(step.block)
        )

    def _closing(self, unit: Unit, step: Step, expression: int) -> Site | None:
        """The call that closes what is read: `server.stop()`, at once or by a local name."""
        local = ""
        if step.kind == StepKind.ASSIGN and step.value == expression:
            local = unit.texts[step.subject]
        for position in unit.steps_in.get(step.scope, ()):
            other = unit.facts.steps[position]
            if other.kind != StepKind.CALL:
                continue
            callee = unit.parts(other.subject)[0]
            if unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee].casefold() in CLOSING:
                owner = unit.parts(callee)[0]
                if owner == expression or (local and unit.texts[owner] == local):
                    return unit.site(other.subject)
        return None

    def _is_target(self, unit: Unit, step: Step, expression: int) -> bool:
        is_write = step.kind in (StepKind.ASSIGN, StepKind.DECLARE) and step.subject != NONE
        return is_write and expression in self.spelling.targets(unit, step.subject)


def _is_last(touch: Touch) -> bool:
    """Written when its process ends, or by a test that runs alone in the end: nobody else would see it."""
    is_end = touch.place.frequency is Frequency.RUN and touch.place.moment in (Moment.TEARDOWN, Moment.EXIT)
    return is_end or (touch.place.ordered and touch.place.frequency is not Frequency.RUN)


def _call_of(unit: Unit, expression: int) -> str:
    """The method that is called on what an expression gives, "()" for itself, "" for neither."""
    if expression in unit.callees:
        return "()"
    after = expression + 1
    is_method = after in unit.callees and unit.kinds[after] == ExprKind.ATTRIBUTE
    return unit.texts[after] if is_method and unit.parts(after)[0] == expression else ""


def _by_session(touches: list[Touch]) -> dict[str, list[Touch]]:
    """Touches by the session that they belong to: another one starts with memory of its own."""
    table: dict[str, list[Touch]] = {}
    for touch in touches:
        table.setdefault(touch.place.session, []).append(touch)
    return table


def _within(session: str, touches: Iterable[Touch]) -> tuple[Touch, ...]:
    return tuple(one for one in touches if not session or one.place.session in ("", session))


def _spoken(name: str) -> str:
    return name.rpartition("::")[2]
