"""Finds the catalogues, reads them, and puts their words where they are looked up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from isolint.catalogue.index import Catalogue
from isolint.catalogue.parsed import parsed
from isolint.catalogue.reading import Spot, Tables, parse, words
from isolint.catalogue.schema import Word
from isolint.errors import UsageError
from isolint.model.running import (
    AdviceWord,
    DecoratorWord,
    FixtureWord,
    HookWord,
    LaneWord,
    NodeWord,
    PhraseWord,
    ThreadWord,
)
from isolint.model.vocabulary import (
    AccessWord,
    AliasWord,
    OrderWord,
    ProtectionWord,
    ResourceWord,
    RunnerWord,
    ShapeWord,
    SourceWord,
    StatementWord,
    TypeWord,
)
from isolint.nearest import nearest

W = TypeVar("W")


def load(extra: Sequence[Path] = (), language: str = "python", cache: Path | None = None) -> Catalogue:
    """The built-in catalogues of a language and the user's own, which win over them.

    `cache`: a folder in which the parsed built-in ones are kept; without it each load parses them.
    """
    builtin = sorted((builtin_dir() / language).glob("*.toml"))
    if not builtin:
        raise UsageError(f'there is no catalogue of "{language}"; write "python" or "go"')
    sayings = _Sayings()
    for path, tables in zip(builtin, parsed(builtin, language, cache), strict=True):
        sayings.add(path, tables, trusted=True)
    for path in extra:
        sayings.add(path, parse(path), trusted=False)
    return _catalogue(sayings)


def builtin_dir() -> Path:
    """`rules/`: beside the modules in a wheel, at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    packaged = package / "_rules"
    # importlib.resources would cost 20 ms.
    return packaged if packaged.is_dir() else package.parents[1] / "rules"


@dataclass(frozen=True, slots=True)
class _Sayings:
    """What all files say: for each table the words of each file, the files in their order."""

    tables: dict[str, list[list[Word]]] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    """Where each kind of resource is first spoken of."""

    def add(self, path: Path, tables: Tables, *, trusted: bool) -> None:
        own: dict[str, list[Word]] = {}
        for spot, said in words(path, tables, trusted=trusted):
            own.setdefault(spot.table, []).extend(said)
            if isinstance(said[0], (AccessWord, StatementWord)):
                self.spots.setdefault(said[0].kind, spot)
        for table, said in own.items():
            self.tables.setdefault(table, []).append(said)

    def of(self, table: str, make: type[W]) -> list[list[W]]:
        return cast("list[list[W]]", self.tables.get(table, []))

    def one_each(self, table: str, make: type[W], key: Callable[[W], str]) -> dict[str, W]:
        """Words by key; the last word on a key counts."""
        return {key(word): word for said in self.of(table, make) for word in said}

    def groups(
        self, table: str, make: type[W], key: Callable[[W], str], meaning: Callable[[W], object]
    ) -> dict[str, tuple[W, ...]]:
        """Words by key; what a later file says replaces what earlier ones said to that effect."""
        groups: dict[str, tuple[W, ...]] = {}
        for said in self.of(table, make):
            own: dict[str, list[W]] = {}
            for word in said:
                own.setdefault(key(word), []).append(word)
            for name, new in own.items():
                old = groups.get(name, ())
                if old:
                    meanings = {meaning(word) for word in new}
                    old = tuple(word for word in old if meaning(word) not in meanings)
                groups[name] = (*old, *new)
        return groups


def _catalogue(sayings: _Sayings) -> Catalogue:
    one_each, groups = sayings.one_each, sayings.groups
    resources = one_each("resource", ResourceWord, lambda word: word.kind)
    _check_kinds(sayings.spots, resources)
    return Catalogue(
        resources=resources,
        accesses=groups("access", AccessWord, lambda word: word.call, lambda word: (word.does, word.kind)),
        statements=tuple(
            one_each("statement", StatementWord, lambda word: f"{word.language} {word.pattern}").values()
        ),
        runners=groups("runner", RunnerWord, lambda word: word.call, lambda word: word.language),
        sources=one_each("source", SourceWord, lambda word: word.chain),
        shapes=one_each("shape", ShapeWord, lambda word: word.chain),
        orders=one_each("order", OrderWord, lambda word: word.chain),
        fixtures=one_each("fixture", FixtureWord, lambda word: word.name),
        hooks=one_each("hook", HookWord, lambda word: word.name),
        lanes=tuple(one_each("lane", LaneWord, lambda word: f"{word.form} {word.text}").values()),
        protections=groups("protection", ProtectionWord, lambda word: word.call, lambda word: word.form),
        types={word.chain: word.returns for said in sayings.of("type", TypeWord) for word in said},
        nodes=groups("node", NodeWord, lambda word: word.call, lambda word: word.function),
        decorators=one_each("decorator", DecoratorWord, lambda word: word.chain),
        threads=groups("thread", ThreadWord, lambda word: word.chain, lambda word: word.form),
        aliases=one_each("alias", AliasWord, lambda word: word.module),
        phrases=one_each("phrase", PhraseWord, lambda word: word.of),
        advice=groups("advice", AdviceWord, lambda word: word.rule, lambda word: word.of),
    )


def _check_kinds(spots: dict[str, Spot], resources: dict[str, ResourceWord]) -> None:
    for kind, spot in spots.items():
        if kind not in resources:
            guess = nearest(kind, resources)
            advice = f'did you mean "{guess}"?' if guess else "add a [[resource]] of that kind"
            raise spot.wrong(f'no [[resource]] has the kind "{kind}"; {advice}', "kind")
