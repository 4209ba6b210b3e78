"""A parsed Go file that finds nodes by their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import tree_sitter_go
from tree_sitter import Language, Node, Parser

from isolint.fixers.change import RefusalError
from isolint.model.source import Source, Span

FUNCTIONS = frozenset({"func_literal", "function_declaration", "method_declaration"})


@dataclass(frozen=True)
class Document:
    """One file as tree-sitter sees it, addressed by the bytes of `source`."""

    source: Source
    root: Node

    def text(self, node: Node | Span) -> str:
        span = node if isinstance(node, Span) else span_of(node)
        return self.source.text[span.start : span.end].decode()

    def innermost(self, span: Span) -> Node:
        """The smallest node around a span.

        Raises:
            RefusalError: the span is none of this file.
        """
        found = self.root.named_descendant_for_byte_range(*span)
        if found is None or span.start >= span.end:
            raise RefusalError("the anchor is not in this file")
        return found

    def expression(self, span: Span) -> Node:
        """The smallest node that is exactly a span.

        Raises:
            RefusalError: there is none.
        """
        found = self.innermost(span)
        if span_of(found) != span:
            raise RefusalError("no expression at the anchor")
        return found

    def line_start(self, offset: int) -> int:
        return self.source.line_starts[self.source.row_of(offset) - 1]

    def next_line(self, offset: int) -> int:
        """Where the line after that of an offset starts, or the end of the text."""
        row = self.source.row_of(offset)
        starts = self.source.line_starts
        return starts[row] if row < len(starts) else len(self.source.text)

    def margin(self, offset: int) -> str | None:
        """The indentation before an offset, or None where something else precedes it."""
        lead = self.text(Span(self.line_start(offset), offset))
        return None if lead.strip() else lead

    def indentation(self, offset: int) -> str:
        """The blanks that the line of an offset begins with."""
        line = self.source.line(self.source.row_of(offset))
        return line[: len(line) - len(line.lstrip())]

    def tail(self, offset: int) -> str:
        """What follows an offset in its line."""
        return self.text(Span(offset, self.next_line(offset))).strip()

    @cached_property
    def newline(self) -> str:
        return "\r\n" if b"\r\n" in self.source.text else "\n"

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, outer ones before those inside of them."""
        return tuple(within(self.root))


def parse(source: Source) -> Document:
    """A file for the recipes to work on.

    Raises:
        RefusalError: it does not parse.
    """
    document = document_of(source.path, source.text)
    if document.root.has_error:
        raise RefusalError("the file does not parse")
    return document


def document_of(path: str, text: bytes) -> Document:
    """A text as a document, with whatever errors it has."""
    parser = Parser(Language(tree_sitter_go.language()))
    return Document(Source(path, text), parser.parse(text).root_node)


def span_of(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)


def within(node: Node) -> Iterator[Node]:
    """A node and everything in it, in the order of the text."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += reversed(found.children)


def around(node: Node) -> Iterator[Node]:
    """The node's parent, and so on up to the file."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def field(node: Node, name: str) -> Node:
    """A part that the grammar says is there.

    Raises:
        RefusalError: it is not.
    """
    found = node.child_by_field_name(name)
    if found is None:
        raise RefusalError(f"a {node.type.replace('_', ' ')} without {name}")
    return found


def function_around(node: Node) -> Node | None:
    """The function, literal or declared, in which a node stands."""
    return next((each for each in around(node) if each.type in FUNCTIONS), None)
