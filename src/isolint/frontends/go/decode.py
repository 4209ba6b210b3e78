"""Bytes on disk become normalised text: Go source is UTF-8, with a byte order mark at most at the front."""

from __future__ import annotations

import codecs

from isolint.model.finding import Problem
from isolint.model.source import Source


def read(path: str, content: bytes) -> Source | Problem:
    """A file's text without a BOM, or why it cannot be had."""
    bom = content.startswith(codecs.BOM_UTF8)
    body = content[3:] if bom else content
    if b"\0" in body:
        return _problem(path, body, body.index(b"\0"), "the file holds a null byte")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return _problem(path, body, error.start, f"the file is not valid utf-8: {error.reason}")
    return Source(path, body, bom=bom)


def _problem(path: str, body: bytes, offset: int, message: str) -> Problem:
    position = Source(path, body).position(offset)
    return Problem(stage="read", path=path, message=message, row=position.row, column=position.column)
