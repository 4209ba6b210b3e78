"""Finds the catalogues, reads them, and puts their words where they are looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar

from isolint.catalogue.index import Catalogue
from isolint.catalogue.reading import Spot, nearest, read
from isolint.catalogue.schema import Word
from isolint.errors import UsageError
from isolint.model.vocabulary import (
    AccessWord,
    FixtureWord,
    HookWord,
    LaneWord,
    OrderWord,
    ProtectionWord,
    ResourceWord,
    RunnerWord,
    ShapeWord,
    SourceWord,
    StatementWord,
    TypeWord,
)

W = TypeVar("W")
Entries = Sequence[tuple[Spot, Word]]


def load(extra: Sequence[Path] = (), language: str = "python") -> Catalogue:
    """The built-in catalogues of a language and the user's own, which win over them."""
    builtin = sorted((builtin_dir() / language).glob("*.toml"))
    if not builtin:
        raise UsageError(f'there is no catalogue of "{language}"; write "python" or "go"')
    files = [list(read(path, trusted=True)) for path in builtin]
    files += [list(read(path)) for path in extra]
    return _index(files)


def builtin_dir() -> Path:
    """`rules/`: beside the modules in a wheel, at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    packaged = package / "_rules"
    # importlib.resources would cost 20 ms.
    return packaged if packaged.is_dir() else package.parents[1] / "rules"


def _index(files: Sequence[Entries]) -> Catalogue:
    resources = {word.kind: word for word in _each(files, ResourceWord)}
    _check_kinds(files, resources)
    statements = {(word.language, word.pattern): word for word in _each(files, StatementWord)}
    lanes = {(word.form, word.text): word for word in _each(files, LaneWord)}
    return Catalogue(
        resources=resources,
        accesses=_groups(files, AccessWord, lambda word: word.call, lambda word: (word.does, word.kind)),
        statements=tuple(statements.values()),
        runners=_groups(files, RunnerWord, lambda word: word.call, lambda word: word.language),
        sources={word.chain: word for word in _each(files, SourceWord)},
        shapes={word.chain: word for word in _each(files, ShapeWord)},
        orders={word.chain: word for word in _each(files, OrderWord)},
        fixtures={word.name: word for word in _each(files, FixtureWord)},
        hooks={word.name: word for word in _each(files, HookWord)},
        lanes=tuple(lanes.values()),
        protections=_groups(files, ProtectionWord, lambda word: word.call, lambda word: word.form),
        types={word.chain: word.returns for word in _each(files, TypeWord)},
    )


def _each(files: Iterable[Entries], kind: type[W]) -> Iterable[W]:
    return (word for _, word in chain.from_iterable(files) if isinstance(word, kind))


def _groups(
    files: Sequence[Entries],
    kind: type[W],
    key: Callable[[W], str],
    meaning: Callable[[W], object],
) -> dict[str, tuple[W, ...]]:
    """Words by key; what a later file says of a key replaces what earlier ones said to that effect."""
    groups: dict[str, tuple[W, ...]] = {}
    for entries in files:
        own: dict[str, list[W]] = {}
        for word in _each([entries], kind):
            own.setdefault(key(word), []).append(word)
        for name, words in own.items():
            said = {meaning(word) for word in words}
            kept = [word for word in groups.get(name, ()) if meaning(word) not in said]
            groups[name] = (*kept, *words)
    return groups


def _check_kinds(files: Sequence[Entries], resources: dict[str, ResourceWord]) -> None:
    for spot, word in chain.from_iterable(files):
        if isinstance(word, (AccessWord, StatementWord)) and word.kind not in resources:
            guess = nearest(word.kind, list(resources))
            advice = f'did you mean "{guess}"?' if guess else "add a [[resource]] of that kind"
            raise spot.wrong(f'no [[resource]] has the kind "{word.kind}"; {advice}', "kind")
