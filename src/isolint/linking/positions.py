"""Where a file makes its calls, by the last name that they are written with, and where it assigns.

Most stages look for calls of a few names. To ask every step of every file what it is costs more than
all that is then done with those that are found.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable

from isolint.model.facts import NONE, ExprKind, FileFacts, StepKind

_NAMED = (ExprKind.NAME, ExprKind.ATTRIBUTE)
_WRITING = (StepKind.ASSIGN, StepKind.UPDATE, StepKind.ENTER, StepKind.ITERATE, StepKind.DELETE)


def writes(facts: FileFacts) -> array[int]:
    """Positions of the steps that give what is their subject a value, or delete it."""
    return array(
        "I", [at for at, step in enumerate(facts.steps) if step.kind in _WRITING and step.subject != NONE]
    )


class CallPositions:
    """Positions of the CALL steps in `facts.steps`: of `every` one, and of those that are `unnamed`.

    All that are written with one name stand together in a column; a list each would take more room
    than the numbers in it. `names` has for each name where those of it begin and end.
    """

    __slots__ = ("_column", "every", "names", "unnamed")

    def __init__(self, facts: FileFacts, callee: Callable[[int], int]) -> None:
        kinds, texts = facts.expressions.kinds, facts.expressions.texts
        call = StepKind.CALL
        self.every = array("I", [at for at, step in enumerate(facts.steps) if step.kind == call])
        self.unnamed = array("I")
        by_name: defaultdict[str, list[int]] = defaultdict(list)
        for at in self.every:
            called = callee(facts.steps[at].subject)
            if kinds[called] in _NAMED:
                by_name[texts[called]].append(at)
            else:
                self.unnamed.append(at)
        self._column = array("I")
        self.names: dict[str, tuple[int, int]] = {}
        for name, positions in by_name.items():
            first = len(self._column)
            self._column.extend(positions)
            self.names[name] = (first, len(self._column))

    def of(self, name: str) -> array[int]:
        """The calls of one name, in source order."""
        first, past = self.names.get(name, (0, 0))
        return self._column[first:past]

    def of_any(self, *vocabularies: set[str] | frozenset[str]) -> list[int]:
        """The calls of all names that one of the vocabularies has, in source order."""
        names = set[str]().union(*(one.intersection(self.names) for one in vocabularies))
        return sorted(at for name in names for at in self.of(name))
