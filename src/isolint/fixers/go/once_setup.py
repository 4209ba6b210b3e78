"""What a suite sets up for all processes is set up by the first of them.

    BeforeSuite(func() {
        database.Start()
        client = connect()
    })

becomes

    SynchronizedBeforeSuite(func() []byte {
        database.Start()
        return nil
    }, func(_ []byte) {
        client = connect()
    })

Unsafe: what only the first process has set is unset in the others; the statements that every
process needs have to be told apart by the request.
"""

from __future__ import annotations

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.document import Document, field, span_of
from isolint.fixers.go.edit.ginkgo import call_around, literals
from isolint.fixers.go.edit.halves import halves, own_returns, parse_spans
from isolint.fixers.go.edit.insertion import inner_indentation
from isolint.fixers.go.edit.statements import body_edge
from isolint.fixers.go.edit.suites import body, renamed
from isolint.model.finding import Fix
from isolint.model.source import Span

_PLAIN, _SPLIT = "BeforeSuite", "SynchronizedBeforeSuite"
_RETURN = "return nil"


def rewrite(document: Document, fix: Fix) -> Change:
    call = call_around(document, document.innermost(fix.anchor.span), _PLAIN)
    block = body(document, call)
    if document.margin(block.end_byte - 1) is None:
        raise RefusalError("the function is written on one line")
    head = field(literals(call)[0], "parameters").end_byte
    shared = parse_spans(argument(fix, "shared", ""))
    edits = (renamed(document, call, _SPLIT), Edit(head, head, " []byte"))
    return Change(region=span_of(call), edits=(*edits, *_bodies(document, call, block, shared)))


def _bodies(document: Document, call: Node, block: Node, shared: tuple[Span, ...]) -> tuple[Edit, ...]:
    indent, newline = inner_indentation(document, block), document.newline
    closing = document.line_start(block.end_byte - 1)
    parts = halves(document, block, shared) if shared else None
    if parts is None or not parts.staying:
        returns = (Edit(node.end_byte, node.end_byte, " nil") for node in own_returns(block))
        last = Edit(closing, closing, f"{indent}{_RETURN}{newline}")
        return (*returns, last, Edit(block.end_byte, block.end_byte, ", func(_ []byte) {}"))
    outer = document.indentation(block.end_byte - 1)
    text = (
        parts.lines(document, block, parts.moving).rstrip()
        + f"{newline}{indent}{_RETURN}{newline}{outer}}}, func(_ []byte) {{{newline}"
        + parts.lines(document, block, parts.staying).rstrip()
        + newline
    )
    return (Edit(body_edge(document, block), closing, text),)
