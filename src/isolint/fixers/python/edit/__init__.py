"""Reading a Python file for its recipes, and putting their changes together.

libcst knows every byte of the file, comments and blanks included, and so finds what to replace;
the replacements are spliced into the original bytes. What no change names cannot change.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from isolint.fixers.change import Change, Parameter, RefusalError, splice
from isolint.fixers.python.edit.document import Document
from isolint.fixers.python.edit.document import parse as parse
from isolint.fixers.python.edit.imports import added
from isolint.fixers.python.edit.parameters import insertions
from isolint.fixers.python.edit.pruning import pruned
from isolint.model.source import Source


def finish(document: Document, changes: Sequence[Change]) -> bytes:
    """The text with all changes, parameters and imports.

    Raises:
        RefusalError: it would not parse.
    """
    if not changes:
        return document.source.text
    edits = [edit for change in changes for edit in change.edits]
    for function, parameters in _by_function(changes).items():
        edits += insertions(document, function, parameters)
    text = _checked(splice(document.source.text, edits))
    for statement in sorted({statement for change in changes for statement in change.imports}):
        text = added(text, statement)
    names = frozenset().union(*(change.freed for change in changes))
    text = pruned(Source(document.source.path, text), names)
    return _checked(text)


def _by_function(changes: Sequence[Change]) -> dict[int, tuple[Parameter, ...]]:
    """Every parameter once, by the offset of its function, in the order of the requests."""
    grouped: dict[int, dict[str, Parameter]] = {}
    for change in changes:
        for parameter in change.parameters:
            grouped.setdefault(parameter.function, {}).setdefault(parameter.name, parameter)
    return {function: tuple(named.values()) for function, named in grouped.items()}


def _checked(text: bytes) -> bytes:
    try:
        ast.parse(text.decode())
    except SyntaxError as error:
        raise RefusalError(f"the result does not parse: {error.msg}, line {error.lineno}") from error
    return text
