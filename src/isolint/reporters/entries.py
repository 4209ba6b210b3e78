"""Findings and problems alike, for formats that have one shape for all that they list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from isolint.model.finding import Confidence, Finding, Problem, Severity
from isolint.model.identity import Identity, identity, numbered
from isolint.model.source import Position, Site
from isolint.reporters.columns import Unit, code_points, offset_of
from isolint.reporters.display import visible
from isolint.reporters.report import Report, marker, problem_name, problem_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to look at; `finding` is None where a problem made it.

    `code` is the rule's, or the problem's name. `message` is one line. `site.path` is "" for a
    problem that belongs to no file. `placed` is false where nobody knows a line.
    """

    code: str
    message: str
    severity: Severity
    confidence: Confidence
    site: Site
    placed: bool
    finding: Finding | None
    name: str = ""
    url: str = ""
    sign: str = ""

    @property
    def sentence(self) -> str:
        """The code and the message, with the sign of what --fix would do between them."""
        if self.finding is None:
            return f"{self.code}: {self.message}"
        return " ".join(word for word in (self.code, self.sign, self.message) if word)


def entries(report: Report) -> tuple[Entry, ...]:
    """Problems first, since they may be why there is nothing else."""
    return (
        *(_problem(report, problem) for problem in report.problems),
        *(_finding(report, finding) for finding in report.findings),
    )


def extent(report: Report, entry: Entry, unit: Unit = code_points) -> tuple[Position, Position]:
    """Where an entry starts and ends; a problem without a line is shown at the top of its file."""
    if not entry.placed:
        return Position(1, 1), Position(1, 1)
    source = report.source(entry.site.path)
    return unit(source, entry.site.start), unit(source, entry.site.end)


def notes(report: Report, entry: Entry, shown: Callable[[str], str]) -> Iterator[str]:
    """Lines that say more than the message: what may help, and the other places that belong to it.

    `shown` gives a path as the format's readers want it.
    """
    if entry.finding is None:
        return
    if entry.finding.help:
        yield f"help: {one_line(entry.finding.help)}"
    for related in entry.finding.related:
        row, _ = code_points(report.source(related.site.path), related.site.start)
        yield f"{shown(related.site.path)}:{row}: {one_line(related.message)}"


def recognised(report: Report) -> Iterator[tuple[Entry, Identity, int]]:
    """Each entry with what it is known by, and how many of the same have come before it."""
    listed = entries(report)
    known = numbered(_identity(report, entry) for entry in listed)
    return ((entry, own, count) for entry, (own, count) in zip(listed, known, strict=True))


def _identity(report: Report, entry: Entry) -> Identity:
    if entry.finding is None:
        return Identity(entry.code, entry.site.path, "", entry.message)
    return identity(entry.finding, report.source(entry.site.path), report.symbol(entry.site))


def one_line(text: str) -> str:
    return visible(" ".join(text.split()))


def _finding(report: Report, finding: Finding) -> Entry:
    return Entry(
        code=finding.code,
        name=finding.name,
        message=one_line(finding.message),
        severity=finding.severity,
        confidence=finding.confidence,
        site=finding.site,
        placed=True,
        url=finding.url,
        sign=marker(finding, unsafe_allowed=report.unsafe_allowed),
        finding=finding,
    )


def _problem(report: Report, problem: Problem) -> Entry:
    placed = bool(problem.path and problem.row)
    start = 0
    if placed:
        start = offset_of(report.source(problem.path), Position(problem.row, problem.column))
    return Entry(
        code=problem_name(problem),
        message=one_line(problem_sentence(problem)),
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        site=Site(problem.path, start, start),
        placed=placed,
        finding=None,
    )
