"""New lines between statements, indented as gofmt would."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from isolint.fixers.change import Edit, RefusalError
from isolint.fixers.go.edit.document import Document
from isolint.fixers.go.edit.statements import Group, body_edge, group, statements
from isolint.model.source import Span


def above(document: Document, statement: Node, lines: Sequence[str]) -> Edit:
    """Lines above a statement and the comments that belong to it."""
    at = group(document, statement).span.start
    indent = document.indentation(statement.start_byte)
    return Edit(at, at, joined(document, lines, indent))


def at_top(document: Document, block: Node, lines: Sequence[str], after: Group | None = None) -> Edit:
    """Lines at the top of a body, or behind a group of its statements.

    Raises:
        RefusalError: the body stands on one line.
    """
    indent = inner_indentation(document, block)
    text = joined(document, lines, indent)
    if not document.text(Span(block.start_byte + 1, block.end_byte - 1)).strip():
        outer = document.indentation(block.start_byte)
        return Edit(block.start_byte + 1, block.end_byte - 1, document.newline + text + outer)
    at = after.span.end if after else body_edge(document, block)
    return Edit(at, at, text)


def inner_indentation(document: Document, block: Node) -> str:
    """How the statements of a block are indented."""
    inside = statements(block)
    margin = document.margin(inside[0].start_byte) if inside else None
    if inside and margin is None:
        raise RefusalError("the function is written on one line")
    return margin if margin is not None else document.indentation(block.start_byte) + "\t"


def joined(document: Document, lines: Sequence[str], indent: str) -> str:
    return "".join(f"{indent}{line}".rstrip() + document.newline for line in lines)


def removal(document: Document, span: Span) -> Edit:
    """Whole lines away, with the blank line below where nothing or a blank stands above."""
    start, end = span
    above_it = document.text(Span(document.line_start(start - 1), start)).strip() if start else ""
    below = document.next_line(end)
    is_blank = end < below and not document.text(Span(end, below)).strip()
    if is_blank and (not above_it or above_it.endswith("{")):
        return Edit(start, below, "")
    closes = document.text(Span(end, below)).strip().startswith("}")
    if closes and not above_it and start:
        return Edit(document.line_start(start - 1), end, "")
    return Edit(start, end, "")
