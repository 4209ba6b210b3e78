"""Statements in the texts that a call runs: SQL, command lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from isolint.linking.commands import spelled, split_text, words
from isolint.linking.names import Names
from isolint.linking.naming import constant, joined
from isolint.linking.objects import argument
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, Step
from isolint.model.name import SEPARATOR, Name, Root, Trait, hole
from isolint.model.source import Site
from isolint.model.vocabulary import RunnerWord, StatementWord


class Statement(NamedTuple):
    """What a text says to do to the thing of a name.

    `holder` is what holds that thing, if the text can say so; None where only the call does that runs it.
    """

    word: StatementWord
    name: Name
    holder: Name | None
    tolerant: bool


class Statements:
    """Reads the texts that calls run."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.catalogue = names.catalogue

    def run(self, unit: Unit, step: Step, runner: RunnerWord, arguments: list[int]) -> Iterator[Statement]:
        """The statements of a call, as far as its text is known."""
        text = self._text(unit, step, runner, arguments)
        if text is None or not text.text:
            return
        holes = _HOLES.findall(text.text)
        plain = _plain(text.text, holes)
        plain = spelled(plain) if runner.language == _SHELL else plain
        for word, match in self.catalogue.matches(runner.language, plain):
            said = match.groupdict()
            named = {group: _part(text, _with_holes(_bare(said[group]), holes)) for group in said}
            holders = [part for group, part in named.items() if group.startswith(_HOLDER)]
            yield Statement(
                word=word,
                name=named.get("name") or _part(text, ""),
                holder=_chained(holders) if holders else None,
                tolerant=bool(said.get("tolerant")),
            )

    def _text(self, unit: Unit, step: Step, runner: RunnerWord, arguments: list[int]) -> Name | None:
        if runner.text.rest:
            parts = arguments[runner.text.index :]
            return self._spaced(unit, step.scope, parts) if parts else None
        expression = argument(unit, runner.text, arguments)
        if expression == NONE:
            return None
        if runner.language == _SHELL:
            listed = words(unit, step.scope, expression)
            if listed is not None:
                return self._spaced(unit, step.scope, listed, unit.site(expression)) if listed else None
            expression = split_text(unit, expression)
        elif unit.kinds[expression] in (ExprKind.LIST, ExprKind.TUPLE):
            parts = unit.parts(expression)
            return self._spaced(unit, step.scope, parts) if parts else None
        return self.names.name(unit, step.scope, expression)

    def _spaced(self, unit: Unit, scope: int, parts: list[int], whole: Site | None = None) -> Name:
        """The words of a command as one text."""
        spaced: list[Name] = []
        for part in parts:
            is_spread = unit.kinds[part] == ExprKind.SPREAD
            word = self.names.name(unit, scope, unit.parts(part)[0] if is_spread else part)
            spaced += [constant(" ", None), word] if spaced else [word]
        first = unit.site(parts[0])
        is_elsewhere = whole is not None and not whole.start <= first.start < whole.end
        return joined(spaced, whole if is_elsewhere else first)


_SHELL = "shell"
_HOLES = re.compile(r"\{[^}]*\}")
_HOLDER = "holder"
_STAND_IN = "isolintshole"


def _bare(text: str | None) -> str:
    """A name without its quotes; a longer phrase keeps those inside it."""
    found = (text or "").strip()
    return " ".join(found.split()) if " " in found else found.strip("\"'`[];,")


def _part(whole: Name, text: str) -> Name:
    """A piece of a longer text: it has the traits of the text only where it holds a hole."""
    holes = set(_HOLES.findall(text))
    if text and not holes:
        return constant(text, whole.site)
    keys = frozenset(key for key in whole.parameters if hole(key) in holes)
    part = replace(whole, text=text, root=Root.NOWHERE, whole=False)
    if holes and holes == {hole(key) for key in keys}:  # what else varies stands elsewhere in the text
        return replace(part, traits=frozenset({Trait.PARAMETER}), parameters=keys, marks=(), bits=0)
    return part


def _chained(holders: list[Name]) -> Name:
    """One in the other, the outermost first."""
    return joined([part for one in holders for part in (one, constant(SEPARATOR, None))][:-1], None)


def _plain(text: str, holes: list[str]) -> str:
    """A text with a word in place of each hole, for patterns that look for words."""
    for number, shown in enumerate(holes):
        text = text.replace(shown, f"{_STAND_IN}{number}x", 1)
    return text


def _with_holes(text: str, holes: list[str]) -> str:
    for number, shown in enumerate(holes):
        text = text.replace(f"{_STAND_IN}{number}x", shown)
    return text
