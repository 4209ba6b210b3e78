"""Who reads what a test has changed: environment variables by name, memory by what holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from isolint.linking.assertions import asserted_at, says_nothing
from isolint.linking.calls import Function
from isolint.linking.holding import Holding
from isolint.linking.mutators import MUTATING
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, Step, StepKind
from isolint.model.source import Site


class Read(NamedTuple):
    """`asks`: only to see whether anything is there; `takes` and `empty` as in `Use`.

    `asserted`: where a test asserts something of a value that it has read before, at `site`.
    """

    function: Function
    site: Site
    asks: bool
    takes: bool = False
    empty: bool = False
    asserted: Site | None = None


Reads = dict[str, list[Read]]
"""By what is read: a variable, as `read_key` spells it."""


class Readers:
    """Looks through the whole project, for a few names at a time."""

    def __init__(self, holding: Holding) -> None:
        self.holding = holding
        self.units = holding.units

    def of_memory(self, keys: Iterable[str]) -> dict[str, list[Read]]:
        """Reads of some variables, by the part of their key that says what is read."""
        wanted = {read_key(key) for key in keys}
        lasts = {key.rpartition("::")[2].rpartition(".")[2] for key in wanted}
        found: dict[str, list[Read]] = {}
        for unit in self.units.values() if wanted else ():
            here = lasts & unit.vocabulary
            for expression in self._spelled(unit, here) if here else ():
                read = self._read(unit, expression, wanted)
                if read is not None:
                    found.setdefault(read[0], []).append(read[1])
        return found

    def _spelled(self, unit: Unit, texts: Iterable[str]) -> Iterator[int]:
        wanted = frozenset(texts)
        for expression, text in enumerate(unit.texts):
            if text in wanted and unit.kinds[expression] in (ExprKind.NAME, ExprKind.ATTRIBUTE):
                yield expression

    def _read(self, unit: Unit, expression: int, wanted: set[str]) -> tuple[str, Read] | None:
        site = unit.site(expression)
        scope = unit.scope_at(site.start)
        if unit.scopes[scope].kind not in (ScopeKind.FUNCTION, ScopeKind.CLOSURE):
            return None  # on import all processes do alike
        held = self.holding.held(unit, scope, expression)
        if held is None or held.key not in wanted or self._is_written(unit, scope, expression):
            return None
        asks = self._asks(unit, expression, site)
        takes = self._takes(unit, scope, expression, site)
        said = asserted_at(unit, scope, site.start)
        is_empty = said is not None and says_nothing(unit, said, expression)
        return held.key, Read((unit.path, scope), site, asks, takes, is_empty)

    def _is_written(self, unit: Unit, scope: int, expression: int) -> bool:
        """It stands where something is stored, or is changed in place by a call of its own."""
        site = unit.site(expression)
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if not step.start <= site.start < step.end or step.subject == NONE:
                continue
            subject = unit.site(step.subject)
            is_target = subject.start <= site.start and site.end <= subject.end
            if step.kind in (StepKind.ASSIGN, StepKind.DELETE) and is_target:
                return True
            if step.kind == StepKind.CALL and self._mutates(unit, step, expression):
                return True
        return False

    def _mutates(self, unit: Unit, step: Step, expression: int) -> bool:
        callee = unit.callee(step.subject)
        is_method = unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] in MUTATING
        return is_method and unit.parts(callee)[0] == expression

    def _takes(self, unit: Unit, scope: int, expression: int, site: Site) -> bool:
        """An item is taken, or the container stands in an assertion."""
        parents = range(expression + 1, min(expression + NEAR, len(unit.texts)))
        if any(unit.kinds[one] == ExprKind.INDEX and unit.parts(one)[0] == expression for one in parents):
            return True
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.start <= site.start < step.end:
                is_call = step.kind == StepKind.CALL
                asserts = is_call and unit.texts[unit.callee(step.subject)].startswith("assert")
                if asserts or step.kind == StepKind.ASSERT:
                    said = asserted_at(unit, scope, site.start)
                    return said is None or said.form not in _ABSENT
        return False

    def _asks(self, unit: Unit, expression: int, site: Site) -> bool:
        if unit.package and unit.is_condition(site.start):
            return self._is_about_nothing(unit, expression)
        if unit.is_condition(site.start):
            return True
        step = unit.step_at(site.start)
        text = unit.texts[expression]
        return any(
            block.condition != NONE
            and block.kind in (BlockKind.WHEN, BlockKind.UNLESS)
            and text in unit.texts_under(block.condition)
            for block in unit.blocks_above(step.block)
        )

    def _is_about_nothing(self, unit: Unit, expression: int) -> bool:
        """A condition looks whether the thing is nil or empty; to compare it with a value is to assert."""
        parents = range(expression + 1, min(expression + NEAR, len(unit.texts)))
        around = next((one for one in parents if expression in unit.parts(one)), NONE)
        if around == NONE or unit.kinds[around] in (ExprKind.LOGIC, ExprKind.UNARY):
            return True
        if unit.kinds[around] == ExprKind.CALL:
            return unit.texts[unit.callee(around)] == "len"
        if unit.kinds[around] != ExprKind.COMPARE:
            return False
        others = [one for one in unit.parts(around) if one != expression]
        return all(unit.kinds[one] == ExprKind.SINGLETON or not unit.texts[one] for one in others)

    def of_texts(self, names: Iterable[str]) -> dict[str, list[Read]]:
        """Where constant texts stand in the project, by text."""
        wanted = frozenset(names)
        found: dict[str, list[Read]] = {}
        for unit in self.units.values() if wanted else ():
            here = wanted & unit.vocabulary
            keys = {unit.parts(pair)[0] for pair in unit.of_kind(ExprKind.PAIR)} if here else set()
            for text in here:
                for expression, other in enumerate(unit.texts):
                    if other == text and unit.kinds[expression] == ExprKind.STRING and expression not in keys:
                        site = unit.site(expression)
                        function = (unit.path, unit.scope_at(site.start))
                        if unit.package and not function[1]:
                            continue  # a constant: who asks for the variable by it reads
                        found.setdefault(text, []).append(Read(function, site, asks=False))
        return found


_ABSENT = frozenset({"fails", "lacks"})
NEAR = 8
"""An expression's parent comes after it, and after its siblings."""


def read_key(key: str) -> str:
    """What a reader names of it: the variable, without the items in it."""
    return key.partition("[]")[0]
