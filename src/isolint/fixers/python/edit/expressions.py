"""Replacing expressions, and writing string literals that fit where they go."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from isolint.fixers.change import Edit, RefusalError
from isolint.fixers.python.edit.document import Document
from isolint.model.source import Span


def replaced(document: Document, node: cst.BaseExpression, text: str) -> tuple[Edit, ...]:
    """An expression as another text; in an f-string, conversion and format go with it.

    Raises:
        RefusalError: a comment would be lost, or the expression is one piece of a string in pieces.
    """
    span = _field(document, node)
    if isinstance(document.parents[node], cst.ConcatenatedString):
        raise RefusalError("the anchor is one of several strings that form one")
    if any(isinstance(inner, cst.Comment) for inner in document.within(span)):
        raise RefusalError("a comment in the expression would be lost")
    return (document.replacement(span, text),)


def freed(document: Document, node: cst.BaseExpression) -> frozenset[str]:
    """The names that go with an expression."""
    return frozenset(
        name.value
        for name in document.within(_field(document, node))
        if isinstance(name, cst.Name) and not _is_label(document, name)
    )


def quote(document: Document, node: cst.BaseExpression) -> str:
    """The quote for strings that replace a node: its own, if an f-string around it allows that.

    Raises:
        RefusalError: the f-strings around it use both.
    """
    strings = [
        inner
        for inner in document.within(document.whole(node))
        if isinstance(inner, cst.SimpleString | cst.FormattedString)
    ]
    first = min(strings, key=document.span, default=None)
    own = _quote(first)[0] if first else '"'
    taken = {_quote(s) for s in document.ancestors(node) if isinstance(s, cst.FormattedString)}
    for candidate in (own, '"', "'"):
        if candidate not in taken:
            return candidate
    raise RefusalError("the f-strings around it use both quotes")


def literal(value: str, quote: str) -> str:
    """A string literal in the given quotes."""
    return quote + "".join(_escaped(character, quote) for character in value) + quote


def template(body: str, quote: str) -> str:
    """An f-string whose source text between the quotes is `body`.

    Raises:
        RefusalError: it holds the quote itself.
    """
    if quote in body:
        raise RefusalError("the new name holds the quotes it would stand in")
    return f"f{quote}{body}{quote}"


def extended(
    document: Document,
    items: Sequence[cst.Arg | cst.BaseElement],
    closing: int,
    text: str,
) -> Edit:
    """One more item before the closing bracket, on a line of its own where the others are."""
    if not items:
        return Edit(closing, closing, text)
    last = items[-1]
    if not isinstance(last.comma, cst.Comma):
        end = _item_end(document, last)
        return Edit(end, end, f", {text}")
    end = document.span(last.comma).end
    line_end = document.line_end(end)
    if line_end >= closing:
        return Edit(end, end, f" {text}")
    indent = document.indentation(document.span(last).start)
    return Edit(line_end, line_end, f"{document.newline}{indent}{text},")


def _field(document: Document, node: cst.BaseExpression) -> Span:
    """A node; in the braces of an f-string everything up to the closing one."""
    parent = document.parents[node]
    if isinstance(parent, cst.FormattedStringExpression) and parent.expression is node:
        return Span(document.outer(node).start, document.span(parent).end - 1)
    return document.whole(node)


def _is_label(document: Document, name: cst.Name) -> bool:
    """An attribute or a keyword: not a variable."""
    match document.parents[name]:
        case cst.Attribute(attr=attribute):
            return attribute is name
        case cst.Arg(keyword=keyword):
            return keyword is name
    return False


def _quote(string: cst.SimpleString | cst.FormattedString) -> str:
    return string.quote if isinstance(string, cst.SimpleString) else string.end


def _escaped(character: str, quote: str) -> str:
    if character in ("\\", quote):
        return "\\" + character
    return character if character.isprintable() else ascii(character)[1:-1]


def _item_end(document: Document, item: cst.Arg | cst.BaseElement) -> int:
    return document.outer(item.value).end
