"""A parsed Python file that finds nodes by their bytes."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, ParentNodeProvider
from libcst.metadata.span_provider import CodeSpan

from isolint.fixers.change import Edit, RefusalError
from isolint.model.source import Source, Span

_BRACKETED = (cst.Tuple, cst.GeneratorExp, cst.Yield)
"""Nodes that do not stand without parentheses where other expressions do."""


@dataclass(frozen=True)
class Document:
    """One file as libcst and ast see it, both addressed by the bytes of `source`."""

    source: Source
    tree: ast.Module
    module: cst.Module
    spans: Mapping[cst.CSTNode, CodeSpan]
    parents: Mapping[cst.CSTNode, cst.CSTNode]

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes as ast sees them, outer ones before those inside of them."""
        return tuple(ast.walk(self.tree))

    def span(self, node: cst.CSTNode) -> Span:
        """The bytes of a node without parentheses around it."""
        found = self.spans[node]
        return Span(found.start, found.start + found.length)

    def outer(self, node: cst.BaseExpression) -> Span:
        """The bytes of an expression with all parentheses around it."""
        start, end = self.span(node)
        if node.lpar:
            start, end = self.span(node.lpar[0]).start, self.span(node.rpar[-1]).end
        return Span(start, end)

    def whole(self, node: cst.BaseExpression) -> Span:
        """The bytes of an expression as ast counts them: `(a, b)` owns its parentheses."""
        if node.lpar and isinstance(node, _BRACKETED):
            return Span(self.span(node.lpar[-1]).start, self.span(node.rpar[0]).end)
        return self.span(node)

    def text(self, span: Span) -> str:
        return self.source.text[span.start : span.end].decode()

    def within(self, span: Span) -> Iterator[cst.CSTNode]:
        """All nodes whose bytes lie in a span."""
        nodes = self._by_start
        first = bisect_left(nodes, span.start, key=lambda node: self.spans[node].start)
        for node in takewhile(lambda node: self.spans[node].start <= span.end, nodes[first:]):
            if self.span(node).end <= span.end:
                yield node

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The node's parent, and so on up to the module."""
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def expression(self, anchor: Span) -> cst.BaseExpression:
        """The expression at an anchor.

        Raises:
            RefusalError: there is none.
        """
        found = self._expressions.get(anchor)
        if found is None:
            raise RefusalError("no expression at the anchor")
        return found

    def function(self, anchor: Span) -> cst.FunctionDef:
        """The function that an anchor, its name or the whole of it, stands for.

        Raises:
            RefusalError: there is none.
        """
        for node in self.spans:
            if isinstance(node, cst.FunctionDef) and anchor in (
                self.span(node.name),
                self.span(node),
            ):
                return node
        raise RefusalError("no function at the anchor")

    def functions(self, node: cst.CSTNode) -> Iterator[cst.FunctionDef]:
        """The functions in whose bodies a node stands, the nearest first."""
        for parent in self.ancestors(node):
            if isinstance(parent, cst.FunctionDef) and node is parent.body:
                yield parent
            node = parent

    def margin(self, offset: int) -> str | None:
        """The indentation before an offset, or None where something else precedes it."""
        start = self.source.line_starts[self.source.row_of(offset) - 1]
        lead = self.source.text[start:offset].decode()
        return None if lead.strip() else lead

    def indentation(self, offset: int) -> str:
        """The blanks that the line of an offset begins with."""
        line = self.source.line(self.source.row_of(offset))
        return line[: len(line) - len(line.lstrip())]

    def line_end(self, offset: int) -> int:
        """Where the line of an offset ends, before its line end."""
        line = self.source.line(self.source.row_of(offset))
        return self.source.line_starts[self.source.row_of(offset) - 1] + len(line.encode())

    def replacement(self, span: Span, text: str) -> Edit:
        """An edit that does not grow together with its neighbours: `return"a"`, `f()else`."""
        before = self.source.text[span.start - 1 : span.start].decode("utf-8", "replace")
        after = self.source.text[span.end : span.end + 1].decode("utf-8", "replace")
        if _wordy(before) and text and (_wordy(text[0]) or text[0] in "\"'"):
            text = " " + text
        if _wordy(after) and _wordy(text[-1:]):
            text += " "
        return Edit(span.start, span.end, text)

    def wrapping(self, span: Span, before: str, after: str) -> tuple[Edit, Edit]:
        """Edits that put something around a span."""
        opening = self.replacement(Span(span.start, span.start), before)
        return (opening, Edit(span.end, span.end, after))

    @cached_property
    def newline(self) -> str:
        return self.module.default_newline

    @cached_property
    def _by_start(self) -> tuple[cst.CSTNode, ...]:
        return tuple(sorted(self.spans, key=lambda node: self.spans[node].start))

    @cached_property
    def _expressions(self) -> dict[Span, cst.BaseExpression]:
        found = {self.whole(node): node for node in self.spans if isinstance(node, cst.BaseExpression)}
        return self._lone_generators | found

    @cached_property
    def _lone_generators(self) -> dict[Span, cst.BaseExpression]:
        """`f(x for x in y)`: to ast the parentheses of the call are the generator's as well."""
        return {
            Span(self.outer(call.func).end + _blank(call), self.span(call).end): call.args[0].value
            for call in self.spans
            if isinstance(call, cst.Call)
            and len(call.args) == 1
            and isinstance(call.args[0].value, cst.GeneratorExp)
            and not call.args[0].value.lpar
        }


def parse(source: Source) -> Document:
    """A file for the recipes to work on.

    Raises:
        RefusalError: it does not parse.
    """
    text = source.text.decode()
    try:
        tree = ast.parse(text)
        wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    except (SyntaxError, ValueError, cst.ParserSyntaxError) as error:
        raise RefusalError("the file does not parse") from error
    spans = wrapper.resolve(ByteSpanPositionProvider)
    return Document(source, tree, wrapper.module, spans, wrapper.resolve(ParentNodeProvider))


def _wordy(character: str) -> bool:
    return character.isalnum() or character in ("_", "\ufffd")


def _blank(call: cst.Call) -> int:
    """Bytes between a function and the parentheses of its call."""
    return len(cst.Module([]).code_for_node(call.whitespace_after_func).encode())
