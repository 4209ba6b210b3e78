"""The headers of functions: receivers, parameters and results, whose types are the parent's to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from isolint.frontends.go.grammar import sound
from isolint.frontends.go.targets import BLANK, tupled
from isolint.frontends.go.walk import Walk
from isolint.model.facts import NONE, ExprKind, Parameter

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = frozenset({"identifier", "blank_identifier"})
_GENERIC = "generic_type"


class Result(NamedTuple):
    """A named result: the node of its name, and the index of its type."""

    node: Node
    kind: int


class Signature(NamedTuple):
    """`generic` are the names of type parameters, `end` is where the header ends."""

    parameters: tuple[Parameter, ...]
    returns: int
    results: tuple[Result, ...]
    generic: tuple[str, ...]
    owner: str
    body: Node | None
    end: int


def signature(w: Walk, node: Node, *, has_receiver: bool = False) -> Signature:
    """The header of a function, a method, a function literal or a method of an interface."""
    around = w.descend()
    generic: list[str] = []
    lists: list[Node] = []
    result = body = None
    end = node.start_byte
    for child in sound(node):
        kind = child.type
        if kind == "block":
            body = child
            break
        end = child.end_byte
        if kind == "type_parameter_list":
            generic += type_parameters(w, child)
        elif kind == "parameter_list" and len(lists) < 1 + has_receiver:
            lists.append(child)
        elif kind not in ("identifier", "field_identifier"):
            result = child
    owner = ""
    if has_receiver and lists:
        owner, names = _owner(w, lists[0])
        hide(w, names)
        generic += names
    parameters = [each for child in lists for each in _parameters(w, child)]
    returns, results = _results(w, result)
    w.ascend(around)
    return Signature(tuple(parameters), returns, results, tuple(generic), owner, body, end)


def type_parameters(w: Walk, node: Node) -> list[str]:
    """The names in `[K comparable, V any]`, which hide others from now on; their constraints are visited."""
    declarations = sound(node)
    names = [w.spelled(child) for each in declarations for child in sound(each) if child.type in _NAMES]
    hide(w, names)
    for each in declarations:
        for child in sound(each):
            if child.type not in _NAMES:
                w.visit(child)
    return names


def hide(w: Walk, names: list[str]) -> None:
    """Names that mean nothing outside of the current lexical block."""
    for name in names:
        if name != BLANK:
            w.declare(name)


def _owner(w: Walk, receiver: Node) -> tuple[str, list[str]]:
    """The type in `(r *T[K])`, and its type parameters."""
    declarations = sound(receiver)
    kind = sound(declarations[0])[-1] if declarations and sound(declarations[0]) else None
    while kind is not None and kind.type in ("pointer_type", "parenthesized_type"):
        kind = next(iter(sound(kind)), None)
    if kind is None:
        return "", []
    if kind.type != _GENERIC:
        return w.spelled(kind), []
    inner = sound(kind)
    arguments = sound(inner[-1]) if len(inner) > 1 else []
    return w.spelled(inner[0]) if inner else "", [w.spelled(argument) for argument in arguments]


def _parameters(w: Walk, node: Node) -> list[Parameter]:
    found: list[Parameter] = []
    for each in sound(node):
        names, kind = _named(each)
        index = NONE if kind is None else w.visit(kind)
        form = "*args" if each.type == "variadic_parameter_declaration" else ""
        spelled = [w.spelled(name) for name in names] or [BLANK]
        found += [Parameter(name, NONE, index, form) for name in spelled]
    return found


def _named(node: Node) -> tuple[list[Node], Node | None]:
    """The names and the type of a parameter."""
    inner = sound(node)
    names = [child for child in inner if child.type in _NAMES]
    kinds = [child for child in inner if child.type not in _NAMES]
    return names, kinds[0] if kinds else None


def _results(w: Walk, node: Node | None) -> tuple[int, tuple[Result, ...]]:
    """The type of what is returned, and the results that have names."""
    if node is None:
        return NONE, ()
    if node.type != "parameter_list":
        return w.visit(node), ()
    kinds: list[int] = []
    results: list[Result] = []
    for each in sound(node):
        names, kind = _named(each)
        if kind is None:
            continue
        index = w.visit(kind)
        kinds += [index] * max(len(names), 1)
        results += [Result(name, index) for name in names]
    return tupled(w, sound(node), kinds), tuple(results)


def declare_results(w: Walk, results: tuple[Result, ...]) -> list[tuple[int, Result]]:
    """The names of results as variables of the current scope."""
    found = []
    for result in results:
        name = w.spelled(result.node)
        index = w.add(ExprKind.NAME, result.node, name, [])
        if name != BLANK:
            w.declare(name).rows.append(index)
        found.append((index, result))
    return found
