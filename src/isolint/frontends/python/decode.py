"""Bytes on disk become normalised text: the rules of PEP 263, without running anything."""

from __future__ import annotations

import codecs
import re

from isolint.model.finding import Problem
from isolint.model.source import Source

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"[ \t\f]*(?:#.*)?\Z")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def read(path: str, content: bytes) -> Source | Problem:
    """A file's text as UTF-8 without a BOM, or why it cannot be had."""
    bom = content.startswith(codecs.BOM_UTF8)
    body = content[3:] if bom else content
    if b"\0" in body:
        return _problem(path, body, body.index(b"\0"), "the file holds a null byte")
    cookie = _cookie(body)
    encoding = _normal(cookie) if cookie else "utf-8"
    if encoding is None:
        return _problem(path, body, 0, f"the file declares an unknown encoding, {cookie}")
    if bom and encoding != "utf-8":
        return _problem(path, body, 0, f"the file starts with a UTF-8 BOM but declares {cookie}")
    return _decoded(path, body, encoding, bom)


def _decoded(path: str, body: bytes, encoding: str, bom: bool) -> Source | Problem:
    try:
        text = body.decode(encoding)
        normalised = body if encoding == "utf-8" else text.encode("utf-8")
    except UnicodeDecodeError as error:
        return _problem(path, body, error.start, f"the file is not valid {encoding}: {error.reason}")
    except (ValueError, LookupError) as error:  # codecs that are no text encodings, lone surrogates
        return _problem(path, body, 0, f"the file cannot be read as {encoding}: {error}")
    if "\0" in text:
        return _problem(path, body, 0, "the file holds a null byte")
    return Source(path, normalised, encoding, bom)


def _cookie(body: bytes) -> str:
    """The declared encoding; the second line counts only below a blank or a comment."""
    for line in _LINE_END.split(body[:1024], maxsplit=2)[:2]:
        found = _COOKIE.match(line)
        if found:
            return found[1].decode("ascii", "replace")
        if not _BLANK.match(line):
            break
    return ""


def _normal(cookie: str) -> str | None:
    """The codec's own name, or nothing where Python knows no such codec."""
    spelled = cookie.lower().replace("_", "-")
    if spelled == "utf-8" or spelled.startswith("utf-8-"):
        return "utf-8"
    if re.match(r"(latin-1|iso-8859-1|iso-latin-1)(-|$)", spelled):
        return "iso8859-1"
    try:
        return codecs.lookup(cookie).name
    except (LookupError, ValueError):
        return None


def _problem(path: str, body: bytes, offset: int, message: str) -> Problem:
    position = Source(path, body).position(offset)
    return Problem(stage="read", path=path, message=message, row=position.row, column=position.column)
