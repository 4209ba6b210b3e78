"""Visitors of statements that run others under a condition: if, for, switch and select."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isolint.frontends.go.grammar import UNSOUND, sound
from isolint.frontends.go.statements import leaves
from isolint.frontends.go.targets import assigned, declared
from isolint.frontends.go.walk import Guards, Run, Walk, inside, statements
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind

if TYPE_CHECKING:
    from tree_sitter import Node


def _if(w: Walk, node: Node) -> Guards | None:
    """Answers with the conditions under which the statements after it run."""
    around = w.descend()
    test = NONE
    branches: list[Node] = []
    for child in sound(node):
        kind = child.type
        if kind in ("block", "if_statement"):
            branches.append(child)
        elif kind in w.stmt:
            w.stmt[kind](w, child)
        else:
            test = w.visit(child)
    guards = _branches(w, test, branches)
    w.ascend(around)
    return guards


def _branches(w: Walk, test: int, branches: list[Node]) -> Guards | None:
    if not branches:
        return None
    w.run_in(BlockKind.WHEN, test, branches[0])
    further = None
    otherwise = branches[1] if len(branches) > 1 else None
    if otherwise is not None:
        if otherwise.type == "if_statement":
            block = w.block
            w.block = w.open(BlockKind.UNLESS, test, *otherwise.byte_range)
            further = _if(w, otherwise)
            w.block = block
        else:
            w.run_in(BlockKind.UNLESS, test, otherwise)
    if leaves(w, branches[0]):
        return ((BlockKind.UNLESS, test), *(further or ()))
    if leaves(w, otherwise):
        return ((BlockKind.WHEN, test),)
    return None


def _for(w: Walk, node: Node) -> None:
    around = w.descend()
    condition = NONE
    after = None
    body = None
    for child in sound(node):
        kind = child.type
        if kind == "block":
            body = child
        elif kind == "range_clause":
            condition = _range(w, child, node.start_byte)
        elif kind == "for_clause":
            condition, after = _clause(w, child)
        else:
            condition = w.visit(child)
    if body is not None:
        block = w.block
        w.block = w.open(BlockKind.LOOP, condition, *inside(body))
        w.run_block(body)
        if after is not None:
            w.run([after])
        w.block = block
    w.ascend(around)


def _range(w: Walk, node: Node, start: int) -> int:
    """`k, v := range x`; answers with what is gone through."""
    children = [child for child in node.children if child.type not in UNSOUND]
    value = w.visit(children[-1])
    subject = NONE
    if children[0].type == "expression_list":
        targets = sound(children[0])
        subject = declared(w, targets) if children[1].type == ":=" else assigned(w, targets)
    w.step_at(StepKind.ITERATE, subject, value, start, node.end_byte)
    return value


def _clause(w: Walk, node: Node) -> tuple[int, Node | None]:
    """`init; condition; after`: the condition, and what runs after each round."""
    condition, after = NONE, None
    place = 0
    for child in node.children:
        if child.type == ";":
            place += 1
        elif place == 0 and child.type in w.stmt:
            w.stmt[child.type](w, child)
        elif place == 1 and child.is_named and child.type not in UNSOUND:
            condition = w.visit(child)
        elif place == 2 and child.type in w.stmt:
            after = child
    return condition, after


def _switch(w: Walk, node: Node) -> None:
    """The cases of a switch without a tag are conditions."""
    around = w.descend()
    kind = BlockKind.WHEN
    for child in sound(node):
        name = child.type
        if name == "expression_case":
            _case(w, child, kind)
        elif name == "default_case":
            _body(w, child, BlockKind.CASE, NONE)
        elif name in w.stmt:
            w.stmt[name](w, child)
        else:
            w.visit(child)
            kind = BlockKind.CASE
    w.ascend(around)


def _case(w: Walk, node: Node, kind: BlockKind) -> None:
    values = [
        w.visit(value) for child in sound(node) if child.type == "expression_list" for value in sound(child)
    ]
    _body(w, node, kind, values[0] if values else NONE)


def _body(w: Walk, node: Node, kind: BlockKind, condition: int) -> None:
    """The statements of a case, in a block of their own."""
    block = w.block
    around = w.descend()
    w.block = w.open(kind, condition, *_within(node))
    w.run(statements(node))
    w.ascend(around)
    w.block = block


def _within(node: Node) -> tuple[int, int]:
    """The place of the statements of a case; behind it where there are none."""
    for child in node.children:
        if child.type == "statement_list":
            return child.byte_range
    return node.end_byte, node.end_byte


def _type_switch(w: Walk, node: Node) -> None:
    """In each case the alias is a variable of its own, and of the one type if there is but one."""
    around = w.descend()
    alias: Node | None = None
    operand = NONE
    end = node.end_byte
    for child in node.children:
        name = child.type
        if name == "type_case":
            types = [w.visit(each) for each in sound(child) if each.type != "statement_list"]
            _type_body(w, child, types, alias, (operand, end))
        elif name == "default_case":
            _type_body(w, child, [], alias, (operand, end))
        elif name == "expression_list":
            alias = next(iter(sound(child)), None)
        elif name in w.stmt:
            w.stmt[name](w, child)
        elif name == ")":
            end = child.end_byte
        elif child.is_named and name not in UNSOUND:
            operand = w.visit(child)
    w.ascend(around)


def _type_body(w: Walk, node: Node, types: list[int], alias: Node | None, operand: tuple[int, int]) -> None:
    block = w.block
    around = w.descend()
    w.block = w.open(BlockKind.CASE, types[0] if types else NONE, *_within(node))
    value, end = operand
    if alias is not None and value != NONE:
        parts = [value, *types] if len(types) == 1 else [value]
        cast = w.add_at(ExprKind.CAST, w.rows[value][1], end, "", parts)
        w.step_at(StepKind.ASSIGN, declared(w, [alias]), cast, alias.start_byte, end)
    w.run(statements(node))
    w.ascend(around)
    w.block = block


def _select(w: Walk, node: Node) -> None:
    for child in sound(node):
        if child.type == "communication_case":
            _communication(w, child)
        elif child.type == "default_case":
            _body(w, child, BlockKind.CASE, NONE)


def _communication(w: Walk, node: Node) -> None:
    """What is received or sent to is looked at first, what comes of it belongs to the case."""
    block = w.block
    around = w.descend()
    act = next((child for child in sound(node) if child.type.endswith("_statement")), None)
    parts = [] if act is None else [child for child in act.children if child.type not in UNSOUND]
    if act is None or not parts:
        condition = NONE
    elif act.type == "send_statement":
        condition = w.visit(parts[0])
    else:
        condition = w.visit(parts[-1])
    w.block = w.open(BlockKind.CASE, condition, *_within(node))
    if act is not None and len(parts) == 3:
        if act.type == "send_statement":
            w.step(StepKind.SEND, condition, w.visit(parts[2]), act)
        else:
            targets = sound(parts[0])
            subject = declared(w, targets) if parts[1].type == ":=" else assigned(w, targets)
            w.step(StepKind.ASSIGN, subject, condition, act)
    w.run(statements(node))
    w.ascend(around)
    w.block = block


CONTROL: dict[str, Run] = {
    "if_statement": _if,
    "for_statement": _for,
    "expression_switch_statement": _switch,
    "type_switch_statement": _type_switch,
    "select_statement": _select,
}
