"""All words of all loaded catalogues, each found by the name that code calls it by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property

from isolint.catalogue.patterns import compiled, may_match
from isolint.catalogue.schema import Word
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
)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The keys are chains, except for the names of fixtures and hooks and the kinds of resources."""

    resources: Mapping[str, ResourceWord]
    accesses: Mapping[str, tuple[AccessWord, ...]]
    statements: tuple[StatementWord, ...]
    runners: Mapping[str, tuple[RunnerWord, ...]]
    sources: Mapping[str, SourceWord]
    shapes: Mapping[str, ShapeWord]
    orders: Mapping[str, OrderWord]
    fixtures: Mapping[str, FixtureWord]
    hooks: Mapping[str, HookWord]
    lanes: tuple[LaneWord, ...]
    protections: Mapping[str, tuple[ProtectionWord, ...]]
    types: Mapping[str, str]
    nodes: Mapping[str, tuple[NodeWord, ...]]
    decorators: Mapping[str, DecoratorWord]
    threads: Mapping[str, tuple[ThreadWord, ...]]
    aliases: Mapping[str, AliasWord]
    phrases: Mapping[str, PhraseWord]
    advice: Mapping[str, tuple[AdviceWord, ...]]

    @cached_property
    def makers(self) -> frozenset[str]:
        """The outside calls of whose results the words speak: constructors, `connect`."""
        chains = [*self.accesses, *self.runners, *self.types.values()]
        made = (chain.partition("()")[0] for chain in chains if "()" in chain)
        return frozenset((*made, *(chain for chain in self.types if "()" not in chain)))

    @cached_property
    def heads(self) -> frozenset[str]:
        """What chains that any word speaks of start with, up to the first call."""
        asked = (word.text for word in self.lanes if word.form in ("call", "identity"))
        chains = (
            *self.accesses,
            *self.runners,
            *self.sources,
            *self.shapes,
            *self.orders,
            *self.protections,
            *self.types,
            *self.nodes,
            *self.decorators,
            *self.threads,
            *asked,
        )
        return frozenset(chain.partition("()")[0].partition("[")[0] for chain in chains)

    def matches(self, language: str, text: str) -> Iterator[tuple[StatementWord, re.Match[str]]]:
        """The statements of a language that a text contains, each as often as it does."""
        folded = text.casefold()
        for word in self.statements:
            if word.language == language and may_match(word.pattern, folded):
                for match in compiled(word.pattern).finditer(text):
                    yield word, match

    def words(self) -> Iterator[tuple[str, Word | tuple[str, str]]]:
        """Each word with the index it stands in, for printing."""
        for field in fields(self):
            index = getattr(self, field.name)
            for entry in index.items() if field.name == "types" else _flat(index):
                yield field.name, entry


def _flat(index: Mapping[str, object] | tuple[object, ...]) -> Iterator[Word]:
    for entry in index.values() if isinstance(index, Mapping) else index:
        yield from entry if isinstance(entry, tuple) else (entry,)
