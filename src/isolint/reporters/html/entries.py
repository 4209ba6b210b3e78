"""The findings as the page tells them: in steps, each with its lanes and its lines of source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isolint.model.finding import Finding, Fix, Safety
from isolint.model.source import Site
from isolint.model.story import Role, Step, Story
from isolint.reporters.html.excerpts import Line, excerpt
from isolint.reporters.report import Report

_MOST_STEPS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One step; `lanes` says of each lane of the story whether it is there, `who` the same in words.

    `lines` are empty where those of the step before are meant.
    """

    role: str
    text: str
    who: str
    lanes: tuple[bool, ...]
    place: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One finding with all that belongs to it."""

    finding: Finding
    severity: str
    lanes: tuple[str, ...]
    path: str
    row: int
    column: int
    steps: tuple[Shown, ...]
    more: int
    sought: tuple[str, ...]
    remedy: str
    fix: str

    @property
    def place(self) -> str:
        return f"{self.path}:{self.row}:{self.column}"


def stories(report: Report) -> tuple[Story, ...]:
    """One for each finding, from the finding itself where nobody tells more."""
    return tuple((report.story and report.story(one)) or _plain(one) for one in report.findings)


def _plain(finding: Finding) -> Story:
    steps = [Step(site=finding.site, text=finding.message, role=Role.CAUSE, lanes=finding.lanes)]
    steps += [Step(site=one.site, text=one.message, role=Role.VICTIM) for one in finding.related]
    return Story(steps=tuple(steps), sought=(), remedy=finding.help)


def entries(report: Report, told: Sequence[Story]) -> tuple[Entry, ...]:
    """In the order of the report."""
    return tuple(_entry(report, finding, story) for finding, story in zip(report.findings, told, strict=True))


def _entry(report: Report, finding: Finding, story: Story) -> Entry:
    source = report.source(finding.site.path)
    row, column = source.position(min(finding.site.start, len(source.text)))
    return Entry(
        finding=finding,
        severity=finding.severity.value,
        lanes=story.lanes or finding.lanes,
        path=report.shown(finding.site.path),
        row=row,
        column=column,
        steps=tuple(_steps(report, finding, story)),
        more=max(len(story.steps) - _MOST_STEPS, 0),
        sought=story.sought,
        remedy=story.remedy or finding.help,
        fix=_fix(finding.fix),
    )


_NOTES = {
    Safety.SAFE: "isolint check --fix does it",
    Safety.UNSAFE: "isolint check --fix --unsafe-fixes does it; it may change what the tests do",
    Safety.MANUAL: "shown, and left to a person",
}


def _fix(fix: Fix | None) -> str:
    return f"{fix.title} ({_NOTES[fix.safety]})" if fix is not None else ""


def _steps(report: Report, finding: Finding, story: Story) -> Iterator[Shown]:
    """Each with its source, unless that of the step before is the same."""
    before: Site | None = None
    for step in story.steps[:_MOST_STEPS]:
        source = report.source(step.site.path)
        is_there = set(story.lanes) & set(step.lanes)
        yield Shown(
            role=step.role.value,
            text="" if step.text == finding.message else step.text,
            who=" · ".join(_who(step)),
            lanes=tuple(lane in step.lanes for lane in story.lanes) if is_there else (True,),
            place=_place(report, step.site),
            lines=excerpt(source, step.site) if step.site != before else (),
        )
        before = step.site


def _who(step: Step) -> Iterator[str]:
    if step.owner and step.owner not in step.text:
        yield step.owner
    if step.lanes:
        yield " and ".join(step.lanes)
    if step.moment:
        yield f"at {step.moment}" if step.moment != "test" else "in the test"
    if step.frequency and step.frequency != "test":
        yield f"once a {step.frequency}"


def _place(report: Report, site: Site) -> str:
    source = report.source(site.path)
    return f"{report.shown(site.path)}:{source.row_of(min(site.start, len(source.text)))}"
