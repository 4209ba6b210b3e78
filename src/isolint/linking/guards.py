"""Conditions on the lane itself, where they stand and what they let through."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isolint.linking.calls import Calls
from isolint.linking.effects import Summaries
from isolint.linking.lanes import KINDS
from isolint.linking.memory import Memory
from isolint.linking.places import Entry, Places
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, StepKind
from isolint.model.memory import GuardUse
from isolint.model.place import Lanes
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
_STARTING = re.compile(
    r"^_?(start|create|setup|set_up|init|initiali[sz]e|migrate|seed|populate|build|bootstrap|"
    r"prepare|launch|spawn|install|provision|load_fixtures|up)(_|$)"
)


def guard_uses(
    places: Places, calls: Calls, summaries: Summaries, memory: Memory
) -> tuple[GuardUse, ...]:
    """All lane tests in functions that the runner calls, in source order."""
    found: dict[tuple[object, ...], GuardUse] = {}
    finder = _Finder(calls, summaries, memory)
    for entry in places.entries:
        unit = calls.units[entry.path]
        if finder.may_test(unit) and places.is_test_code(entry.path):
            for use in finder.of_entry(unit, entry):
                found.setdefault((use.site, use.place.owner, use.passes), use)
    return tuple(sorted(found.values(), key=lambda use: (use.site, use.passes.value)))


class _Finder:
    def __init__(self, calls: Calls, summaries: Summaries, memory: Memory) -> None:
        self.calls = calls
        self.summaries = summaries
        self.memory = memory
        self._tests: dict[str, bool] = {}

    def may_test(self, unit: Unit) -> bool:
        if unit.path not in self._tests:
            self._tests[unit.path] = not _FORMS.keys().isdisjoint(unit.texts)
        return self._tests[unit.path]

    def of_entry(self, unit: Unit, entry: Entry) -> Iterator[GuardUse]:
        for index, block in enumerate(unit.facts.blocks):
            is_condition = block.kind in (BlockKind.WHEN, BlockKind.UNLESS)
            if block.scope != entry.scope or not is_condition or block.condition == NONE:
                continue
            form = self._form(unit, entry.scope, block.condition)
            if form:
                yield self._use(unit, entry, index, form)

    def _form(self, unit: Unit, scope: int, expression: int, depth: int = 6) -> str:
        """The kind of lane test that a condition is made of, "" if of none."""
        text = unit.texts[expression]
        if text in _FORMS and unit.kinds[expression] != ExprKind.KEYWORD:
            is_option = _FORMS[text] == "option"
            return "" if is_option and not self._reads_option(unit, expression) else _FORMS[text]
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

    def _use(self, unit: Unit, entry: Entry, index: int, form: str) -> GuardUse:
        block = unit.facts.blocks[index]
        truth = self.calls.lane_tests.truth(unit, entry.scope, block.condition)
        wanted = block.kind == BlockKind.WHEN
        passes, stays = Lanes.NONE, Lanes.NONE
        for lane in KINDS:
            if lane in entry.place.lanes and truth[lane] is not None:
                if truth[lane] is wanted:
                    passes |= lane
                else:
                    stays |= lane
        effect, gives = self._effect_in(unit, entry, index, block)
        site = unit.site(block.condition)
        return GuardUse(
            site=site,
            text=self._text(unit, block.condition),
            place=entry.place,
            passes=passes,
            stays=stays,
            moment=entry.place.moment,
            sets_up=effect is not None,
            effect=effect,
            form=form,
            early_return=gives,
        )

    def _text(self, unit: Unit, condition: int) -> str:
        negated = unit.kinds[condition] == ExprKind.UNARY and unit.texts[condition] == "not"
        return "not" if negated else ""

    def _effect_in(
        self, unit: Unit, entry: Entry, index: int, block: Block
    ) -> tuple[Site | None, bool]:
        """The first thing a block does for others, and whether it gives a value itself."""
        inside = {index}
        effect: Site | None = None
        gives = False
        for position in unit.steps_in.get(entry.scope, ()):
            step = unit.facts.steps[position]
            if not inside & self._above(unit, step.block):
                continue
            if step.kind in (StepKind.RETURN, StepKind.YIELD) and step.value != NONE:
                gives = True
            if effect is None and step.kind == StepKind.CALL:
                effect = self._called(unit, entry, step.subject)
            if effect is None and step.kind in (StepKind.ASSIGN, StepKind.UPDATE):
                effect = self._stored(unit, entry, step.start, step.end)
        return effect, gives

    def _above(self, unit: Unit, block: int) -> set[int]:
        found: set[int] = set()
        while block != NONE:
            found.add(block)
            block = unit.facts.blocks[block].parent
        return found

    def _called(self, unit: Unit, entry: Entry, call: int) -> Site | None:
        site = unit.site(call)
        for effect in self.summaries.of.get((entry.path, entry.scope), {}).values():
            starts = effect.via[0] if effect.via else effect.site
            if starts == site and effect.verb.changes:
                return site
        name = unit.texts[unit.parts(call)[0]]
        return site if _STARTING.match(name) else None

    def _stored(self, unit: Unit, entry: Entry, start: int, end: int) -> Site | None:
        for effect in self.memory.writers.get((entry.path, entry.scope), ()):
            if start <= effect.site.start < end:
                return effect.site
        return None
