"""Folders that a suite puts on the import path itself, as its first conftest or package file is read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath

_FOLDERS = ("", "tests", "test", "testing")
_FILES = ("conftest.py", "__init__.py")
_SAME = frozenset(
    {"abspath", "realpath", "normpath", "str", "Path", "PurePath", "resolve", "absolute", "fspath"}
)
_STEPS = {"pardir": "..", "curdir": "."}
_ADDING = frozenset({"insert", "append"})


def path_roots(folder: Path) -> tuple[str, ...]:
    """Import roots below a folder, as far as they are told by the place of the file that adds them."""
    found: list[str] = []
    for place in _FOLDERS:
        for name in _FILES:
            path = join(place, name)
            found += _Additions(path).of(folder / path)
    below = (root for root in found if not root.startswith(("..", "/")) and root != ".")
    return tuple(dict.fromkeys(root for root in below if (folder / root).is_dir()))


class _Additions:
    """Works out paths, relative to the project, from the names and constants of one file."""

    def __init__(self, path: str) -> None:
        self.names = {"__file__": path}

    def of(self, file: Path) -> Iterator[str]:
        try:
            text = file.read_text("utf-8") if file.is_file() else ""
            tree = ast.parse(text if "sys.path" in text else "")
        except (OSError, ValueError, SyntaxError):
            return  # the front end says so
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.names[node.targets[0].id] = self._path(node.value) or ""
            elif isinstance(node, ast.Call) and _adds(node):
                path = self._path(node.args[-1])
                if path:
                    yield normpath(path)

    def _path(self, node: ast.expr) -> str | None:
        """The path that an expression gives, None for what is not known."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            return self.names.get(node.id) or None
        if isinstance(node, ast.Call):
            return self._called(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return self._joined([node.left, node.right])
        if not isinstance(node, ast.Attribute):
            return None
        owner = self._path(node.value) if node.attr == "parent" else None
        return _above(owner) if owner is not None else _STEPS.get(node.attr)

    def _called(self, call: ast.Call) -> str | None:
        callee = call.func
        name = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
        if name in ("join", "joinpath"):
            first = [callee.value] if name == "joinpath" and isinstance(callee, ast.Attribute) else []
            return self._joined([*first, *call.args])
        owner = callee.value if isinstance(callee, ast.Attribute) and not call.args else None
        inner = call.args[0] if call.args else owner
        path = self._path(inner) if inner is not None else None
        if name == "dirname" and path is not None:
            return _above(path)
        return path if name in _SAME else None

    def _joined(self, parts: list[ast.expr]) -> str | None:
        paths = [self._path(part) for part in parts]
        known = [path for path in paths if path is not None]
        return join(*known) if known and len(known) == len(paths) else None


def _adds(call: ast.Call) -> bool:
    callee = call.func
    is_method = isinstance(callee, ast.Attribute) and callee.attr in _ADDING and bool(call.args)
    return is_method and isinstance(callee, ast.Attribute) and ast.unparse(callee.value) == "sys.path"


def _above(path: str) -> str:
    """The folder of a path; what is written with dots is worked out later."""
    return join(path, "..") if path.endswith("..") else dirname(path) or "."
