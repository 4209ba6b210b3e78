"""Tests that assert what they have drawn from a generator which their file seeds once, on import.

The seed decides about the first number that is drawn in the process. Whose number that is depends on
the tests that run there, and on all that they draw.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.assertions import asserted_by
from isolint.linking.calls import Function
from isolint.linking.neighbours import AroundTests
from isolint.linking.sayings import literal
from isolint.linking.seeding import Seed, Seeding
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.change import SeededOutcome
from isolint.model.facts import NONE, ExprKind, StepKind

_DEPTH = 2
_LONG_TEXT = 10
_PRECISE = 5
"""Characters of a number that nobody foresees: 0.417."""
_MANY = 3
_LISTED = frozenset({ExprKind.LIST, ExprKind.TUPLE})


class SeededOutcomes:
    """Looks at the files of tests that seed a generator of the whole process."""

    def __init__(self, around: AroundTests, values: Values) -> None:
        self.around = around
        self.units = around.units
        self.values = values
        self.seeding = Seeding(values)
        self._drawing: dict[tuple[Function, str], bool] = {}

    def collect(self) -> Iterator[SeededOutcome]:
        """One for each seed, with the first test that asserts what comes of it."""
        for path, unit in sorted(self.units.items()):
            seeds = () if unit.package else tuple(self.seeding.within(unit, 0))
            for seed in seeds:
                if seed.argument == NONE or len({one.chain for one in seeds}) < len(seeds):
                    continue  # seeded anew for what is drawn on import as well
                for function in sorted(one for one in self.around.runs if one[0] == path):
                    asserted = self._asserted(unit, function, seed)
                    if asserted != NONE:
                        yield SeededOutcome(
                            site=unit.site(seed.call),
                            call=seed.chain,
                            owner=self.around.runs[function].place.owner,
                            asserted=unit.site(asserted),
                        )
                        break

    def _asserted(self, unit: Unit, function: Function, seed: Seed) -> int:
        """What the test asserts of the numbers that it draws, NONE where it does not, or seeds itself."""
        functions = [function, *(one.function for one in self.around.of_test(function))]
        if any(True for path, scope in functions for _ in self.seeding.within(self.units[path], scope)):
            return NONE
        drawn: set[str] = set()
        for position in unit.steps_in.get(function[1], ()):
            step = unit.facts.steps[position]
            said = asserted_by(unit, step)
            if said is not None and said.form == "is" and any(_is_precise(unit, one) for one in said.parts):
                if any(self._is_drawn(unit, function[1], one, seed, drawn) for one in said.parts):
                    return said.parts[0]
            elif step.kind == StepKind.CALL and self._draws(unit, function[1], step.subject, seed):
                drawn |= _locals(unit, function[1], step.subject)
            elif step.kind == StepKind.ASSIGN and step.value != NONE:
                is_drawn = self._is_drawn(unit, function[1], step.value, seed, drawn)
                names = set(unit.targets(step.subject))
                drawn = drawn | names if is_drawn else drawn - names
        return NONE

    def _is_drawn(self, unit: Unit, scope: int, expression: int, seed: Seed, drawn: set[str]) -> bool:
        names = {unit.texts[one] for one in unit.under(expression) if unit.kinds[one] == ExprKind.NAME}
        return not names.isdisjoint(drawn) or self._draws(unit, scope, expression, seed)

    def _draws(self, unit: Unit, scope: int, expression: int, seed: Seed, depth: int = _DEPTH) -> bool:
        """A number is drawn there, by a call of the generator or a function that is called or handed on."""
        for one in unit.under(expression):
            if unit.kinds[one] == ExprKind.CALL:
                called = self.values.callee(unit, scope, one)
                words = self.values.catalogue.sources
                word = words.get(called.text) if called is not None and called.form == "chain" else None
                if word is not None and word.seeded_by == seed.chain:
                    return True
            elif unit.kinds[one] in (ExprKind.NAME, ExprKind.ATTRIBUTE) and depth:
                value = self.values.value(unit, scope, one)
                function = (
                    (value.path, value.scope) if value is not None and value.form == "function" else None
                )
                if function is not None and self._is_drawing(function, seed, depth - 1):
                    return True
        return False

    def _is_drawing(self, function: Function, seed: Seed, depth: int) -> bool:
        key = (function, seed.chain)
        if key not in self._drawing:
            self._drawing[key] = False  # it may call itself
            unit = self.units[function[0]]
            steps = (unit.facts.steps[at] for at in unit.steps_in.get(function[1], ()))
            self._drawing[key] = any(
                step.kind == StepKind.CALL and self._draws(unit, function[1], step.subject, seed, depth)
                for step in steps
            )
        return self._drawing[key]


def _locals(unit: Unit, scope: int, call: int) -> set[str]:
    """The names of the function's own that a call is given: what it draws may go into what they hold."""
    arguments = unit.parts(call)[1:]
    names = {unit.texts[one] for one in arguments if unit.kinds[one] == ExprKind.NAME}
    return {name for name in names if name in unit.bindings[scope]}


def _is_precise(unit: Unit, expression: int) -> bool:
    """A constant that can only have come out of what was drawn: no count, no flag."""
    kind, text = unit.kinds[expression], unit.texts[expression]
    if kind == ExprKind.STRING:
        return len(text) >= _LONG_TEXT
    if kind == ExprKind.NUMBER:
        return "." in text and len(text) >= _PRECISE
    is_listed = kind in _LISTED and len(unit.parts(expression)) >= _MANY
    return is_listed and bool(literal(unit, expression))
