"""Outside things that are touched behind a lock, a flag or a cache that only this process has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.bodies import Bodies
from isolint.linking.calls import Calls
from isolint.linking.frames import Frame, frames, step_of
from isolint.linking.locking import LOCAL
from isolint.linking.places import Places
from isolint.linking.spellings import last_names
from isolint.linking.unit import Unit
from isolint.linking.variables import Variables
from isolint.model.confinement import GuardForm, ProcessGuard
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, StepKind
from isolint.model.resource import Access, Reach
from isolint.model.source import Site

_ONCE = "local once"
_BESIDE = "beside"
_NOTHING = frozenset({"None", "False", "0"})
_EMPTY_IF = {"is": True, "==": True, "is-not": False, "!=": False}
"""Whether something is still missing where a comparison with nothing holds."""


class ProcessGuards:
    """Looks around each statement on the way to a touch, in the suite's own code."""

    def __init__(self, places: Places, calls: Calls, bodies: Bodies, variables: Variables) -> None:
        self.places = places
        self.bodies = bodies
        self.units = bodies.units
        self.values = bodies.values
        self.locking = calls.locking
        self.variables = variables
        protections = self.values.catalogue.protections
        self._once = {call for call, words in protections.items() if any(one.form == _ONCE for one in words)}
        beside = (call for call, words in protections.items() if any(one.form == _BESIDE for one in words))
        self._beside = last_names(beside)
        self._found: dict[Site, tuple[GuardForm, int] | None] = {}

    def collect(self, accesses: Iterable[Access]) -> dict[Access, ProcessGuard]:
        """The innermost guard of each access that has one."""
        return {
            access: guard
            for access in accesses
            if access.verb.changes and access.resource.reach is not Reach.PROCESS
            for guard in self._of(access)
        }

    def _of(self, access: Access) -> Iterator[ProcessGuard]:
        for frame in frames(self.units, access):
            if frame.site not in self._found:
                self._found[frame.site] = next(self._around(frame), None)
            found = self._found[frame.site]
            if found is not None:
                form, expression = found
                site, text = frame.unit.site(expression), self._text(frame.unit, form, expression)
                yield ProcessGuard(access=access, form=form, site=site, text=text)
                return

    def _around(self, frame: Frame) -> Iterator[tuple[GuardForm, int]]:
        unit, scope, step = frame.unit, frame.scope, step_of(frame)
        if not self.places.is_test_code(unit.path):
            return  # the code under test has threads of its own to keep in order
        for held in self.locking.around(unit, step):
            if held.form == LOCAL and self._is_meant_for_all(unit, scope, held.expression):
                yield GuardForm.LOCK, held.expression
        for block in unit.blocks_above(step.block):
            for flag in self._flags(unit, block):
                yield GuardForm.FLAG, flag
        for decorator in unit.scopes[scope].decorators:
            if unit.scopes[scope].parent == 0 and self._keeps(unit, decorator):
                yield GuardForm.CACHE, decorator

    def _text(self, unit: Unit, form: GuardForm, expression: int) -> str:
        """What a message calls the guard: the lock or the flag by its name, a cache by its decorator."""
        if form is GuardForm.LOCK:
            expression = self._lock(unit, expression)
        elif unit.kinds[expression] == ExprKind.CALL:
            expression = unit.callee(expression)
        return unit.dotted(expression) or unit.texts[expression]

    @staticmethod
    def _lock(unit: Unit, expression: int) -> int:
        """The lock itself, of which a method may be called."""
        if unit.kinds[expression] != ExprKind.CALL:
            return expression
        callee = unit.callee(expression)
        return unit.parts(callee)[0] if unit.kinds[callee] == ExprKind.ATTRIBUTE else callee

    def _is_meant_for_all(self, unit: Unit, scope: int, expression: int) -> bool:
        """It outlives the test, and the file has no threads that it could be there for."""
        if not self._beside.isdisjoint(unit.vocabulary):
            return False
        lock = self._lock(unit, expression)
        if unit.kinds[lock] == ExprKind.ATTRIBUTE:
            owner = self.values.value(unit, scope, unit.parts(lock)[0])
            if owner is not None and owner.form == "instance":
                family = self.values.ancestry(self.units[owner.path], owner.scope)
                return any(unit.texts[lock] in self.units[path].bindings[cls] for path, cls in family)
        return bool(self.variables.named(unit, scope, lock))

    def _keeps(self, unit: Unit, decorator: int) -> bool:
        """A decorator under which a function does its work once for each process."""
        called = unit.callee(decorator) if unit.kinds[decorator] == ExprKind.CALL else decorator
        value = self.values.as_written(unit, 0, called)
        return value is not None and value.form == "chain" and value.text in self._once

    def _flags(self, unit: Unit, block: Block) -> Iterator[int]:
        """The variables by which a block runs only if it has not run before: it sets them itself."""
        if block.kind not in (BlockKind.WHEN, BlockKind.UNLESS) or block.condition == NONE:
            return
        scope = block.scope
        found = {
            variable: expression
            for expression in _unset(unit, block.condition, holds=block.kind == BlockKind.WHEN)
            if (variable := self.variables.named(unit, scope, expression))
        }
        if found:
            written = set(self._written(unit, block))
            yield from (expression for variable, expression in found.items() if variable in written)

    def _written(self, unit: Unit, block: Block) -> Iterator[str]:
        """The variables that the code in a block sets or adds to, through what it calls as well."""
        inside = self.bodies.within(unit, unit.facts.blocks.index(block), block.start)
        for where, step in self.bodies.reached(unit, inside):
            if step.kind in (StepKind.ASSIGN, StepKind.UPDATE) and step.subject != NONE:
                for target in self.variables.targets(where, step.subject):
                    yield self.variables.written(where, step, target)
            elif step.kind == StepKind.CALL:
                yield self.variables.mutated(where, step, where.callee(step.subject))


def _unset(unit: Unit, condition: int, *, holds: bool) -> Iterator[int]:
    """The expressions that are false, None or without an element where a condition holds, or does not."""
    kind, parts = unit.kinds[condition], unit.parts(condition)
    if kind == ExprKind.UNARY and unit.texts[condition] == "not":
        yield from _unset(unit, parts[0], holds=not holds)
    elif kind == ExprKind.LOGIC and (unit.texts[condition] == "and") is holds:
        for part in parts:
            yield from _unset(unit, part, holds=holds)
    elif kind in (ExprKind.NAME, ExprKind.ATTRIBUTE) and not holds:
        yield condition
    elif kind == ExprKind.INDEX and not holds:
        yield parts[0]
    elif kind == ExprKind.CALL and not holds and unit.kinds[parts[0]] == ExprKind.ATTRIBUTE:
        if unit.texts[parts[0]] == "get":
            yield unit.parts(parts[0])[0]
    elif kind == ExprKind.COMPARE and len(parts) == _PAIR:
        operator = unit.texts[condition]
        if operator in ("in", "not-in") and (operator == "not-in") is holds:
            yield parts[1]
        elif unit.texts[parts[1]] in _NOTHING and _EMPTY_IF.get(operator) is holds:
            yield parts[0]


_PAIR = 2
