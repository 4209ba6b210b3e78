"""What the first half of a set-up hands to the second, and whether that looks at it.

A set-up in two halves has one way from the process of the first to all others: what that half
returns, and the runner gives to the second.
"""

from __future__ import annotations

from collections.abc import Iterable

from isolint.linking.places import Entry
from isolint.linking.unit import Unit
from isolint.linking.variables import Variables
from isolint.model.facts import NONE, ExprKind, Step, StepKind
from isolint.model.memory import Handover
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


def handovers(entries: Iterable[Entry], spelling: Variables) -> dict[Site, Handover]:
    """What goes from half to half, by the function that is the first."""
    found = {}
    for site, (giver, taker) in halves(entries).items():
        unit = spelling.units[giver.path]
        returns = [step for step in returned(unit, giver) if step.value != NONE]
        if returns:
            found[site] = Handover(
                given=Site(unit.path, returns[-1].start, returns[-1].end),
                carried=frozenset(name for step in returns for name in _variables(spelling, unit, step)),
                taker=taker.place.site if is_dropped(spelling.units[taker.path], taker) else None,
            )
    return found


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


def _variables(spelling: Variables, unit: Unit, step: Step) -> set[str]:
    """Variables of the package that a returned value is made of, as people call them."""
    kinds = (ExprKind.NAME, ExprKind.ATTRIBUTE)
    parts = [part for part in unit.under(step.value) if unit.kinds[part] in kinds]
    return {spelling.named(unit, step.scope, part).rpartition("::")[2] for part in parts} - {""}


def _is_list(unit: Unit, annotation: int) -> bool:
    return annotation != NONE and unit.kinds[annotation] == ExprKind.TYPE and unit.texts[annotation] == "[]"
