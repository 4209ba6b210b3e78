"""One file's facts with the indices that linking asks for again and again."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from isolint.linking.homes import BINDING_STEPS, home, own_names
from isolint.linking.positions import CallPositions, writes
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, FileFacts, ScopeKind, Step, StepKind
from isolint.model.source import Site


class Binding(NamedTuple):
    """A name bound in a scope: by a parameter, an import, a definition or assignments.

    `target` is the index of the parameter, import or scope; for "variable" it is NONE. `steps` are
    the positions of the assignments to a variable or parameter in `facts.steps`, in source order.
    """

    form: str
    target: int
    steps: tuple[int, ...] = ()


class Unit:
    """Facts of one file, opened for reading. Equal facts make equal answers; nothing is written."""

    def __init__(self, facts: FileFacts) -> None:
        columns = facts.expressions
        self.path = facts.path
        self.folder = facts.path.rpartition("/")[0] or "."
        self.facts = facts
        self.scopes = facts.scopes
        self.package = facts.scopes[0].name if facts.scopes else ""
        """The name of the package that the file says it belongs to, "" where files are modules."""
        self.kinds = columns.kinds
        self.texts = columns.texts
        self._starts = memoryview(columns.starts).cast("I")
        self._ends = memoryview(columns.ends).cast("I")
        self._offsets = memoryview(columns.offsets).cast("I")
        self._parts = memoryview(columns.parts).cast("i")

    def parts(self, expression: int) -> list[int]:
        return self._parts[self._offsets[expression] : self._offsets[expression + 1]].tolist()

    def callee(self, call: int) -> int:
        """The expression that a CALL calls."""
        return self._parts[self._offsets[call]]

    def site(self, expression: int) -> Site:
        return Site(self.path, self._starts[expression], self._ends[expression])

    def start(self, expression: int) -> int:
        return self._starts[expression]

    def name_site(self, scope: int) -> Site:
        return Site(self.path, self.scopes[scope].name_start, self.scopes[scope].name_end)

    def dotted(self, expression: int) -> str:
        """`a.b.c` for a chain of names, else ""."""
        tail: list[str] = []
        while self.kinds[expression] == ExprKind.ATTRIBUTE:
            tail.append(self.texts[expression])
            expression = self._parts[self._offsets[expression]]
        if self.kinds[expression] != ExprKind.NAME:
            return ""
        return ".".join([self.texts[expression], *reversed(tail)])

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All names and constant texts of the file."""
        return frozenset(self.texts)

    @cached_property
    def steps_in(self) -> dict[int, array[int]]:
        """Positions in `facts.steps`, by scope, in source order."""
        table: defaultdict[int, list[int]] = defaultdict(list)
        for position, step in enumerate(self.facts.steps):
            table[step.scope].append(position)
        return {scope: array("I", positions) for scope, positions in table.items()}

    @cached_property
    def children(self) -> dict[int, list[int]]:
        table: dict[int, list[int]] = {}
        for index, scope in enumerate(self.scopes):
            if scope.parent != NONE:
                table.setdefault(scope.parent, []).append(index)
        return table

    @cached_property
    def calls(self) -> CallPositions:
        return CallPositions(self.facts, self.callee)

    @cached_property
    def writes(self) -> array[int]:
        return writes(self.facts)

    @cached_property
    def callees(self) -> frozenset[int]:
        """The expressions that are called."""
        return frozenset(map(self.callee, self.called))

    @cached_property
    def called(self) -> frozenset[int]:
        """The CALL expressions that are calls, and not literals of a structure."""
        return frozenset(self.facts.steps[at].subject for at in self.calls.every)

    @cached_property
    def call_at(self) -> dict[tuple[int, int], int]:
        """The calls, by where they start and end."""
        return {(self._starts[call], self._ends[call]): call for call in self.called}

    @cached_property
    def entered(self) -> frozenset[int]:
        """The expressions that are context managers of a `with`."""
        return frozenset(step.value for step in self.facts.steps if step.kind == StepKind.ENTER)

    @cached_property
    def bindings(self) -> dict[int, dict[str, Binding]]:
        """What each scope binds; a later definition or import hides an earlier one."""
        table: dict[int, dict[str, Binding]] = {index: {} for index in range(len(self.scopes))}
        for index, scope in enumerate(self.scopes):
            for number, parameter in enumerate(scope.parameters):
                table[index][parameter.name] = Binding("parameter", number)
        call = StepKind.CALL
        for position, step in enumerate(self.facts.steps):
            if step.kind != call:  # as most are
                self._bind(table, position, step)
        return table

    def _bind(self, table: dict[int, dict[str, Binding]], position: int, step: Step) -> None:
        if step.kind == StepKind.IMPORT:
            record = self.facts.imports[step.value]
            if record.member != "*":
                table[step.scope][record.alias] = Binding("import", step.value)
        elif step.kind == StepKind.DEFINE:
            if not self.scopes[step.value].owner:
                table[step.scope][self.scopes[step.value].name] = Binding("definition", step.value)
        elif step.kind in BINDING_STEPS and step.subject != NONE:
            for name in self.targets(step.subject):
                scope = self.home(step.scope, name)
                known = table[scope].get(name)
                is_rebound = (
                    known is not None
                    and known.form == "import"
                    and step.kind == StepKind.ASSIGN
                    and self.facts.blocks[step.block].parent == NONE
                )
                if known is None or is_rebound:
                    table[scope][name] = Binding("variable", NONE, (position,))
                elif known.form in ("variable", "parameter"):
                    table[scope][name] = known._replace(steps=(*known.steps, position))

    def home(self, scope: int, name: str) -> int:
        """The scope that an assignment to a name in `scope` really binds it in."""
        return home(self, scope, name)

    @cached_property
    def own_names(self) -> dict[int, set[str]]:
        """What each scope binds for itself, and no scope around it."""
        return own_names(self)

    def targets(self, expression: int) -> list[str]:
        """The plain names that an assignment target binds."""
        kind = self.kinds[expression]
        if kind == ExprKind.NAME:
            return [self.texts[expression]]
        if kind in (ExprKind.TUPLE, ExprKind.LIST, ExprKind.SPREAD):
            return [name for part in self.parts(expression) for name in self.targets(part)]
        return []

    @cached_property
    def loop_names(self) -> dict[int, int]:
        """Names that a comprehension's own loops bind: the GENERATOR, by the NAME's expression."""
        from isolint.linking.comprehensions import loop_names

        return loop_names(self)

    def of_kind(self, kind: ExprKind) -> Iterator[int]:
        """The expressions of one kind, in order; most files have few of those that are asked for."""
        index = self.kinds.find(kind)
        while index >= 0:
            yield index
            index = self.kinds.find(kind, index + 1)

    @cached_property
    def delegated(self) -> frozenset[int]:
        """The operands of `yield from`."""
        return frozenset(
            self.parts(index)[0]
            for index in self.of_kind(ExprKind.OTHER)
            if self.texts[index] == "yield from"
        )

    def blocks_above(self, block: int) -> list[Block]:
        """The block and those around it within its scope, innermost first."""
        chain: list[Block] = []
        while block != NONE:
            chain.append(self.facts.blocks[block])
            block = self.facts.blocks[block].parent
        return chain

    @cached_property
    def _conditions(self) -> list[tuple[int, int]]:
        kinds = (BlockKind.WHEN, BlockKind.UNLESS)
        return sorted(
            {
                (self._starts[block.condition], self._ends[block.condition])
                for block in self.facts.blocks
                if block.kind in kinds and block.condition != NONE
            }
        )

    def is_condition(self, offset: int) -> bool:
        """An offset lies in the condition of an `if`."""
        return any(start <= offset < end for start, end in self._conditions)

    def is_operand(self, condition: int) -> bool:
        """A condition that is a part of another one's."""
        own = self._starts[condition], self._ends[condition]
        return any(
            start <= own[0] and own[1] <= end for start, end in self._conditions if (start, end) != own
        )

    def under(self, expression: int) -> set[int]:
        """An expression with all that it is made of."""
        found: set[int] = set()
        waiting = [expression]
        while waiting:
            at = waiting.pop()
            if at != NONE:
                found.add(at)
                waiting += self.parts(at)
        return found

    def texts_under(self, expression: int) -> set[str]:
        """All names and texts in an expression."""
        return {self.texts[at] for at in self.under(expression)}

    def branches(self, block: int) -> dict[int, bool]:
        """The conditions on the way to a block, each with whether it holds there."""
        return {
            above.condition: above.kind == BlockKind.WHEN
            for above in self.blocks_above(block)
            if above.kind in (BlockKind.WHEN, BlockKind.UNLESS)
        }

    def enclosing(self, scope: int, kind: ScopeKind) -> int:
        """The nearest scope of a kind around `scope`, NONE if there is none."""
        scope = self.scopes[scope].parent
        while scope != NONE and self.scopes[scope].kind != kind:
            scope = self.scopes[scope].parent
        return scope

    @cached_property
    def _spans(self) -> tuple[list[int], list[int]]:
        """Starts of scopes with a body, ascending, and the scopes themselves."""
        order = sorted(range(len(self.scopes)), key=lambda index: self.scopes[index].start)
        return [self.scopes[index].start for index in order], order

    def scope_at(self, offset: int) -> int:
        """The innermost scope whose body holds an offset."""
        starts, order = self._spans
        at = bisect_right(starts, offset) - 1
        scope = order[at] if at >= 0 else 0
        while scope != 0 and not self.scopes[scope].body <= offset < self.scopes[scope].end:
            scope = self.scopes[scope].parent
        return scope

    @cached_property
    def blocks_in(self) -> dict[int, list[int]]:
        table: dict[int, list[int]] = {}
        for index, block in enumerate(self.facts.blocks):
            table.setdefault(block.scope, []).append(index)
        return table

    def step_at(self, offset: int) -> Step:
        """The step that an offset lies in; where there is none, one that stands for it."""
        scope = self.scope_at(offset)
        inside = [
            index
            for index in self.blocks_in.get(scope, ())
            if self.facts.blocks[index].start <= offset < self.facts.blocks[index].end
        ]
        block = max(inside, key=lambda index: self.facts.blocks[index].start, default=0)
        best = Step(StepKind.ASSERT, scope, block, NONE, NONE, offset, offset + 1)
        for position in self.steps_in.get(scope, ()):
            step = self.facts.steps[position]
            if step.start <= offset < step.end and step.kind in _PLAIN_STEPS:
                best = step._replace(block=max(step.block, block))
        return best


_PLAIN_STEPS = (StepKind.ASSIGN, StepKind.UPDATE, StepKind.DECLARE)
