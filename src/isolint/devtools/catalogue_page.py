"""What isolint knows about libraries, as one page of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum, Flag
from html import escape
from typing import Any

from isolint.catalogue import Catalogue
from isolint.catalogue.schema import TABLES
from isolint.model.vocabulary import EACH, Condition, Selector

MARK = "<!-- Generated from rules/*/*.toml by `python -m isolint.devtools docs`; edit those. -->"

_HEADINGS = {
    "resources": "Things that code can touch",
    "accesses": "Calls that touch them",
    "statements": "Texts that touch them, when a call runs them",
    "runners": "Calls that run such texts",
    "sources": "What varies, and paths to start from",
    "shapes": "Calls that make names out of other names",
    "orders": "Calls that give an order",
    "fixtures": "Fixtures of plugins",
    "hooks": "Hooks, and the processes that run them",
    "lanes": "Tests of the process one is in",
    "protections": "Locks, restores and fakes",
    "types": "What calls return",
    "nodes": "Calls that hand functions to the runner, and the processes that run them",
    "decorators": "What changes how a test is called, or a node runs",
    "threads": "What runners of threads make of it",
    "aliases": "Modules that are read as others",
    "phrases": "How messages speak to those who run such suites",
    "advice": "Help that differs for them",
}
_LANGUAGES = {"python": "Python", "go": "Go"}

_KEYS = {table.make: table.key for table in TABLES.values()}


def catalogue_page(catalogues: Mapping[str, Catalogue]) -> str:
    """For each language one table for each kind of word."""
    lines = [MARK, "", "# Catalogues", "", _INTRODUCTION]
    for language, catalogue in catalogues.items():
        lines += ["", f"## {_LANGUAGES.get(language, language)}", *_tables(catalogue)]
    return "\n".join(lines) + "\n"


_INTRODUCTION = (
    "Every library that isolint knows stands in a table like these, and nowhere in its code."
    ' Yours can be added: `catalogues = ["path/to/mine.toml"]` in the settings; CONTRIBUTING.md'
    " says what the keys are."
)


def _tables(catalogue: Catalogue) -> Iterator[str]:
    groups: dict[str, list[Any]] = {}
    for kind, word in catalogue.words():
        groups.setdefault(kind, []).append(word)
    for kind, words in groups.items():
        yield from ("", f"### {_HEADINGS.get(kind, kind.capitalize())}", "", *_table(words))


def _table(words: Iterable[Any]) -> Iterator[str]:
    """Columns that some word fills; words that say the same of several names share a row."""
    rows = [_cells(word) for word in words]
    key, *others = [name for name in rows[0] if any(row[name] for row in rows)]
    grouped: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        grouped.setdefault(tuple(row[name] for name in others), set()).add(row[key])
    yield f"| {' | '.join(name.replace('_', '-') for name in (*others, key))} |"
    yield f"|{'---|' * (len(others) + 1)}"
    for cells in sorted(grouped):
        yield f"| {' | '.join((*cells, ' '.join(sorted(grouped[cells]))))} |"


def _cells(word: Any) -> dict[str, str]:
    """What each column says of a word, the name that it is looked up by first."""
    if isinstance(word, tuple):
        return {"chain": _code(word[0]), "returns": _code(word[1])}
    key = _KEYS[type(word)]
    names = [field.name for field in fields(word) if field.name != key]
    spelled = {name: _spelled(getattr(word, name)) for name in names}
    return {key: _code(_escaped(getattr(word, key))), **spelled}


def _code(text: str) -> str:
    """In backticks; what a reader of HTML would take for a declaration is spelled out."""
    if "<!" in text:
        return f"<code>{escape(text, quote=False).replace('*', '&#42;')}</code>"
    return f"`{text}`" if text else ""


def _spelled(value: object) -> str:
    """A value as a catalogue writes it, "" where it says nothing."""
    if isinstance(value, Flag):
        return lanes(value)
    if isinstance(value, Enum):
        return value.name.lower() if value.value else ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Selector):
        return _code(selector(value))
    if isinstance(value, Condition):
        return _code(f"{selector(value.argument)} ~ {_escaped(value.pattern)}")
    if isinstance(value, tuple):
        return " ".join(_escaped(str(item)) for item in value)
    if is_dataclass(value):
        return _escaped(repr(value))
    return _escaped(str(value)) if value else ""


def selector(value: Selector) -> str:
    """`0:path[1]=here`, as a catalogue writes it."""
    if value.receiver:
        return "self"
    position = str(value.index) if value.index >= 0 else ""
    keyword = f":{value.keyword}" if value.keyword else ""
    item = "*" if value.item == EACH else str(value.item) if value.item >= 0 else value.field
    part = f"[{item}]" if item else ""
    absent = f"={value.absent}" if value.absent else ""
    return f"{position}{'+' if value.rest else keyword}{part}{absent}"


def lanes(value: Flag) -> str:
    """A set of lanes in as few words as catalogues have for it; "" for none."""
    presets = {member: name.lower() for name, member in type(value).__members__.items() if member}
    words: list[str] = []
    for preset in sorted(presets, key=lambda each: -each.value.bit_count()):
        if preset in value:
            words.append(presets[preset])
            value &= ~preset
    return " ".join(words)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
