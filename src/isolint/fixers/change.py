"""What a recipe answers, in any language: the bytes to replace and what they need around them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from isolint.model.finding import Fix
from isolint.model.source import Span


class Edit(NamedTuple):
    """Replace `[start, end)` of the original text; an insertion where both are equal."""

    start: int
    end: int
    text: str


class Parameter(NamedTuple):
    """A parameter that the function whose name stands at byte `function` is to have."""

    function: int
    name: str
    annotation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The answer to one request.

    `region` is what no other change may touch in the same pass. `imports` are statements the
    new text relies on; `freed` are names it no longer uses, whose imports may go if nothing
    else uses them.
    """

    region: Span
    edits: tuple[Edit, ...]
    imports: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    freed: frozenset[str] = frozenset()


class RefusalError(Exception):
    """A request that cannot be fulfilled; its text is the reason, for the user to read."""


def argument(fix: Fix, name: str, default: str | None = None) -> str:
    """What the request says under a name.

    Raises:
        RefusalError: it says nothing, and there is no default.
    """
    said = dict(fix.arguments).get(name, default)
    if said is None:
        raise RefusalError(f"the request says nothing about {name!r}")
    return said


def overlap(one: Span, other: Span) -> bool:
    """Two changes that cannot be made together: shared bytes, or one point of insertion."""
    return one == other or (one.start < other.end and other.start < one.end)


def splice(text: bytes, edits: Iterable[Edit]) -> bytes:
    """The text with all edits made; they do not overlap, and equal points keep their order."""
    pieces: list[bytes] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += (text[done : edit.start], edit.text.encode())
        done = edit.end
    return b"".join((*pieces, text[done:]))
