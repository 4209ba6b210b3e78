"""Declared types: structs with their fields, interfaces with their methods, and names for other types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isolint.frontends.go.definitions import Head, enter, leave, run_function
from isolint.frontends.go.grammar import sound
from isolint.frontends.go.signatures import signature, type_parameters
from isolint.frontends.go.targets import BLANK
from isolint.frontends.go.walk import Run, Walk
from isolint.model.facts import NONE, ExprKind, Parameter, ScopeKind, StepKind

if TYPE_CHECKING:
    from tree_sitter import Node

_MEMBERS = frozenset({"field_declaration", "method_elem", "type_elem"})


def _types(w: Walk, node: Node) -> None:
    specs = [child for child in sound(node) if child.type in ("type_spec", "type_alias")]
    is_group = any(child.type == "(" for child in node.children)
    for spec in specs:
        _type(w, spec, spec if is_group else node)


def _type(w: Walk, node: Node, whole: Node) -> None:
    """`whole` is what a reader takes for the definition: with the word `type` where it is not shared."""
    inner = sound(node)
    if len(inner) < 2 or inner[0].type != "type_identifier":
        return
    name = w.spelled(inner[0])
    if w.frame.kind is not ScopeKind.MODULE and name != BLANK:
        w.declare(name)
    around = w.descend()
    if inner[1].type == "type_parameter_list":
        type_parameters(w, inner[1])
    _define(w, name, inner[0], inner[-1], whole)
    w.ascend(around)


def _define(w: Walk, name: str, name_node: Node, kind: Node, whole: Node) -> None:
    fields: list[Parameter] = []
    bases: list[int] = []
    members = _members(kind)
    if kind.type == "struct_type":
        for member in members:
            _field(w, member, fields, bases)
    elif kind.type == "interface_type":
        bases = [w.visit(member) for member in members if member.type == "type_elem"]
    else:
        bases = [w.visit(kind)]
    w.step(StepKind.DEFINE, NONE, len(w.scopes), whole)
    start, end = whole.byte_range
    body = members[0].start_byte if members else end
    head = Head(ScopeKind.TYPE, name, start, end, *name_node.byte_range, tuple(fields), tuple(bases))
    around = enter(w, head, body)
    for member in members:
        if member.type == "method_elem":
            _method(w, member)
    leave(w, head, body, around)


def _members(kind: Node) -> list[Node]:
    """The fields of a struct, or the elements of an interface."""
    if kind.type == "struct_type":
        return [each for child in sound(kind) for each in sound(child) if each.type in _MEMBERS]
    if kind.type == "interface_type":
        return [child for child in sound(kind) if child.type in _MEMBERS]
    return []


def _field(w: Walk, node: Node, fields: list[Parameter], bases: list[int]) -> None:
    inner = [child for child in sound(node) if not child.type.endswith("_string_literal")]
    names = [child for child in inner if child.type == "field_identifier"]
    if len(inner) == len(names):
        return
    index = w.visit(inner[-1])
    if names:
        fields += [Parameter(w.spelled(name), NONE, index, "") for name in names]
        return
    pointer = node.children[0]
    if pointer.type == "*":
        index = w.add_at(ExprKind.UNARY, pointer.start_byte, inner[-1].end_byte, "*", [index])
    bases.append(index)


def _method(w: Walk, node: Node) -> None:
    """A method that an interface asks for: a function that does nothing."""
    name = node.children[0]
    header = signature(w, node)
    w.step(StepKind.DEFINE, NONE, len(w.scopes), node)
    head = Head(
        ScopeKind.FUNCTION,
        w.spelled(name),
        *node.byte_range,
        *name.byte_range,
        parameters=header.parameters,
        returns=header.returns,
    )
    run_function(w, head, header._replace(results=()))


TYPE_DEFINITIONS: dict[str, Run] = {"type_declaration": _types}
