"""Facts as text, for tests that read like documents."""

from __future__ import annotations

from array import array

from isolint.model.facts import NONE, BlockKind, ExprKind, FileFacts, Step, StepKind


class Reading:
    """A file's facts beside its text."""

    def __init__(self, facts: FileFacts, text: bytes) -> None:
        self.facts = facts
        self.text = text
        columns = facts.expressions
        self.kinds = columns.kinds
        self.starts = array("I", columns.starts)
        self.ends = array("I", columns.ends)
        self.texts = columns.texts
        self.offsets = array("I", columns.offsets)
        self.flat = array("i", columns.parts)

    def parts(self, index: int) -> list[int]:
        return list(self.flat[self.offsets[index] : self.offsets[index + 1]])

    def spelled(self, index: int) -> str:
        """The source of an expression."""
        if index == NONE:
            return "-"
        return self.text[self.starts[index] : self.ends[index]].decode()

    def tree(self, index: int) -> str:
        """An expression as a nested form: `CALL(NAME f, STRING x)`."""
        if index == NONE:
            return "-"
        kind = ExprKind(self.kinds[index]).name
        head = f"{kind} {self.texts[index]}" if self.texts[index] else kind
        inner = ", ".join(self.tree(part) for part in self.parts(index))
        return f"{head}({inner})" if inner else head

    def steps(self) -> list[str]:
        """One line a step: its scope, its conditions, what it does."""
        return [f"{self._place(step.scope, step.block)}{self._step(step)}" for step in self.facts.steps]

    def loads(self) -> list[str]:
        return [f"{self._place(load.scope, load.block)}{load.name}" for load in self.facts.loads]

    def _place(self, scope: int, block: int) -> str:
        name = self.facts.scopes[scope].name
        conditions = []
        while block != NONE:
            entry = self.facts.blocks[block]
            if entry.kind is not BlockKind.BODY:
                condition = "" if entry.condition == NONE else f"({self.spelled(entry.condition)})"
                conditions.append(f"{entry.kind.name}{condition} ")
            block = entry.parent
        return (f"{name}: " if name else "") + "".join(reversed(conditions))

    def _step(self, step: Step) -> str:
        kind = step.kind
        if kind is StepKind.DEFINE:
            return f"DEFINE {self.facts.scopes[step.value].name}"
        if kind is StepKind.IMPORT:
            found = self.facts.imports[step.value]
            return f"IMPORT {found.alias} = {'.' * found.level}{found.module}:{found.member}"
        words = [self.spelled(index) for index in (step.subject, step.value) if index != NONE]
        return " ".join([kind.name, " <- ".join(words)]).strip()
