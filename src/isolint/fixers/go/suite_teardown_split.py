"""What belongs to all processes goes to the half of the teardown that runs last and once.

    AfterSuite(func() {
        cancel()
        database.Stop()
    })

becomes

    SynchronizedAfterSuite(func() {
        cancel()
    }, func() {
        database.Stop()
    })

Comments, error checks and a `By` go with their statement. Where a variable is declared in one
half and assigned in the other it is declared in both; halves that need more of each other than
that are refused, and so are functions that defer or return early.
"""

from __future__ import annotations

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.document import Document, field, span_of
from isolint.fixers.go.edit.ginkgo import call_around, literals
from isolint.fixers.go.edit.halves import Halves, halves, parse_spans
from isolint.fixers.go.edit.insertion import inner_indentation
from isolint.fixers.go.edit.names import declared, free, parameters
from isolint.fixers.go.edit.statements import body_edge, last_name, statements
from isolint.fixers.go.edit.suites import body, renamed
from isolint.model.finding import Fix
from isolint.model.source import Span

_PLAIN, _SPLIT = "AfterSuite", "SynchronizedAfterSuite"


def rewrite(document: Document, fix: Fix) -> Change:
    call = call_around(document, document.innermost(fix.anchor.span), _PLAIN, _SPLIT)
    shared = parse_spans(argument(fix, "shared", ""))
    edits = _split(document, call, shared) if last_name(call) == _PLAIN else _moved(document, call, shared)
    return Change(region=span_of(call), edits=edits)


def _split(document: Document, call: Node, shared: tuple[Span, ...]) -> tuple[Edit, ...]:
    block = body(document, call)
    rename = renamed(document, call, _SPLIT)
    literal = literals(call)[0]
    function, head = span_of(literal), document.text(field(literal, "parameters"))
    all_of_it = (rename, Edit(function.start, function.start, "func() {}, "))
    if not shared:
        return all_of_it
    parts = halves(document, block, shared)
    if not parts.staying:
        return all_of_it
    start, end = body_edge(document, block), document.line_start(block.end_byte - 1)
    outer = document.indentation(block.end_byte - 1)
    text = (
        parts.lines(document, block, parts.staying).rstrip()
        + f"{document.newline}{outer}}}, func{head} {{{document.newline}"
        + parts.lines(document, block, parts.moving).rstrip()
        + document.newline
    )
    return rename, Edit(start, end, text)


def _moved(document: Document, call: Node, shared: tuple[Span, ...]) -> tuple[Edit, ...]:
    """Statements of the first function, at the top of the second."""
    if len(literals(call)) != 2:
        raise RefusalError("its functions are not written in the call")
    first, second = (field(literal, "body") for literal in literals(call))
    heads = {document.text(field(literal, "parameters")) for literal in literals(call)}
    if not shared:
        raise RefusalError("the request says nothing about 'shared'")
    parts = halves(document, first, shared)
    there = frozenset[str]().union(*(declared(node) for node in statements(second)))
    code = [node for each in parts.moving for node in each.statements]
    if len(heads) > 1 and free(*code) & parameters(literals(call)[0]):
        raise RefusalError("it uses a parameter of the first function")
    here = frozenset[str]().union(*(declared(node) for node in code))
    if here & there:
        raise RefusalError(f"both functions declare {', '.join(sorted(here & there))}")
    return (_left(document, first, parts), _added(document, second, parts, first))


def _left(document: Document, block: Node, parts: Halves) -> Edit:
    if not parts.staying:
        return Edit(block.start_byte, block.end_byte, "{}")
    start = body_edge(document, block)
    text = parts.lines(document, block, parts.staying).rstrip() + document.newline
    return Edit(start, document.line_start(block.end_byte - 1), text)


def _added(document: Document, block: Node, parts: Halves, source: Node) -> Edit:
    text = parts.lines(document, source, parts.moving).rstrip() + document.newline
    if not document.text(Span(block.start_byte + 1, block.end_byte - 1)).strip():
        outer = document.indentation(block.start_byte)
        return Edit(block.start_byte + 1, block.end_byte - 1, f"{document.newline}{text}{outer}")
    if inner_indentation(document, block) != inner_indentation(document, source):
        raise RefusalError("its functions are indented differently")
    at = document.next_line(block.start_byte)
    return Edit(at, at, text)
