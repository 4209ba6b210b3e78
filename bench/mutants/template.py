"""Suites as templates, each in a safe and in one or more broken forms.

A file of templates belongs to one rule. A line `=== name` starts a template, `--- path` a file in it:

    === report beside the tests
    --- test_$thing.py
    def test_$deed(«tmp_path¦»):
        path = «tmp_path¦Path(⟨"out"¦"build"⟩)» / "$thing.csv"

    $word        a word of the trade that is drawn
    ⟨a¦b⟩        one of these is drawn, for both forms; ⟨1:a¦b⟩ and ⟨1:c¦d⟩ draw alike
    «a¦b¦c»      `a` is the safe form; `b` and `c` are two ways to break it

`=== name [fixed]` keeps all that stands in it where it stands; `[threads]` is for a runner of
threads. A path that starts with `/` stays at the top of the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from string import Template as Text

FOLDER = Path(__file__).with_name("templates")
SAFE = 0
_HEAD = re.compile(r"^=== ([^\[\n]+?)(?: \[([\w, ]+)\])?$", re.MULTILINE)
_FILE = re.compile(r"^--- (\S+)$", re.MULTILINE)
_CHOICE = re.compile(r"⟨(?:(\w):)?([^⟨⟩]*)⟩")
_SLOT = re.compile(r"«([^«»]*)»")
_BAR = "¦"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`ways` is in how many ways it can be broken."""

    rule: str
    name: str
    flags: frozenset[str]
    text: str

    @property
    def ways(self) -> int:
        return max(len(slot.split(_BAR)) for slot in _SLOT.findall(_CHOICE.sub("", self.text))) - 1

    def drawn(self, words: Mapping[str, str], random: Random) -> Template:
        """With words and choices in place; the slots are left."""
        labels: dict[str, int] = {}

        def chosen(found: re.Match[str]) -> str:
            options = found[2].split(_BAR)
            number = random.randrange(len(options))
            if found[1]:
                number = labels.setdefault(found[1], number)
            return options[number]

        text = _CHOICE.sub(chosen, self.text)
        return Template(rule=self.rule, name=self.name, flags=self.flags, text=_Words(text).substitute(words))

    def files(self, way: int) -> dict[str, str]:
        """The files by path in the safe form (way 0), or broken in one way."""

        def side(found: re.Match[str]) -> str:
            options: list[str] = found[1].split(_BAR)
            return options[min(way, len(options) - 1)]

        _, *parts = _FILE.split(_SLOT.sub(side, self.text))
        return {path: text.strip("\n") + "\n" for path, text in zip(parts[::2], parts[1::2], strict=True)}


class _Words(Text):
    """A word ends before a `_`."""

    idpattern = "[A-Za-z]+2?"


def templates(rule: str) -> tuple[Template, ...]:
    return tuple(_read(rule, (FOLDER / f"{rule}.txt").read_text("utf-8")))


def rules() -> tuple[str, ...]:
    """All that have templates."""
    return tuple(sorted(path.stem for path in FOLDER.glob("ISO*.txt")))


def _read(rule: str, text: str) -> Iterator[Template]:
    _, *parts = _HEAD.split(text)
    for name, flags, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        yield Template(rule=rule, name=name, flags=frozenset((flags or "").split(", ")), text=body)
