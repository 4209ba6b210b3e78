"""The regular expressions of catalogues, compiled when they are first needed.

Compiling all patterns for a language costs more than linking a small suite, and most texts
have not even the word that a pattern starts with.
"""

from __future__ import annotations

import re
from functools import cache

_LEAD = r"(?:\(\?i\))?(?:\\b|\^(?:\\s\*)?|\(\?<![^()]*\)|\(\?:\^[^()]*\))?"
_OPENING = re.compile(
    _LEAD + r"(?:\(\?:(?P<any>[\w-]+(?:\|[\w-]+)*)\)|(?P<one>[\w-]+))(?P<next>.?)", re.DOTALL
)
_OPTIONAL = frozenset("?*{+")
_ESCAPE_OR_SET = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_GROUP = re.compile(r"\([^()]*\)")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A catalogue's regular expression."""
    return re.compile(pattern)


def may_match(pattern: str, folded: str) -> bool:
    """False where a case-folded text has no word that a match of the pattern would start with."""
    words = _openings(pattern)
    return not words or any(word in folded for word in words)


@cache
def _openings(pattern: str) -> tuple[str, ...]:
    """The words, one of which stands in all that a pattern matches; none where that is not plain to see."""
    opening = _OPENING.match(pattern)
    if opening is None or opening["next"] in _OPTIONAL or _has_alternatives(pattern):
        return ()
    words = opening["any"] or opening["one"]
    return tuple(words.casefold().split("|"))


def _has_alternatives(pattern: str) -> bool:
    """Whether a "|" stands outside all groups."""
    rest, count = _ESCAPE_OR_SET.sub("", pattern), 1
    while count:
        rest, count = _GROUP.subn("", rest)
    return "|" in rest
