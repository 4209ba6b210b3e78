"""Functions, methods, types and function literals: the scopes of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from isolint.frontends.go.grammar import UNSOUND, sound
from isolint.frontends.go.signatures import Result, Signature, declare_results, signature
from isolint.frontends.go.targets import BLANK
from isolint.frontends.go.variables import Frame
from isolint.frontends.go.walk import Run, Visit, Walk, statements
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, Parameter, Scope, ScopeKind, StepKind

if TYPE_CHECKING:
    from tree_sitter import Node

LITERAL = "func literal"
"""What people call a function without a name."""


class Head(NamedTuple):
    """What is known of a scope before its body is visited."""

    kind: ScopeKind
    name: str
    start: int
    end: int
    name_start: int
    name_end: int
    parameters: tuple[Parameter, ...] = ()
    bases: tuple[int, ...] = ()
    returns: int = NONE
    owner: str = ""


def module(w: Walk, root: Node) -> None:
    """The scope of the file itself, named as its package."""
    name, place = "", (0, 0)
    for child in root.children:
        if child.type == "package_clause":
            inner = sound(child)
            if inner:
                name, place = w.spelled(inner[0]), inner[0].byte_range
            break
    children = root.children
    first = next((child.start_byte for child in children if child.type in w.stmt), len(w.text))
    head = Head(ScopeKind.MODULE, name, 0, len(w.text), *place)
    around = enter(w, head, first)
    w.run(children)
    leave(w, head, first, around)


def _function(w: Walk, node: Node) -> None:
    """`func F()`, or a method with its receiver."""
    name = next((child for child in node.children if child.type in ("identifier", "field_identifier")), None)
    if name is None:
        return
    w.numbers = {}
    head = signature(w, node, has_receiver=node.type == "method_declaration")
    spelled = w.spelled(name)
    w.step(StepKind.DEFINE, NONE, len(w.scopes), node)
    whole = Head(
        ScopeKind.FUNCTION,
        spelled,
        *node.byte_range,
        *name.byte_range,
        parameters=head.parameters,
        returns=head.returns,
        owner=head.owner,
    )
    run_function(w, whole, head)


def _closure(w: Walk, node: Node) -> int:
    head = signature(w, node)
    start, end = node.byte_range
    whole = Head(
        ScopeKind.CLOSURE,
        LITERAL,
        start,
        end,
        start,
        head.end,
        parameters=head.parameters,
        returns=head.returns,
    )
    scope = run_function(w, whole, head)
    return w.add(ExprKind.CLOSURE, node, str(scope), [])


def run_function(w: Walk, head: Head, header: Signature) -> int:
    """Visit a body as a scope of its own; the answer is the index of the scope."""
    nodes = () if header.body is None else statements(header.body)
    start = next((each.start_byte for each in nodes if each.is_named and each.type not in UNSOUND), head.end)
    iota, w.iota = w.iota, NONE
    around = enter(w, head, start)
    lexical = w.descend()
    scope = w.scope
    for name in (*header.generic, *(parameter.name for parameter in head.parameters)):
        if name != BLANK:
            w.declare(name)
    _declare_results(w, header.results)
    w.run(nodes)
    w.ascend(lexical)
    leave(w, head, start, around)
    w.iota = iota
    return scope


def _declare_results(w: Walk, results: tuple[Result, ...]) -> None:
    for index, result in declare_results(w, results):
        w.step(StepKind.DECLARE, index, result.kind, result.node)


def enter(w: Walk, head: Head, start: int) -> tuple[int, int, Frame]:
    """Begin a scope; the answer is what `leave` needs to end it."""
    around = (w.scope, w.block, w.frame)
    w.scope = len(w.scopes)
    w.scopes.append(None)
    w.frame = Frame(w.scope, head.kind)
    w.frames.append(w.frame)
    w.block = len(w.blocks)
    w.blocks.append(Block(NONE, BlockKind.BODY, w.scope, NONE, start, head.end))
    return around


def leave(w: Walk, head: Head, start: int, around: tuple[int, int, Frame]) -> None:
    """End a scope: all that its names mean is known."""
    parent, block, frame = around
    if head.kind is not ScopeKind.MODULE:
        _tell_apart(w, w.frame)
        w.frame.hand_up(frame)
    w.scopes[w.scope] = Scope(
        parent=parent,
        kind=head.kind,
        name=head.name,
        block=block,
        start=head.start,
        end=head.end,
        name_start=head.name_start,
        name_end=head.name_end,
        body=start,
        parameters=head.parameters,
        decorators=(),
        bases=head.bases,
        outer=(),
        yields=False,
        is_async=False,
        returns=head.returns,
        owner=head.owner,
    )
    w.scope, w.block, w.frame = around


def _tell_apart(w: Walk, frame: Frame) -> None:
    """Spell the names that mean several things in a function each in its own way."""
    numbers: dict[str, int] = {}
    for variable in frame.ambiguous():
        name = variable.name
        if name not in numbers:
            numbers[name] = w.number(name)
        variable.number = numbers[name]
    rows = w.rows
    for variable in frame.variables:
        if variable.number > 1:
            for index in variable.rows:
                kind, start, end, _, count = rows[index]
                rows[index] = (kind, start, end, variable.text, count)


DEFINITIONS: dict[str, Run] = {"function_declaration": _function, "method_declaration": _function}
CLOSURES: dict[str, Visit] = {"func_literal": _closure}
