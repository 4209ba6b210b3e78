"""Conditions on the lane itself, where they stand and what they let through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.calls import Calls, Function
from isolint.linking.effects import Summaries
from isolint.linking.lanes import KINDS
from isolint.linking.places import Entry, Places
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind
from isolint.model.memory import GuardUse
from isolint.model.place import Lanes
from isolint.model.resource import Reach, Verb
from isolint.model.source import Site

_FORMS = {
    "workerinput": "attribute",
    "slaveinput": "attribute",
    "worker_id": "worker id",
    "get_xdist_worker_id": "worker id",
    "workerid": "worker id",
    "PYTEST_XDIST_WORKER": "environment",
    "is_xdist_controller": "controller call",
    "is_xdist_master": "controller call",
    "is_xdist_worker": "worker call",
    "numprocesses": "option",
    "dist": "option",
}
_DELAY = "delay"
_STARTING = re.compile(
    r"^_?(start|create|setup|set_up|init|initiali[sz]e|migrate|seed|populate|build|bootstrap|"
    r"prepare|launch|spawn|install|provision|load_fixtures|up)(_|$)"
)


def guard_uses(places: Places, calls: Calls, summaries: Summaries) -> tuple[GuardUse, ...]:
    """All lane tests in functions that the runner calls, at once or through others."""
    finder = _Finder(calls, summaries)
    tests = {
        (unit.path, scope): found
        for unit in calls.units.values()
        if finder.may_test(unit) and places.is_test_code(unit.path)
        for scope, found in finder.tests_of(unit).items()
    }
    uses: dict[tuple[object, ...], GuardUse] = {}
    for function, entry in _reached(places, calls, set(tests)):
        unit = calls.units[function[0]]
        for test in tests[function]:
            use = finder.use(unit, test, entry)
            uses.setdefault((use.site, use.place.owner, use.passes), use)
    return tuple(sorted(uses.values(), key=lambda use: (use.site, use.passes.value)))


def _reached(places: Places, calls: Calls, functions: set[Function]) -> Iterator[tuple[Function, Entry]]:
    """Each function with each entry point that runs it."""
    entries: dict[Function, list[Entry]] = {}
    for entry in places.entries:
        entries.setdefault((entry.path, entry.scope), []).append(entry)
    callers = calls.closure(functions)
    for function in sorted(functions):
        seen, waiting = {function}, [function]
        while waiting:
            current = waiting.pop()
            for entry in entries.get(current, ()):
                yield function, entry
            for caller, _ in callers.get(current, ()):
                if caller not in seen:
                    seen.add(caller)
                    waiting.append(caller)


class _Test(NamedTuple):
    """A test of the lane: a block stands under it, or (`block` NONE) a variable keeps its answer."""

    scope: int
    condition: int
    block: int


class _Finder:
    def __init__(self, calls: Calls, summaries: Summaries) -> None:
        self.calls = calls
        self.summaries = summaries
        self._changes: dict[Function, set[Site]] = {}
        numbers = (word for word in calls.values.catalogue.lanes if word.numbered)
        self.forms = {word.text.rpartition(".")[2]: "number" for word in numbers} | _FORMS

    def may_test(self, unit: Unit) -> bool:
        return not self.forms.keys().isdisjoint(unit.vocabulary)

    def tests_of(self, unit: Unit) -> dict[int, list[_Test]]:
        """Lane tests by scope."""
        table: dict[int, list[_Test]] = {}
        for test in (*self._asked(unit), *self._kept(unit)):
            table.setdefault(test.scope, []).append(test)
        return table

    def _asked(self, unit: Unit) -> Iterator[_Test]:
        for index, block in enumerate(unit.facts.blocks):
            is_condition = block.kind in (BlockKind.WHEN, BlockKind.UNLESS)
            if not is_condition or block.condition == NONE or unit.is_operand(block.condition):
                continue
            if self._form(unit, block.scope, block.condition):
                yield _Test(block.scope, block.condition, index)

    def _kept(self, unit: Unit) -> Iterator[_Test]:
        """`parallel = option.dist != "no"` in a function where no `if` asks for `parallel`."""
        for step in unit.facts.steps:
            is_kept = step.kind == StepKind.ASSIGN and step.scope != 0 and step.value != NONE
            if is_kept and unit.kinds[step.value] == ExprKind.COMPARE:
                names = unit.targets(step.subject)
                if self._form(unit, step.scope, step.value) and not any(
                    unit.texts_under(block.condition) & {*names}
                    for block in unit.facts.blocks
                    if block.scope == step.scope and block.condition != NONE
                ):
                    yield _Test(step.scope, step.value, NONE)

    def _form(self, unit: Unit, scope: int, expression: int, depth: int = 6) -> str:
        """The kind of lane test that a condition is made of, "" if of none."""
        text = unit.texts[expression]
        if text in self.forms and unit.kinds[expression] != ExprKind.KEYWORD:
            is_option = self.forms[text] == "option"
            return "" if is_option and not self._reads_option(unit, expression) else self.forms[text]
        if depth == 0:
            return ""
        for part in unit.parts(expression):
            found = self._form(unit, scope, part, depth - 1) if part != NONE else ""
            if found:
                return found
        return self._form_of_name(unit, scope, expression, depth)

    def _form_of_name(self, unit: Unit, scope: int, expression: int, depth: int) -> str:
        """A variable or first-party predicate that holds the test."""
        if unit.kinds[expression] != ExprKind.NAME:
            return ""
        symbol = self.calls.values.symbols.lookup(unit, scope, text := unit.texts[expression])
        if symbol is not None and symbol.form == "external":
            return self.forms.get(symbol.name.rpartition(".")[2], "")
        if symbol is None or symbol.form not in ("variable", "definition"):
            return ""
        other = self.calls.units[symbol.path]
        if symbol.form == "variable":
            for position in other.bindings[symbol.scope][text].steps:
                step = other.facts.steps[position]
                if step.kind == StepKind.ASSIGN and step.value != NONE:
                    return self._form(other, step.scope, step.value, depth - 1)
            return ""
        for position in other.steps_in.get(symbol.scope, ()):
            step = other.facts.steps[position]
            if step.kind == StepKind.RETURN and step.value != NONE:
                return self._form(other, symbol.scope, step.value, depth - 1)
        return ""

    def _reads_option(self, unit: Unit, expression: int) -> bool:
        is_attribute = unit.kinds[expression] == ExprKind.ATTRIBUTE
        return not is_attribute or unit.dotted(expression).split(".")[-2:-1] == ["option"]

    def use(self, unit: Unit, test: _Test, entry: Entry) -> GuardUse:
        """A lane test as it is when an entry point runs it."""
        scope, index = test.scope, test.block
        block = unit.facts.blocks[index] if index != NONE else None
        place = entry.after if self._is_late(unit, scope, index) else entry.place
        wanted = block is None or block.kind == BlockKind.WHEN
        passes, stays = self._decided(unit, test, place.lanes, wanted)
        site = unit.site(test.condition)
        effect, gives = self._effect_in(unit, scope, index)
        return GuardUse(
            site=site,
            place=place,
            passes=passes,
            stays=stays,
            sets_up=effect is not None,
            effect=effect,
            form=self._form(unit, scope, test.condition),
            gives=gives,
            others_wait=self._others_wait(unit, test),
            block=Site(unit.path, block.start, block.end) if block else site,
        )

    def _decided(self, unit: Unit, test: _Test, lanes: Lanes, wanted: bool) -> tuple[Lanes, Lanes]:
        """The lanes in which a condition has the wanted answer, and those where it has the other."""
        truth = self.calls.lane_tests.truth(unit, test.scope, test.condition)
        known = [lane for lane in KINDS if lane in lanes and truth[lane] is not None]
        passes = sum(lane.value for lane in known if truth[lane] is wanted)
        return Lanes(passes), Lanes(sum(lane.value for lane in known) - passes)

    def _is_late(self, unit: Unit, scope: int, index: int) -> bool:
        for position in unit.steps_in.get(scope, ()):
            if index in self._above(unit, unit.facts.steps[position].block):
                return self.calls.is_late(unit, position)
        return False

    def _effect_in(self, unit: Unit, scope: int, index: int) -> tuple[Site | None, bool]:
        """The first thing a block does for others, and whether it gives a value itself."""
        effect: Site | None = None
        gives = False
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if index not in self._above(unit, step.block):
                continue
            if step.kind in (StepKind.RETURN, StepKind.YIELD) and step.value != NONE:
                gives = True
            if effect is None and step.kind == StepKind.CALL:
                effect = self._called(unit, scope, step.subject)
        return effect, gives

    def _others_wait(self, unit: Unit, test: _Test) -> bool:
        """Whoever does not get in, or everybody after the block, asks until it is done."""
        if test.block == NONE:
            return False
        block = unit.facts.blocks[test.block]
        for position in unit.steps_in.get(test.scope, ()):
            step = unit.facts.steps[position]
            is_outside = test.block not in self._above(unit, step.block) and step.start > block.start
            if step.kind == StepKind.CALL and is_outside and self._waits(unit, step.scope, step.subject):
                return True
        return False

    def _waits(self, unit: Unit, scope: int, call: int) -> bool:
        values = self.calls.values
        callee = values.callee(unit, scope, call)
        words = values.catalogue.accesses.get(callee.text, ()) if callee is not None else ()
        return any(word.does is Verb.WAIT and word.kind != _DELAY for word in words)

    def _above(self, unit: Unit, block: int) -> set[int]:
        found: set[int] = set()
        while block != NONE:
            found.add(block)
            block = unit.facts.blocks[block].parent
        return found

    def _changing(self, path: str, scope: int) -> set[Site]:
        """The statements of a function that change something outside of the process."""
        if (path, scope) not in self._changes:
            resources = self.calls.values.catalogue.resources
            self._changes[path, scope] = {
                effect.start
                for effect in self.summaries.of((path, scope))
                if effect.verb.changes and resources[effect.kind].reach is not Reach.PROCESS
            }
        return self._changes[path, scope]

    def _called(self, unit: Unit, scope: int, call: int, depth: int = 4) -> Site | None:
        """A call that changes something outside, runs a command, or says that it sets up.

        What the project's own functions say counts only as far as their bodies do.
        """
        site = unit.site(call)
        if site in self._changing(unit.path, scope):
            return site
        callee = self.calls.values.callee(unit, scope, call)
        runners = self.calls.values.catalogue.runners
        words = runners.get(callee.text, ()) if callee is not None and callee.form == "chain" else ()
        if any(word.language == "shell" for word in words):
            return site
        if callee is not None and callee.form == "function":
            other = self.calls.units[callee.path]
            steps = [other.facts.steps[at] for at in other.steps_in.get(callee.scope, ()) if depth]
            calls = [step.subject for step in steps if step.kind == StepKind.CALL]
            does = any(self._called(other, callee.scope, one, depth - 1) for one in calls)
            return site if does else None
        name = unit.texts[unit.parts(call)[0]]
        return site if _STARTING.match(name) else None
