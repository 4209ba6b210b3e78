"""What the visitors share: where the walk stands, and the records made so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from isolint.frontends.go.variables import Frame, Variable
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, Import, Scope, ScopeKind, StepKind
from isolint.model.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node

Row = tuple[ExprKind, int, int, str, int]
"""An expression: kind, start, end, text, number of parts."""
StepRow = tuple[StepKind, int, int, int, int, int, int]
"""The fields of a `Step`."""
Guards = tuple[tuple[BlockKind, int], ...]
"""Under which conditions the statements after an `if` run."""
Visit = Callable[["Walk", "Node"], int]
Run = Callable[["Walk", "Node"], "Guards | None"]


class Walk:
    """The state of one extraction.

    `seen` maps each name to the variable of a function that it means right here;
    what it does not hold belongs to the package, or to the language. `level` is the
    number of the innermost lexical block, `iota` the row of a group of constants.
    """

    __slots__ = (
        "block",
        "blocks",
        "expr",
        "frame",
        "frames",
        "imports",
        "iota",
        "level",
        "levels",
        "numbers",
        "parts",
        "rows",
        "scope",
        "scopes",
        "seen",
        "steps",
        "stmt",
        "text",
        "undo",
    )

    def __init__(self, source: Source, expr: Mapping[str, Visit], stmt: Mapping[str, Run]) -> None:
        self.text = source.text
        self.expr = expr
        self.stmt = stmt
        self.rows: list[Row] = []
        self.parts: list[int] = []
        self.steps: list[StepRow] = []
        self.blocks: list[Block] = []
        self.scopes: list[Scope | None] = []
        self.imports: list[Import] = []
        self.frames: list[Frame] = []
        self.frame = Frame(NONE, ScopeKind.MODULE)
        self.scope = self.block = self.iota = NONE
        self.seen: dict[str, Variable] = {}
        self.undo: list[tuple[str, Variable | None]] = []
        self.numbers: dict[str, int] = {}
        self.level = self.levels = 0

    def visit(self, node: Node) -> int:
        """The index of an expression or a type, all of it recorded."""
        return self.expr[node.type](self, node)

    def spelled(self, node: Node) -> str:
        """The text of a node."""
        start, end = node.byte_range
        return self.text[start:end].decode()

    def run(self, nodes: Sequence[Node]) -> None:
        """Record statements in the current block; what is no statement is passed over."""
        stmt = self.stmt
        found = [(run, node) for node in nodes if (run := stmt.get(node.type)) is not None]
        block = self.block
        for position, (run, node) in enumerate(found, 1):
            guards = run(self, node)
            if guards and position < len(found):
                start, end = found[position][1].start_byte, found[-1][1].end_byte
                for kind, condition in guards:
                    self.block = self.open(kind, condition, start, end)
        self.block = block

    def run_block(self, node: Node) -> None:
        """Record what stands between braces, as a lexical block of its own."""
        around = self.descend()
        self.run(statements(node))
        self.ascend(around)

    def run_in(self, kind: BlockKind, condition: int, node: Node) -> None:
        """Record what stands between braces in a new block under the current one."""
        block = self.block
        self.block = self.open(kind, condition, *inside(node))
        self.run_block(node)
        self.block = block

    def open(self, kind: BlockKind, condition: int, start: int, end: int) -> int:
        """A new block under the current one; the caller makes it the current one."""
        self.blocks.append(Block(self.block, kind, self.scope, condition, start, end))
        return len(self.blocks) - 1

    def add(self, kind: ExprKind, node: Node, text: str, parts: list[int]) -> int:
        """Record an expression that stands where a node stands."""
        start, end = node.byte_range
        self.parts += parts
        self.rows.append((kind, start, end, text, len(parts)))
        return len(self.rows) - 1

    def add_at(self, kind: ExprKind, start: int, end: int, text: str, parts: list[int]) -> int:
        """Record an expression for which the tree has no node."""
        self.parts += parts
        self.rows.append((kind, start, end, text, len(parts)))
        return len(self.rows) - 1

    def step(self, kind: StepKind, subject: int, value: int, node: Node) -> None:
        """Record a step that stands where a node stands."""
        start, end = node.byte_range
        self.steps.append((kind, self.scope, self.block, subject, value, start, end))

    def step_at(self, kind: StepKind, subject: int, value: int, start: int, end: int) -> None:
        """Record a step for which the tree has no node."""
        self.steps.append((kind, self.scope, self.block, subject, value, start, end))

    def descend(self) -> tuple[int, int]:
        """Enter a lexical block; the answer is what `ascend` needs to leave it."""
        around = (len(self.undo), self.level)
        self.levels += 1
        self.level = self.levels
        return around

    def ascend(self, around: tuple[int, int]) -> None:
        """Leave a lexical block: its names mean again what they meant before."""
        mark, self.level = around
        while len(self.undo) > mark:
            name, variable = self.undo.pop()
            if variable is None:
                del self.seen[name]
            else:
                self.seen[name] = variable

    def declare(self, name: str) -> Variable:
        """The variable that a name means from now on; a new one unless this very block has it already."""
        held = self.seen.get(name)
        if held is not None and held.level == self.level:
            return held
        shadows = held is not None and held.frame is self.frame
        variable = Variable(self.frame, name, self.level, self.number(name) if shadows else 1)
        self.frame.variables.append(variable)
        self.undo.append((name, held))
        self.seen[name] = variable
        return variable

    def number(self, name: str) -> int:
        """The next number of a name that means several things in one function."""
        self.numbers[name] = found = self.numbers.get(name, 1) + 1
        return found

    def read(self, name: str, root: int, dotted: str, index: int) -> None:
        """A name is read, as the root of a dotted one."""
        variable = self.seen.get(name)
        frame = self.frame
        if variable is not None:
            variable.rows.append(root)
            if variable.frame is frame:
                return
        if dotted not in frame.reads:
            frame.reads[dotted] = (self.block, index)
            frame.beyond[name] = variable

    def assign(self, name: str, index: int) -> None:
        """A name that was declared before is assigned to."""
        variable = self.seen.get(name)
        frame = self.frame
        if variable is not None:
            variable.rows.append(index)
            if variable.frame is frame:
                return
        frame.beyond[name] = variable
        frame.assigned.add(name)


def statements(node: Node) -> Sequence[Node]:
    """The children of the statement list of a block or a case."""
    for child in node.children:
        if child.type == "statement_list":
            return child.children
    return ()


def inside(node: Node) -> tuple[int, int]:
    """The place of the statements of a block, the space between its braces where there are none."""
    for child in node.children:
        if child.type == "statement_list":
            return child.byte_range
    start, end = node.byte_range
    return (min(start + 1, end), max(end - 1, min(start + 1, end)))
