"""What isolint says about the two suites of a pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from making import Pair

from isolint import engine
from isolint.catalogue import load
from isolint.model.finding import Finding
from isolint.project import Project, Request, open_project

_TOGETHER = 20
"""Pairs that one process takes at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`alarms` are findings in the safe suite, `said` all in the broken one."""

    pair: Pair
    alarms: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def is_quiet(self) -> bool:
        return not self.alarms

    @property
    def is_found(self) -> bool:
        return any(f" {self.pair.rule} " in line for line in self.said)


def judged(pairs: Sequence[Pair], processes: int) -> Iterator[Verdict]:
    groups = [pairs[start : start + _TOGETHER] for start in range(0, len(pairs), _TOGETHER)]
    if processes < 2:
        for group in groups:
            yield from _verdicts(group)
        return
    with ProcessPoolExecutor(processes) as pool:
        for verdicts in pool.map(_verdicts, groups):
            yield from verdicts


def _verdicts(pairs: Sequence[Pair]) -> list[Verdict]:
    """The catalogues are the same for all projects, so each process reads them once."""
    with mock.patch("isolint.project.load", _load), TemporaryDirectory(prefix="isolint-mutants-") as name:
        return [
            Verdict(
                pair=pair,
                alarms=tuple(_findings(pair.safe, Path(name, f"safe{number}"))),
                said=tuple(_findings(pair.broken, Path(name, f"broken{number}"))),
            )
            for number, pair in enumerate(pairs)
        ]


_load = cache(load)


def _findings(files: Mapping[str, str], folder: Path) -> Iterator[str]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    opened = open_project(Request(paths=(folder,), caching=False))
    outcome = engine.check(opened.plan, opened.collection)
    if outcome.problems:
        raise SystemExit("\n".join(f"{each.path}: {each.message}\n{each.trace}" for each in outcome.problems))
    yield from (_line(finding, opened) for finding in outcome.findings)


def _line(finding: Finding, opened: Project) -> str:
    source = opened.collection.sources[finding.site.path]
    return f"{finding.site.path}:{source.row_of(finding.site.start)}: {finding.code} {finding.message}"
