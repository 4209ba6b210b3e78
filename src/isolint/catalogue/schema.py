"""Which tables a catalogue may have, their keys, and how each value is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from isolint.catalogue.readers import (
    ANY_TEXT,
    CHAIN,
    CONDITION,
    FLAG,
    FREQUENCY,
    LANE_SET,
    LANGUAGE,
    MOMENT,
    NAMES,
    NUMBER,
    PATTERN,
    REACH,
    ROOT,
    SELECT,
    TEXT,
    TEXTS,
    TRAIT,
    VERB,
    Reader,
    plain,
)
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

Word: TypeAlias = (
    ResourceWord
    | AccessWord
    | StatementWord
    | RunnerWord
    | SourceWord
    | ShapeWord
    | OrderWord
    | FixtureWord
    | HookWord
    | LaneWord
    | ProtectionWord
    | TypeWord
    | NodeWord
    | DecoratorWord
    | AliasWord
    | PhraseWord
    | AdviceWord
    | ThreadWord
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`key` names the word and may be a list, for words that share all the rest."""

    make: Callable[..., Word]
    key: str
    readers: Mapping[str, Reader]
    required: tuple[str, ...]


def _table(make: Callable[..., Word], required: dict[str, Reader], **optional: Reader) -> Table:
    key = next(iter(required))
    return Table(make=make, key=key, readers=required | optional, required=tuple(required))


TABLES: Mapping[str, Table] = {
    "resource": _table(
        ResourceWord,
        {"kind": TEXT, "reach": REACH, "text": TEXT},
        path=FLAG,
        inside=FLAG,
        cloned=FLAG,
        minded_by=TEXTS,
    ),
    "access": _table(
        AccessWord,
        {"call": CHAIN, "does": VERB, "kind": TEXT},
        name=SELECT,
        when=CONDITION,
        unless=CONDITION,
        tolerant=CONDITION,
        content=SELECT,
        absent=ANY_TEXT,
    ),
    "statement": _table(
        StatementWord,
        {"pattern": PATTERN, "language": LANGUAGE, "does": VERB, "kind": TEXT},
        dialled=FLAG,
    ),
    "runner": _table(RunnerWord, {"call": CHAIN, "language": LANGUAGE, "text": SELECT}, beside=FLAG),
    "source": _table(
        SourceWord,
        {"chain": CHAIN},
        trait=TRAIT,
        root=ROOT,
        bits=NUMBER,
        measure=plain("bytes", "bits", "range", "elements", "characters", "start"),
        seeded_by=TEXT,
        picked=FLAG,
        held=FLAG,
        variable=TEXT,
    ),
    "shape": _table(
        ShapeWord,
        {
            "chain": CHAIN,
            "form": plain(
                "text",
                "path",
                "address",
                "number",
                "digest",
                "first",
                "second",
                "parent",
                "last",
                "sibling",
                "receiver",
                "content",
                "template",
                "environment",
            ),
        },
    ),
    "order": _table(
        OrderWord,
        {"chain": CHAIN, "order": plain("hash", "listing", "registry", "defined", "fixed", "kept")},
    ),
    "fixture": _table(
        FixtureWord,
        {"name": NAMES, "plugin": TEXT},
        scope=FREQUENCY,
        trait=TRAIT,
        root=ROOT,
        returns=TEXT,
        isolates=FLAG,
        moves=FLAG,
        alone=FLAG,
        each_thread=FLAG,
    ),
    "hook": _table(
        HookWord,
        {"name": NAMES, "lanes": LANE_SET, "moment": MOMENT},
        frequency=FREQUENCY,
        within=plain("plugin", "module", "type"),
        pair=TEXT,
        lanes_first=LANE_SET,
        config=TEXT,
        ordered=FLAG,
        root_only=FLAG,
        runner=plain("pytest"),
    ),
    "lane": _table(
        LaneWord,
        {
            "text": NAMES,
            "form": plain("attribute", "call", "environment", "option", "identity"),
        },
        true_in=LANE_SET,
        serial=ANY_TEXT,
        numbered=FLAG,
        unset_in=TEXTS,
    ),
    "protection": _table(
        ProtectionWord,
        {
            "call": CHAIN,
            "form": plain(
                "lock",
                "locks",
                "beside",
                "unlocks",
                "restore",
                "fake",
                "double",
                "directory",
                "fails",
                "swallows",
                "tolerates",
                "cleanup",
                "asserts",
                "cancels",
                "changes",
                "repeatable",
                "runs",
                "imported",
                "wakes",
                "nullable",
                "yields",
                "local lock",
                "local once",
            ),
        },
        argument=SELECT,
        when=CONDITION,
    ),
    "type": _table(TypeWord, {"chain": CHAIN, "returns": CHAIN}),
    "node": _table(
        NodeWord,
        {
            "call": CHAIN,
            "function": NUMBER,
            "role": TEXT,
            "lanes": LANE_SET,
            "moment": MOMENT,
            "frequency": FREQUENCY,
        },
        ordered=FLAG,
        container=FLAG,
    ),
    "decorator": _table(
        DecoratorWord,
        {"chain": CHAIN, "form": plain("serial", "together", "skipped", "beside", "case", "passing")},
    ),
    "thread": _table(
        ThreadWord,
        {"chain": CHAIN, "form": plain("mark", "count", "alone", "swaps", "gathers", "own", "main")},
    ),
    "phrase": _table(PhraseWord, {"of": TEXT, "says": TEXT}),
    "advice": _table(AdviceWord, {"rule": TEXT, "says": TEXT}, of=TEXT, plain=TEXT),
    "alias": _table(AliasWord, {"module": CHAIN, "means": TEXT}),
}
