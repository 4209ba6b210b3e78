"""Containers in objects that one thread of a test goes through while another one changes their size.

A single access to a dictionary or a set is safe in Python. To go through one is not: when its size
changes meanwhile, the loop ends with an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.bodies import Bodies, Function
from isolint.linking.commonthings import CommonThings
from isolint.linking.members import Members
from isolint.linking.mutators import MUTATING
from isolint.linking.registries import Use
from isolint.linking.sharedvalues import SharedValues
from isolint.linking.stores import targets
from isolint.linking.threaded import Threaded
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, Step, StepKind
from isolint.model.sharing import UnlockedUse
from isolint.model.source import Site

_SIZED = frozenset({"map", "set"})
_VIEWS = frozenset({"items", "keys", "values"})
_MAKING = frozenset({"__init__", "__new__", "__post_init__", "__enter__"})


class Iterated:
    """Finds the fields of first-party classes that this can happen to."""

    def __init__(self, threaded: Threaded, things: CommonThings, bodies: Bodies, members: Members) -> None:
        self.threaded = threaded
        self.things = things
        self.bodies = bodies
        self.members = members
        self.units = bodies.units
        self.values = bodies.values
        self.made = SharedValues(threaded.fixtures)

    def unlocked(self) -> tuple[UnlockedUse, ...]:
        """The uses with no lock, in methods that one test runs in several threads."""
        suspects = {
            (unit.path, index): fields
            for unit in self.units.values()
            for index, scope in enumerate(unit.scopes)
            if scope.kind == ScopeKind.TYPE and (fields := self._fields(unit, index))
        }
        found: dict[Site, UnlockedUse] = {}
        for function in self.threaded.items if suspects else ():
            called = self._called(function, {*suspects})
            for owner, fields in suspects.items():
                for uses in fields.values():
                    for one in self._racing(owner, uses, called, function):
                        found.setdefault(one.site, one)
        return tuple(sorted(found.values(), key=lambda one: one.site))

    def _fields(self, unit: Unit, cls: int) -> dict[str, list[Use]]:
        """Uses, by field, of those that are both changed and gone through with no lock."""
        found: dict[str, list[Use]] = {}
        for other, scope in self.members.methods((unit.path, cls)):
            if other.scopes[scope].name not in _MAKING and other.scopes[scope].parameters:
                for use in self._uses(other, scope):
                    found.setdefault(use.field, []).append(use)
        return {
            field: uses
            for field, uses in found.items()
            if {use.writes for use in uses if not use.locked} == {True, False}
            and self._is_sized(unit, cls, field)
        }

    def _is_sized(self, unit: Unit, cls: int, field: str) -> bool:
        """All that gives the object the field gives it a dictionary or a set."""
        steps = self.values.attribute_steps(unit, cls, field)
        made = [self.made.made(unit, step.scope, step.value) for step in steps if step.value != NONE]
        return bool(made) and all(one is not None and one.form in _SIZED for one in made)

    def _uses(self, unit: Unit, scope: int) -> Iterator[Use]:
        """The first change, and the first loop, that a method makes of each field."""
        receiver = unit.scopes[scope].parameters[0].name
        seen: set[tuple[str, bool]] = set()
        for step in self.bodies.steps(unit, scope):
            for owner, shown, writes in (*_changes(unit, step), *_loops(unit, step)):
                field = _field(unit, owner, receiver)
                if field and (field, writes) not in seen:
                    seen.add((field, writes))
                    locked = self._is_locked(unit, step)
                    yield Use((unit.path, scope), field, unit.site(shown), writes, locked)

    def _is_locked(self, unit: Unit, step: Step) -> bool:
        """Inside a `with` on a lock, or after a lock was taken by hand."""
        for block in unit.blocks_above(step.block):
            if block.kind == BlockKind.WITHIN and block.condition != NONE:
                value = self.values.value(unit, block.scope, block.condition)
                chain = value.text.removesuffix("()") if value is not None and value.form == "chain" else ""
                words = self.values.catalogue.protections.get(chain, ())
                is_named = any("lock" in text.lower() for text in unit.texts_under(block.condition))
                if is_named or any(word.form in ("lock", "local lock") for word in words):
                    return True
        return any(
            other.kind == StepKind.CALL
            and other.start < step.start
            and unit.texts[unit.callee(other.subject)] == "acquire"
            for other in self.bodies.steps(unit, step.scope)
        )

    def _called(self, test: Function, owners: set[Function]) -> set[Function]:
        """The methods of some classes that a test runs on objects its threads have in common."""
        unit = self.units[test[0]]
        found: set[Function] = set()
        for other, step in self.bodies.reached(unit, self.bodies.steps(unit, test[1])):
            function = self.bodies.called(other, step)
            if function is None or (function[0], self._owner(function)) not in owners:
                continue
            is_inner = (other.path, step.scope) in found and not self._is_locked(other, step)
            if is_inner or self._is_common(other, step):
                found.add(function)
        return found

    def _owner(self, function: Function) -> int:
        return self.units[function[0]].scopes[function[1]].parent

    def _is_common(self, unit: Unit, step: Step) -> bool:
        callee = unit.callee(step.subject)
        if unit.kinds[callee] != ExprKind.ATTRIBUTE or self._is_locked(unit, step):
            return False
        spot = self.things.spot(unit, step.scope, unit.parts(callee)[0])
        return spot is not None and spot.is_known and spot.common.kind != "argument"

    def _racing(
        self, owner: Function, uses: list[Use], called: set[Function], test: Function
    ) -> Iterator[UnlockedUse]:
        open_uses = [use for use in uses if not use.locked and use.function in called]
        if {use.writes for use in open_uses} != {True, False}:
            return
        unit, runs = self.units[owner[0]], self.units[test[0]]
        for use in open_uses:
            method = self.units[use.function[0]].scopes[use.function[1]]
            yield UnlockedUse(
                site=use.site,
                field=f"{method.parameters[0].name}.{use.field}",
                owner=unit.scopes[owner[1]].name,
                method=method.name,
                writes=use.writes,
                beside=runs.name_site(test[1]),
                also=f"all threads that run test `{runs.scopes[test[1]].name}`",
                partly=any(one.locked for one in uses),
            )


def _field(unit: Unit, expression: int, receiver: str) -> str:
    """The field of the receiver that an expression is."""
    if unit.kinds[expression] != ExprKind.ATTRIBUTE:
        return ""
    return unit.texts[expression] if unit.dotted(unit.parts(expression)[0]) == receiver else ""


def _changes(unit: Unit, step: Step) -> Iterator[tuple[int, int, bool]]:
    """Containers that a step changes, each with the expression to show."""
    if step.kind in (StepKind.ASSIGN, StepKind.DELETE) and step.subject != NONE:
        for target in targets(unit, step.subject):
            if unit.kinds[target] == ExprKind.INDEX:
                yield unit.parts(target)[0], target, True
    elif step.kind == StepKind.CALL:
        callee = unit.callee(step.subject)
        if unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] in MUTATING:
            yield unit.parts(callee)[0], step.subject, True


def _loops(unit: Unit, step: Step) -> Iterator[tuple[int, int, bool]]:
    """Containers that a step goes through one by one, itself or in a comprehension."""
    if step.kind == StepKind.ITERATE:
        yield from _gone_through(unit, step.value)
    for part in (step.value, step.subject) if step.kind not in _INDEXED else ():
        for inner in unit.under(part):
            if unit.kinds[inner] == ExprKind.GENERATOR:
                yield from _gone_through(unit, unit.parts(inner)[1])


def _gone_through(unit: Unit, iterable: int) -> Iterator[tuple[int, int, bool]]:
    """`self.jobs` and `self.jobs.items()`; a copy made in one go, `list(self.jobs)`, is none of them."""
    if iterable == NONE:
        return
    callee = unit.callee(iterable) if unit.kinds[iterable] == ExprKind.CALL else NONE
    is_view = callee != NONE and unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] in _VIEWS
    yield (unit.parts(callee)[0] if is_view else iterable), iterable, False


_INDEXED = frozenset({StepKind.IMPORT, StepKind.DEFINE})
