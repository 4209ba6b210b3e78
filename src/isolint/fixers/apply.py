"""Fulfil the requests of one file: bytes in, bytes out, nothing read or written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from isolint.fixers import language_of, recipes
from isolint.fixers.change import Change, RefusalError, overlap
from isolint.model.finding import Fix
from isolint.model.source import Source

DEFERRED = "deferred to the next pass"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text, and for each request whether it is in there or why not."""

    text: bytes
    applied: tuple[Fix, ...]
    refused: tuple[tuple[Fix, str], ...]


class _Language(Protocol):
    """The package `edit` of a language."""

    def parse(self, source: Source) -> Any:
        """What the recipes of the language take as `document`."""

    def finish(self, document: Any, changes: Sequence[Change]) -> bytes:
        """The text with all changes, their imports and parameters; it parses, or RefusalError."""


class _Recipe(Protocol):
    """A module in the folder of a language."""

    def rewrite(self, document: Any, fix: Fix) -> Change:
        """The answer to a request, or RefusalError."""


def apply(source: Source, fixes: Sequence[Fix]) -> Rewritten:
    """All requests of a file that can be fulfilled together, earlier ones first.

    Anchors hold for this very text, so a request is fulfilled once; the file that comes out
    has to be checked again before anything more is asked of it.
    """
    if not fixes:
        return Rewritten(source.text, (), ())
    language = language_of(source.path)
    if not recipes(language):
        return _all_refused(source, fixes, "no recipe for files of this kind")
    edit = cast("_Language", import_module(f"isolint.fixers.{language}.edit"))
    try:
        document = edit.parse(source)
        accepted, refused = _negotiate(source, document, language, fixes)
        text = edit.finish(document, [change for _, change in accepted])
    except RefusalError as reason:
        return _all_refused(source, fixes, str(reason))
    return Rewritten(text, tuple(fix for fix, _ in accepted), tuple(refused))


def _all_refused(source: Source, fixes: Sequence[Fix], reason: str) -> Rewritten:
    return Rewritten(source.text, (), tuple((fix, reason) for fix in fixes))


def _negotiate(
    source: Source, document: object, language: str, fixes: Sequence[Fix]
) -> tuple[list[tuple[Fix, Change]], list[tuple[Fix, str]]]:
    accepted: list[tuple[Fix, Change]] = []
    refused: list[tuple[Fix, str]] = []
    for fix in fixes:
        try:
            change = _change(source, document, language, fix)
        except RefusalError as reason:
            refused.append((fix, str(reason)))
            continue
        if any(overlap(change.region, other.region) for _, other in accepted):
            refused.append((fix, DEFERRED))
        else:
            accepted.append((fix, change))
    return accepted, refused


def _change(source: Source, document: object, language: str, fix: Fix) -> Change:
    """What a recipe makes of a request; a change that changes nothing is none."""
    if fix.anchor.path != source.path:
        raise RefusalError("the anchor is in another file")
    if fix.recipe not in recipes(language):
        raise RefusalError(f"no recipe {fix.recipe!r} for {language}")
    module = import_module(f"isolint.fixers.{language}.{fix.recipe.replace('-', '_')}")
    change = cast("_Recipe", module).rewrite(document, fix)
    if all(source.text[edit.start : edit.end] == edit.text.encode() for edit in change.edits):
        raise RefusalError("nothing to change")
    return change
