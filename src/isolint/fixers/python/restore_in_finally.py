"""What puts the old state back runs on all ways.

    chdir(folder)                 chdir(folder)
    assert build() == 0           try:
    chdir(before)            ->       assert build() == 0
                                  finally:
                                      chdir(before)

Safe: as long as nothing fails everything runs as before, in the same order. Refused where lines
cannot be moved to the right without a change of meaning, and where the restore needs a name that
is bound on the way.

The anchor is what the first statement that puts something back is about. The request says how many
of those follow each other (`restores`), how far behind it the last one begins (`last`), and how far
before it the change does (`change`), in bytes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.python.edit.bindings import offset
from isolint.fixers.python.edit.document import Document
from isolint.model.finding import Fix
from isolint.model.source import Span


def rewrite(document: Document, fix: Fix) -> Change:
    first, between, restores = _parts(document, fix)
    _refuse(document, first, between, restores)
    start = document.line_end(_span(document, first).end)
    end = document.line_end(_span(document, restores[-1]).end)
    middle = _leading(document, between[-1], restores[0])
    margin = document.indentation(_span(document, first).start)
    text = _moved(document, (start, middle, end), margin)
    return Change(region=Span(start, end), edits=(Edit(start, end, text),))


def _parts(document: Document, fix: Fix) -> tuple[ast.stmt, list[ast.stmt], list[ast.stmt]]:
    """The change, what stands between, and what puts back, all side by side."""
    at = fix.anchor.span.start
    changed = at - int(argument(fix, "change"))
    count = int(argument(fix, "restores"))
    last = at + int(argument(fix, "last"))
    for node in reversed(document.nodes):
        for body in _bodies(node):
            found = [_index(document, body, place) for place in (changed, at, last)]
            if -1 < found[0] < found[1] - 1 and found[1] + count - 1 == found[2]:
                first, second = found[:2]
                return body[first], body[first + 1 : second], body[second : found[2] + 1]
    raise RefusalError("the change and what puts it back do not stand side by side")


def _index(document: Document, body: list[ast.stmt], at: int) -> int:
    spans = (_span(document, one) for one in body)
    return next((number for number, one in enumerate(spans) if one.start <= at < one.end), -1)


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        found = getattr(node, field, None)
        if isinstance(found, list):
            yield found


def _refuse(
    document: Document, first: ast.stmt, between: Sequence[ast.stmt], restores: Sequence[ast.stmt]
) -> None:
    """Where moving lines, or running the last of them alone, would not be the same."""
    if any(document.margin(_line_of(document, one)) is None for one in (first, *between, *restores)):
        raise RefusalError("two statements share a line")
    if any(list(_bodies(one)) for one in restores):
        raise RefusalError("what puts the state back is more than a plain statement")
    for one in (*between, *restores):
        if any(_is_text_over_lines(node) for node in ast.walk(one)):
            raise RefusalError("a text goes over several lines")
    bound = {name for one in between for node in ast.walk(one) for name in _bound(node)}
    needed = {node.id for one in restores for node in ast.walk(one) if isinstance(node, ast.Name)}
    if not bound.isdisjoint(needed):
        raise RefusalError("what puts the state back needs a name that is bound on the way")


def _is_text_over_lines(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )
    return is_text and isinstance(node, ast.expr) and node.lineno != node.end_lineno


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name


def _leading(document: Document, before: ast.stmt, after: ast.stmt) -> int:
    """Where the comments begin that stand right above a statement."""
    row = document.source.row_of(_line_of(document, after))
    lowest = document.source.row_of(_span(document, before).end)
    while row - 1 > lowest and document.source.line(row - 1).lstrip().startswith("#"):
        row -= 1
    return document.source.line_starts[row - 1]


def _moved(document: Document, borders: tuple[int, int, int], margin: str) -> str:
    start, middle, end = borders
    indent, newline = document.module.default_indent, document.newline
    lines: list[str] = []
    for header, piece in (("try:", Span(start, middle)), ("finally:", Span(middle, end))):
        body = document.text(piece).splitlines()
        while body and not body[-1].strip():
            body.pop()
        while body and not body[0].strip():
            del body[0]
        lines += [margin + header, *(f"{indent}{line}" if line.strip() else line for line in body)]
    return "".join(f"{newline}{line}" for line in lines)


def _line_of(document: Document, statement: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    rows = [statement.lineno, *(one.lineno for one in decorators)]
    return offset(document, min(rows), statement.col_offset)


def _span(document: Document, node: ast.stmt) -> Span:
    return Span(_line_of(document, node), offset(document, node.end_lineno or 0, node.end_col_offset or 0))
