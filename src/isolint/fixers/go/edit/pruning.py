"""Imports that went unused: Go does not compile with them."""

from __future__ import annotations

from collections.abc import Iterable

from isolint.fixers.change import Edit, splice
from isolint.fixers.go.edit.document import Document, around, document_of
from isolint.fixers.go.edit.imports import Import, imports, in_block
from isolint.fixers.go.edit.names import mentions
from isolint.model.source import Span


def pruned(document: Document, names: Iterable[str]) -> bytes:
    """The text without the imports of those names that stand nowhere else in it."""
    for name in sorted(names):
        found = [each for each in imports(document) if each.local == name]
        if len(found) == 1 and not _is_used(document, name):
            edits = _removal(document, found[0])
            document = document_of(document.source.path, splice(document.source.text, edits))
    return document.source.text


def _is_used(document: Document, name: str) -> bool:
    declarations = [node for node in document.root.children if node.type != "import_declaration"]
    return any(node.text == name.encode() for node in mentions(*declarations))


def _removal(document: Document, found: Import) -> tuple[Edit, ...]:
    declaration = next(each for each in around(found.node) if each.type == "import_declaration")
    block = found.node.parent
    single = not in_block(found) or block is None
    others = 0 if single or block is None else sum(node.type == "import_spec" for node in block.children) - 1
    node = found.node if others else declaration
    if document.margin(node.start_byte) is None or document.tail(node.end_byte).startswith(";"):
        return ()
    return (_lines(document, node.start_byte, node.end_byte),)


def _lines(document: Document, start: int, end: int) -> Edit:
    """Whole lines; where a section of its own goes, the gap below or above it goes too."""
    start, end = document.line_start(start), document.next_line(end)
    above = document.text(Span(document.line_start(start - 1), start)).strip() if start else "("
    stop = document.next_line(end)
    below = document.text(Span(end, stop)).strip() if end < len(document.source.text) else ")"
    if not below and (not above or above.endswith("(")):
        return Edit(start, stop, "")
    if not above and below == ")":
        return Edit(document.line_start(start - 1), end, "")
    return Edit(start, end, "")
