"""Paths under the temporary directory, as the expressions that Go code builds them with."""

from __future__ import annotations

import re

from tree_sitter import Node

from isolint.fixers.change import Edit, RefusalError
from isolint.fixers.go.edit.document import Document, field, span_of, within
from isolint.fixers.go.edit.imports import spelling
from isolint.fixers.go.edit.statements import last_name
from isolint.model.source import Span

_LITERALS = ("interpreted_string_literal", "raw_string_literal")
_TEMPORARY = re.compile(r'(["`])(?:/var)?/tmp(?:/+|(?=["`]))')


def rooted(document: Document, node: Node, directory: str) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The path of an expression under another directory, and the imports that takes.

    Raises:
        RefusalError: it is none whose root can be told.
    """
    roots = [inner for inner in within(node) if _is_root(document, inner)]
    if len(roots) != 1:
        raise RefusalError("the temporary directory does not stand in it once")
    root = roots[0]
    if root.type == "call_expression":
        return (Edit(*span_of(root), directory),), ()
    text = document.text(root)
    quote, leaf = text[0], _TEMPORARY.sub("", text)[:-1]
    if not leaf and not _is_followed(root):
        return (Edit(*span_of(root), directory),), ()
    return _literal(document, root, directory, f"{quote}{leaf}{quote}")


def _is_root(document: Document, node: Node) -> bool:
    if node.type == "call_expression":
        return document.text(node) == "os.TempDir()"
    return node.type in _LITERALS and _TEMPORARY.match(document.text(node)) is not None


def _is_followed(root: Node) -> bool:
    parent = root.parent
    return parent is not None and parent.type == "binary_expression"


def _literal(
    document: Document, root: Node, directory: str, leaf: str
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    place, parent = span_of(root), root.parent
    if parent is not None and parent.type == "binary_expression":
        if field(parent, "left") != root:
            raise RefusalError("something stands before the path")
        return (Edit(*place, f"{directory} + {leaf[0]}/{leaf[1:]}"),), ()
    call = parent.parent if parent is not None and parent.type == "argument_list" else None
    name = last_name(call) if call is not None else ""
    is_first = parent is not None and parent.named_children[:1] == [root]
    if call is not None and is_first and name == "Join":
        return (Edit(*place, f"{directory}, {leaf}"),), ()
    join = spelling(document, "path/filepath", "Join", root)
    if call is not None and is_first and name == "Sprintf":
        start, end = span_of(call)
        opening = Edit(start, start, f"{join.text}({directory}, ")
        return (opening, Edit(*place, leaf), Edit(end, end, ")")), join.imports
    return (Edit(*Span(*place), f"{join.text}({directory}, {leaf})"),), join.imports
