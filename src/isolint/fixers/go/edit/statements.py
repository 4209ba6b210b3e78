"""Statements with what belongs to them, as the whole lines they stand on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from isolint.fixers.change import RefusalError
from isolint.fixers.go.edit.document import Document, around, field, span_of, within
from isolint.fixers.go.edit.names import mentioned, targets
from isolint.model.source import Span

_CHECKS = frozenset({"Expect", "Ω", "ExpectWithOffset", "NoError", "Must", "ExpectNoError", "Nil"})
"""Last names of calls that only look at the outcome of the statement before them."""
TELLS = "By"
"""The call that says what the statements below it do, and goes where the first of them goes."""

_SUCCESS = re.compile(
    r"^(?:\w+\.)?(?:Expect|Ω|ExpectWithOffset)\(.*\)\.(?:"
    r"(?:To|Should)\((?:\w+\.)?(?:Succeed|BeNil)|(?:NotTo|ToNot|ShouldNot)\((?:\w+\.)?HaveOccurred)\(\)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Group:
    """A statement and the error checks below it, with the lines of theirs and of their comments.

    `lead` is where the group before ends: between it and the span are blank lines and comments
    that stand apart.
    """

    statements: tuple[Node, ...]
    span: Span
    lead: int


def statement(document: Document, span: Span) -> Node:
    """The innermost statement of a block around a span.

    Raises:
        RefusalError: there is none.
    """
    node = document.innermost(span)
    for each in (node, *around(node)):
        if each.parent is not None and each.parent.type == "statement_list":
            return each
    raise RefusalError("no statement at the anchor")


def statements(block: Node) -> tuple[Node, ...]:
    """The statements of a block, without comments."""
    for child in block.named_children:
        if child.type == "statement_list":
            return tuple(node for node in child.named_children if node.type != "comment")
    return ()


def siblings(node: Node) -> tuple[Node, ...]:
    """All statements of the block a statement stands in."""
    inside = node.parent
    return tuple(each for each in inside.named_children if each.type != "comment") if inside else ()


def group(document: Document, node: Node) -> Group:
    """A statement's group; the statement is the first of it.

    Raises:
        RefusalError: it shares a line with other code.
    """
    found, following = [node], siblings(node)
    for after in following[following.index(node) + 1 :]:
        if not is_check(after, found[0]):
            break
        found.append(after)
    before = following[following.index(node) - 1] if following.index(node) else None
    return _grouped(document, found, before.end_byte if before else _opening(node))


def groups(document: Document, block: Node) -> tuple[Group, ...]:
    """The statements of a block in groups, in order; none is left out."""
    gathered: list[list[Node]] = []
    for each in statements(block):
        if gathered and is_check(each, gathered[-1][0]):
            gathered[-1].append(each)
        else:
            gathered.append([each])
    ends = [block.start_byte + 1, *(nodes[-1].end_byte for nodes in gathered)]
    return tuple(_grouped(document, nodes, end) for nodes, end in zip(gathered, ends, strict=False))


def is_check(node: Node, before: Node) -> bool:
    """Does a statement only test what the one before it has assigned?"""
    names = {(name.text or b"").decode() for name in targets(before)} - {"_"}
    if node.type == "if_statement":
        tests_error = field(node, "condition").type == "binary_expression"
        plain = node.child_by_field_name("initializer") is None
        return plain and tests_error and bool(names & mentioned(field(node, "condition")))
    if node.type != "expression_statement":
        return False
    return is_checking(node.named_children[0]) and bool(names & mentioned(node))


def is_checking(node: Node) -> bool:
    """Is a call one that looks at an outcome, or a part of a chain that begins with one?"""
    return last_name(root_call(node)) in _CHECKS


def is_success(document: Document, node: Node) -> bool:
    """Does a statement check that what it is given is no error, and nothing more?"""
    text = document.text(node)
    if last_name(root_call(node.named_children[0])) in ("NoError", "ExpectNoError"):
        return True
    return _SUCCESS.search(text) is not None


def root_call(node: Node) -> Node:
    """`Expect(err)` of `Expect(err).NotTo(HaveOccurred())`; the node itself if it is no chain."""
    while node.type == "call_expression":
        function = field(node, "function")
        inner = function.child_by_field_name("operand")
        if inner is None or inner.type != "call_expression":
            return node
        node = inner
    return node


def last_name(call: Node) -> str:
    """`Sprintf` of `fmt.Sprintf(...)`, "" for what is no call of a name."""
    function = call.child_by_field_name("function") if call.type == "call_expression" else None
    if function is None:
        return ""
    name = function.child_by_field_name("field") or function
    return (name.text or b"").decode() if name.type.endswith("identifier") else ""


def indented(document: Document, span: Span, before: str, after: str) -> str:
    """Whole lines with another indentation.

    Raises:
        RefusalError: a string over several lines would be indented as well.
    """
    text = document.text(span)
    if before == after:
        return text
    node = document.root.descendant_for_byte_range(span.start, max(span.start, span.end - 1))
    for inner in within(node) if node else ():
        many_lines = inner.start_point.row != inner.end_point.row
        inside = span.start <= inner.start_byte < span.end
        if inner.type in ("raw_string_literal", "comment") and many_lines and inside:
            raise RefusalError("a text over several lines would be indented")
    return re.sub(rf"(?m)^{re.escape(before)}(?=[^\r\n])", after, text)


def body_edge(document: Document, block: Node) -> int:
    """Where the lines of a block's body start; the brace ends its line.

    Raises:
        RefusalError: the body begins on the line of its brace.
    """
    tail = document.tail(block.start_byte + 1)
    if tail and not tail.startswith("//"):
        raise RefusalError("the function is written on one line")
    return document.next_line(block.start_byte)


def _grouped(document: Document, nodes: list[Node], before: int) -> Group:
    first, last = nodes[0], nodes[-1]
    tail = document.tail(last.end_byte)
    if document.margin(first.start_byte) is None or (tail and not tail.startswith("//")):
        raise RefusalError("the statement shares its line with other code")
    lead = document.next_line(before)
    start = document.line_start(first.start_byte)
    while start > lead:
        above = document.line_start(start - 1)
        if not document.text(Span(above, start)).lstrip().startswith("//"):
            break
        start = above
    return Group(tuple(nodes), Span(start, document.next_line(last.end_byte)), lead)


def _opening(node: Node) -> int:
    """The end of the `{` or `:` before the first statement of a block."""
    inside = node.parent
    before = inside.prev_sibling if inside else None
    while before is not None and before.type == "comment":
        before = before.prev_sibling
    return before.end_byte if before else node.start_byte


def spans(node: Node, place: Span) -> bool:
    """Does a place lie in a node?"""
    own = span_of(node)
    return own.start <= place.start and place.end <= own.end
