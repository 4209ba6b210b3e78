"""Which row of which map a finding belongs to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from isolint.model.finding import Finding
from isolint.model.language import language_of
from isolint.model.source import Site
from isolint.model.story import IsolationMap, Row, Step

_NAMED = re.compile(r'"([^"]+)"|`([^`]+)`')

_OWNER = re.compile(r"(?:test|spec|fixture|hook|module|method|function)s? $")

_SAID, _CALLED, _KIND, _HERE, _ELSEWHERE = 8, 4, 2, 4, 1
"""What it counts that a message says kind and name of a resource, or its name, or its kind; that the
finding stands at one of the accesses, or another step of its story does."""


class Attachment:
    """Looks findings up by where they stand and by what they speak of."""

    def __init__(self, drawing: IsolationMap) -> None:
        self._language = drawing.language
        self._rows = drawing.rows
        self._at: dict[Site, set[int]] = {}
        self._called: dict[str, set[int]] = {}
        for number, row in enumerate(drawing.rows):
            self._called.setdefault(row.resource, set()).add(number)
            for mark in row.marks:
                for site in (mark.site, *mark.also):
                    self._at.setdefault(site, set()).add(number)

    def speaks_of(self, finding: Finding) -> bool:
        """It is about the suite that is drawn."""
        return language_of(finding.site.path) == self._language

    def row(self, finding: Finding, steps: Sequence[Step]) -> int | None:
        """The row that most of the finding's places and words belong to, None where there is no such row."""
        votes: Counter[int] = Counter()
        for number in self._at.get(finding.site, ()):
            votes[number] += _HERE
        for step in steps:
            for number in self._at.get(step.site, ()):
                votes[number] += _ELSEWHERE
        for found in _NAMED.finditer(finding.message):
            for number in self._called.get(found[1] or found[2], ()):
                votes[number] += _SAID if _says(finding.message, self._rows[number]) else _CALLED
        for number in votes:
            votes[number] += _KIND if self._rows[number].kind in finding.message else 0
        return min(votes, key=lambda number: (-votes[number], number)) if votes else None


def _says(message: str, row: Row) -> bool:
    return f'{row.kind} "{row.resource}"' in message


def subject(finding: Finding) -> str:
    """What a finding that belongs to no resource speaks of: the first thing that its message quotes and
    that is not a function which the runner calls."""
    quoted = list(_NAMED.finditer(finding.message))
    things = [found for found in quoted if not _OWNER.search(finding.message[: found.start()])]
    found = next(iter([*things, *quoted]), None)
    return (found[1] or found[2]) if found else finding.name
