"""The body of a function in two: what goes to another function, and what stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from isolint.fixers.change import Edit, RefusalError, splice
from isolint.fixers.go.edit.document import Document, field, function_around, within
from isolint.fixers.go.edit.names import declared, free, mentioned, targets
from isolint.fixers.go.edit.statements import TELLS, Group, groups, last_name, spans
from isolint.model.source import Span


@dataclass(frozen=True, slots=True)
class Halves:
    """The groups of a body; a variable that both halves use is declared in both."""

    staying: tuple[Group, ...]
    moving: tuple[Group, ...]
    edits: tuple[Edit, ...] = ()

    def lines(self, document: Document, block: Node, half: Sequence[Group]) -> str:
        """The lines of one half, with the comments between and below them."""
        every = (*self.staying, *self.moving)
        last = max(every, key=lambda each: each.span)
        text = ""
        for each in half:
            end = document.line_start(block.end_byte - 1) if each is last else each.span.end
            text += _piece(document, Span(each.lead, end), self.edits)
        return text.lstrip("\r\n")


def parse_spans(said: str) -> tuple[Span, ...]:
    """`"10-20,30-40"` as spans.

    Raises:
        RefusalError: it is written otherwise.
    """
    try:
        pairs = [part.split("-") for part in said.split(",") if part.strip()]
        return tuple(Span(int(start), int(end)) for start, end in pairs)
    except ValueError as error:
        raise RefusalError(f"no spans: {said!r}") from error


def halves(document: Document, block: Node, places: Iterable[Span]) -> Halves:
    """The groups that hold one of the places, and the others.

    Raises:
        RefusalError: the halves do not work without each other.
    """
    if document.margin(block.end_byte - 1) is None:
        raise RefusalError("the function is written on one line")
    every = groups(document, block)
    chosen = {_group_at(every, place) for place in places}
    for at in reversed(range(len(every) - 1)):
        if at + 1 in chosen and last_name(_call(every[at])) == TELLS:
            chosen.add(at)
    moving = _with_declarations(every, [each for at, each in enumerate(every) if at in chosen])
    staying = _with_declarations(every, [each for at, each in enumerate(every) if at not in chosen])
    if not moving:
        raise RefusalError("nothing of what was named can go")
    if staying:
        _refuse_early_ends(block)
    edits = (*_declarations(document, staying, moving), *_declarations(document, moving, staying))
    return Halves(staying, moving, edits)


def own_returns(block: Node) -> tuple[Node, ...]:
    """The return statements of a function, not those of functions inside of it."""
    function = block.parent
    return tuple(
        node
        for node in within(block)
        if node.type == "return_statement" and function_around(node) == function
    )


def _with_declarations(every: Sequence[Group], half: Sequence[Group]) -> tuple[Group, ...]:
    """A half with each `var x T` of the body that it needs, and with no other."""
    code = [each for each in half if not _only_declares(each)]
    needed = free(*(node for each in code for node in each.statements))
    return tuple(
        each
        for each in every
        if each in code or (_only_declares(each) and needed & declared(each.statements[0]))
    )


def _only_declares(group: Group) -> bool:
    """Is it a `var` without a value, which can stand in both halves?"""
    specs = group.statements[0].named_children
    return group.statements[0].type == "var_declaration" and all(
        spec.type == "var_spec" and spec.child_by_field_name("value") is None for spec in specs
    )


def _group_at(every: Sequence[Group], place: Span) -> int:
    for at, each in enumerate(every):
        if any(spans(node, place) for node in each.statements):
            return at
    raise RefusalError("a statement that was named is not in the function")


def _call(group: Group) -> Node:
    first = group.statements[0]
    return first.named_children[0] if first.type == "expression_statement" else first


def _refuse_early_ends(block: Node) -> None:
    if own_returns(block):
        raise RefusalError("the function returns early, and both halves would have to")
    if any(
        node.type == "defer_statement" and function_around(node) == block.parent for node in within(block)
    ):
        raise RefusalError("what is deferred would come too early")


def _declarations(document: Document, half: Sequence[Group], other: Sequence[Group]) -> list[Edit]:
    """`err = f()` as `err := f()` where the declaration has gone to the other half."""
    elsewhere = frozenset[str]().union(*(declared(node) for each in other for node in each.statements))
    known, edits = set[str](), list[Edit]()
    nodes = [node for each in half for node in each.statements]
    for at, node in enumerate(nodes):
        missing = free(node) & elsewhere - known - declared(node)
        if missing:
            edits.append(redeclaration(document, node, missing))
            _require_use(missing, nodes[at + 1 :])
        known |= declared(node) | missing
        if half and other:
            _require_use(declared(node), nodes[at + 1 :])
    return edits


def redeclaration(document: Document, node: Node, names: Iterable[str]) -> Edit:
    """`=` as `:=` in an assignment to these names and no others.

    Raises:
        RefusalError: it is no such assignment.
    """
    missing = frozenset(names)
    own = {document.text(each) for each in targets(node)} - {"_"}
    plain = node.type == "assignment_statement" and document.text(field(node, "operator")) == "="
    if not plain or own != missing or missing & mentioned(field(node, "right")):
        raise RefusalError(f"both halves use {', '.join(sorted(missing))}")
    operator = field(node, "operator")
    return Edit(operator.start_byte, operator.end_byte, ":=")


def _require_use(names: Iterable[str], after: Sequence[Node]) -> None:
    read = free(*(part for node in after for part in _read(node)))
    unused = frozenset(names) - read
    if unused:
        raise RefusalError(f"{', '.join(sorted(unused))} would go unused")


def _read(node: Node) -> tuple[Node, ...]:
    """The parts of a statement that may read a variable: all but plain targets."""
    if node.type == "assignment_statement" and all(each.type == "identifier" for each in targets(node)):
        return (field(node, "right"),)
    return (node,)


def _piece(document: Document, span: Span, edits: Iterable[Edit]) -> str:
    inside = [edit for edit in edits if span.start <= edit.start < span.end]
    moved = [Edit(start - span.start, end - span.start, text) for start, end, text in inside]
    return splice(document.source.text[span.start : span.end], moved).decode()
