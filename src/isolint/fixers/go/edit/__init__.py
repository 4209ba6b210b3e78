"""Reading a Go file for its recipes, and putting their changes together.

tree-sitter finds the nodes; what replaces them is spliced into the original bytes. A result has
the layout that gofmt gives it: what gofmt had left alone before, it leaves alone after.
"""

from __future__ import annotations

from collections.abc import Sequence

from isolint.fixers.change import Change, RefusalError, splice
from isolint.fixers.go.edit.alignment import aligned
from isolint.fixers.go.edit.document import Document, document_of
from isolint.fixers.go.edit.document import parse as parse
from isolint.fixers.go.edit.imports import added
from isolint.fixers.go.edit.pruning import pruned


def finish(document: Document, changes: Sequence[Change]) -> bytes:
    """The text with all changes and their imports.

    Raises:
        RefusalError: it would not parse.
    """
    if not changes:
        return document.source.text
    text = splice(document.source.text, (edit for change in changes for edit in change.edits))
    path = document.source.path
    names = frozenset().union(*(change.freed for change in changes))
    text = pruned(_checked(path, text), names)
    for statement in sorted({statement for change in changes for statement in change.imports}):
        text = added(_checked(path, text), statement)
    text = aligned(_checked(path, text), document)
    return _checked(path, text).source.text


def _checked(path: str, text: bytes) -> Document:
    document = document_of(path, text)
    if document.root.has_error:
        raise RefusalError("the result does not parse")
    return document
