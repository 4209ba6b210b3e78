"""Fulfil the requests of one file: bytes in, bytes out, nothing read or written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import combinations
from typing import Any, Protocol, cast

from isolint.fixers import recipes
from isolint.fixers.change import Change, RefusalError, overlap
from isolint.model.finding import Fix
from isolint.model.language import language_of
from isolint.model.source import Source, Span

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
        """The answer to a request, at its anchor alone, or RefusalError."""


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
        text = edit.finish(document, [change for _, parts in accepted for change in parts])
    except RefusalError as reason:
        return _all_refused(source, fixes, str(reason))
    return Rewritten(text, tuple(fix for fix, _ in accepted), tuple(refused))


def _all_refused(source: Source, fixes: Sequence[Fix], reason: str) -> Rewritten:
    return Rewritten(source.text, (), tuple((fix, reason) for fix in fixes))


def _negotiate(
    source: Source, document: object, language: str, fixes: Sequence[Fix]
) -> tuple[list[tuple[Fix, tuple[Change, ...]]], list[tuple[Fix, str]]]:
    accepted: list[tuple[Fix, tuple[Change, ...]]] = []
    refused: list[tuple[Fix, str]] = []
    taken: list[Span] = []
    for fix in fixes:
        try:
            parts = _parts(source, document, language, fix)
        except RefusalError as reason:
            refused.append((fix, str(reason)))
            continue
        if any(parts == others for _, others in accepted):
            accepted.append((fix, ()))  # two requests that come to the same
            continue
        regions = [part.region for part in parts]
        if any(overlap(region, other) for region in regions for other in taken):
            refused.append((fix, DEFERRED))
            continue
        accepted.append((fix, parts))
        taken += regions
    return accepted, refused


def _parts(source: Source, document: object, language: str, fix: Fix) -> tuple[Change, ...]:
    """What the recipe makes of every place of a request: of all, or it is refused."""
    sites = tuple(dict.fromkeys((fix.anchor, *fix.also)))
    if any(site.path != source.path for site in sites):
        raise RefusalError("the anchor is in another file")
    if fix.recipe not in recipes(language):
        raise RefusalError(f"no recipe {fix.recipe!r} for {language}")
    module = import_module(f"isolint.fixers.{language}.{fix.recipe.replace('-', '_')}")
    recipe = cast("_Recipe", module)
    parts = tuple(recipe.rewrite(document, replace(fix, anchor=site)) for site in sites)
    edits = [edit for part in parts for edit in part.edits]
    if all(source.text[edit.start : edit.end] == edit.text.encode() for edit in edits):
        raise RefusalError("nothing to change")
    if any(overlap(one.region, other.region) for one, other in combinations(parts, 2)):
        raise RefusalError("one of its places is inside of another")
    return parts
