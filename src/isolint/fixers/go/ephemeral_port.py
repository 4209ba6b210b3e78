"""A fixed port becomes port 0: the operating system hands out a free one.

`net.Listen("tcp", "127.0.0.1:8080")` -> `net.Listen("tcp", "127.0.0.1:0")`

Unsafe: whoever dials the port has to ask the listener which one it got.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError
from isolint.fixers.go.edit.document import Document, span_of, within
from isolint.model.finding import Fix
from isolint.model.source import Span

_ADDRESS = re.compile(r'^["`](?:[\w.-]*|\[[0-9A-Fa-f:.%\w]*\]):(\d+)["`]$')
_STRINGS = ("interpreted_string_literal", "raw_string_literal")


def rewrite(document: Document, fix: Fix) -> Change:
    node = document.innermost(fix.anchor.span)
    if node.type.endswith("_content") and node.parent is not None:
        node = node.parent
    ports = [port for inner in within(node) if (port := _port(document, inner))]
    if len(ports) != 1:
        raise RefusalError("the port is not written there once")
    return Change(region=ports[0], edits=(Edit(*ports[0], "0"),))


def _port(document: Document, node: Node) -> Span | None:
    """Where a literal has a port number."""
    if node.type == "int_literal":
        return span_of(node)
    found = _ADDRESS.match(document.text(node)) if node.type in _STRINGS else None
    if found is None:
        return None
    start = node.start_byte + found.start(1)
    return Span(start, start + len(found[1]))
