"""The facts of one file as a person can read them: scopes, blocks and steps beside the source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from isolint.errors import UsageError
from isolint.extraction import pack, taken_from
from isolint.frontends import front_end
from isolint.model.facts import NONE, BlockKind, FileFacts, Scope, ScopeKind, Step, StepKind
from isolint.model.finding import Problem
from isolint.model.source import Source

WIDTH = 76
"""Characters of source that a line shows."""


def dump(path: Path) -> str:
    """All that linking will ever learn about a file.

    Raises:
        UsageError: the file cannot be read or parsed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    source = front_end(path.name).read(path.name, content)
    if isinstance(source, Problem):
        raise UsageError(f"{path}: {source.message}")
    facts = taken_from(source)
    if isinstance(facts, Problem):
        raise UsageError(f"{path}:{facts.row}: {facts.message}")
    return "\n".join(_Dump(source, facts).lines())


class _Dump:
    """One file on its way to text."""

    def __init__(self, source: Source, facts: FileFacts) -> None:
        self.source = source
        self.facts = facts
        self.starts = memoryview(facts.expressions.starts).cast("I")
        self.ends = memoryview(facts.expressions.ends).cast("I")

    def lines(self) -> Iterator[str]:
        facts = self.facts
        counts = {
            "scopes": len(facts.scopes),
            "blocks": len(facts.blocks),
            "steps": len(facts.steps),
            "expressions": len(facts.expressions.kinds),
            "bytes packed": len(pack(facts)),
        }
        yield f"{facts.path}: " + ", ".join(f"{count} {what}" for what, count in counts.items())
        if facts.condition:
            yield f"    condition  {facts.condition}"
        if facts.broken != NONE:
            yield f"    broken     from row {self._row(facts.broken)}"
        for index, scope in enumerate(facts.scopes):
            yield ""
            yield from self._scope(index, scope)

    def _scope(self, index: int, scope: Scope) -> Iterator[str]:
        yield f"scope {index}  {self._title(scope)}"
        for decorator in scope.decorators:
            yield f"    decorator  {self._expression(decorator)}"
        for base in scope.bases:
            yield f"    base       {self._expression(base)}"
        if scope.outer:
            yield f"    outer      {', '.join(scope.outer)}"
        if scope.enclosing:
            yield f"    enclosing  {', '.join(scope.enclosing)}"
        block = NONE
        for step in self.facts.steps:
            if step.scope == index:
                if step.block != block:
                    yield from self._block(step.block)
                    block = step.block
                yield f"{self._row(step.start):>6}  {'  ' * self._depth(block)}{self._step(step)}"
        for load in self.facts.loads:
            if load.scope == index:
                yield f"{self._row(load.start):>6}  reads {load.name}"

    def _title(self, scope: Scope) -> str:
        kind = ScopeKind(scope.kind).name.lower()
        parameters = ", ".join(
            f"{each.form}{each.name}" if each.form.startswith("*") else each.name for each in scope.parameters
        )
        marks = [word for word, holds in (("async", scope.is_async), ("yields", scope.yields)) if holds]
        inside = f"in scope {scope.parent}" if scope.parent != NONE else ""
        rows = f"rows {self._row(scope.start)}-{self._row(max(scope.start, scope.end - 1))}"
        name = f"{scope.owner}.{scope.name}" if scope.owner else scope.name
        head = f"{kind} {name}({parameters})" if scope.parameters else f"{kind} {name}"
        return "  ".join(part for part in (head.strip(), inside, rows, *marks) if part)

    def _block(self, index: int) -> Iterator[str]:
        """The chain of conditions that lead to a block, the innermost as its head."""
        block = self.facts.blocks[index]
        if block.kind == BlockKind.BODY:
            return
        condition = self._expression(block.condition) if block.condition != NONE else ""
        kind = BlockKind(block.kind).name.lower()
        inside = f"in block {block.parent}" if self._depth(index) > 1 else ""
        head = f"block {index} {kind} {condition}".rstrip()
        yield f"{'':>6}  {'  ' * (self._depth(index) - 1)}[{head}] {inside}".rstrip()

    def _depth(self, block: int) -> int:
        depth = 0
        while self.facts.blocks[block].kind != BlockKind.BODY:
            depth += 1
            block = self.facts.blocks[block].parent
        return depth

    def _step(self, step: Step) -> str:
        kind = StepKind(step.kind)
        word = kind.name.lower()
        if kind is StepKind.DEFINE:
            return f"{word:8} scope {step.value}  {self.facts.scopes[step.value].name}"
        if kind is StepKind.IMPORT:
            record = self.facts.imports[step.value]
            origin = "." * record.level + record.module
            member = f".{record.member}" if record.member else ""
            return f"{word:8} {origin}{member} as {record.alias}"
        sides = [self._expression(each) for each in (step.subject, step.value) if each != NONE]
        arrow = " in " if kind is StepKind.ITERATE else " <- "
        return f"{word:8} {arrow.join(sides)}".rstrip()

    def _expression(self, index: int) -> str:
        text = self.source.text[self.starts[index] : self.ends[index]].decode("utf-8", "replace")
        line = " ".join(text.split())
        return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"

    def _row(self, offset: int) -> int:
        return self.source.row_of(offset)
