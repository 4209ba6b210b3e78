"""Answers that are the same for as long as nothing they rest on has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isolint.extraction import take
from isolint.model.facts import FileFacts
from isolint.model.finding import Finding, Problem
from isolint.model.source import Source
from isolint.session.drift import Drift, along_facts
from isolint.suppress import Judged, judge


class Judging:
    """`suppress.judge`, which reads a file token by token, asked once for each text."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[tuple[object, ...], Judged]] = {}

    def __call__(
        self, source: Source, findings: Sequence[Finding], known: Mapping[str, str], active: frozenset[str]
    ) -> Judged:
        asked = (source.text, tuple(findings), dict(known), active)
        said = self._said.get(source.path)
        if said is None or said[0] != asked:
            said = (asked, judge(source, findings, known, active))
            self._said[source.path] = said
        return said[1]


class Taking:
    """`extraction.take`, for those who ask about the last text again."""

    def __init__(self) -> None:
        self._last: tuple[str, bytes, FileFacts | Problem] | None = None

    def __call__(self, path: str, content: bytes) -> FileFacts | Problem:
        if self._last is None or self._last[:2] != (path, content):
            self._last = (path, content, take(path, content))
        return self._last[2]


class Comparing:
    """`drift.along_facts`, asked once for each pair of facts of a file."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[FileFacts, FileFacts, Drift | None]] = {}

    def __call__(self, old: FileFacts, new: FileFacts) -> Drift | None:
        known = self._known.get(new.path)
        if known is None or known[0] is not old or known[1] is not new:
            known = (old, new, along_facts(old, new))
            self._known[new.path] = known
        return known[2]
