"""Visitors of plain statements: what assigns, sends, calls, and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isolint.frontends.go.grammar import sound, triple
from isolint.frontends.go.targets import BLANK, assigned, declared, listed
from isolint.frontends.go.walk import Guards, Run, Walk, statements
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind

if TYPE_CHECKING:
    from tree_sitter import Node

_LEAVING = frozenset({"return_statement", "continue_statement", "break_statement", "goto_statement"})
_LEAVING_CALLS = frozenset({b"panic", b"os.Exit", b"Skip", b"Fail", b"ginkgo.Fail"})
_LEAVING_METHODS = frozenset(
    {b"Fatal", b"Fatalf", b"Fatalln", b"FailNow", b"Failf", b"Skip", b"Skipf", b"SkipNow"}
)


def _expression(w: Walk, node: Node) -> None:
    for inner in sound(node):
        index = w.visit(inner)
        kind, start, _, text, _ = w.rows[index]
        if kind is ExprKind.UNARY and text == "<-":  # what it receives is dropped, that it waits is not
            blank = w.add_at(ExprKind.NAME, start, start + len(text), BLANK, [])
            w.step(StepKind.ASSIGN, blank, index, node)


def _short(w: Walk, node: Node) -> None:
    """`a, b := c`: values are looked at before the names mean anything else."""
    sides = triple(node)
    if sides is not None:
        value = listed(w, sides[2])
        w.step(StepKind.ASSIGN, declared(w, sound(sides[0])), value, node)


def _assignment(w: Walk, node: Node) -> None:
    """`a, b = c` and `a += b`."""
    sides = triple(node)
    if sides is None:
        return
    left, operator, right = sides
    if operator == "=":
        value = listed(w, right)
        w.step(StepKind.ASSIGN, assigned(w, sound(left)), value, node)
    else:
        subject = _updated(w, left)
        w.step(StepKind.UPDATE, subject, listed(w, right), node)


def _step(w: Walk, node: Node) -> None:
    """`a++` and `a--`."""
    w.step(StepKind.UPDATE, _updated(w, node.children[0]), NONE, node)


def _updated(w: Walk, node: Node) -> int:
    """A target that is read and assigned to."""
    index = listed(w, node)
    if index != NONE and w.rows[index][0] is ExprKind.NAME:
        name = w.rows[index][3]
        if name not in w.seen or w.seen[name].frame is not w.frame:
            w.frame.assigned.add(name)
    return index


def _send(w: Walk, node: Node) -> None:
    inner = sound(node)
    if len(inner) == 2:
        channel, value = w.visit(inner[0]), w.visit(inner[1])
        w.step(StepKind.SEND, channel, value, node)


def _return(w: Walk, node: Node) -> None:
    inner = sound(node)
    w.step(StepKind.RETURN, NONE, listed(w, inner[0]) if inner else NONE, node)


def _deferred(kind: BlockKind) -> Run:
    """A call that runs later, or beside what follows."""

    def run(w: Walk, node: Node) -> None:
        block = w.block
        for call in sound(node):
            w.block = w.open(kind, NONE, *call.byte_range)
            w.visit(call)
        w.block = block

    return run


def _braces(w: Walk, node: Node) -> None:
    w.run_block(node)


def _labeled(w: Walk, node: Node) -> Guards | None:
    inner = sound(node)
    run = w.stmt.get(inner[-1].type) if inner else None
    return None if run is None else run(w, inner[-1])


def leaves(w: Walk, node: Node | None) -> bool:
    """Whether nothing after a block or an `if` runs once it has run."""
    if node is None:
        return False
    if node.type == "if_statement":
        branches = [each for each in sound(node) if each.type in ("block", "if_statement")]
        return len(branches) == 2 and all(leaves(w, branch) for branch in branches)
    found = [each for each in statements(node) if each.type in w.stmt or each.type in _LEAVING]
    return bool(found) and _leaves_by(w, found[-1])


def _leaves_by(w: Walk, last: Node) -> bool:
    kind = last.type
    if kind in ("block", "if_statement"):
        return leaves(w, last)
    if kind != "expression_statement":
        return kind in _LEAVING
    call = last.children[0]
    if call.type != "call_expression":
        return False
    spelled = w.text[call.start_byte : call.children[0].end_byte]
    return spelled in _LEAVING_CALLS or (b"." in spelled and spelled.rpartition(b".")[2] in _LEAVING_METHODS)


STATEMENTS: dict[str, Run] = {
    "expression_statement": _expression,
    "short_var_declaration": _short,
    "assignment_statement": _assignment,
    "inc_statement": _step,
    "dec_statement": _step,
    "send_statement": _send,
    "return_statement": _return,
    "defer_statement": _deferred(BlockKind.FINALLY),
    "go_statement": _deferred(BlockKind.BESIDE),
    "block": _braces,
    "labeled_statement": _labeled,
}
