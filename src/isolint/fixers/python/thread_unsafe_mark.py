"""A test that cannot stand being run by several threads at once gets the mark that says so.

`def test_report():` -> `@pytest.mark.thread_unsafe(reason="...")` on a line above it, below the
decorators that are there already.

The anchor is the name of the function. Safe: a runner of threads runs the test in one, as every other
runner does anyway; who has no such runner and is strict about marks has to register this one.
"""

from __future__ import annotations

import ast

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.python.edit.document import Document
from isolint.fixers.python.edit.imports import spelling
from isolint.model.finding import Fix
from isolint.model.source import Span

_MARK = "thread_unsafe"


def rewrite(document: Document, fix: Fix) -> Change:
    function = _function(document, fix.anchor.span)
    if any(_MARK in ast.unparse(decorator) for decorator in function.decorator_list):
        raise RefusalError("the test has the mark already")
    start = _start(document, fix.anchor.start)
    line = document.source.text.rfind(b"\n", 0, start) + 1
    indent = document.source.text[line:start].decode()
    if indent.strip():
        raise RefusalError("something else stands on the line of the test")
    mark = spelling(document, "pytest", "mark", start)
    reason = argument(fix, "reason").replace("\\", "").replace('"', "'")
    text = f'@{mark.text}.{_MARK}(reason="{reason}")\n{indent}'
    region = Span(start, fix.anchor.span.end)
    return Change(region=region, edits=(Edit(start, start, text),), imports=mark.imports)


def _function(document: Document, name: Span) -> ast.FunctionDef:
    row, _ = document.source.position(name.start)
    wanted = document.text(name)
    for node in document.nodes:
        if isinstance(node, ast.FunctionDef) and node.name == wanted and node.lineno == row:
            return node
    raise RefusalError("no function has its name at the anchor")


def _start(document: Document, name: int) -> int:
    """Where the `def` stands that a name follows."""
    return document.source.text.rfind(b"def", 0, name)
