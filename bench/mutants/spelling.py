"""Other ways to write the same: forms of imports, of texts and of paths.

All forms of a suite are respelled by the same draws, so that they still differ in one thing only.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from random import Random

_KEPT = frozenset({"pytest", "unittest", "django"})
"""Modules whose names everybody writes alike."""


def respelled(trees: Sequence[ast.Module], key: str) -> None:
    """Rewrites in place the forms of one file."""
    for tree in trees:
        _Texts(key).visit(tree)
    for module in sorted({name for tree in trees for name in _plain_imports(tree)}):
        form = Random(f"{key} import {module}").choice(("import", "alias", "from", "from"))
        if form == "alias":
            for tree in trees:
                _Renaming(module, f"_{module}").visit(tree)
        elif form == "from" and all(_is_taken_apart(tree, module) for tree in trees):
            for tree in trees:
                _by_members(tree, module)
    for tree in trees:
        ast.fix_missing_locations(tree)


class _Texts(ast.NodeTransformer):
    """f-strings as `format`, `%` and `+`; a part of a path by `joinpath`."""

    def __init__(self, key: str) -> None:
        self.key = key

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        form = Random(f"{self.key} {ast.unparse(node)}").choice(("f", "f", "format", "%", "+"))
        parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
        is_plain = all(
            part.conversion == -1 and part.format_spec is None
            for part in node.values
            if isinstance(part, ast.FormattedValue)
        )
        if form == "f" or not is_plain or any(isinstance(part, ast.JoinedStr) for part in parts):
            return node
        return _assembled(form, [self.visit(part) for part in parts])

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        drawn = Random(f"{self.key} {ast.unparse(node)}").random()
        self.generic_visit(node)
        is_path = isinstance(node.op, ast.Div) and _is_text(node.right)
        if not is_path or drawn < 0.7:
            return node
        return ast.Call(ast.Attribute(node.left, "joinpath", ast.Load()), [node.right], [])


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _assembled(form: str, parts: Sequence[ast.expr]) -> ast.expr:
    texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
    values = [part for part, text in zip(parts, texts, strict=True) if not isinstance(text, str)]
    hole = "{}" if form == "format" else "%s"
    pattern = ast.Constant("".join(text if isinstance(text, str) else hole for text in texts))
    if form == "format":
        return ast.Call(ast.Attribute(pattern, "format", ast.Load()), values, [])
    if form == "%":
        return ast.BinOp(pattern, ast.Mod(), ast.Tuple(values, ast.Load()))
    pieces = [
        part if isinstance(text, str) else ast.Call(ast.Name("str", ast.Load()), [part], [])
        for part, text in zip(parts, texts, strict=True)
    ]
    result: ast.expr = pieces[0]
    for piece in pieces[1:]:
        result = ast.BinOp(result, ast.Add(), piece)
    return result


def _plain_imports(tree: ast.Module) -> Iterator[str]:
    """Modules of the standard library that are imported whole."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                is_standard = alias.name in sys.stdlib_module_names and alias.name not in _KEPT
                if is_standard and alias.asname is None:
                    yield alias.name


class _Renaming(ast.NodeTransformer):
    """`import module as alias`, and the alias wherever the module is used."""

    def __init__(self, module: str, alias: str) -> None:
        self.module = module
        self.alias = alias

    def visit_alias(self, node: ast.alias) -> ast.alias:
        if node.name == self.module and node.asname is None:
            node.asname = self.alias
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom:
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id == self.module:
            node.id = self.alias
        return node


def _members(tree: ast.Module, module: str) -> Iterator[ast.Attribute]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module:
            yield node


def _is_taken_apart(tree: ast.Module, module: str) -> bool:
    """Whether only members are used, none is set, and no other thing has the name of one."""
    members = list(_members(tree, module))
    bare = sum(isinstance(node, ast.Name) and node.id == module for node in ast.walk(tree))
    names = {member.attr for member in members}
    is_read = all(isinstance(member.ctx, ast.Load) for member in members)
    return len(members) == bare and is_read and names.isdisjoint((*_named(tree), *_WORDS))


_WORDS = frozenset({"open", "copy", "remove"})
"""Members that read badly, or hide a builtin, without their module."""


def _named(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield node.asname or node.name


def _by_members(tree: ast.Module, module: str) -> None:
    names = sorted({member.attr for member in _members(tree, module)})
    for place, node in enumerate(tree.body):
        if isinstance(node, ast.Import) and [alias.name for alias in node.names] == [module]:
            if names:
                tree.body[place] = ast.ImportFrom(module, [ast.alias(name) for name in names], 0)
            break
    else:
        return
    _Members(module).visit(tree)


class _Members(ast.NodeTransformer):
    """`member` for `module.member`."""

    def __init__(self, module: str) -> None:
        self.module = module

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == self.module:
            return ast.Name(node.attr, node.ctx)
        return node
