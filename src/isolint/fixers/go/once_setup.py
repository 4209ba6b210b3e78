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

Unsafe: what only the first process has set is unset in the others, and what is done once comes
before all that each process does. The statements have to be told apart by the request; it is
refused where one half sets a variable that the other has use for.
"""

from __future__ import annotations

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.document import Document, field, span_of
from isolint.fixers.go.edit.ginkgo import call_around, literals
from isolint.fixers.go.edit.halves import Halves, halves, own_returns, parse_spans
from isolint.fixers.go.edit.insertion import inner_indentation
from isolint.fixers.go.edit.names import assigned, declared, free, mentioned, parameters
from isolint.fixers.go.edit.statements import body_edge, last_name, spans, statements
from isolint.fixers.go.edit.suites import body, renamed
from isolint.model.finding import Fix
from isolint.model.source import Span

_PLAIN, _SPLIT = "BeforeSuite", "SynchronizedBeforeSuite"
_RETURN, _BYTES = "return nil", "_ []byte"


def rewrite(document: Document, fix: Fix) -> Change:
    call = call_around(document, document.innermost(fix.anchor.span), _PLAIN, _SPLIT)
    shared = parse_spans(argument(fix, "shared", ""))
    if last_name(call) == _PLAIN:
        edits = _split(document, call, _wanted(document, body(document, call), shared, fix.anchor.span))
    else:
        edits = _handed_on(document, call, shared, fix.anchor.span)
    return Change(region=span_of(call), edits=edits)


def _split(document: Document, call: Node, parts: Halves | None) -> tuple[Edit, ...]:
    block = body(document, call)
    if document.margin(block.end_byte - 1) is None:
        raise RefusalError("the function is written on one line")
    head = field(literals(call)[0], "parameters").end_byte
    edits = (renamed(document, call, _SPLIT), Edit(head, head, " []byte"))
    indent, newline = inner_indentation(document, block), document.newline
    closing = document.line_start(block.end_byte - 1)
    if parts is None or not parts.staying:
        returns = (Edit(node.end_byte, node.end_byte, " nil") for node in own_returns(block))
        last = Edit(closing, closing, f"{indent}{_RETURN}{newline}")
        return (*edits, *returns, last, Edit(block.end_byte, block.end_byte, f", func({_BYTES}) {{}}"))
    outer = document.indentation(block.end_byte - 1)
    text = (
        parts.lines(document, block, parts.moving).rstrip()
        + f"{newline}{indent}{_RETURN}{newline}{outer}}}, func({_taken(document, call)}) {{{newline}"
        + parts.lines(document, block, parts.staying).rstrip()
        + newline
    )
    return (*edits, Edit(body_edge(document, block), closing, text))


def _taken(document: Document, call: Node) -> str:
    """What each process's function takes: the context, if there was one, and the bytes."""
    own = document.text(field(literals(call)[0], "parameters")).strip("()")
    return f"{own}, {_BYTES}" if own else _BYTES


def _handed_on(document: Document, call: Node, shared: tuple[Span, ...], anchor: Span) -> tuple[Edit, ...]:
    """From the second function of a set-up that has two to the end of the first."""
    if len(literals(call)) != 2:
        raise RefusalError("its functions are not written in the call")
    first, second = (field(literal, "body") for literal in literals(call))
    parts = _wanted(document, second, shared or (anchor,), anchor)
    if parts is None or own_returns(first) != statements(first)[-1:]:
        raise RefusalError("the first function does not return at its end alone")
    nodes = [node for group in parts.moving for node in group.statements]
    brought = frozenset[str]().union(*(declared(node) for node in nodes))
    if brought & frozenset[str]().union(*(declared(node) for node in statements(first))):
        raise RefusalError("both functions would declare the same")
    if free(*nodes) & parameters(literals(call)[1]) - parameters(literals(call)[0]):
        raise RefusalError("it uses a parameter of the second function")
    at = document.line_start(statements(first)[-1].start_byte)
    text = parts.lines(document, second, parts.moving).rstrip() + document.newline
    return Edit(at, at, text), _left(document, second, parts)


def _left(document: Document, block: Node, parts: Halves) -> Edit:
    if not parts.staying:
        return Edit(block.start_byte, block.end_byte, "{}")
    text = parts.lines(document, block, parts.staying).rstrip() + document.newline
    return Edit(body_edge(document, block), document.line_start(block.end_byte - 1), text)


def _wanted(document: Document, block: Node, shared: tuple[Span, ...], anchor: Span) -> Halves | None:
    """The halves, where as many of the places go as can, and the anchor does; None: all of it goes.

    Raises:
        RefusalError: what is asked for needs what stays, or the other way round.
    """
    places = list(shared)
    while places:
        parts = halves(document, block, places)
        bound = _bound(parts)
        kept = [place for place in places if not any(spans(node, place) for node in bound)]
        if anchor in places and anchor not in kept:
            names = ", ".join(sorted(bound[next(node for node in bound if spans(node, anchor))]))
            raise RefusalError(f"what is set for each process, and what is done once, both need {names}")
        if kept == places:
            return parts
        places = kept
    return None


def _bound(parts: Halves) -> dict[Node, frozenset[str]]:
    """Statements that would go, and the variables of the package that keep them."""
    moving = [node for group in parts.moving for node in group.statements]
    staying = [node for group in parts.staying for node in group.statements]
    local = frozenset[str]().union(*(declared(node) for node in (*moving, *staying)))
    set_there, used_there = assigned(*staying) - local, mentioned(*staying) - local
    found = {node: mentioned(node) & set_there | assigned(node) & used_there for node in moving}
    return {node: names for node, names in found.items() if names}
