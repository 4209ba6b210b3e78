"""What is assigned to: names are declared or assigned instead of read, the owners of all else are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from isolint.frontends.go.grammar import sound
from isolint.frontends.go.walk import Walk
from isolint.model.facts import NONE, ExprKind, ScopeKind

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = frozenset({"identifier", "blank_identifier", "nil", "true", "false", "iota"})
"""Go lets functions declare any of these."""
BLANK = "_"


def declared(w: Walk, nodes: Sequence[Node]) -> int:
    """The targets of `:=`, `var` or `const`, which the current lexical block has from now on."""
    return _several(w, nodes, _declared)


def assigned(w: Walk, nodes: Sequence[Node]) -> int:
    """The targets of `=`."""
    return _several(w, nodes, _assigned)


def listed(w: Walk, node: Node) -> int:
    """The values of an expression list; several are a tuple."""
    inner = sound(node) if node.type == "expression_list" else [node]
    return tupled(w, inner, [w.expr[each.type](w, each) for each in inner])


def tupled(w: Walk, nodes: Sequence[Node], parts: list[int]) -> int:
    """Several expressions as one; the only one as it is."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return NONE
    return w.add_at(ExprKind.TUPLE, nodes[0].start_byte, nodes[-1].end_byte, "", parts)


def _several(w: Walk, nodes: Sequence[Node], one: Callable[[Walk, Node], int]) -> int:
    return tupled(w, nodes, [one(w, node) for node in nodes])


def _declared(w: Walk, node: Node) -> int:
    if node.type not in _NAMES:
        return w.visit(node)
    name = w.spelled(node)
    index = w.add(ExprKind.NAME, node, name, [])
    declare(w, name, index)
    return index


def declare(w: Walk, name: str, index: int) -> None:
    """A name is declared by an expression; those of the package level stay what they are."""
    if name and name != BLANK and w.frame.kind is not ScopeKind.MODULE:
        w.declare(name).rows.append(index)


def _assigned(w: Walk, node: Node) -> int:
    if node.type not in _NAMES:
        return w.visit(node)
    name = w.spelled(node)
    index = w.add(ExprKind.NAME, node, name, [])
    if name and name != BLANK:
        w.assign(name, index)
    return index
