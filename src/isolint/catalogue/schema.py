"""Which tables a catalogue may have, their keys, and how each value is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias, TypeVar

from isolint.model.name import Root, Trait
from isolint.model.place import Frequency, Lanes, Moment
from isolint.model.resource import Reach, Verb
from isolint.model.vocabulary import (
    EACH,
    AccessWord,
    Condition,
    FixtureWord,
    HookWord,
    LaneWord,
    OrderWord,
    ProtectionWord,
    ResourceWord,
    RunnerWord,
    Selector,
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
)


class MisreadError(Exception):
    """A value that its reader cannot take."""


class Reader(NamedTuple):
    """`read` turns a TOML value into a field or raises; `write` says what to put there.

    `pattern`: the regular expression in the value. Compiling those of the built-in
    catalogues would cost more than reading them, so only the user's are checked.
    """

    read: Callable[[object], object]
    write: str
    pattern: Callable[[object], str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`key` names the word and may be a list, for words that share all the rest."""

    make: Callable[..., Word]
    key: str
    readers: Mapping[str, Reader]
    required: tuple[str, ...]


_SELECTOR = re.compile(
    r"(?:(?P<receiver>self)|(?P<index>\d+)(?::(?P<keyword>\w+))?|:(?P<only>\w+))"
    r"(?:\[(?P<item>\d+|\*)\])?(?:=(?P<absent>.*))?"
)

E = TypeVar("E", bound=Enum)


def _text(value: object) -> str:
    if isinstance(value, str) and value:
        return value
    raise MisreadError


def _any_text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise MisreadError


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise MisreadError


def _number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise MisreadError


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise MisreadError


def _lanes(value: object) -> Lanes:
    lanes = Lanes.NONE
    for word in [value] if isinstance(value, str) else _texts(value):
        if word not in _LANES:
            raise MisreadError
        lanes |= _LANES[word]
    return lanes


def _selector(value: object) -> Selector | None:
    if value == "":
        return None
    match = _SELECTOR.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise MisreadError
    receiver, index, keyword, only, item, absent = match.groups()
    return Selector(
        index=int(index) if index else -1,
        keyword=keyword or only or "",
        receiver=receiver is not None,
        item=EACH if item == "*" else int(item) if item else -1,
        absent=absent or "",
    )


def _condition(value: object) -> Condition:
    argument, tilde, pattern = value.partition(" ~ ") if isinstance(value, str) else ("", "", "")
    selector = _selector(argument.rstrip()) if tilde else None
    if selector is None:
        raise MisreadError
    return Condition(argument=selector, pattern=pattern, absent=selector.absent)


def _condition_pattern(value: object) -> str:
    return _condition(value).pattern


def _one_of(words: Mapping[str, object]) -> Reader:
    def read(value: object) -> object:
        if isinstance(value, str) and value in words:
            return words[value]
        raise MisreadError

    return Reader(read, "one of " + ", ".join(words))


def _members(enum: type[E]) -> dict[str, E]:
    return {name.lower(): member for name, member in enum.__members__.items()}


def _plain(*words: str) -> Reader:
    return _one_of({word: word for word in words})


_LANES = _members(Lanes)

_TEXT = Reader(_text, 'a text such as "file"')
_ANY_TEXT = Reader(_any_text, 'a text such as "master"')
_CHAIN = Reader(_text, 'a dotted path such as "socket.socket().bind", or a list of them')
_NAMES = Reader(_text, "a name, or a list of names")
_FLAG = Reader(_flag, "true or false")
_NUMBER = Reader(_number, "a whole number")
_TEXTS = Reader(_texts, 'a list of names such as ["pytest_addoption"]')
_LANE_SET = Reader(_lanes, 'a preset such as "tests", or a list of ' + ", ".join(_LANES))
_SELECT = Reader(_selector, 'an argument such as "0:path", ":mode", "0:address[1]" or "self"')
_CONDITION = Reader(_condition, 'an argument and a regular expression, "1:mode ~ [wax+]"', _condition_pattern)
_PATTERN = Reader(_text, "a regular expression", _text)
_VERB = _one_of(_members(Verb))
_TRAIT = _one_of(_members(Trait))
_ROOT = _one_of(_members(Root))
_FREQUENCY = _one_of(_members(Frequency))
_LANGUAGE = _plain("sql", "shell")


def _table(make: Callable[..., Word], required: dict[str, Reader], **optional: Reader) -> Table:
    key = next(iter(required))
    return Table(make=make, key=key, readers=required | optional, required=tuple(required))


TABLES: Mapping[str, Table] = {
    "resource": _table(
        ResourceWord,
        {"kind": _TEXT, "reach": _one_of(_members(Reach)), "text": _TEXT},
        path=_FLAG,
        inside=_FLAG,
    ),
    "access": _table(
        AccessWord,
        {"call": _CHAIN, "does": _VERB, "kind": _TEXT},
        name=_SELECT,
        when=_CONDITION,
        unless=_CONDITION,
        tolerant=_CONDITION,
        absent=_ANY_TEXT,
    ),
    "statement": _table(
        StatementWord, {"pattern": _PATTERN, "language": _LANGUAGE, "does": _VERB, "kind": _TEXT}
    ),
    "runner": _table(RunnerWord, {"call": _CHAIN, "language": _LANGUAGE, "text": _SELECT}),
    "source": _table(
        SourceWord,
        {"chain": _CHAIN},
        trait=_TRAIT,
        root=_ROOT,
        bits=_NUMBER,
        measure=_plain("bytes", "bits", "range", "elements", "characters"),
        seeded_by=_TEXT,
        picked=_FLAG,
    ),
    "shape": _table(
        ShapeWord,
        {
            "chain": _CHAIN,
            "form": _plain(
                "text",
                "path",
                "number",
                "digest",
                "first",
                "parent",
                "last",
                "sibling",
                "receiver",
                "content",
            ),
        },
    ),
    "order": _table(
        OrderWord, {"chain": _CHAIN, "order": _plain("hash", "listing", "registry", "fixed", "kept")}
    ),
    "fixture": _table(
        FixtureWord,
        {"name": _NAMES, "plugin": _TEXT},
        scope=_FREQUENCY,
        trait=_TRAIT,
        root=_ROOT,
        returns=_TEXT,
        isolates=_FLAG,
    ),
    "hook": _table(
        HookWord,
        {"name": _NAMES, "lanes": _LANE_SET, "moment": _one_of(_members(Moment))},
        frequency=_FREQUENCY,
        within=_plain("plugin", "module", "type"),
        pair=_TEXT,
        lanes_first=_LANE_SET,
        config=_TEXT,
        ordered=_FLAG,
        root_only=_FLAG,
    ),
    "lane": _table(
        LaneWord,
        {
            "text": _NAMES,
            "form": _plain("attribute", "call", "environment", "option", "identity"),
        },
        true_in=_LANE_SET,
        serial=_ANY_TEXT,
        unset_in=_TEXTS,
    ),
    "protection": _table(
        ProtectionWord,
        {
            "call": _CHAIN,
            "form": _plain(
                "lock", "restore", "fake", "directory", "fails", "cleanup", "local lock", "local once"
            ),
        },
        argument=_SELECT,
    ),
    "type": _table(TypeWord, {"chain": _CHAIN, "returns": _CHAIN}),
}
