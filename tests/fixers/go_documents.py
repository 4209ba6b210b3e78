"""Before and after of Go files: «anchor», ⟪other anchor⟫, and ‹places an argument names›."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from isolint.fixers.apply import Rewritten, apply
from isolint.model.finding import Fix, Safety
from isolint.model.source import Site, Source, Span

PATH = "suite_test.go"
_MARKS = {"«": "»", "⟪": "⟫", "‹": "›"}


@dataclass(frozen=True)
class Case:
    """`places` is the argument that the marked places are for."""

    before: str
    after: str = ""
    refusal: str = ""
    arguments: dict[str, str] = field(default_factory=dict)
    places: str = "shared"


def unmarked(before: str, newline: str = "\n") -> tuple[bytes, dict[str, list[Span]]]:
    """The text without its marks, and the places they were at, by their opening mark."""
    text, opened = b"", list[tuple[str, int]]()
    places: dict[str, list[Span]] = {mark: [] for mark in _MARKS}
    for character in textwrap.dedent(before).removeprefix("\n").replace("\n", newline):
        if character in _MARKS:
            opened.append((character, len(text)))
        elif character in _MARKS.values():
            mark, start = opened.pop()
            assert _MARKS[mark] == character
            places[mark].append(Span(start, len(text)))
        else:
            text += character.encode()
    return text, places


def expected(case: Case) -> bytes:
    return textwrap.dedent(case.after).removeprefix("\n").encode()


def rewritten(recipe: str, case: Case, newline: str = "\n") -> Rewritten:
    """What becomes of a case: one request for all of its anchors together."""
    text, places = unmarked(case.before, newline)
    arguments = dict(case.arguments)
    if places["‹"]:
        arguments[case.places] = ",".join(f"{start}-{end}" for start, end in places["‹"])
    [anchor] = places["«"]
    fix = Fix(
        recipe=recipe,
        anchor=Site(PATH, *anchor),
        also=tuple(Site(PATH, *other) for other in places["⟪"]),
        safety=Safety.SAFE,
        title=recipe,
        arguments=tuple(arguments.items()),
    )
    return apply(Source(PATH, text), [fix])


def assert_rewrites(recipe: str, case: Case, newline: str = "\n") -> None:
    done = rewritten(recipe, case, newline)
    assert not done.refused
    assert done.text.decode() == expected(case).decode().replace("\n", newline)


def assert_refuses(recipe: str, case: Case) -> None:
    done = rewritten(recipe, case)
    assert not done.applied
    assert case.refusal in done.refused[0][1]
    assert done.text == unmarked(case.before)[0]
