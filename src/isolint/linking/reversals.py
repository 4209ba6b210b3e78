"""Tests that deny at their end what they assert at their start, of a thing that they did not make.

Such a test says itself that it changes something which is still there when it has ended: run
again in the same process, it fails at its first assertion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from isolint.linking.assertions import asserted_by
from isolint.linking.calls import Function
from isolint.linking.fakes import Fakes
from isolint.linking.namesread import NamesRead
from isolint.linking.sayings import Said, Shape, State, is_nothing, literal, sayings, shape_of
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, Step, StepKind
from isolint.model.source import Site

_CONSTANT = frozenset({ExprKind.STRING, ExprKind.NUMBER, ExprKind.SINGLETON, ExprKind.BYTES})
_STARTING_ANEW = (
    "reset", "clear", "flush", "init", "setup", "set_up", "purge", "clean", "drop", "delete", "remove",
    "unregister", "pop", "restore", "patch", "undo", "stop", "close",
)  # fmt: skip
"""What the name of a call has in it that may bring about the state a test starts from."""

_OPENING = frozenset({"open", "suppress", "raises", "assertRaises"})
_PATCHING = frozenset({"monkeypatch", "mocker", "class_mocker", "settings", "mock", "patch"})


class Reversal(NamedTuple):
    """`first` and `last` are what a test asserts of one thing at its start and at its end.

    The change stands between the offsets `after` and `before`; the code behind `asked` looks for it.
    """

    function: Function
    first: Said
    last: Said
    after: int
    before: int
    asked: tuple[int, ...]


class Reversals:
    """Looks at single tests; who changes what they ask for is for others to say."""

    def __init__(self, values: Values, fakes: Fakes, tests: Iterable[Function]) -> None:
        self.values = values
        self.units = values.symbols.units
        self.fakes = fakes
        self.tests = tests
        self.read = NamesRead(values)

    @cached_property
    def found(self) -> dict[Function, tuple[Reversal, ...]]:
        """All of them, by the function that is a test."""
        table = {function: tuple(self._of(function)) for function in self.tests}
        table = {function: reversals for function, reversals in table.items() if reversals}
        shown = [one for reversals in table.values() for one in reversals if one.asked != one.first.parts]
        for one in sorted(shown, key=lambda each: (each.function, each.after)):
            for function in self.tests:
                if function[0] == one.function[0] and function not in table:
                    table[function] = tuple(self._alike(function, one))
        return {function: reversals for function, reversals in table.items() if reversals}

    def _alike(self, function: Function, shown: Reversal) -> Iterator[Reversal]:
        """A test that asserts all that comes of a call of which another one shows that it differs later."""
        unit, scope = self.units[function[0]], function[1]
        made, asserted = (shape_of(unit, one) for one in (unit.callee(shown.asked[0]), shown.first.parts[0]))
        said = [one for shape, one in self._said(unit, scope) if shape == (asserted,)]
        if self._is_patching(unit, scope) or not said or said[0].state.aspect != "value":
            return
        first = said[0]
        for step in self._steps(unit, scope):
            is_call = step.kind == StepKind.CALL and step.end <= first.step.start
            if (
                is_call
                and shape_of(unit, unit.callee(step.subject)) == made
                and self._is_of_outside(unit, scope, (step.subject,))
                and self._is_open(unit, scope, first, first)
            ):
                yield Reversal(function, first, first, step.start, step.end, (step.subject,))
                return

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all that the code reads which such tests ask."""
        every = (one for reversals in self.found.values() for one in reversals)
        return frozenset().union(*map(self.names_read, every))

    def names_read(self, reversal: Reversal) -> frozenset[str]:
        """The names in what is asserted, and in the first-party functions that are called there."""
        unit = self.units[reversal.function[0]]
        inside = [one for part in reversal.asked for one in unit.under(part)]
        return self.read.of(unit, reversal.function[1], inside)

    def site(self, reversal: Reversal) -> Site:
        """What is asserted first."""
        return self.units[reversal.function[0]].site(reversal.first.parts[0])

    def _of(self, function: Function) -> Iterator[Reversal]:
        """Those of one test, which has nothing around it that may bring its start about."""
        unit, scope = self.units[function[0]], function[1]
        if unit.package or self._is_patching(unit, scope):
            return
        if all(asserted_by(unit, step) is None for step in self._steps(unit, scope)):
            return
        by_thing: dict[Shape, list[Said]] = {}
        for shape, said in self._said(unit, scope):
            by_thing.setdefault(shape, []).append(said)
        for one in by_thing.values():
            first, last = one[0], one[-1]
            if not first.state.contradicts(last.state) or first.step.end > last.step.start:
                continue
            if not self._is_open(unit, scope, first, last):
                continue
            if self._is_of_outside(unit, scope, first.parts):
                yield Reversal(function, first, last, *self._between(unit, scope, first, last), first.parts)
                continue
            call = self._same_call(unit, scope, first, last)
            if call is not None:
                yield Reversal(function, first, last, call.start, call.end, (call.subject,))

    def _is_patching(self, unit: Unit, scope: int) -> bool:
        """Something in the test changes things for its time only, and they may be those that it asks for."""
        names = {one.name for one in unit.scopes[scope].parameters}
        entered = (step.value for step in self._steps(unit, scope) if step.kind == StepKind.ENTER)
        raised = {
            unit.texts[part]
            for call in entered
            if unit.kinds[call] == ExprKind.CALL and unit.texts[unit.callee(call)] in _OPENING
            for part in unit.parts(call)[1:]
        }
        return bool(names & _PATCHING) or bool(self.fakes.whole(unit.path, scope) - raised)

    def _between(self, unit: Unit, scope: int, first: Said, last: Said) -> tuple[int, int]:
        """Where the change stands; in the assertions themselves, where the test does nothing else."""
        asserting = [one for one in self._steps(unit, scope) if asserted_by(unit, one) is not None]
        acts = any(
            first.step.end <= one.start and one.end <= last.step.start
            for one in self._steps(unit, scope)
            if (one.kind == StepKind.CALL or _sets_outside(unit, one))
            and not any(each.start <= one.start and one.end <= each.end for each in asserting)
        )
        return (first.step.end, last.step.start) if acts else (first.step.start, last.step.end)

    def _said(self, unit: Unit, scope: int) -> Iterator[tuple[Shape, Said]]:
        """What is asserted without any condition, each with the thing it is asserted of."""
        kinds = (StepKind.ASSERT, StepKind.CALL)
        steps = [step for step in self._steps(unit, scope) if step.kind in kinds]
        inside = (unit.facts.blocks[at].kind for at in unit.blocks_in.get(scope, ()))
        tried = [one for one in steps if one.kind == StepKind.CALL] if BlockKind.WITHIN in inside else []
        refused = [step for step in tried if self.fakes.is_refused(unit, step)]
        for step in steps:
            said = asserted_by(unit, step) if step not in refused else None
            is_tried = bool(refused) and step.kind == StepKind.CALL
            if (said is None and not is_tried) or not self._is_straight(unit, step):
                continue
            if is_tried:
                outcome = State("fails", str(step in refused))
                yield ("call", shape_of(unit, step.subject)), Said(step, (step.subject,), outcome)
            if said is not None:
                yield from sayings(unit, step, said)

    def _is_straight(self, unit: Unit, step: Step) -> bool:
        return all(
            block.kind == BlockKind.BODY
            or (
                block.kind == BlockKind.WITHIN
                and block.condition != NONE
                and unit.kinds[block.condition] == ExprKind.CALL
                and unit.texts[unit.callee(block.condition)] in _OPENING
            )
            for block in unit.blocks_above(step.block)
        )

    def _is_open(self, unit: Unit, scope: int, first: Said, last: Said) -> bool:
        """Nothing before the first brings about what it asserts, and nothing after the last takes it back."""
        asserting = [
            (one.start, one.end) for one in self._steps(unit, scope) if asserted_by(unit, one) is not None
        ]
        for step in self._steps(unit, scope):
            if step.end <= first.step.start and _sets_outside(unit, step):
                return False
            if step.kind != StepKind.CALL or any(
                start <= step.start and step.end <= end for start, end in asserting
            ):
                continue
            callee = unit.callee(step.subject)
            is_before = step.end <= first.step.start and not _is_of_same(unit, callee, first.parts[0])
            if is_before and any(word in unit.texts[callee].lower() for word in _STARTING_ANEW):
                return False
            if step.start >= last.step.end:
                return False
        return True

    def _same_call(self, unit: Unit, scope: int, first: Said, last: Said) -> Step | None:
        """The call before the first assertion, of which nothing came, where its like alone made something."""
        values = (
            [part for part in unit.parts(first.step.value) if literal(unit, part)]
            if first.step.value != NONE
            else []
        )
        if first.state.aspect != "value" or not any(is_nothing(unit, one) for one in values):
            return None
        calls = [step for step in self._steps(unit, scope) if step.kind == StepKind.CALL]
        whole = [step for step in calls if not any(_is_part(step, one) for one in calls)]
        before = [step for step in whole if step.end <= first.step.start]
        between = [step for step in whole if first.step.end <= step.start and step.end <= last.step.start]
        if not before or len(between) != 1:
            return None
        one, other = before[-1].subject, between[0].subject
        is_same = shape_of(unit, one) == shape_of(unit, other)
        return before[-1] if is_same and self._is_of_outside(unit, scope, (one,)) else None

    @staticmethod
    def _steps(unit: Unit, scope: int) -> Iterator[Step]:
        return (unit.facts.steps[at] for at in unit.steps_in.get(scope, ()))

    def _is_of_outside(self, unit: Unit, scope: int, parts: Iterable[int]) -> bool:
        """It is asked by names of the module alone, and by constants: the next run means the same thing."""
        names = [
            one
            for part in parts
            for one in unit.under(part)
            if unit.kinds[one] in (ExprKind.NAME, ExprKind.CLOSURE)
        ]
        return bool(names) and all(self._is_outside(unit, scope, one) for one in names)

    @staticmethod
    def _is_outside(unit: Unit, scope: int, expression: int) -> bool:
        if unit.kinds[expression] == ExprKind.CLOSURE or expression in unit.loop_names:
            return False
        name = unit.texts[expression]
        home = unit.home(scope, name)
        while home and name not in unit.bindings[home]:
            home = unit.scopes[home].parent
        binding = unit.bindings[home].get(name) if home else None
        if binding is None or binding.form == "import":
            return True
        if binding.form == "definition":
            return unit.scopes[binding.target].kind == ScopeKind.TYPE
        steps = [unit.facts.steps[at] for at in binding.steps] if binding.form == "variable" else []
        return bool(steps) and all(
            step.kind == StepKind.ASSIGN and step.value != NONE and unit.kinds[step.value] in _CONSTANT
            for step in steps
        )


def _sets_outside(unit: Unit, step: Step) -> bool:
    """It stores something that is no local name."""
    if step.kind not in (StepKind.ASSIGN, StepKind.UPDATE, StepKind.DELETE) or step.subject == NONE:
        return False
    names = unit.targets(step.subject)
    return not names or any(unit.home(step.scope, name) != step.scope for name in names)


def _root(unit: Unit, expression: int) -> str:
    """The name at the start of a chain of attributes and items, of a thing that the test itself has."""
    while unit.kinds[expression] in (ExprKind.ATTRIBUTE, ExprKind.INDEX):
        expression = unit.parts(expression)[0]
    names = {one.name for one in unit.scopes[unit.scope_at(unit.start(expression))].parameters}
    return unit.texts[expression] if unit.texts[expression] in names else ""


def _is_of_same(unit: Unit, one: int, other: int) -> bool:
    root = _root(unit, one)
    return bool(root) and root == _root(unit, other)


def _is_part(inner: Step, outer: Step) -> bool:
    return inner is not outer and outer.start <= inner.start and inner.end <= outer.end
