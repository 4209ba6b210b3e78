"""A map as it is drawn: rows with glyphs in the slots of their lanes, and arcs for what is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from isolint.model.finding import Finding, Severity
from isolint.model.place import Moment
from isolint.model.resource import Reach, Verb
from isolint.model.source import Site
from isolint.model.story import IsolationMap, Lane, Mark, Role, Row, Step, Story
from isolint.reporters.html.attachment import Attachment, subject

SLOTS = ("start", "set-up", "test", "teardown", "end")
"""The moments of a run as far as they are told apart in a lane."""

_SLOT_OF = {
    Moment.IMPORT: 0,
    Moment.CONFIGURE: 0,
    Moment.COLLECT: 0,
    Moment.SETUP: 1,
    Moment.TEST: 2,
    Moment.TEARDOWN: 3,
    Moment.REPORT: 4,
    Moment.EXIT: 4,
}
_SLOT = {moment.value: slot for moment, slot in _SLOT_OF.items()}
_TEST = 2

SHAPES = ("makes", "changes", "reads", "ends")
_SHAPE = {
    **{verb.value: 0 for verb in (Verb.CREATE, Verb.BIND, Verb.START, Verb.REGISTER, Verb.OPEN)},
    **{verb.value: 1 for verb in (Verb.WRITE, Verb.MUTATE)},
    **{verb.value: 2 for verb in (Verb.READ, Verb.CHECK, Verb.WAIT)},
    **{verb.value: 3 for verb in (Verb.CLOSE, Verb.DESTROY)},
}


_VERBS = {verb.present: verb for verb in Verb}
_ENDS = (Role.CAUSE, Role.VICTIM)
_APART = ("divergence", "lost write")
"""Families in which two processes differ although neither touches what the other one has."""
_NAMES = "names"
"""The verb of a step that only makes the name by which others get at the thing."""


class Spot(NamedTuple):
    """Where a mark stands in its row."""

    lane: int
    slot: int


class Glyph(NamedTuple):
    """`number` marks of one shape in one spot; `loud`: a finding is about one of them."""

    lane: int
    slot: int
    shape: int
    number: int
    loud: bool


class Arc(NamedTuple):
    """What meets: two spots, and the numbers of the findings that say so."""

    start: Spot
    end: Spot
    findings: tuple[int, ...]
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One row of the chart; `findings` are numbers in the report."""

    kind: str
    resource: str
    reach: str
    shared: bool
    marks: tuple[Mark, ...]
    glyphs: tuple[Glyph, ...]
    arcs: tuple[Arc, ...]
    findings: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`private` resources have a name of their own in each lane, `quiet` ones are one process's own
    business and belong to no finding: neither is drawn."""

    language: str
    lanes: tuple[Lane, ...]
    rows: tuple[Drawn, ...]
    private: int
    quiet: int


def charts(
    findings: Sequence[Finding], stories: Sequence[Story], maps: Sequence[IsolationMap]
) -> tuple[Chart, ...]:
    """One for each map that has anything to show; each finding is in one row of one of them."""
    told = [story.steps for story in stories]
    every = (_chart(findings, told, drawing) for drawing in maps)
    return tuple(sorted((chart for chart in every if chart.rows), key=_fullest))


def _fullest(chart: Chart) -> int:
    return -sum(len(row.findings) for row in chart.rows)


def _chart(findings: Sequence[Finding], told: Sequence[Sequence[Step]], drawing: IsolationMap) -> Chart:
    attachment = Attachment(drawing)
    of_row: dict[int, list[int]] = {}
    alone: dict[tuple[str, str], list[int]] = {}
    lanes = _Lanes(drawing.lanes)
    for number, finding in enumerate(findings):
        if attachment.speaks_of(finding):
            at = attachment.row(finding, told[number])
            if at is None:
                alone.setdefault((finding.family, subject(finding)), []).append(number)
            else:
                of_row.setdefault(at, []).append(number)
    of_which = [(_own(*key), own) for key, own in alone.items()]
    of_which += [
        (row, of_row.get(at, [])) for at, row in enumerate(drawing.rows) if row.shared or at in of_row
    ]
    rows = [_drawn(row, [(each, findings[each], told[each]) for each in own], lanes) for row, own in of_which]
    return Chart(
        language=drawing.language,
        lanes=drawing.lanes,
        rows=tuple(sorted(rows, key=_order)),
        private=drawing.private,
        quiet=sum(not row.shared and number not in of_row for number, row in enumerate(drawing.rows)),
    )


class _Lanes:
    """Where marks and steps stand; what nobody knows the lanes of stands in those of its finding."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self._lanes = [set(lane.called) for lane in lanes]

    def spots(self, words: Iterable[str], moment: str) -> list[Spot]:
        wanted = set(words)
        slot = _SLOT.get(moment, _TEST)
        return [Spot(number, slot) for number, called in enumerate(self._lanes) if wanted & called]


_Told = tuple[int, Finding, Sequence[Step]]


def _own(family: str, about: str) -> Row:
    """A row for findings that are about no resource: the values of a parameter, a call in a thread."""
    return Row(kind=family, resource=about, reach=Reach.PROCESS.value, shared=False, marks=())


def _drawn(row: Row, told: Sequence[_Told], lanes: _Lanes) -> Drawn:
    marks = (*row.marks, *dict.fromkeys(_guests(row, told, lanes)))
    ends = [
        (number, finding.severity, start, end)
        for number, finding, steps in told
        for start, end in _ends(row, finding, steps, marks, lanes)
    ]
    loud = {spot for _, _, start, end in ends for spot in (start, end)}
    return Drawn(
        kind=row.kind,
        resource=row.resource,
        reach=row.reach,
        shared=row.shared,
        marks=marks,
        glyphs=tuple(_glyphs(marks, lanes, loud)),
        arcs=tuple(_arcs(ends)),
        findings=tuple(number for number, _, _ in told),
    )


def _guests(row: Row, told: Sequence[_Told], lanes: _Lanes) -> Iterator[Mark]:
    """What causes or suffers a finding where nobody touches the resource: a value that is not there."""
    taken = {spot for mark in row.marks for spot in lanes.spots(mark.lanes, mark.moment)}
    for _, finding, steps in told:
        for role, verb in ((Role.CAUSE, Verb.MUTATE), (Role.VICTIM, Verb.READ)):
            own = [step for step in steps if step.role is role]
            if _of_steps(own, role, lanes, taken):
                continue
            for step in own:
                does = _VERBS.get(step.verb, verb)
                if not (step.verb == _NAMES and row.marks):
                    words = step.lanes or finding.lanes
                    moment, owner = step.moment, step.owner
                    yield Mark(site=step.site, verb=does.value, lanes=words, moment=moment, owner=owner)


def _ends(
    row: Row, finding: Finding, steps: Sequence[Step], marks: Sequence[Mark], lanes: _Lanes
) -> tuple[tuple[Spot, Spot], ...]:
    """The spots of a cause and of a victim, in two lanes if it can be, side by side if it can be.

    What happens to the memory of one process stays within a lane, and happens in each that gets there.
    """
    sites = {finding.site, *(step.site for step in steps if step.role is not Role.PASSING)}
    victims = {step.site for step in steps if step.role is Role.VICTIM}
    taken = {spot for mark in marks for spot in lanes.spots(mark.lanes, mark.moment)}
    starts = _of_steps(steps, Role.CAUSE, lanes, taken) or _of_marks(marks, sites, lanes)
    ends = _of_steps(steps, Role.VICTIM, lanes, taken) or _of_marks(marks, victims, lanes) or starts
    pairs = sorted(product(starts, ends), key=_distance)
    if _stays(row, finding, steps):
        within = [pair for pair in pairs if pair[0].lane == pair[1].lane]
        return tuple({pair[0].lane: pair for pair in reversed(within)}.values())
    return tuple(pairs[:1])


def _stays(row: Row, finding: Finding, steps: Sequence[Step]) -> bool:
    """Cause and victim are of one process: nobody else is told of, and the memory is its own."""
    by_role = [{lane for step in steps if step.role is role for lane in step.lanes} for role in _ENDS]
    return row.reach == Reach.PROCESS.value and by_role[0] == by_role[1] and finding.family not in _APART


def _of_steps(steps: Sequence[Step], role: Role, lanes: _Lanes, taken: set[Spot]) -> list[Spot]:
    """Where the steps of a role happen, as far as something is drawn there."""
    found = (spot for step in steps if step.role is role for spot in lanes.spots(step.lanes, step.moment))
    return [spot for spot in dict.fromkeys(found) if spot in taken]


def _of_marks(marks: Sequence[Mark], sites: set[Site], lanes: _Lanes) -> list[Spot]:
    found = (
        spot
        for mark in marks
        if mark.site in sites or not sites.isdisjoint(mark.also)
        for spot in lanes.spots(mark.lanes, mark.moment)
    )
    return list(dict.fromkeys(found))


def _distance(ends: tuple[Spot, Spot]) -> tuple[object, ...]:
    start, end = ends
    apart = abs(start.lane - end.lane)
    return apart == 0, apart, abs(start.slot - end.slot), ends


def _glyphs(marks: Sequence[Mark], lanes: _Lanes, loud: set[Spot]) -> Iterator[Glyph]:
    counts: dict[tuple[Spot, int], int] = {}
    for mark in marks:
        for spot in lanes.spots(mark.lanes, mark.moment):
            key = (spot, _SHAPE.get(mark.verb, 1))
            counts[key] = counts.get(key, 0) + 1
    for (spot, shape), count in sorted(counts.items()):
        yield Glyph(spot.lane, spot.slot, shape, count, spot in loud)


def _arcs(ends: Sequence[tuple[int, Severity, Spot, Spot]]) -> Iterator[Arc]:
    """One for all findings of one severity that meet in the same spots."""
    groups: dict[tuple[Spot, Spot, Severity], list[int]] = {}
    for number, severity, start, end in ends:
        groups.setdefault((min(start, end), max(start, end), severity), []).append(number)
    for (start, end, severity), numbers in groups.items():
        yield Arc(start, end, tuple(numbers), severity)


def _order(row: Drawn) -> tuple[object, ...]:
    """What is worst comes first; what is shared and in order comes last."""
    is_error = any(arc.severity is Severity.ERROR for arc in row.arcs)
    return not is_error, not row.findings, not row.shared, -len(row.findings), row.kind, row.resource
