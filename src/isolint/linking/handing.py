"""What the first half of a set-up hands to the second, and whether that looks at it.

A set-up in two halves has one way from the process of the first to all others: what that half
returns, and the runner gives to the second.
"""

from __future__ import annotations

from collections.abc import Iterable

from isolint.linking.places import Entry
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, Step, StepKind
from isolint.model.place import Moment
from isolint.model.source import Site

Halves = dict[Site, tuple[Entry, Entry]]
"""Both halves of each set-up that has two, by the function that is the first."""


def halves(entries: Iterable[Entry]) -> Halves:
    """What the same call hands to the runner, for one process and for each."""
    setups = [one for one in entries if one.place.moment is Moment.SETUP]
    followers = {
        one.place.registered: one
        for one in setups
        if one.place.registered is not None and one.place.lanes.in_each_worker
    }
    return {
        one.place.site: (one, followers[one.place.registered])
        for one in setups
        if one.place.lanes.only_once and one.place.site and one.place.registered in followers
    }


def returned(unit: Unit, giver: Entry) -> list[Step]:
    """The statements that leave the first half."""
    steps = (unit.facts.steps[at] for at in unit.steps_in.get(giver.scope, ()))
    return [step for step in steps if step.kind == StepKind.RETURN]


def is_dropped(unit: Unit, taker: Entry) -> bool:
    """The second half has a parameter for the bytes, and no word of it in its body."""
    record = unit.scopes[taker.scope]
    taken = [one for one in record.parameters if _is_list(unit, one.annotation)]
    names = {
        unit.texts[expression]
        for expression in unit.of_kind(ExprKind.NAME)
        if record.body <= unit.start(expression) < record.end
    }
    return len(taken) == 1 and taken[0].name not in names - {"_"}


def _is_list(unit: Unit, annotation: int) -> bool:
    return annotation != NONE and unit.kinds[annotation] == ExprKind.TYPE and unit.texts[annotation] == "[]"
