"""What the visitors share: where the walk stands, and the records made so far."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from isolint.model.facts import (
    NONE,
    Block,
    BlockKind,
    ExprKind,
    Import,
    Scope,
    ScopeKind,
    StepKind,
)
from isolint.model.source import Source

Row = tuple[ExprKind, int, int, int, int, str, int]
"""An expression: kind, first line and column, last line and column, text, number of parts.

Line 0 starts at offset 0, so that a place known by its offset is (0, offset).
"""
StepRow = tuple[StepKind, int, int, int, int, int, int, int, int]
"""A step: kind, scope, block, subject, value, then the place as in `Row`."""
Guards = tuple[tuple[BlockKind, int], ...]
"""Under which conditions the statements after an `if` run."""
Visit = Callable[["Walk", Any], int]
Run = Callable[["Walk", Any], "Guards | None"]


class Frame(NamedTuple):
    """What one scope reads and binds; `reads` holds the block and expression of each first read."""

    scope: int
    reads: dict[str, tuple[int, int]]
    bound: set[str]
    receiver: str


class Walk:
    """The state of one extraction.

    `hidden` holds the names whose reads are no loads: those the current function
    or type has bound so far, and the variables of comprehensions around.
    `inner` is the second part alone, which anonymous functions inherit. `names`
    are all that any scope binds.
    """

    __slots__ = (
        "block",
        "blocks",
        "bound",
        "enclosing",
        "expr",
        "frames",
        "hidden",
        "imports",
        "inner",
        "kind",
        "lines",
        "names",
        "outer",
        "parts",
        "reads",
        "rows",
        "scope",
        "scopes",
        "steps",
        "stmt",
        "text",
        "yields",
    )

    def __init__(self, source: Source, expr: Mapping[type, Visit], stmt: Mapping[type, Run]) -> None:
        self.text = source.text
        self.lines = [0, *source.line_starts]
        self.expr = dict(expr)
        self.stmt = dict(stmt)
        self.rows: list[Row] = []
        self.parts: list[int] = []
        self.steps: list[StepRow] = []
        self.blocks: list[Block] = []
        self.scopes: list[Scope | None] = []
        self.imports: list[Import] = []
        self.frames: list[Frame] = []
        self.scope = self.block = NONE
        self.yields = False
        self.kind = ScopeKind.MODULE
        self.names: set[str] = set()
        self.reads: dict[str, tuple[int, int]] = {}
        self.bound: set[str] = set()
        self.hidden: set[str] = set()
        self.inner: frozenset[str] = frozenset()
        self.outer: set[str] = set()
        self.enclosing: set[str] = set()

    def visit(self, node: ast.expr) -> int:
        """The index of an expression, all of it recorded."""
        return self.expr[type(node)](self, node)

    def run(self, body: list[ast.stmt]) -> None:
        """Record the statements of a suite in the current block."""
        stmt = self.stmt
        block = self.block
        for position, node in enumerate(body, 1):
            guards = stmt[type(node)](self, node)
            if guards and position < len(body):
                for kind, condition in guards:
                    self.block = self.open_over(kind, condition, body[position:])
        self.block = block

    def run_in(self, kind: BlockKind, condition: int, body: list[ast.stmt]) -> None:
        """Record a suite in a new block under the current one."""
        block = self.block
        self.block = self.open_over(kind, condition, body)
        self.run(body)
        self.block = block

    def open_over(self, kind: BlockKind, condition: int, body: list[ast.stmt]) -> int:
        """A new block that holds these statements."""
        return self.open(kind, condition, self.begin(body[0]), self.end(body[-1]))

    def open(self, kind: BlockKind, condition: int, start: int, end: int) -> int:
        """A new block under the current one; the caller makes it the current one."""
        self.blocks.append(Block(self.block, kind, self.scope, condition, start, end))
        return len(self.blocks) - 1

    def add(self, kind: ExprKind, node: ast.AST, text: str, parts: list[int]) -> int:
        """Record an expression that stands where a node stands."""
        place: Any = node
        first, column, last, end = place.lineno, place.col_offset, place.end_lineno, place.end_col_offset
        self.parts += parts
        self.rows.append((kind, first, column, last, end, text, len(parts)))
        return len(self.rows) - 1

    def add_at(self, kind: ExprKind, start: int, end: int, text: str, parts: list[int]) -> int:
        """Record an expression for which the tree has no node."""
        self.parts += parts
        self.rows.append((kind, 0, start, 0, end, text, len(parts)))
        return len(self.rows) - 1

    def step(self, kind: StepKind, subject: int, value: int, node: ast.AST) -> None:
        """Record a step that stands where a node stands."""
        place: Any = node
        first, column, last, end = place.lineno, place.col_offset, place.end_lineno, place.end_col_offset
        self.steps.append((kind, self.scope, self.block, subject, value, first, column, last, end))

    def step_at(self, kind: StepKind, subject: int, value: int, start: int, end: int) -> None:
        """Record a step for which the tree has no node."""
        self.steps.append((kind, self.scope, self.block, subject, value, 0, start, 0, end))

    def bind(self, name: str) -> None:
        """The current scope binds a name."""
        if name not in self.outer and name not in self.enclosing:
            self.bound.add(name)

    def start(self, node: ast.AST) -> int:
        """The byte offset at which a node starts."""
        place: Any = node
        offset: int = self.lines[place.lineno] + place.col_offset
        return offset

    def end(self, node: ast.AST) -> int:
        """The byte offset at which a node ends."""
        place: Any = node
        offset: int = self.lines[place.end_lineno] + place.end_col_offset
        return offset

    def begin(self, node: ast.stmt) -> int:
        """The byte offset at which a statement starts, decorators included."""
        decorators = getattr(node, "decorator_list", None)
        if not decorators:
            return self.start(node)
        return self.text.rfind(b"@", 0, self.start(decorators[0]))

    def find(self, name: str, start: int, end: int) -> tuple[int, int]:
        """Where an identifier stands in a range; the whole range where it is spelled otherwise."""
        spelled = name.encode()
        found = self.text.find(spelled, start, end)
        return (start, end) if found < 0 else (found, found + len(spelled))
