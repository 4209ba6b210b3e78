"""What the first process sets for itself is set by every process for itself.

    SynchronizedBeforeSuite(func() []byte {
        err := v1.AddToScheme(scheme.Scheme)
        Expect(err).NotTo(HaveOccurred())
        return nil
    }, func(_ []byte) {
        err := v1.AddToScheme(scheme.Scheme)
        Expect(err).NotTo(HaveOccurred())
    })

Safe for what costs nothing and harms nobody when it is done in each process, which the check has
made sure of: contexts, registrations in a table of the process. The first function keeps its own,
for what it does after. A statement that uses a variable of the first function is refused.
"""

from __future__ import annotations

import re
from collections.abc import Container

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.document import Document, field, span_of
from isolint.fixers.go.edit.halves import redeclaration
from isolint.fixers.go.edit.insertion import at_top
from isolint.fixers.go.edit.names import declared, free, parameters, targets, visible
from isolint.fixers.go.edit.statements import (
    Group,
    group,
    groups,
    indented,
    is_check,
    siblings,
    statement,
    statements,
)
from isolint.fixers.go.edit.suites import two_functions
from isolint.model.finding import Fix
from isolint.model.source import Span

_ERROR = "err"
_EARLY = re.compile(r"\bAddToScheme\(|^var |^\w+ = string\(\w+\)$")
"""Statements that stay above what is added: registrations, and what was handed over."""


def rewrite(document: Document, fix: Fix) -> Change:
    node = statement(document, fix.anchor.span)
    first, second = two_functions(document, node, argument(fix, "into", ""))
    if node.parent is None or node.parent.parent != field(first, "body"):
        raise RefusalError("it is not a statement of the function itself")
    block = field(second, "body")
    part = _with_checks(document, node)
    done = {_plain(document, each) for each in statements(block)}
    if _plain(document, part.statements[0]) in done:
        raise RefusalError("the second function does it already")
    earlier = [each for each in siblings(node) if each.start_byte < node.start_byte]
    after = _above(document, block, {_plain(document, each) for each in earlier})
    lines, edits, declares = _adapted(document, part, second, after)
    insertion = at_top(document, block, lines, after)
    alone = declares or not groups(document, block)
    region = span_of(second) if alone else part.span
    return Change(region=region, edits=(insertion, *edits))


def _with_checks(document: Document, node: Node) -> Group:
    """The group of a statement, of which the request may name a check."""
    before = list(siblings(node))
    at = before.index(node)
    while at and is_check(before[at], before[at - 1]):
        at -= 1
    return group(document, before[at])


def _plain(document: Document, node: Node) -> str:
    """A statement's text, whether it declares what it assigns or not."""
    return document.text(node).replace(":=", "=")


def _above(document: Document, block: Node, earlier: Container[str]) -> Group | None:
    """The last of the statements to stay above that a body begins with, earlier copies as well."""
    last = None
    for each in groups(document, block):
        text = _plain(document, each.statements[0])
        if not _EARLY.search(text) and text not in earlier:
            break
        last = each
    return last


def _adapted(
    document: Document, part: Group, second: Node, after: Group | None
) -> tuple[list[str], tuple[Edit, ...], bool]:
    """The lines as the second function needs them, what changes below, do they declare `err`?"""
    node = part.statements[0]
    there = _known(document, second, after)
    used, alike = free(*part.statements), _alike(document, node, second)
    own = visible(node) - (parameters(second) & alike)
    brought = declared(node)
    if used & parameters(second) - alike:
        raise RefusalError("the second function has a parameter that is called like what it uses")
    lost = (used - brought) & own - (there & {_ERROR})
    if (lost | brought) - {_ERROR}:
        names = ", ".join(sorted((lost | brought) - {_ERROR}))
        raise RefusalError(f"{names} belongs to the first function")
    start, end = document.line_start(node.start_byte), part.span.end
    here = document.indentation(node.start_byte)
    text = indented(document, Span(start, end), here, "")
    lead: list[str] = []
    if lost:
        _require_check(part)
        if {document.text(each) for each in targets(node)} == {_ERROR}:
            redeclaration(document, node, lost)
            text = text.replace("=", ":=", 1)
        else:
            lead = [f"var {_ERROR} error"]
    if brought and brought <= there:
        text = text.replace(":=", "=", 1)
    declares = bool(lost or brought) and _ERROR not in there
    edits = _no_longer_new(document, second, after) if declares else ()
    return [*lead, *text.splitlines()], edits, declares


def _known(document: Document, second: Node, after: Group | None) -> frozenset[str]:
    """The names that the head and the first statements of the second function declare."""
    found = parameters(second)
    for each in groups(document, field(second, "body")):
        if after is None or each.span > after.span:
            break
        found = found.union(*(declared(node) for node in each.statements))
    return found


def _alike(document: Document, node: Node, second: Node) -> frozenset[str]:
    """Parameters that both functions have, written in the same way."""
    first, _ = two_functions(document, node, "")
    heads = [
        {document.text(each) for each in field(literal, "parameters").named_children}
        for literal in (first, second)
    ]
    return frozenset(head.split()[0] for head in heads[0] & heads[1] if " " in head)


def _require_check(part: Group) -> None:
    if len(part.statements) < 2:
        raise RefusalError("its error is looked at elsewhere")


def _no_longer_new(document: Document, second: Node, after: Group | None) -> tuple[Edit, ...]:
    """A later `err := f()` of the same body as `err = f()`."""
    for each in groups(document, field(second, "body")):
        for node in each.statements:
            is_later = after is None or node.start_byte >= after.span.end
            if is_later and _ERROR in declared(node):
                if node.type == "var_declaration":
                    raise RefusalError("the second function declares err further down")
                only = {document.text(name) for name in targets(node)} <= {_ERROR, "_"}
                operator = next(child for child in node.children if child.type == ":=")
                return (Edit(*span_of(operator), "="),) if only else ()
    return ()
