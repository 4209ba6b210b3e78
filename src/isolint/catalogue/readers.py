"""How the values of a catalogue are read: a TOML value becomes a field of a word, or is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple, TypeVar

from isolint.model.name import Root, Trait
from isolint.model.place import Frequency, Lanes, Moment
from isolint.model.resource import Reach, Verb
from isolint.model.vocabulary import EACH, Condition, Selector


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


_SELECTOR = re.compile(
    r"(?:(?P<receiver>self)|(?P<index>\d+)(?:(?P<rest>\+)|:(?P<keyword>\w+))?|:(?P<only>\w+))"
    r"(?:\[(?:(?P<item>\d+|\*)|(?P<field>[A-Za-z]\w*))\])?(?:=(?P<absent>.*))?"
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
    receiver, index, rest, keyword, only, item, field, absent = match.groups()
    return Selector(
        index=int(index) if index else -1,
        keyword=keyword or only or "",
        receiver=receiver is not None,
        item=EACH if item == "*" else int(item) if item else -1,
        field=field or "",
        rest=rest is not None,
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


def one_of(words: Mapping[str, object]) -> Reader:
    def read(value: object) -> object:
        if isinstance(value, str) and value in words:
            return words[value]
        raise MisreadError

    return Reader(read, "one of " + ", ".join(words))


def members(enum: type[E]) -> dict[str, E]:
    return {name.lower(): member for name, member in enum.__members__.items()}


def plain(*words: str) -> Reader:
    return one_of({word: word for word in words})


_LANES = members(Lanes)

TEXT = Reader(_text, 'a text such as "file"')
ANY_TEXT = Reader(_any_text, 'a text such as "master"')
CHAIN = Reader(_text, 'a dotted path such as "socket.socket().bind", or a list of them')
NAMES = Reader(_text, "a name, or a list of names")
FLAG = Reader(_flag, "true or false")
NUMBER = Reader(_number, "a whole number")
TEXTS = Reader(_texts, 'a list of names such as ["pytest_addoption"]')
LANE_SET = Reader(_lanes, 'a preset such as "tests", or a list of ' + ", ".join(_LANES))
SELECT = Reader(_selector, 'an argument such as "0:path", ":mode", "0:address[1]", "0+" or "self"')
CONDITION = Reader(_condition, 'an argument and a regular expression, "1:mode ~ [wax+]"', _condition_pattern)
PATTERN = Reader(_text, "a regular expression", _text)
VERB = one_of(members(Verb))
TRAIT = one_of(members(Trait))
ROOT = one_of(members(Root))
FREQUENCY = one_of(members(Frequency))
MOMENT = one_of(members(Moment))
REACH = one_of(members(Reach))
LANGUAGE = plain("sql", "shell")
