"""The suite as a map: its lanes, what they touch, and what of that they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from isolint.linking.suite import Suite
from isolint.model.change import CODE, MEMORY, Change
from isolint.model.memory import Touch
from isolint.model.name import SEPARATOR
from isolint.model.place import Lanes, Moment, at_once
from isolint.model.resource import Access, Reach, Verb
from isolint.model.source import Site
from isolint.model.story import (
    ALONE,
    ANOTHER,
    ANOTHER_RUN,
    ANOTHER_THREAD,
    EACH_THREAD,
    LANES,
    MAIN_THREAD,
    SERIALLY,
    IsolationMap,
    Lane,
    Mark,
    Row,
)

CONTROLLER, FIRST, EACH = LANES


def isolation_map(suite: Suite) -> IsolationMap:
    """Everything that has a name and is changed by somebody, and who is at it; shared things come first.

    What only one process has is in it as well: a finding may be about it.
    """
    rows, private = _of_accesses(suite)
    every = sorted(_merged([*rows, *_of_variables(suite), *_of_changes(suite)]), key=_order)
    return IsolationMap(
        language=suite.layout.language,
        lanes=tuple(_lanes(suite, every)),
        rows=tuple(every),
        private=private,
    )


def _lanes(suite: Suite, rows: Iterable[Row]) -> Iterator[Lane]:
    """Of a controller only where it touches anything: it runs no tests."""
    if suite.layout.runner.is_serial:
        yield Lane(ALONE, (ALONE, SERIALLY, *LANES))
    else:
        if any(CONTROLLER in mark.lanes for row in rows for mark in row.marks):
            yield Lane(CONTROLLER, (CONTROLLER,))
        yield Lane(FIRST, (FIRST, EACH))
        yield Lane("the other workers", (EACH, ANOTHER, ANOTHER_RUN))
    if suite.layout.threads is not None:
        yield Lane("one thread", (MAIN_THREAD, EACH_THREAD))
        yield Lane("another thread", (EACH_THREAD, ANOTHER_THREAD))


class _Key(NamedTuple):
    """Rows of one key are about the same thing."""

    kind: str
    resource: str
    reach: str


def _of_accesses(suite: Suite) -> tuple[list[Row], int]:
    """A row for each thing with a name, and how many there are that no two lanes can meet in."""
    groups: dict[str, list[Access]] = {}
    private: set[str] = set()
    for access in suite.accesses:
        name = access.resource.name
        key = suite.key(access) or f"? {access.resource.kind} {name.text}"
        if access.is_told_apart:
            private.add(key)
        groups.setdefault(key, []).append(access)
    rows = [_row(suite, group) for group in groups.values() if any(each.verb.changes for each in group)]
    shared = {key for key, group in groups.items() if not all(one.is_told_apart for one in group)}
    return rows, len(private - shared)


def _row(suite: Suite, group: list[Access]) -> Row:
    """What some accesses have in common; they are sure to touch the same thing, or may not be."""
    first = group[0]
    return Row(
        kind=suite.kind(first),
        resource=first.resource.name.text.rpartition(SEPARATOR)[2],
        reach=first.resource.reach.value,
        shared=_is_shared(suite, group),
        marks=tuple(_mark(suite, access) for access in group),
    )


def _is_shared(suite: Suite, group: list[Access]) -> bool:
    """It is one thing for several processes, two of them may be at it, and somebody changes it."""
    common = [one for one in group if one.resource.reach is not Reach.PROCESS and not one.is_told_apart]
    known = [one for one in common if suite.key(one) and one.lanes.words]
    if suite.layout.runner.is_serial or not any(one.verb.changes for one in known):
        return False
    names = {word for one in known for word in one.lanes.words}
    return len(names) > 1 or any(_meet(known, session) for session in {one.place.session for one in known})


def _meet(group: list[Access], session: str) -> bool:
    """Two workers may be at it in the same session, with tests that the scheduler keeps apart or not."""
    there = (one for one in group if one.place.session in ("", session) and one.lanes.in_each_worker)
    return len(at_once(unit for one in there for unit in one.place.units)) > 1


def _mark(suite: Suite, access: Access) -> Mark:
    also = dict.fromkeys((access.site, access.cause, access.name_site))
    return Mark(
        site=access.where,
        verb=access.verb.value,
        lanes=_words(suite, access.lanes),
        moment=access.place.moment.value,
        owner=access.place.owner,
        also=tuple(site for site in also if site != access.where),
    )


def _words(suite: Suite, lanes: Lanes) -> tuple[str, ...]:
    return (ALONE,) if suite.layout.runner.is_serial else lanes.words


def _of_variables(suite: Suite) -> Iterator[Row]:
    """Memory that outlives a test: each process has its own, whoever wrote to it."""
    for variable in suite.variables:
        touches = ((Verb.WRITE, variable.writes), (Verb.READ, variable.reads), (Verb.CHECK, variable.asked))
        marks = [_touch(suite, touch, verb) for verb, some in touches for touch in some]
        yield _memory("variable", variable.name, marks)


def _touch(suite: Suite, touch: Touch, verb: Verb) -> Mark:
    return Mark(
        site=touch.site,
        verb=verb.value,
        lanes=_words(suite, touch.lanes),
        moment=touch.place.moment.value,
        owner=touch.place.owner,
        also=(touch.statement,) if touch.statement is not None else (),
    )


def _of_changes(suite: Suite) -> Iterator[Row]:
    """What tests leave changed in their process, with those who find it there."""
    words = {MEMORY: "variable", CODE: "replaced code"}
    for change in chain(suite.leaks.found, suite.leaks.at_import):
        kind = words.get(change.kind, change.text or change.kind)
        name = change.text if change.kind in words else change.name
        yield _memory(kind, name, list(_change(suite, change)))


def _change(suite: Suite, change: Change) -> Iterator[Mark]:
    lanes = _words(suite, change.place.lanes)
    yield Mark(
        site=change.where,
        verb=change.verb.value,
        lanes=lanes,
        moment=change.place.moment.value,
        owner=change.place.owner,
        also=(change.site,) if change.site != change.where else (),
    )
    for use in change.uses:
        yield Mark(
            site=use.site, verb=Verb.READ.value, lanes=lanes, moment=Moment.TEST.value, owner=use.owner
        )


def _memory(kind: str, name: str, marks: Iterable[Mark]) -> Row:
    return Row(kind=kind, resource=name, reach=Reach.PROCESS.value, shared=False, marks=tuple(marks))


def _merged(rows: Iterable[Row]) -> Iterator[Row]:
    """What two questions have found about the same thing is one row, and each access one mark."""
    groups: dict[_Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(_Key(row.kind, row.resource, row.reach), []).append(row)
    for key, group in groups.items():
        marks: dict[tuple[Site, str, tuple[str, ...], str], Mark] = {}
        for mark in (mark for row in group for mark in row.marks):
            marks.setdefault((mark.site, mark.verb, mark.lanes, mark.owner), mark)
        yield Row(
            kind=key.kind,
            resource=key.resource,
            reach=key.reach,
            shared=any(row.shared for row in group),
            marks=tuple(sorted(marks.values(), key=_by_moment)),
        )


_MOMENTS = tuple(moment.value for moment in Moment)


def _by_moment(mark: Mark) -> tuple[int, Site]:
    return _MOMENTS.index(mark.moment), mark.site


def _order(row: Row) -> tuple[bool, str, str]:
    return not row.shared, row.kind, row.resource
