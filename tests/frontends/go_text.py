"""Pieces of Go code read as files, for tests that read like documents."""

from __future__ import annotations

from textwrap import dedent

from facts_text import Reading

from isolint.frontends.go import extract
from isolint.model.facts import FileFacts
from isolint.model.source import Source


def reading(code: str) -> Reading:
    """The facts of a whole file."""
    text = dedent(code).encode()
    facts = extract(Source("x.go", text))
    assert isinstance(facts, FileFacts), facts
    return Reading(facts, text)


def inside(code: str) -> Reading:
    """The facts of some statements, as the body of the function m."""
    return reading(f"package x\nfunc m() {{\n{dedent(code)}\n}}\n")
