"""What others still use is closed behind the `cancel()` that makes them stop.

    store.Close()
    cancel()

becomes

    cancel()
    store.Close()

Unsafe: the statements between them may have relied on the order.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.document import Document
from isolint.fixers.go.edit.insertion import removal
from isolint.fixers.go.edit.names import declared, mentioned
from isolint.fixers.go.edit.statements import TELLS, Group, group, last_name, siblings, statement
from isolint.fixers.go.edit.suites import span_said
from isolint.model.finding import Fix
from isolint.model.source import Span

_CANCEL = re.compile(r"(?:\w+\.)*\w*(?:[cC]ancel\w*|[sS]top)\(\)")
_DEFERRED = ("defer_statement", "go_statement")
_JUMPS = ("return_statement", "break_statement", "continue_statement", "goto_statement")


def rewrite(document: Document, fix: Fix) -> Change:
    node = statement(document, fix.anchor.span)
    if node.type in _DEFERRED:
        raise RefusalError("it is done later than it is written")
    part = group(document, node)
    end = part.statements[-1].end_byte
    after = [each for each in siblings(node) if each.start_byte >= end]
    last = _cancel(document, after, span_said(argument(fix, "cancel", "")))
    between = after[: after.index(last) + 1]
    names = frozenset[str]().union(*(declared(each) for each in part.statements))
    names &= mentioned(*between)
    if names:
        raise RefusalError(f"{', '.join(sorted(names))} is used between them")
    if any(each.type in _JUMPS for each in between):
        raise RefusalError("the function may leave between them")
    at = group(document, last).span.end
    moved = Span(_told(document, node, part), part.span.end)
    text = document.text(moved)
    lead = "" if document.source.text[:at].endswith(b"\n") else document.newline
    edits = (removal(document, moved), Edit(at, at, lead + text))
    return Change(region=Span(moved.start, at), edits=edits)


def _told(document: Document, node: Node, part: Group) -> int:
    """Where its lines start, with the `By` directly above that says what it does."""
    before = [each for each in siblings(node) if each.end_byte <= part.span.start]
    said = before[-1] if before else None
    if said is None or document.next_line(said.end_byte) != part.span.start:
        return part.span.start
    is_telling = said.type == "expression_statement" and last_name(said.named_children[0]) == TELLS
    return group(document, said).span.start if is_telling else part.span.start


def _cancel(document: Document, after: list[Node], said: Span | None) -> Node:
    for each in after:
        if said is not None:
            found = each.start_byte <= said.start and said.end <= each.end_byte
        else:
            found = _CANCEL.fullmatch(document.text(each)) is not None
        if found:
            return each
    raise RefusalError("nothing is cancelled below it in the same block")
