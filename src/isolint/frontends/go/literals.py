"""Constants: strings, runes, numbers, and the names that mean one value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from isolint.frontends.go.walk import Visit, Walk
from isolint.model.facts import MAX_TEXT, NONE, ExprKind

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPE = re.compile(
    rb"\\(?:([abfnrtv\\'\"])|x([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))"
)
_SIMPLE = dict(zip(b"abfnrtv\\'\"", b"\a\b\f\n\r\t\v\\'\"", strict=True))
_SINGLETONS = {"nil": "None", "true": "True", "false": "False"}
_LONGEST = MAX_TEXT * 10
"""Bytes of a literal that are looked at: no character takes more to spell."""


def string_value(text: bytes) -> str:
    """What a string or rune literal stands for, cut to the length that facts keep."""
    body = text[1:-1][:_LONGEST]
    if text[:1] == b"`":
        body = body.replace(b"\r", b"")
    elif b"\\" in body:
        body = _ESCAPE.sub(_unescaped, body)
    return body.decode("utf-8", "backslashreplace")[:MAX_TEXT]


def _unescaped(found: re.Match[bytes]) -> bytes:
    simple, byte, octal, short, long = found.groups()
    if simple is not None:
        return bytes([_SIMPLE[simple[0]]])
    if byte is not None:
        return bytes([int(byte, 16)])
    if octal is not None:
        return bytes([int(octal, 8)])
    try:
        return chr(int(short or long, 16)).encode()
    except (ValueError, OverflowError):  # a surrogate, or beyond Unicode: kept as written
        return found[0]


def _string(w: Walk, node: Node) -> int:
    start, end = node.byte_range
    w.rows.append((ExprKind.STRING, start, end, string_value(w.text[start:end]), 0))
    return len(w.rows) - 1


def _integer(w: Walk, node: Node) -> int:
    start, end = node.byte_range
    written = w.text[start:end].decode()
    w.rows.append((ExprKind.NUMBER, start, end, _decimal(written)[:MAX_TEXT], 0))
    return len(w.rows) - 1


def _decimal(written: str) -> str:
    try:
        if written.isdigit() and not written.startswith("0"):
            return str(int(written))
        digits = written.replace("_", "").lower()
        is_old_octal = digits.isdigit() and digits.startswith("0")
        return str(int(digits, 8 if is_old_octal else 0))
    except ValueError:  # no number after all, or more digits than CPython is willing to print
        return written


def _number(w: Walk, node: Node) -> int:
    return w.add(ExprKind.NUMBER, node, w.spelled(node)[:MAX_TEXT], [])


def _singleton(w: Walk, node: Node) -> int:
    """`nil`, `true` and `false` are names that a function may declare anew."""
    name = w.spelled(node)
    if name in w.seen or name not in _SINGLETONS:
        return _plain_name(w, node, name)
    return w.add(ExprKind.SINGLETON, node, _SINGLETONS[name], [])


def _iota(w: Walk, node: Node) -> int:
    if w.iota == NONE:
        return _plain_name(w, node, w.spelled(node))
    return w.add(ExprKind.NUMBER, node, str(w.iota), [])


def _plain_name(w: Walk, node: Node, name: str) -> int:
    index = w.add(ExprKind.NAME, node, name, [])
    w.read(name, index, name, index)
    return index


LITERALS: dict[str, Visit] = {
    "interpreted_string_literal": _string,
    "raw_string_literal": _string,
    "rune_literal": _string,
    "int_literal": _integer,
    "float_literal": _number,
    "imaginary_literal": _number,
    "nil": _singleton,
    "true": _singleton,
    "false": _singleton,
    "iota": _iota,
}
