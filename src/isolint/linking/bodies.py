"""The steps that a stretch of code runs: its own, and those of the functions it calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.spellings import last_names
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.vocabulary import AccessWord

Function = tuple[str, int]
_DEPTH = 3


class Bodies:
    """Follows calls a few functions deep; what cannot be resolved is left out."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.units = values.symbols.units
        self._known = last_names(values.catalogue.accesses)
        self._calls: dict[str, frozenset[int]] = {}
        self._words: dict[str, dict[int, tuple[AccessWord, ...]]] = {}
        self._beside: dict[str, frozenset[int]] = {}

    def steps(self, unit: Unit, scope: int) -> Iterator[Step]:
        """The steps of one function, in source order."""
        return (unit.facts.steps[at] for at in unit.steps_in.get(scope, ()))

    def within(self, unit: Unit, block: int, start: int = 0) -> Iterator[Step]:
        """The steps of a block and of those in it that end behind an offset."""
        for step in self.steps(unit, unit.facts.blocks[block].scope):
            if step.end > start and self.is_within(unit, step.block, block):
                yield step

    @staticmethod
    def is_within(unit: Unit, block: int, outer: int) -> bool:
        while block not in (NONE, outer):
            block = unit.facts.blocks[block].parent
        return block == outer

    def called(self, unit: Unit, step: Step) -> Function | None:
        """The first-party function that a CALL step runs."""
        if step.kind != StepKind.CALL:
            return None
        callee = self.values.callee(unit, step.scope, step.subject)
        if callee is None or callee.form != "function":
            return None
        return callee.path, callee.scope

    def reached(self, unit: Unit, steps: Iterable[Step], depth: int = _DEPTH) -> Iterator[tuple[Unit, Step]]:
        """Some steps with those of the functions that they call, without what runs beside them."""
        seen: set[Function] = set()
        waiting = [(unit, step, depth) for step in steps]
        while waiting:
            where, step, left = waiting.pop(0)
            yield where, step
            function = self.called(where, step)
            is_followed = left and function is not None and function not in seen
            if function is not None and is_followed and not self.is_beside(where, step.block):
                seen.add(function)
                other = self.units[function[0]]
                waiting += [(other, one, left - 1) for one in self.steps(other, function[1])]

    def words(self, unit: Unit, step: Step) -> tuple[AccessWord, ...]:
        """What the catalogue says of the call that a step makes."""
        if step.kind != StepKind.CALL or step.subject not in self._described(unit):
            return ()
        callee = self.values.callee(unit, step.scope, step.subject)
        is_outside = callee is not None and callee.form == "chain"
        return self.values.catalogue.accesses.get(callee.text, ()) if callee and is_outside else ()

    def worded(self, unit: Unit) -> dict[int, tuple[AccessWord, ...]]:
        """The calls of a file that the catalogue says something of, by their positions, in source order."""
        found = self._words.get(unit.path)
        if found is None:
            positions = self.values.spellings.calls(unit, self._known)
            words = ((at, self.words(unit, unit.facts.steps[at])) for at in positions)
            found = self._words[unit.path] = {at: said for at, said in words if said}
        return found

    def _described(self, unit: Unit) -> frozenset[int]:
        """The calls of a file that the catalogue may have a word for; most stages ask about all calls."""
        found = self._calls.get(unit.path)
        if found is None:
            positions = self.values.spellings.calls(unit, self._known)
            found = frozenset(unit.facts.steps[at].subject for at in positions)
            self._calls[unit.path] = found
        return found

    def is_beside(self, unit: Unit, block: int) -> bool:
        """What stands there runs beside what follows."""
        found = self._beside.get(unit.path)
        if found is None:
            blocks = unit.facts.blocks
            is_any = any(one.kind == BlockKind.BESIDE for one in blocks)
            found = self._beside[unit.path] = frozenset(
                index
                for index in range(len(blocks) if is_any else 0)
                if any(above.kind == BlockKind.BESIDE for above in unit.blocks_above(index))
            )
        return block in found

    def expressions(self, unit: Unit, step: Step) -> Iterator[int]:
        """All expressions in a step, not those in functions that it only makes."""
        waiting = [step.subject, step.value] if step.kind not in _INDEXED else []
        while waiting:
            at = waiting.pop()
            if at != NONE:
                yield at
                if unit.kinds[at] != ExprKind.CLOSURE:
                    waiting += unit.parts(at)


_INDEXED = frozenset({StepKind.IMPORT, StepKind.DEFINE})
