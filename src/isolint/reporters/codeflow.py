"""A finding's story as a SARIF viewer steps through it: a thread for each lane, numbered across them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from isolint.model.finding import Finding
from isolint.model.source import Site
from isolint.model.story import LANES, Role, Step

Place = Callable[[Site, str], dict[str, Any]]
"""Makes a SARIF location with a message."""

_IMPORTANCE = {Role.CAUSE: "essential", Role.VICTIM: "essential", Role.PASSING: "important"}


def code_flow(steps: Sequence[Step], place: Place) -> dict[str, Any] | None:
    """None where no step says in which lane it happens."""
    lanes = _ordered(lane for step in steps for lane in step.lanes)
    if not lanes:
        return None
    return {"threadFlows": [_thread(lane, steps, place) for lane in lanes]}


def plain_steps(finding: Finding) -> tuple[Step, ...]:
    """What a finding tells by itself: the places that lead to it, and then its own, all in its lanes."""
    ways = [
        Step(site=each.site, text=each.message, role=Role.PASSING, lanes=finding.lanes)
        for each in finding.related
    ]
    end = Step(site=finding.site, text=finding.message, role=Role.CAUSE, lanes=finding.lanes)
    return (*ways, end)


def _ordered(lanes: Iterable[str]) -> list[str]:
    """In the order in which a run starts them; those with names of their own come last."""
    return sorted(dict.fromkeys(lanes), key=lambda lane: LANES.index(lane) if lane in LANES else len(LANES))


def _thread(lane: str, steps: Sequence[Step], place: Place) -> dict[str, Any]:
    """A step without a lane happens in each of them, as far as anybody knows."""
    own = [(number, step) for number, step in enumerate(steps, 1) if not step.lanes or lane in step.lanes]
    return {
        "id": lane,
        "message": {"text": lane},
        "locations": [_location(number, step, place) for number, step in own],
    }


def _location(number: int, step: Step, place: Place) -> dict[str, Any]:
    known = {"role": step.role.value, "owner": step.owner, "moment": step.moment, "frequency": step.frequency}
    return {
        "location": place(step.site, step.text),
        "executionOrder": number,
        "importance": _IMPORTANCE[step.role],
        "properties": {key: value for key, value in known.items() if value},
    }
