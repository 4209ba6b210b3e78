"""Set-ups with the tear-downs that belong to them, as far as one function or one object knows both.

A fixture that yields, the methods of a test class or of a helper, the functions of a module, and
the clean-ups that any of them registers: the last one first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.calls import Calls
from isolint.linking.places import Places
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, Step, StepKind
from isolint.model.place import Frequency, Lanes, Moment, Place

_REGISTRARS = frozenset({"addCleanup", "addClassCleanup", "addAsyncCleanup", "addfinalizer", "callback"})
_OPENING = frozenset({"__init__", "start", "open", "__enter__", "__aenter__", "connect", "run"})
_ENDING = frozenset({"close", "aclose", "stop", "shutdown", "__exit__", "__aexit__", "disconnect"})
_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})


class Stretch(NamedTuple):
    """Part of a function: the steps between two offsets."""

    unit: Unit
    scope: int
    start: int
    end: int

    def steps(self) -> Iterator[Step]:
        for at in self.unit.steps_in.get(self.scope, ()):
            step = self.unit.facts.steps[at]
            if self.start <= step.start < self.end:
                yield step


class Cleanup(NamedTuple):
    """A call that registers what is to run at the end."""

    unit: Unit
    step: Step


class Life(NamedTuple):
    """`cleanups` in the order in which they will run, which is after all of `teardown`."""

    place: Place
    setup: tuple[Stretch, ...]
    teardown: tuple[Stretch, ...]
    cleanups: tuple[Cleanup, ...]


class Lives:
    """All lives in the suite's own code."""

    def __init__(self, places: Places, calls: Calls) -> None:
        self.places = places
        self.units = calls.units
        self.hooks = calls.values.catalogue.hooks
        self._entries = {
            (entry.path, entry.scope): entry.after
            for entry in places.entries
            if entry.place.moment is not Moment.IMPORT
        }

    def __iter__(self) -> Iterator[Life]:
        for path in sorted(self.places.test_code):
            unit = self.units[path]
            if unit.package:
                continue
            for scope, record in enumerate(unit.scopes):
                if record.kind == ScopeKind.FUNCTION:
                    yield from self._of_function(unit, scope)
                elif record.kind in (ScopeKind.TYPE, ScopeKind.MODULE):
                    yield from self._of_methods(unit, scope)

    def _of_function(self, unit: Unit, scope: int) -> Iterator[Life]:
        fixture = self.places.fixtures.by_function.get((unit.path, scope))
        is_manager = any(
            unit.dotted(one).rpartition(".")[2] in _MANAGERS for one in unit.scopes[scope].decorators
        )
        if fixture is None and not is_manager:
            return
        record = unit.scopes[scope]
        yields = [unit.facts.steps[at] for at in unit.steps_in.get(scope, ())]
        yields = [step for step in yields if step.kind == StepKind.YIELD]
        middle = yields[0] if yields else None
        if len(yields) > 1:
            return  # which of them is the one depends on conditions
        setup = Stretch(unit, scope, record.body, middle.start if middle else record.end)
        teardown = (Stretch(unit, scope, middle.end, record.end),) if middle else ()
        yield Life(self._place(unit, scope), (setup,), teardown, self._cleanups((setup,)))

    def _of_methods(self, unit: Unit, owner: int) -> Iterator[Life]:
        """The pairs of a class or module: by the catalogue, or by the names of a helper's methods."""
        within = "type" if unit.scopes[owner].kind == ScopeKind.TYPE else "module"
        functions = {
            unit.scopes[index].name: index
            for index in unit.children.get(owner, ())
            if unit.scopes[index].kind == ScopeKind.FUNCTION
        }
        pairs = [
            (scope, functions.get(word.pair, NONE))
            for name, scope in functions.items()
            if (word := self.hooks.get(name)) is not None and word.within == within and word.pair
        ]
        for begin, end in pairs:
            setup = (self._whole(unit, begin),)
            teardown = (self._whole(unit, end),) if end != NONE else ()
            place = self._place(unit, end if end != NONE else begin)
            yield Life(place, setup, teardown, self._cleanups(setup))
        if within == "type" and not pairs:
            setups = tuple(self._whole(unit, scope) for name, scope in functions.items() if name in _OPENING)
            for name in sorted(_ENDING & functions.keys()) if setups else ():
                teardown = (self._whole(unit, functions[name]),)
                yield Life(self._place(unit, functions[name]), setups, teardown, ())

    @staticmethod
    def _whole(unit: Unit, scope: int) -> Stretch:
        return Stretch(unit, scope, unit.scopes[scope].body, unit.scopes[scope].end)

    @staticmethod
    def _cleanups(setup: tuple[Stretch, ...]) -> tuple[Cleanup, ...]:
        found = [
            Cleanup(stretch.unit, step)
            for stretch in setup
            for step in stretch.steps()
            if step.kind == StepKind.CALL and _registers(stretch.unit, step)
        ]
        return tuple(reversed(found))

    def _place(self, unit: Unit, scope: int) -> Place:
        known = self._entries.get((unit.path, scope))
        if known is not None:
            return known
        return Place(
            lanes=Lanes.TESTS,
            moment=Moment.TEARDOWN,
            frequency=Frequency.TEST,
            owner=f"`{unit.scopes[scope].name}`",
            site=unit.name_site(scope),
        )


def _registers(unit: Unit, step: Step) -> bool:
    callee = unit.callee(step.subject)
    is_named = unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] in _REGISTRARS
    blocks = unit.blocks_above(step.block)
    is_plain = not any(block.kind in (BlockKind.RESCUE, BlockKind.LOOP) for block in blocks)
    return is_named and is_plain and len(unit.parts(step.subject)) > 1
