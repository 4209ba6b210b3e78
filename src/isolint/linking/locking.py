"""Which locks are held where: those of a `with`, and those that a call takes and another lets go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from isolint.catalogue.patterns import compiled
from isolint.linking.spellings import last_names
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.linking.values import Values
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, Step, StepKind
from isolint.model.vocabulary import Condition

LOCK = "lock"
"""The form of a lock that all processes see."""
LOCAL = "local lock"
_TAKES, _LETS_GO = "locks", "unlocks"
_ENTERING = frozenset({"acquire", "acquire_lock", "acquire_write_lock", "lock", "__enter__", "enter_context"})
"""What methods are called by which one takes the lock that has them, or that they are given."""
_CALLED_LOCK = re.compile(r"(?<![bBcCn])lock|Lock")
"""In the name of what cannot be looked into: it says that it is one. Not in `block` and `clock`."""


class Held(NamedTuple):
    """A lock as it is held at a step: `expression` is what is entered or called, `start` since where."""

    form: str
    expression: int
    start: int


class _Taken(NamedTuple):
    step: Step
    held: Held


class Locking:
    """Answers for any step of any file; kept by function."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.words = values.catalogue.protections
        taking = (call for call, words in self.words.items() if any(word.form in _BY_CALL for word in words))
        self._names = last_names(taking) | _ENTERING
        self._taken: dict[tuple[str, int], list[_Taken]] = {}
        self._entered: dict[tuple[str, int], str] = {}

    def around(self, unit: Unit, step: Step) -> Iterator[Held]:
        """All that is held at a step, those of a `with` first, the innermost of them at the head."""
        for block in unit.blocks_above(step.block):
            form = self._of_block(unit, block)
            if form:
                yield Held(form, block.condition, block.start)
        held: list[Held] = []
        for one in self.taken(unit, step.scope):
            if one.step.start < step.start and self._is_before(unit, one.step, step):
                held = [*held, one.held] if one.held.form != _LETS_GO else []
            elif one.held.form == LOCK and self._opens(unit, step, one.step):
                yield one.held._replace(start=step.start)
        yield from held

    @staticmethod
    def _opens(unit: Unit, step: Step, locking: Step) -> bool:
        """A call gives the open file that is locked next: all that is done with it comes after that."""
        names = {name for one in unit.parts(locking.subject)[1:] for name in unit.texts_under(one)}
        steps = (unit.facts.steps[at] for at in unit.steps_in.get(step.scope, ()))
        return any(
            other.kind in (StepKind.ENTER, StepKind.ASSIGN)
            and other.value == step.subject != NONE != other.subject
            and not names.isdisjoint(unit.targets(other.subject))
            for other in steps
        )

    @staticmethod
    def _is_before(unit: Unit, one: Step, other: Step) -> bool:
        """No branch leads to one of the two steps and not to the other."""
        here = unit.branches(other.block)
        return all(here.get(condition, way) is way for condition, way in unit.branches(one.block).items())

    def taken(self, unit: Unit, scope: int) -> list[_Taken]:
        """The calls of a function that take a lock or let one go, in order."""
        key = (unit.path, scope)
        if key not in self._taken:
            is_possible = not self._names.isdisjoint(unit.vocabulary)
            steps = [unit.facts.steps[at] for at in unit.steps_in.get(scope, ()) if is_possible]
            found = ((step, self._by_call(unit, step)) for step in steps if step.kind == StepKind.CALL)
            self._taken[key] = [
                _Taken(step, Held(form, step.subject, step.start)) for step, form in found if form
            ]
        return self._taken[key]

    def _by_call(self, unit: Unit, step: Step) -> str:
        """What a call does to a lock: the lock's form, "unlocks", or ""."""
        if unit.texts[unit.callee(step.subject)] not in self._names or step.subject in unit.entered:
            return ""
        callee = self.values.callee(unit, step.scope, step.subject)
        if callee is None or callee.form != "chain":
            return ""
        owner, _, last = callee.text.rpartition(".")
        arguments = unit.parts(step.subject)[1:]
        for word in (*self.words.get(callee.text, ()), *self.words.get(f"*.{last}", ())):
            if word.form in _BY_CALL and self._holds(unit, word.when, arguments):
                return LOCK if word.form == _TAKES else _LETS_GO
        if last not in _ENTERING:
            return ""
        if last == "enter_context":
            return self.form(unit, step.scope, arguments[0]) if arguments else ""
        return self._of_chain(owner)

    @staticmethod
    def _holds(unit: Unit, condition: Condition | None, arguments: list[int]) -> bool:
        """Asked of the text: flags are constants of modules whose value nobody knows."""
        if condition is None:
            return True
        selector = condition.argument
        for number, one in enumerate(arguments):
            is_keyword = unit.kinds[one] == ExprKind.KEYWORD
            if unit.texts[one] == selector.keyword if is_keyword else number == selector.index:
                return any(compiled(condition.pattern).search(text) for text in unit.texts_under(one))
        return False

    def _of_block(self, unit: Unit, block: Block) -> str:
        if block.kind != BlockKind.WITHIN or block.condition == NONE:
            return ""
        return self.form(unit, block.scope, block.condition)

    def form(self, unit: Unit, scope: int, expression: int) -> str:
        """What kind of lock a context manager is, "" for none."""
        if unit.kinds[expression] == ExprKind.CALL:
            callee = self.values.callee(unit, scope, expression)
            if callee is not None and callee.form == "function":
                found = self.at_yield(callee)
                if found or self.values.symbols.units[callee.path].scopes[callee.scope].yields:
                    return found
        value = self.values.value(unit, scope, expression)
        if value is not None and value.form == "chain":
            found = self._of_chain(value.text)
            if found or value.text in self.words:
                return found
        if value is not None and value.form in ("instance", "type"):
            found = self._of_type(value)
            if found:
                return found
        return LOCK if self._calls_itself_lock(unit, expression) else ""

    def _calls_itself_lock(self, unit: Unit, expression: int) -> bool:
        while unit.kinds[expression] == ExprKind.CALL:
            expression = unit.callee(expression)
        return bool(_CALLED_LOCK.search(unit.texts[expression]))

    def _of_chain(self, chain: str) -> str:
        """Of what makes a lock, or of a method of that: `FileLock(...).acquire()`."""
        plain = chain.removesuffix("()")
        for name in (plain, plain.rpartition("().")[0]):
            for word in self.words.get(name, ()):
                if word.form in (LOCK, LOCAL):
                    return word.form
        return ""

    def at_yield(self, function: Value) -> str:
        """The lock that a first-party context manager or fixture holds while it yields, "" for none."""
        key = (function.path, function.scope)
        if key not in self._entered:
            self._entered[key] = ""  # one that enters itself
            unit = self.values.symbols.units[function.path]
            for position in unit.steps_in.get(function.scope, ()):
                step = unit.facts.steps[position]
                held = self.around(unit, step) if step.kind == StepKind.YIELD else ()
                self._entered[key] = self._entered[key] or next((one.form for one in held), "")
        return self._entered[key]

    def _of_type(self, owner: Value) -> str:
        """A first-party class that takes a lock when it is entered, or is derived from a lock."""
        unit = self.values.symbols.units[owner.path]
        found = self._of_chain(owner.text) if owner.text else ""
        for path, cls in self.values.ancestry(unit, owner.scope):
            other = self.values.symbols.units[path]
            binding = other.bindings[cls].get("__enter__")
            if found or binding is None or binding.form != "definition":
                continue
            taken = self.taken(other, binding.target)
            found = next((one.held.form for one in taken if one.held.form != _LETS_GO), "")
        return found


_BY_CALL = frozenset({_TAKES, _LETS_GO})
