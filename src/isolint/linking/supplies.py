"""How every process can come by what one of them sets: by the same statement, or as a text.

A suite that is set up in two halves has a function for one process and a function for each.
What the first of them assigns can be assigned in the second as well where that costs nothing and
meets nobody; and where the first gives the runner nothing to carry over, it can give it one text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from isolint.linking.handing import halves, is_dropped, returned
from isolint.linking.memory import Memory
from isolint.linking.places import Entry
from isolint.linking.unit import Unit
from isolint.linking.variables import Variables
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.memory import Handover, Supply, Touch, Variable
from isolint.model.resource import Access
from isolint.model.source import Site

_CONSTANT = frozenset({ExprKind.STRING, ExprKind.NUMBER, ExprKind.SINGLETON})
_COMPOSED = frozenset(
    {ExprKind.UNARY, ExprKind.BINARY, ExprKind.LOGIC, ExprKind.COMPARE, ExprKind.LIST, ExprKind.TUPLE}
)
_OPERATORS = frozenset({"&", "-", "+", "~", "not"})
"""Those before one operand that read no channel and follow no pointer."""


def with_supplies(
    memory: Memory, variables: Sequence[Variable], accesses: Iterable[Access]
) -> tuple[Variable, ...]:
    """The variables that one process writes, with what is known of how the others could have them."""
    changes = tuple(one.site for one in accesses if one.verb.changes and one.lanes.in_each_worker)
    return _Supplies(memory, changes).supplied(variables)


def handovers(memory: Memory) -> dict[Site, Handover]:
    """What goes from half to half, by the function that is the first."""
    spelling, found = memory.spelling, {}
    for site, (giver, taker) in halves(memory.places.entries).items():
        unit = spelling.units[giver.path]
        returns = [step for step in returned(unit, giver) if step.value != NONE]
        is_lost = is_dropped(spelling.units[taker.path], taker)
        if returns:
            found[site] = Handover(
                given=Site(unit.path, returns[-1].start, returns[-1].end),
                carried=frozenset(name for step in returns for name in _variables(spelling, unit, step)),
                taker=taker.place.site if is_lost else None,
                tells=not is_lost and any(unit.texts[step.value] != "None" for step in returns),
            )
    return found


def _variables(spelling: Variables, unit: Unit, step: Step) -> set[str]:
    """Variables, of the environment too, that a returned value is made of, as people call them."""
    kinds = (ExprKind.NAME, ExprKind.ATTRIBUTE)
    inner = unit.under(step.value)
    texts = {unit.texts[part] for part in inner if unit.kinds[part] == ExprKind.STRING}
    named = {spelling.named(unit, step.scope, part) for part in inner if unit.kinds[part] in kinds}
    return {name.rpartition("::")[2] for name in named | texts} - {""}


class _Supplies:
    """Looks at the first half of each set-up that has two."""

    def __init__(self, memory: Memory, changes: tuple[Site, ...]) -> None:
        self.changes = changes
        self.calls = memory.calls
        self.values = memory.values
        self.units = memory.units
        self.spelling = memory.spelling
        self.written = {effect.name.text for effects in memory.writers.values() for effect in effects}
        self.halves = halves(memory.places.entries)

    def supplied(self, variables: Sequence[Variable]) -> tuple[Variable, ...]:
        known = [self._repeated(one) for one in variables]
        texts = [one for one in known if self._can_be_handed_over(one)]
        asked = Counter(one.writes[0].place.registered for one in texts)
        return tuple(
            _with(one, Supply.HANDED_OVER)
            if one in texts and asked[one.writes[0].place.registered] == 1
            else one
            for one in known
        )

    def _statement(self, write: Touch) -> tuple[Unit, Step] | None:
        """The assignment, where it stands in the first half itself and under no condition."""
        half = self.halves.get(write.place.site) if write.place.site is not None else None
        if half is None or half[0].path != write.site.path:
            return None
        unit = self.units[write.site.path]
        for position in unit.steps_in.get(half[0].scope, ()):
            step = unit.facts.steps[position]
            is_it = step.kind == StepKind.ASSIGN and step.start <= write.site.start < step.end
            if is_it and unit.facts.blocks[step.block].kind == BlockKind.BODY:
                return unit, step
        return None

    def _repeated(self, variable: Variable) -> Variable:
        """All of its assignments can be: one alone would leave the other processes with half of it."""
        found = [self._statement(write) for write in variable.writes]
        is_plain = all(one is not None and self._is_repeatable(*one, one[1].value) for one in found)
        return _with(variable, Supply.REPEATED) if is_plain else variable

    def _is_repeatable(self, unit: Unit, step: Step, expression: int) -> bool:
        """Each process gets an equal value of its own from it, and nobody else takes notice."""
        kind = unit.kinds[expression]
        if kind in _CONSTANT:
            return True
        if kind in _COMPOSED:
            is_plain = kind != ExprKind.UNARY or unit.texts[expression] in _OPERATORS
            return is_plain and all(self._is_repeatable(unit, step, part) for part in unit.parts(expression))
        if kind in (ExprKind.NAME, ExprKind.ATTRIBUTE):
            return self._is_fixed(unit, step, expression)
        if kind != ExprKind.CALL:
            return False
        callee = self.values.callee(unit, step.scope, expression)
        words = self.values.catalogue.protections.get(callee.text, ()) if callee is not None else ()
        is_known = any(word.form == "repeatable" for word in words)
        return is_known and all(self._is_repeatable(unit, step, part) for part in unit.parts(expression)[1:])

    def _is_fixed(self, unit: Unit, step: Step, expression: int) -> bool:
        """A constant, or a variable that nobody writes once the program runs."""
        variable = self.spelling.named(unit, step.scope, expression)
        if variable:
            return variable not in self.written
        value = self.values.value(unit, step.scope, expression)
        return value is not None and value.form == "chain" and "()" not in value.text

    def _can_be_handed_over(self, variable: Variable) -> bool:
        """A text that one statement sets, while what the runner carries over is not made use of."""
        first = variable.writes[0]
        found = self._statement(first) if len(variable.writes) == 1 and first.supply is None else None
        if found is None or first.place.site is None or not variable.initial.startswith('"'):
            return False
        if any(self._is_changed(touch) for touch in variable.reads):
            return False  # it names a thing that each process changes: not one to be shared by all
        unit, step = found
        giver, taker = self.halves[first.place.site]
        return unit.kinds[step.subject] == ExprKind.NAME and self._is_idle(giver, taker)

    def _is_changed(self, read: Touch) -> bool:
        """It is read to say what to write to, or to remove."""
        at = read.statement or read.site
        return any(
            site.path == at.path and site.start <= at.start and at.end <= site.end for site in self.changes
        )

    def _is_idle(self, giver: Entry, taker: Entry) -> bool:
        """The first half returns nothing, and the second does not look at what it is given."""
        unit = self.units[giver.path]
        given = [step.value for step in returned(unit, giver)]
        is_empty = all(one != NONE and unit.texts[one] == "None" for one in given)
        return bool(given) and is_empty and is_dropped(self.units[taker.path], taker)


def _with(variable: Variable, supply: Supply) -> Variable:
    return replace(variable, writes=tuple(replace(write, supply=supply) for write in variable.writes))
