"""How bytes become text, and text the bytes it was."""

from __future__ import annotations

import pytest

from isolint.frontends.python import read
from isolint.model.source import Source

CASES = {
    "plain": (b"a = 'x'\r\n", "utf-8", False),
    "empty": (b"", "utf-8", False),
    "bom": (b"\xef\xbb\xbfa = '\xc3\xa4'\n", "utf-8", True),
    "bom and cookie": (b"\xef\xbb\xbf# coding: utf-8\n", "utf-8", True),
    "latin": (b"# -*- coding: latin-1 -*-\na = '\xe4'\n", "iso8859-1", False),
    "second line": (
        b"#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\na = '\x80'\n",
        "cp1252",
        False,
    ),
    "cookie in code": (b"a = 1\n# coding: latin-1\n", "utf-8", False),
    "third line": (b"\n\n# coding: latin-1\n", "utf-8", False),
    "old macintosh": (b"# coding: latin-1\ra = '\xe4'\r", "iso8859-1", False),
    "spelled otherwise": (b"# coding: UTF8\n", "utf-8", False),
    "emacs": (b"# -*- coding: utf-8-unix -*-\n", "utf-8", False),
}


@pytest.mark.parametrize(("content", "encoding", "bom"), CASES.values(), ids=CASES.keys())
def test_read_and_write_back(content: bytes, encoding: str, bom: bool) -> None:
    source = read("a.py", content)
    assert isinstance(source, Source)
    assert (source.encoding, source.bom) == (encoding, bom)
    assert source.encode(source.text) == content
