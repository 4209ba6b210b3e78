"""The one place that calls tree-sitter: a text becomes a tree, and a tree says where it is broken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from isolint.model.facts import NONE

if TYPE_CHECKING:
    from tree_sitter import Node

COMMENT = "comment"
_NEW_OF_VALUE = re.compile(
    rb"\bnew(?=\((?!\s*(?:[A-Za-z_]\w*(?:\.\w+)?(?:\[[^()]*\])?\s*\)|[\[*(]|(?:map|chan|func|struct|interface)\b)))"
)
"""What follows is no type: neither a name of one, nor the spelling of a composed one."""

_ROUNDS = 3
"""One call may stand within another."""
UNSOUND = frozenset({COMMENT, "ERROR"})
"""Nodes that may stand anywhere, and mean nothing where they do."""


def parse(text: bytes) -> Node:
    """The root of a file's tree; tree-sitter always has one, however broken the text.

    Since Go 1.26, `new` takes a value as well as a type, which the grammar does not know: such
    calls are read as those of any function, at the same offsets.
    """
    import tree_sitter_go
    from tree_sitter import Language, Parser

    parser = Parser(Language(tree_sitter_go.language()))
    root = parser.parse(text).root_node
    if not root.has_error:
        return root
    named = _NEW_OF_VALUE.sub(b"New", text)
    for _ in range(_ROUNDS):
        root = parser.parse(named).root_node
        broken = _broken_calls(root)
        if not broken:
            break
        for at in broken:  # what looks like a type at first: `new(names[0])`, `new(func() {})`
            named = b"%sNew%s" % (named[:at], named[at + 3 :])
    return root


def _broken_calls(root: Node) -> set[int]:
    """Where the calls of `new` start that hold an error."""
    found: set[int] = set()
    waiting = [root] if root.has_error else []
    while waiting:
        node = waiting.pop()
        waiting += [child for child in node.children if child.has_error or child.is_missing]
        if node.type == "call_expression" and node.has_error:
            callee = node.child_by_field_name("function")
            if callee is not None and callee.text == b"new":
                found.add(callee.start_byte)
    return found


def first_error(root: Node) -> int:
    """The byte offset of the first place that could not be parsed, or -1.

    The grammar also counts as an error that a group on one line ends without a line end,
    which Go allows; no node stands for that.
    """
    waiting = [root] if root.has_error else []
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            return node.start_byte
        waiting += [child for child in reversed(node.children) if child.has_error]
    return NONE


def sound(node: Node) -> Sequence[Node]:
    """The named children of a node that can be believed, comments left out."""
    return [child for child in node.named_children if child.type not in UNSOUND]


def triple(node: Node) -> tuple[Node, str, Node] | None:
    """What stands left and right of an operator, and which it is; nothing where an error stands there too."""
    children = node.children
    if len(children) != 3:
        children = [child for child in children if child.type != COMMENT]
        if len(children) != 3:
            return None
    left, operator, right = children
    return left, operator.type, right
