"""The ways on which a run gets to a statement, from each function that the runner calls."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from isolint.linking.call import Call
from isolint.linking.calls import Calls, Function
from isolint.linking.places import Entry, Places
from isolint.linking.unit import Unit
from isolint.model.arrival import Arrival
from isolint.model.facts import NONE, ScopeKind
from isolint.model.place import Lanes, Moment, Place
from isolint.model.source import Site


class _Leg(NamedTuple):
    """A function on the way up, with what holds for a statement below as seen from it."""

    function: Function
    lanes: Lanes
    late: bool
    moment: Moment | None
    via: tuple[Call, ...] = ()


class Ways:
    """Goes up from a statement, as effects do; the shortest way from each entry point is kept."""

    def __init__(self, places: Places, calls: Calls) -> None:
        self.calls = calls
        self.units = places.units
        self._known: dict[Site, tuple[Arrival, ...]] = {}
        self._entries: dict[Function, list[Entry]] = {}
        for entry in places.entries:
            self._entries.setdefault((entry.path, entry.scope), []).append(entry)

    def to(self, site: Site) -> tuple[Arrival, ...]:
        """How a run gets there, in the order of its moments; nothing where no call is seen to lead there."""
        if site not in self._known:
            found = list(self._up(self._start(site))) if site.path in self.units else []
            self._known[site] = tuple(sorted(found, key=_order))
        return self._known[site]

    def name(self, site: Site) -> str:
        """The function that a statement stands in, in words; "" outside of all functions."""
        unit = self.units.get(site.path)
        scope = _scope(unit, site) if unit is not None else 0
        while unit is not None and scope and not unit.scopes[scope].name:
            scope = unit.scopes[scope].parent
        return f"`{unit.scopes[scope].name}`" if unit is not None and scope else ""

    def _start(self, site: Site) -> _Leg:
        unit = self.units[site.path]
        scope = _scope(unit, site)
        at = _position(unit, scope, site)
        if at == NONE:
            return _Leg((site.path, scope), Lanes.ALL, False, None)
        around = self.calls.around(unit, unit.facts.steps[at])
        return _Leg((site.path, scope), around.lanes, self.calls.is_late(unit, at), None)

    def _up(self, start: _Leg) -> Iterator[Arrival]:
        callers = self.calls.closure([start.function])
        seen = {start.function}
        waiting = deque([start])
        while waiting:
            leg = waiting.popleft()
            for entry in self._entries.get(leg.function, ()):
                place = _placed(entry, leg)
                if place.lanes & leg.lanes:
                    yield Arrival(
                        place=place,
                        lanes=place.lanes & leg.lanes,
                        via=tuple(call.site for call in leg.via),
                        through=tuple(call.name for call in leg.via),
                    )
            for caller, call in callers.get(leg.function, ()):
                above = _above(leg, caller, call)
                if caller not in seen and above is not None:
                    seen.add(caller)
                    waiting.append(above)


def _scope(unit: Unit, site: Site) -> int:
    """The function whose body, name or parameters hold a site; its decorators belong to what is around."""
    scope = unit.scope_at(site.start)
    for child in unit.children.get(scope, ()):
        record = unit.scopes[child]
        if record.kind == ScopeKind.FUNCTION and record.name_start <= site.start < record.body:
            return child
    return scope


def _position(unit: Unit, scope: int, site: Site) -> int:
    """The innermost step of a function that a site lies in, or else the first one in it."""
    steps = unit.facts.steps
    around = [
        at for at in unit.steps_in.get(scope, ()) if steps[at].start <= site.start < max(steps[at].end, 1)
    ]
    if around:
        return min(around, key=lambda at: steps[at].end - steps[at].start)
    inside = (at for at in unit.steps_in.get(scope, ()) if site.start <= steps[at].start < site.end)
    return next(inside, NONE)


def _placed(entry: Entry, leg: _Leg) -> Place:
    place = entry.after if leg.late else entry.place
    return replace(place, moment=leg.moment) if leg.moment is not None else place


def _above(leg: _Leg, caller: Function, call: Call) -> _Leg | None:
    """What holds in a caller; None where the call does not get as far as the statement."""
    lanes = leg.lanes & call.lanes
    if not lanes or (leg.late and not call.runs_late):
        return None
    late = call.late or (leg.late and call.defers)
    return _Leg(caller, lanes, late, call.moment or leg.moment, (call, *leg.via))


_MOMENTS = tuple(Moment)


def _order(arrival: Arrival) -> tuple[object, ...]:
    place = arrival.place
    is_late = Lanes.CONTROLLER not in arrival.lanes
    return (
        _MOMENTS.index(place.moment),
        is_late,
        len(arrival.via),
        place.site or Site("", 0, 0),
        place.owner,
    )
