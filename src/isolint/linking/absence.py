"""Whether a piece of code runs because a look has found nothing.

What a look answers is followed through variables into the conditions around the code, and each
of them is asked which of its two ways means that the thing is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from isolint.linking.bodies import Bodies
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, Step, StepKind
from isolint.model.source import Site

_MISSING = re.compile(r"^(is)?_?(not|no)_?(exists?|found|such\w*)|Err(Not|No)[A-Z]", re.IGNORECASE)
"""How libraries call the question whether an error says that a thing is missing."""


class Answer(Enum):
    """What a value that goes back to a look says."""

    PRESENT = "something where the thing is there"
    FAILED = "an error where it is not"

    @property
    def opposite(self) -> Answer:
        return Answer.FAILED if self is Answer.PRESENT else Answer.PRESENT


class Absence:
    """Reads the conditions of one function at a time."""

    def __init__(self, bodies: Bodies) -> None:
        self.bodies = bodies

    def is_found_by(self, unit: Unit, scope: int, look: Site, act: Site) -> bool:
        """Code at `act` runs only where the call at `look`, earlier in the function, found nothing."""
        block = self._block(unit, scope, act)
        carriers = self._carriers(unit, scope, look, act.start)
        return any(
            self._says_missing(unit, above, look, carriers) and not self._is_refused(unit, above)
            for above in unit.blocks_above(block)
            if above.kind == BlockKind.RESCUE or above.condition != NONE
        )

    def _is_refused(self, unit: Unit, block: Block) -> bool:
        """`if path.exists(): raise`: the one that is there is no less wrong than none would be."""
        others = {
            index
            for index in unit.blocks_in.get(block.scope, ())
            for other in (unit.facts.blocks[index],)
            if other.condition == block.condition != NONE and other.kind != block.kind
        }
        return any(
            step.kind == StepKind.RAISE and step.block in others
            for step in self.bodies.steps(unit, block.scope)
        )

    def _block(self, unit: Unit, scope: int, act: Site) -> int:
        steps = [
            step
            for step in self.bodies.steps(unit, scope)
            if step.kind == StepKind.CALL and unit.site(step.subject) == act
        ]
        return steps[0].block if steps else unit.step_at(act.start).block

    def _carriers(self, unit: Unit, scope: int, look: Site, end: int) -> dict[str, Answer]:
        """The variables that hold what the look has answered, or what was made of that."""
        found: dict[str, Answer] = {}
        for step in self.bodies.steps(unit, scope):
            if step.end > end or step.end < look.end:
                continue
            if step.kind == StepKind.ASSIGN and step.value != NONE and step.subject != NONE:
                targets = unit.targets(step.subject)
                if unit.package and _holds(unit.site(step.value), look):
                    found.update(_answers(unit, step.value, targets))
                else:
                    answer = self._of(unit, step.value, look, found)
                    for name in targets:
                        found.pop(name, None)
                        if answer is not None:
                            found[name] = answer
            elif step.kind == StepKind.CALL and _holds(unit.site(step.subject), look):
                found.update(_answers(unit, step.subject, []))
                if unit.site(step.subject) == look:
                    found.update(self._kept_in_receiver(unit, step))
        return found

    def _kept_in_receiver(self, unit: Unit, step: Step) -> Iterator[tuple[str, Answer]]:
        """`cursor.execute(...)` by itself: the cursor is asked for the answer afterwards."""
        look = unit.site(step.subject)
        values = [one.value for one in self.bodies.steps(unit, step.scope) if one.kind in _WITH_VALUE]
        conditions = [unit.facts.blocks[index].condition for index in unit.blocks_in.get(step.scope, ())]
        if any(_holds(unit.site(one), look) for one in (*values, *conditions) if one != NONE):
            return
        callee = unit.callee(step.subject)
        if unit.kinds[callee] == ExprKind.ATTRIBUTE:
            owner = unit.parts(callee)[0]
            if unit.kinds[owner] == ExprKind.NAME:
                yield unit.texts[owner], Answer.PRESENT

    def _says_missing(self, unit: Unit, block: Block, look: Site, carriers: dict[str, Answer]) -> bool:
        if block.kind == BlockKind.RESCUE:
            return self._is_tried(unit, block, look)
        answer = self._of(unit, block.condition, look, carriers)
        if block.kind == BlockKind.WHEN:
            return answer is Answer.FAILED
        return block.kind == BlockKind.UNLESS and answer is Answer.PRESENT

    @staticmethod
    def _is_tried(unit: Unit, rescue: Block, look: Site) -> bool:
        """The look stands in the block whose errors are rescued."""
        return any(
            block.kind == BlockKind.TRY
            and block.parent == rescue.parent
            and block.scope == rescue.scope
            and block.start <= look.start < block.end <= rescue.start
            for block in unit.facts.blocks
        )

    def _of(self, unit: Unit, expression: int, look: Site, carriers: dict[str, Answer]) -> Answer | None:
        """What it says of the thing that an expression is true, or is there."""
        kind = unit.kinds[expression]
        if unit.site(expression) == look:
            return Answer.FAILED if unit.package else Answer.PRESENT
        if kind == ExprKind.NAME:
            return carriers.get(unit.texts[expression])
        parts = [part for part in unit.parts(expression) if part != NONE]
        inner = next((one for one in (self._of(unit, part, look, carriers) for part in parts) if one), None)
        if inner is None:
            return None
        if kind == ExprKind.UNARY and unit.texts[expression] == "not":
            return inner.opposite
        if kind == ExprKind.COMPARE:
            return self._compared(unit, expression, inner)
        if kind == ExprKind.CALL and any(_MISSING.search(text) for text in unit.texts_under(expression)):
            return Answer.FAILED
        return inner

    @staticmethod
    def _compared(unit: Unit, expression: int, inner: Answer) -> Answer:
        """`is None`, `== 0`, `not in`: the other way round."""
        operator = unit.texts[expression]
        is_nothing = any(
            unit.texts[part] in ("None", "0", "False", "") and unit.kinds[part] != ExprKind.NAME
            for part in unit.parts(expression)
        )
        is_turned = operator == "not-in" or (is_nothing and operator in ("is", "==", "<", "<="))
        return inner.opposite if is_turned else inner


def _holds(outer: Site, inner: Site) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _answers(unit: Unit, value: int, targets: list[str]) -> Iterator[tuple[str, Answer]]:
    """Of several results the last one is the error; what is filled in by address holds the answer."""
    for number, name in enumerate(targets):
        is_error = bool(unit.package) and number == len(targets) - 1
        yield name, Answer.FAILED if is_error else Answer.PRESENT
    for one in unit.under(value) if unit.package else ():
        if unit.kinds[one] == ExprKind.UNARY and unit.texts[one] == "&":
            filled = unit.parts(one)[0]
            if unit.kinds[filled] == ExprKind.NAME:
                yield unit.texts[filled], Answer.PRESENT


_WITH_VALUE = frozenset({StepKind.ASSIGN, StepKind.RETURN, StepKind.ASSERT, StepKind.ITERATE, StepKind.ENTER})
