"""How to spell a name from another module at a place, and the import that takes."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from isolint.fixers.change import Edit, RefusalError, splice
from isolint.fixers.python.edit.bindings import Function, binders, offset, scopes
from isolint.fixers.python.edit.document import Document
from isolint.model.source import Source

Import = ast.Import | ast.ImportFrom


class Spelling(NamedTuple):
    """What to write, and the import statements to add for it."""

    text: str
    imports: tuple[str, ...] = ()


class _Way(NamedTuple):
    """A spelling, the name it begins with, and the import that gives that name."""

    text: str
    name: str
    statement: Import


def spelling(document: Document, module: str, member: str, at: int) -> Spelling:
    """`uuid.uuid4`, `u.uuid4` or `uuid4`: by the imports that hold at an offset, else a new one.

    Raises:
        RefusalError: other things have the names that an import would need.
    """
    around = scopes(document, at)
    for scope in around:
        for way in _ways(scope, module, member):
            if _ends_before(document, way.statement, at) and _visible(around, way):
                return Spelling(way.text)
    if _free(around, module, module):
        return Spelling(f"{module}.{member}", (f"import {module}",))
    if _free(around, member, module):
        return Spelling(member, (f"from {module} import {member}",))
    raise RefusalError(f"the names {module} and {member} mean something else here")


def spellings(document: Document, module: str, member: str) -> frozenset[str]:
    """Every way to write a name from another module that the file imports."""
    return frozenset(way.text for way in _ways(document.tree, module, member))


def added(text: bytes, statement: str) -> bytes:
    """The text with an import among its like, in the order that isort keeps."""
    source = Source("", text)
    tree = ast.parse(text.decode())
    new = ast.parse(statement).body[0]
    head = _head(tree)
    if not isinstance(new, Import) or any(ast.dump(new) == ast.dump(old) for old in head):
        return text
    line_end = re.search(rb"\r\n|\r|\n", text)
    newline = line_end.group().decode() if line_end else "\n"
    return splice(text, [_placed(source, tree, head, new, statement, newline)])


def _ways(scope: Function | ast.Module, module: str, member: str) -> Iterator[_Way]:
    body = [] if isinstance(scope, ast.Lambda) else scope.body
    for statement in body:
        match statement:
            case ast.Import(names=names):
                for alias in names:
                    if alias.name == module:
                        name = alias.asname or module
                        yield _Way(f"{name}.{member}", name, statement)
            case ast.ImportFrom(module=origin, names=names, level=0) if origin == module:
                for alias in names:
                    if alias.name == member:
                        name = alias.asname or member
                        yield _Way(name, name, statement)


def _ends_before(document: Document, statement: Import, at: int) -> bool:
    return offset(document, statement.end_lineno or 0, statement.end_col_offset or 0) <= at


def _visible(around: Sequence[Function | ast.Module], way: _Way) -> bool:
    """Is the nearest meaning of the name the import, and nothing but it?"""
    for scope in around:
        found = binders(scope, way.name)
        if found:
            return all(node is way.statement for node in found)
    return False


def _free(around: Sequence[Function | ast.Module], name: str, module: str) -> bool:
    """Could an import at the top of the file give the name its meaning?"""
    *functions, top = around
    if any(binders(scope, name) for scope in functions):
        return False
    return all(_brings(node, name, module) for node in binders(top, name))


def _brings(node: ast.AST, name: str, module: str) -> bool:
    match node:
        case ast.Import(names=names):
            return any(alias.name == module == name and not alias.asname for alias in names)
        case ast.ImportFrom(module=origin, level=0) if origin == module:
            return name != module
    return False


def _head(tree: ast.Module) -> list[Import]:
    """The imports at the top of a file, after its docstring."""
    found: list[Import] = []
    for statement in tree.body[_has_docstring(tree) :]:
        if not isinstance(statement, Import):
            break
        found.append(statement)
    return found


def _has_docstring(tree: ast.Module) -> bool:
    return ast.get_docstring(tree, clean=False) is not None


def _placed(
    source: Source, tree: ast.Module, head: Sequence[Import], new: Import, text: str, newline: str
) -> Edit:
    rank = _rank(new)
    alike = [old for old in head if _rank(old)[0] == rank[0]]
    if lower := [old for old in alike if _rank(old) < rank]:
        return _after(source, lower[-1], f"{text}{newline}", newline)
    if alike:
        return _before(source, alike[0], f"{text}{newline}")
    if above := [old for old in head if _rank(old)[0] < rank[0]]:
        close = newline if above[-1] is not head[-1] else ""
        close = close if not _blank_below(source, above[-1]) else ""
        return _after(source, above[-1], f"{newline}{text}{newline}{close}", newline)
    if head:
        return _before(source, head[0], f"{text}{newline}{newline}")
    if _has_docstring(tree):
        close = "" if _blank_below(source, tree.body[0]) else newline
        return _after(source, tree.body[0], f"{newline}{text}{newline}{close}", newline)
    return _first(source, tree.body[0], text, newline)


def _rank(statement: Import) -> tuple[int, bool, str]:
    """Sections in isort's order; inside of one, `import x` before `from x import y`."""
    from_import = isinstance(statement, ast.ImportFrom)
    module = _module(statement)
    root = module.partition(".")[0]
    if root == "__future__":
        section = 0
    elif root in sys.stdlib_module_names:
        section = 1
    else:
        section = 3 if module.startswith(".") else 2
    return section, from_import, module.lower()


def _module(statement: Import) -> str:
    if isinstance(statement, ast.Import):
        return statement.names[0].name
    return "." * statement.level + (statement.module or "")


def _after(source: Source, statement: ast.stmt, text: str, newline: str) -> Edit:
    row = statement.end_lineno or 0
    if row < len(source.line_starts):
        return Edit(source.line_starts[row], source.line_starts[row], text)
    return Edit(len(source.text), len(source.text), newline + text)


def _before(source: Source, statement: ast.stmt, text: str) -> Edit:
    start = source.line_starts[statement.lineno - 1]
    return Edit(start, start, text)


def _blank_below(source: Source, statement: ast.stmt) -> bool:
    row = (statement.end_lineno or 0) + 1
    return row > len(source.line_starts) or not source.line(row).strip()


def _first(source: Source, statement: ast.stmt, text: str, newline: str) -> Edit:
    """Above the first statement and the comment that belongs to it, below the file's own."""
    decorators: Sequence[ast.expr] = getattr(statement, "decorator_list", ())
    first = min([statement.lineno, *(node.lineno for node in decorators)])
    row = first
    while row > 1 and source.line(row - 1).lstrip().startswith("#"):
        row -= 1
    if row == 1:  # a shebang, an encoding, a licence
        row = first
    is_definition = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    start = source.line_starts[row - 1]
    return Edit(start, start, text + newline * (3 if is_definition else 2))
