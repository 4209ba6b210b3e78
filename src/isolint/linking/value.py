"""What a name or an expression stands for."""

from __future__ import annotations

from typing import NamedTuple


class Value(NamedTuple):
    """`form`: "chain" (text says which), "module", "function", "type" or "instance".

    For the first-party forms `path` and `scope` say which definition; `text` of an
    instance is the outside chain its class is derived from, "" where there is none.
    """

    form: str
    text: str = ""
    path: str = ""
    scope: int = 0
