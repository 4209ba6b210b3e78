"""Front ends: what one file says, as facts. One package a language, imported when a file asks for it."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from isolint.model.facts import FileFacts
from isolint.model.finding import Problem
from isolint.model.language import PYTHON, language_of
from isolint.model.source import Source


class FrontEnd(Protocol):
    """The package of a language."""

    def read(self, path: str, content: bytes) -> Source | Problem:
        """A file's text as UTF-8 without a BOM, or why it cannot be had."""

    def extract(self, source: Source) -> FileFacts | Problem:
        """The facts of a text, or why it has none."""


def front_end(path: str) -> FrontEnd:
    """The front end for a file; what has no suffix of ours was given by hand, and is Python."""
    return cast("FrontEnd", import_module(f"isolint.frontends.{language_of(path) or PYTHON}"))
