"""Messages in the words of those who use the runner: "each process" where rules say "each worker"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from isolint.catalogue import Catalogue
from isolint.model.finding import Hit
from isolint.model.running import AdviceWord

if TYPE_CHECKING:
    from isolint.model.explanation import Explanation
    from isolint.model.story import IsolationMap, Story

_QUOTED = re.compile(r'("[^"]*"|`[^`]*`)')


def spoken(hit: Hit, code: str, catalogue: Catalogue, *, plain: bool = False) -> Hit:
    """A hit in the phrases of a catalogue; what it quotes from the suite stays as it is.

    `plain`: it stands where no test is handed to a runner by a call.
    """
    advice = _advice(hit, catalogue.advice.get(code, ()), plain=plain)
    if not catalogue.phrases and not advice:
        return hit
    phrases = _phrases(catalogue)
    return replace(
        hit,
        message=_said(hit.message, phrases),
        help=advice or _said(hit.help, phrases),
        related=tuple(one.__class__(one.site, _said(one.message, phrases)) for one in hit.related),
        lanes=tuple(_said(lane, phrases) for lane in hit.lanes),
        fix=replace(hit.fix, title=_said(hit.fix.title, phrases)) if hit.fix is not None else None,
    )


def told(story: Story, catalogue: Catalogue) -> Story:
    """A story in the same phrases; its lanes are called as those of findings are."""
    phrases = _phrases(catalogue)
    if not phrases:
        return story
    return replace(
        story,
        steps=tuple(
            replace(
                step,
                text=_said(step.text, phrases),
                owner=_said(step.owner, phrases),
                lanes=tuple(_said(lane, phrases) for lane in step.lanes),
            )
            for step in story.steps
        ),
        sought=tuple(_said(one, phrases) for one in story.sought),
        remedy=_said(story.remedy, phrases),
        lanes=tuple(dict.fromkeys(_said(lane, phrases) for lane in story.lanes)),
    )


def drawn(drawing: IsolationMap, catalogue: Catalogue) -> IsolationMap:
    """A map in the same phrases."""
    phrases = _phrases(catalogue)
    if not phrases:
        return drawing
    return replace(
        drawing,
        lanes=tuple(
            replace(
                lane,
                title=_said(lane.title, phrases),
                called=tuple(_said(word, phrases) for word in lane.called),
            )
            for lane in drawing.lanes
        ),
        rows=tuple(
            replace(
                row,
                marks=tuple(
                    replace(mark, lanes=tuple(_said(lane, phrases) for lane in mark.lanes))
                    for mark in row.marks
                ),
            )
            for row in drawing.rows
        ),
    )


def explained(line: Explanation, catalogue: Catalogue) -> Explanation:
    """What is said of a line in the same phrases; its findings are spoken and told already."""
    phrases = _phrases(catalogue)
    if not phrases:
        return line
    return replace(
        line,
        running=tuple(
            replace(one, lanes=tuple(dict.fromkeys(_said(lane, phrases) for lane in one.lanes)))
            for one in line.running
        ),
        seen=tuple(
            replace(one, text=_said(one.text, phrases), why=tuple(_said(why, phrases) for why in one.why))
            for one in line.seen
        ),
    )


def _phrases(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((word.of, word.says) for word in catalogue.phrases.values()), key=_longest))


def _advice(hit: Hit, words: tuple[AdviceWord, ...], *, plain: bool) -> str:
    """What is said in place of the help, by the word that fits it most closely; "" for the help itself."""
    fitting = [word for word in words if hit.help and hit.help.startswith(word.of)]
    if not fitting:
        return ""
    word = max(fitting, key=lambda one: len(one.of))
    return word.plain if plain and word.plain else word.says


def _longest(phrase: tuple[str, str]) -> tuple[int, str]:
    return -len(phrase[0]), phrase[0]


def _said(text: str, phrases: tuple[tuple[str, str], ...]) -> str:
    table = dict(phrases)
    parts = _QUOTED.split(text)
    return "".join(
        part if number % 2 else _pattern(phrases).sub(lambda found: table[found[0]], part)
        for number, part in enumerate(parts)
    )


@lru_cache(maxsize=4)
def _pattern(phrases: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(of)}\b" for of, _ in phrases) or r"(?!)")
