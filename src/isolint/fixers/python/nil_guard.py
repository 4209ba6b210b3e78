"""A tear-down leaves alone what was never set.

`SERVER.stop()` -> `if SERVER is not None: SERVER.stop()`, on two lines

Safe: where the value is set the same is done, and where it is not there was an AttributeError.
Statements one below the other that do no more than call the value get one guard.
"""

from __future__ import annotations

import re

import libcst as cst

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.python.edit.document import Document
from isolint.model.finding import Fix
from isolint.model.source import Span

_NAME = re.compile(r"\w+(?:\.\w+)*")


def rewrite(document: Document, fix: Fix) -> Change:
    value = argument(fix, "value")
    line = _line(document, fix.anchor.span)
    if not _NAME.fullmatch(value) or not _calls(document, line, value):
        raise RefusalError("no statement of its own that does nothing but call the value")
    _refuse_guarded(document, line, value)
    lines = _neighbours(document, line, value)
    place = Span(document.span(lines[0]).start, document.span(lines[-1]).end)
    return Change(region=place, edits=_indented(document, lines, f"if {value} is not None:"))


def _line(document: Document, anchor: Span) -> cst.SimpleStatementLine:
    """The one statement on its lines that an anchor lies in."""
    for node in document.spans:
        if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1:
            place = document.span(node.body[0])
            if place.start <= anchor.start and anchor.end <= place.end:
                return node
    raise RefusalError("no statement on lines of its own at the anchor")


def _calls(document: Document, node: cst.CSTNode, value: str) -> bool:
    """Does a statement do nothing but call a value, or a method of it?"""
    match node:
        case cst.SimpleStatementLine(body=[cst.Expr(value=whole)]):
            call = whole.expression if isinstance(whole, cst.Await) else whole
            if isinstance(call, cst.Call):
                owner = call.func.value if isinstance(call.func, cst.Attribute) else call.func
                return value in (document.text(document.span(one)) for one in (call.func, owner))
    return False


def _refuse_guarded(document: Document, line: cst.SimpleStatementLine, value: str) -> None:
    for node in document.ancestors(line):
        asks = isinstance(node, cst.If | cst.While) and document.text(document.span(node.test))
        if asks and re.search(rf"\b{re.escape(value)}\b", asks):
            raise RefusalError("it is guarded already")


def _neighbours(
    document: Document, line: cst.SimpleStatementLine, value: str
) -> tuple[cst.SimpleStatementLine, ...]:
    """The statements right above and below that call the same value."""
    block = document.parents[line]
    if not isinstance(block, cst.IndentedBlock):
        raise RefusalError("it is no statement of a function")
    siblings = block.body
    first = last = siblings.index(line)
    while first > 0 and _calls(document, siblings[first - 1], value):
        first -= 1
    while last + 1 < len(siblings) and _calls(document, siblings[last + 1], value):
        last += 1
    found = siblings[first : last + 1]
    return tuple(one for one in found if isinstance(one, cst.SimpleStatementLine))


def _indented(document: Document, lines: tuple[cst.SimpleStatementLine, ...], head: str) -> tuple[Edit, ...]:
    """The lines under a head, one step further in."""
    source, unit = document.source, document.module.default_indent
    start, end = document.span(lines[0].body[0]).start, document.span(lines[-1].body[0]).end
    margin = document.margin(start)
    if margin is None:
        raise RefusalError("the statement does not begin its line")
    if any(_has_lines(document, node) for node in document.within(Span(start, end))):
        raise RefusalError("a text of several lines would change")
    first, *others = range(source.row_of(start), source.row_of(end - 1) + 1)
    begin = source.line_starts[first - 1]
    starts = [source.line_starts[row - 1] for row in others if source.line(row).strip()]
    return (
        Edit(begin, begin, f"{margin}{head}{document.newline}{unit}"),
        *(Edit(each, each, unit) for each in starts),
    )


def _has_lines(document: Document, node: cst.CSTNode) -> bool:
    is_text = isinstance(node, cst.SimpleString | cst.FormattedString)
    return is_text and len(document.text(document.span(node)).splitlines()) > 1
