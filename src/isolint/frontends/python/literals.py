"""Constants, and strings with expressions in them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from types import EllipsisType, NoneType
from typing import Any

from isolint.frontends.python.walk import Visit, Walk
from isolint.model.facts import MAX_TEXT, ExprKind

_LOST_PLACES = sys.version_info < (3, 12)
"""CPython 3.12 is the first to say where in a template an expression stands, always."""


def _constant(w: Walk, node: ast.Constant) -> int:
    place: Any = node
    value = node.value
    kind, spell = _TEXTS[type(value)]
    text = spell(value)
    w.rows.append((kind, place.lineno, place.col_offset, place.end_lineno, place.end_col_offset, text, 0))
    return len(w.rows) - 1


def _string(value: str) -> str:
    if len(value) > MAX_TEXT:
        value = value[:MAX_TEXT]
    if value.isascii():
        return value
    # a lone surrogate is no text that could be stored
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _bytes(value: bytes) -> str:
    return value[:MAX_TEXT].decode("latin-1")


def _integer(value: int) -> str:
    try:
        return repr(value)
    except ValueError:  # more digits than CPython is willing to print
        return hex(value)[:MAX_TEXT]


def _ellipsis(value: EllipsisType) -> str:
    return "..."


_TEXTS: dict[type, tuple[ExprKind, Callable[[Any], str]]] = {
    str: (ExprKind.STRING, _string),
    bytes: (ExprKind.BYTES, _bytes),
    int: (ExprKind.NUMBER, _integer),
    float: (ExprKind.NUMBER, repr),
    complex: (ExprKind.NUMBER, repr),
    bool: (ExprKind.SINGLETON, repr),
    NoneType: (ExprKind.SINGLETON, repr),
    EllipsisType: (ExprKind.SINGLETON, _ellipsis),
}


def _template(w: Walk, node: Any) -> int:
    """An f-string, or (3.14) a t-string."""
    parts = []
    for value in node.values:
        if _LOST_PLACES:
            _settle(w, value, node)
        parts.append(w.visit(value))
    return w.add(ExprKind.TEMPLATE, node, "", parts)


def _field(w: Walk, node: Any) -> int:
    index = w.visit(node.value)
    text = "" if node.conversion < 0 else "!" + chr(node.conversion)
    if node.format_spec is not None:
        text += ":" + "".join(_specified(w, piece) for piece in node.format_spec.values)
    return w.add(ExprKind.FIELD, node, text[:MAX_TEXT], [index])


def _specified(w: Walk, piece: ast.expr) -> str:
    """A piece of a format specification; what is computed in it reads `{}`."""
    if isinstance(piece, ast.Constant):
        return _string(str(piece.value))
    w.visit(piece)
    return "{}"


def _settle(w: Walk, value: ast.expr, template: ast.expr) -> None:
    """Give a field the place of its template where CPython lost its own."""
    if isinstance(value, ast.FormattedValue) and not _is_placed(w, value):
        for inner in ast.walk(value):
            ast.copy_location(inner, template)


def _is_placed(w: Walk, field: ast.FormattedValue) -> bool:
    names = [inner for inner in ast.walk(field) if isinstance(inner, ast.Name)]
    last = len(w.lines) - 1
    return bool(names) and all(
        name.lineno <= last and w.text[w.start(name) : w.end(name)] == name.id.encode() for name in names
    )


LITERALS: dict[type, Visit] = {
    ast.Constant: _constant,
    ast.JoinedStr: _template,
    ast.FormattedValue: _field,
    **{
        getattr(ast, name): visit
        for name, visit in (("TemplateStr", _template), ("Interpolation", _field))
        if hasattr(ast, name)
    },
}
