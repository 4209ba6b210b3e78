"""Tests that race with themselves: what a body does, in order, to things that its threads have in common.

Threads that all do the same to a thing come to no harm as long as one that does it a second time changes
nothing: they all store the same constant, or read. What is counted, appended, removed, or set and set
back is another matter, and so is what was asserted before it is changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.acts import Act, Way
from isolint.linking.bodies import Bodies, Function
from isolint.linking.commonforms import CommonForms
from isolint.linking.commonthings import CommonThings, Spot
from isolint.linking.fakes import Fakes
from isolint.linking.memory import CLOSING
from isolint.linking.mutators import MUTATING
from isolint.linking.sharedvalues import SharedValues
from isolint.linking.stores import targets
from isolint.linking.threaded import Threaded
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, Step, StepKind
from isolint.model.name import Root
from isolint.model.sharing import OUTLIVING, SelfRace

_ALIKE = frozenset({"add", "update", "setdefault", "clear", "discard"})
"""Who does these a second time finds it done."""
_TAKING = frozenset({"remove"})
_OF_LISTS = frozenset({"append", "extend", "insert"})
"""What nothing but a list is likely to have."""
_CONSTANTS = frozenset({ExprKind.STRING, ExprKind.NUMBER, ExprKind.SINGLETON, ExprKind.BYTES})
_CONTAINERS = frozenset({"list", "map", "set"})


_ENDING = frozenset({"pytest.skip", "pytest.fail", "pytest.xfail"})


class SelfRaces:
    """Collects them for all tests that are run in threads."""

    def __init__(self, threaded: Threaded, things: CommonThings, bodies: Bodies, fakes: Fakes) -> None:
        self.threaded = threaded
        self.things = things
        self.bodies = bodies
        self.fakes = fakes
        self.units = bodies.units
        self.made = SharedValues(threaded.fixtures)
        self.forms = CommonForms(threaded.fixtures, self.made)

    def collect(self) -> tuple[SelfRace, ...]:
        found = (race for function in self.threaded.items for race in self._of(function))
        return tuple(sorted(found, key=lambda race: race.site))

    def _of(self, function: Function) -> Iterator[SelfRace]:
        """One for each thing: the first act that does harm."""
        unit = self.units[function[0]]
        by_thing: dict[str, list[Act]] = {}
        known = (act for act in self._acts(unit, function[1]) if act.spot.is_known)
        for act in sorted(known, key=lambda one: (one.site.start, -one.site.end)):
            by_thing.setdefault(act.spot.common.key, []).append(act)
        for acts in by_thing.values():
            found = next(self._harms(acts), None)
            if found is not None:
                act, then = found
                yield SelfRace(
                    site=act.site,
                    owner=f"test `{unit.scopes[function[1]].name}`",
                    common=act.spot.named,
                    does=act.way.value,
                    then=then,
                    tests=(unit.name_site(function[1]),),
                )

    def _harms(self, acts: list[Act]) -> Iterator[tuple[Act, str]]:
        for number, act in enumerate(acts):
            before = [one for one in acts[:number] if one.spot.meets(act.spot)]
            after = [one for one in acts[number + 1 :] if one.spot.meets(act.spot)]
            asserted = any(one.asserts and one.way in (Way.READ, Way.FIND) for one in before)
            if act.way is Way.TAKE:
                yield act, "the second thread finds it gone"
            elif act.way is Way.CHANGE:
                if asserted or any(one.way is Way.READ for one in after):
                    yield act, "each thread finds what the others have added"
            elif act.way is Way.SET:
                then = self._set_harm(act, before, after, asserted=asserted)
                if then:
                    yield act, then

    @staticmethod
    def _set_harm(act: Act, before: list[Act], after: list[Act], *, asserted: bool) -> str:
        """What comes of a store, "" for one that all threads may make."""
        if asserted and not any(one.way is Way.SET for one in before):
            return "a later thread no longer finds what it started with"
        others = [one for one in after if one.way is Way.SET and one.spot.slot == act.spot.slot]
        if any(not act.value or one.value != act.value for one in others):
            return "another thread sets it to something else in between"
        if act.made and any(one.closes for one in after):
            return "a thread closes what another one has put there"
        if act.made and any(one.way in (Way.CHANGE, Way.TAKE) for one in after):
            return "a thread goes on with what another one has put there"
        return ""

    def _acts(self, unit: Unit, scope: int) -> Iterator[Act]:
        record = unit.scopes[scope]
        if "lock" in " ".join(one.name for one in record.parameters).lower():
            return  # it is handed what keeps the threads apart
        for step in self.bodies.steps(unit, scope):
            if self._is_apart(unit, step):
                continue
            if self._ends_test(unit, step):
                return
            asserts = step.kind == StepKind.ASSERT
            if step.kind == StepKind.CALL:
                yield from self._call(unit, step)
            elif step.kind in (StepKind.ASSIGN, StepKind.UPDATE, StepKind.DELETE, StepKind.ENTER):
                yield from self._stores(unit, step)
            if step.kind not in (StepKind.CALL, StepKind.DEFINE, StepKind.IMPORT):
                values = (step.value,) if step.subject != NONE or step.value != NONE else ()
                for value in values:
                    yield from self._reads(unit, scope, value, asserts=asserts)

    def _is_apart(self, unit: Unit, step: Step) -> bool:
        """Under a lock, expected to fail, or in a place that a thread may well not come to."""
        blocks = unit.blocks_above(step.block)
        is_locked = any(
            block.kind == BlockKind.WITHIN and block.condition != NONE and self._is_lock(unit, block)
            for block in blocks
        )
        return is_locked or self.fakes.replaces(unit, step, "", Root.NOWHERE)

    def _ends_test(self, unit: Unit, step: Step) -> bool:
        """The runner is told, in any case, to go no further."""
        is_always = unit.facts.blocks[step.block].parent == NONE
        if step.kind != StepKind.CALL or not is_always:
            return False
        callee = self.bodies.values.callee(unit, step.scope, step.subject)
        return callee is not None and callee.text in _ENDING

    def _is_lock(self, unit: Unit, block: Block) -> bool:
        """By what it is, or by what it is called."""
        value = self.bodies.values.value(unit, block.scope, block.condition)
        chain = value.text.removesuffix("()") if value is not None and value.form == "chain" else ""
        words = self.bodies.values.catalogue.protections.get(chain, ())
        is_named = any("lock" in text.lower() for text in unit.texts_under(block.condition))
        return is_named or any(word.form in ("lock", "local lock") for word in words)

    def _stores(self, unit: Unit, step: Step) -> Iterator[Act]:
        if step.subject == NONE:
            return
        for target in targets(unit, step.subject):
            if unit.kinds[target] == ExprKind.NAME and not self._is_outer(unit, step, target):
                continue  # a name of the function's own
            spot = self.things.spot(unit, step.scope, target)
            if spot is None or not self._is_stored(unit, step, target, spot):
                continue
            site = unit.site(target)
            if step.kind == StepKind.UPDATE:
                yield Act(Way.CHANGE, spot, site)
                yield Act(Way.READ, spot, site)
            elif step.kind == StepKind.DELETE:
                if not self._is_asked(unit, step):
                    yield Act(Way.TAKE, spot, site)
            elif self._is_moved_on(unit, step, spot):
                yield Act(Way.CHANGE, spot, site)
                yield Act(Way.READ, spot, site)
            else:
                yield self._set(unit, step, target, spot)

    def _is_moved_on(self, unit: Unit, step: Step, spot: Spot) -> bool:
        """`self.total = self.total + 1`: from what was there to something else."""
        value = step.value
        return (
            value != NONE
            and unit.kinds[value] == ExprKind.BINARY
            and any(self.things.spot(unit, step.scope, part) == spot for part in unit.parts(value))
        )

    @staticmethod
    def _is_outer(unit: Unit, step: Step, target: int) -> bool:
        return unit.texts[target] in unit.scopes[step.scope].outer

    def _is_stored(self, unit: Unit, step: Step, target: int, spot: Spot) -> bool:
        """Into the thing itself; a slice of a copy, or a property that checks, is nobody's business here.

        Nor is what an object of the test's own gets where its class has something of that name.
        """
        if unit.kinds[target] == ExprKind.ATTRIBUTE and spot.common.kind == OUTLIVING:
            owner = unit.parts(target)[0]
            value = self.bodies.values.value(unit, step.scope, owner)
            is_object = value is not None and value.form == "instance"
            return not is_object or self.things.spot(unit, step.scope, owner) is not None
        return unit.kinds[target] in (ExprKind.ATTRIBUTE, ExprKind.INDEX, ExprKind.NAME)

    def _set(self, unit: Unit, step: Step, target: int, spot: Spot) -> Act:
        value = step.value
        is_known = value != NONE and unit.kinds[value] in _CONSTANTS
        text = f"{unit.kinds[value]}:{unit.texts[value]}" if is_known else ""
        is_own = value != NONE and self.made.made(unit, step.scope, value) is not None
        is_call = value != NONE and unit.kinds[value] == ExprKind.CALL
        return Act(Way.SET, spot, unit.site(target), text, made=is_own or is_call)

    def _is_asked(self, unit: Unit, step: Step) -> bool:
        """Under a question whether it is there, or where it does no harm if it is not."""
        return any(
            block.kind in (BlockKind.WHEN, BlockKind.UNLESS, BlockKind.TRY)
            for block in unit.blocks_above(step.block)
        )

    def _call(self, unit: Unit, step: Step) -> Iterator[Act]:
        callee, *arguments = unit.parts(step.subject)
        asserts = unit.texts[callee].lower().startswith("assert")
        for argument in arguments:
            yield from self._reads(unit, step.scope, argument, asserts=asserts)
        if unit.kinds[callee] != ExprKind.ATTRIBUTE:
            return
        owner, name = unit.parts(callee)[0], unit.texts[callee]
        spot = self.things.spot(unit, step.scope, owner)
        if spot is None:
            return
        site = unit.site(step.subject)
        is_list = spot.common.kind == "argument" and not spot.slot and name in _OF_LISTS
        form = "list" if is_list else self.forms.of(unit, step.scope, owner, spot)
        if form in _CONTAINERS and name in MUTATING:
            yield from self._mutation(unit, step, spot, form, arguments)
        else:
            yield Act(Way.READ, spot, site, closes=name in CLOSING)

    def _mutation(self, unit: Unit, step: Step, spot: Spot, form: str, arguments: list[int]) -> Iterator[Act]:
        name, site = unit.texts[unit.callee(step.subject)], unit.site(step.subject)
        if name in _ALIKE and form != "list":
            yield Act(Way.SET, spot, site, f"{name}:{_text(unit, arguments)}")
        elif name in _ALIKE:
            yield Act(Way.SET, spot, site, name)
        elif name in _TAKING or (name == "pop" and form == "map" and len(arguments) == 1):
            if not self._is_asked(unit, step):
                yield Act(Way.TAKE, spot, site)
        elif name == "pop" and form == "map":
            yield Act(Way.SET, spot, site, name)
        else:
            yield Act(Way.CHANGE, spot, site)

    def _reads(self, unit: Unit, scope: int, expression: int, *, asserts: bool) -> Iterator[Act]:
        """The outermost parts of an expression that lead to common things."""
        if expression == NONE or unit.kinds[expression] == ExprKind.CLOSURE:
            return
        kind = unit.kinds[expression]
        if kind in (ExprKind.NAME, ExprKind.ATTRIBUTE, ExprKind.INDEX):
            spot = self.things.spot(unit, scope, expression)
            if spot is not None:
                yield Act(Way.READ, spot, unit.site(expression), asserts=asserts)
                return
        parts = unit.parts(expression)
        if kind == ExprKind.COMPARE and unit.texts[expression] in ("in", "not-in") and len(parts) == 2:
            spot = self.things.spot(unit, scope, parts[1])
            if spot is not None:
                is_absent = unit.texts[expression] == "not-in"
                yield Act(Way.FIND, spot, unit.site(parts[1]), asserts=asserts and is_absent)
                parts = parts[:1]
        if kind == ExprKind.CALL and unit.kinds[parts[0]] == ExprKind.ATTRIBUTE:
            owner = unit.parts(parts[0])[0]
            if self.things.spot(unit, scope, owner) is not None and unit.texts[parts[0]] in MUTATING:
                parts = parts[1:]  # the call is an act of its own
            else:
                parts = [owner, *parts[1:]]
        for part in parts:
            yield from self._reads(unit, scope, part, asserts=asserts)


def _text(unit: Unit, arguments: list[int]) -> str:
    return ",".join(unit.texts[part] for argument in arguments for part in sorted(unit.under(argument)))
