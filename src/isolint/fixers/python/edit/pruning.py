"""Removing imports that nothing uses any more."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import PurePosixPath
from typing import NamedTuple

from isolint.fixers.change import Edit, splice
from isolint.model.source import Source

_BY_NAME = frozenset({"setattr", "getattr", "hasattr", "delattr", "object", "cast", "TypeVar"})
"""Calls that take names as strings; `object` is that of `mock.patch.object`."""


class _Import(NamedTuple):
    statement: ast.Import | ast.ImportFrom
    alias: ast.alias
    body: list[ast.stmt]


def pruned(source: Source, names: frozenset[str]) -> bytes:
    """The text without the imports of those names that stand nowhere else in it.

    An import stays when it has a comment (`# noqa` above all), shares its line, is conditional,
    is written as a re-export (`import x as x`), or is not the only one of its name.
    """
    path, text = PurePosixPath(source.path), source.text
    if path.name == "__init__.py":  # what it imports is for others
        return text
    tree = ast.parse(text.decode())
    for name in sorted(names - frozenset(_references(tree, path.stem))):
        imports = [found for found in _imports(tree) if _name(found.alias) == name]
        if len(imports) == 1:
            text = splice(text, _removal(Source("", text), tree, imports[0]))
            tree = ast.parse(text.decode())
    return text


def _imports(tree: ast.Module) -> Iterator[_Import]:
    for parent in ast.walk(tree):
        plain = isinstance(parent, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in ast.iter_child_nodes(parent):
            if isinstance(statement, ast.Import | ast.ImportFrom):
                body: list[ast.stmt] = getattr(parent, "body", []) if plain else []
                yield from (_Import(statement, alias, body) for alias in statement.names)


def _name(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _references(tree: ast.Module, module: str) -> Iterator[str]:
    """The names in code, and those in strings that stand for code of this module."""
    patched = re.compile(rf"(?:^|\.){re.escape(module)}\.(\w+)|^\.(\w+)")
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name):
                yield name
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                yield from names
            case ast.Constant(value=str(text)) if found := patched.search(text):
                yield found[1] or found[2]
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _BY_NAME:
                yield from _in_strings(node)
            case (
                ast.arg(annotation=ast.expr() as annotation)
                | ast.AnnAssign(annotation=annotation)
                | ast.FunctionDef(returns=ast.expr() as annotation)
                | ast.AsyncFunctionDef(returns=ast.expr() as annotation)
            ):
                yield from _in_strings(annotation)
            case ast.Assign() | ast.AugAssign() | ast.Expr() if _lists_exports(node):
                yield from _in_strings(node)


def _lists_exports(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__all__" for node in ast.walk(statement))


def _in_strings(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield from re.findall(r"\w+", inner.value)


def _removal(source: Source, tree: ast.Module, found: _Import) -> tuple[Edit, ...]:
    statement, alias, body = found
    rows = range(statement.lineno, (statement.end_lineno or 0) + 1)
    lines = [source.line(row) for row in rows]
    lead = source.line(statement.lineno).encode()[: statement.col_offset]
    tail = source.line(rows[-1]).encode()[statement.end_col_offset or 0 :]
    alone = not lead.strip() and not tail.strip()
    exported = alias.asname == alias.name
    if not body or not alone or exported or any("#" in line for line in lines):
        return ()
    if len(statement.names) > 1:
        return (_alias_removal(source, statement, alias),)
    if len(body) == 1:  # a block cannot be empty
        return ()
    return (_line_removal(source, rows, first=statement is body[0]),)


def _alias_removal(source: Source, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> Edit:
    """`b, ` out of `a, b, c`; with the comma before it when it is the last."""
    place = statement.names.index(alias)
    if alias is statement.names[-1]:
        before = statement.names[place - 1]
        return Edit(_end(source, before), _end(source, alias), "")
    return Edit(_start(source, alias), _start(source, statement.names[place + 1]), "")


def _start(source: Source, alias: ast.alias) -> int:
    return source.line_starts[alias.lineno - 1] + alias.col_offset


def _end(source: Source, alias: ast.alias) -> int:
    return source.line_starts[(alias.end_lineno or 0) - 1] + (alias.end_col_offset or 0)


def _line_removal(source: Source, rows: range, *, first: bool) -> Edit:
    """Whole lines; where a section of its own goes, one of the gaps around it goes too."""
    above = _blank_rows(source, range(rows.start - 1, 0, -1))
    below = _blank_rows(source, range(rows.stop, len(source.line_starts) + 1))
    start, stop = rows.start, rows.stop
    lead = source.line(rows.start - above - 1) if above < rows.start - 1 else ""
    if first and (not lead or not (above or lead.lstrip().startswith("#"))):
        stop += below  # nothing to keep apart from what follows
    elif above and below:
        start, stop = (start - above, stop) if above < below else (start, stop + below)
    end = source.line_starts[stop - 1] if stop <= len(source.line_starts) else len(source.text)
    return Edit(source.line_starts[start - 1], end, "")


def _blank_rows(source: Source, rows: range) -> int:
    return sum(1 for _ in takewhile(lambda row: not source.line(row).strip(), rows))
