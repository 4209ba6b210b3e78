"""Comments behind neighbouring statements stand in one column, as gofmt lines them up.

A statement that comes, goes or changes its length moves the column for all of its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from isolint.fixers.change import Edit, splice
from isolint.fixers.go.edit.document import Document
from isolint.model.source import Span

_DECLARATIONS = frozenset({"var_declaration", "const_declaration", "type_declaration"})


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement that has its line for itself, but for the comment at the end."""

    row: int
    block: int
    is_declaration: bool
    code: Span
    comment: int


def aligned(document: Document, before: Document) -> bytes:
    """The text with its comments in columns; lines that stood together before stay as they were."""
    known = {_text(before, lines) for lines in _neighbours(before)}
    edits = [
        edit
        for lines in _neighbours(document)
        if not any(line.is_declaration for line in lines)  # those have columns of their own
        and _text(document, lines) not in known
        for edit in _column(document, lines)
    ]
    return splice(document.source.text, edits)


def _commented(document: Document) -> Iterator[_Line]:
    """In the order of the text."""
    comments = {node.start_point.row: node.start_byte for node in document.nodes if node.type == "comment"}
    for node in document.nodes:
        row, block = node.start_point.row, node.parent.id if node.parent else 0
        if _is_of_one_line(node) and row in comments and document.margin(node.start_byte) is not None:
            gap = Span(node.end_byte, comments[row])
            if gap.start <= gap.end and not document.text(gap).strip():
                code = Span(node.start_byte, gap.start)
                yield _Line(row, block, node.type in _DECLARATIONS, code, gap.end)


def _is_of_one_line(node: Node) -> bool:
    is_statement = node.parent is not None and node.parent.type == "statement_list"
    return is_statement and node.type != "comment" and node.start_point.row == node.end_point.row


def _neighbours(document: Document) -> Iterator[tuple[_Line, ...]]:
    """Lines of one block that follow each other at once."""
    run: list[_Line] = []
    for line in _commented(document):
        if run and (run[-1].row + 1, run[-1].block) != (line.row, line.block):
            yield tuple(run)
            run = []
        run.append(line)
    if run:
        yield tuple(run)


def _text(document: Document, lines: tuple[_Line, ...]) -> str:
    first, last = document.line_start(lines[0].code.start), document.next_line(lines[-1].comment)
    return document.text(Span(first, last))


def _column(document: Document, lines: tuple[_Line, ...]) -> Iterator[Edit]:
    widths = [len(document.text(line.code)) for line in lines]
    for line, width in zip(lines, widths, strict=True):
        yield Edit(line.code.end, line.comment, " " * (max(widths) - width + 1))
