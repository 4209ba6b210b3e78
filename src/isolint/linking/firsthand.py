"""What one process makes for the whole run: everyone who comes by it later has the same.

An address that the system hands out tells processes apart, unless process 1 asked for it and
gave it to all. There are two ways to come by it: the bytes that the runner brings from the
first half of a set-up to the second, and a variable that only the first half sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from isolint.linking.handing import halves
from isolint.linking.places import Entry
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind
from isolint.model.memory import Touch
from isolint.model.name import Name, Trait
from isolint.model.place import Lanes
from isolint.model.source import Site

Parameter = tuple[str, int, str]
"""A function's path and scope, and the name of its parameter."""


@dataclass(frozen=True, slots=True)
class Firsthand:
    """`targets` are variables where only process 1 sets them; `parameters` hold what it handed over."""

    targets: frozenset[Site] = frozenset()
    parameters: frozenset[Parameter] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.targets or self.parameters)


def firsthand(
    entries: Iterable[Entry], units: Mapping[str, Unit], writes: Mapping[str, Sequence[Touch]]
) -> Firsthand:
    """What the first halves of all set-ups make, by the places where others find it."""
    takers = [taker for _, taker in halves(entries).values()]
    parameters = {
        (taker.path, taker.scope, parameter.name)
        for taker in takers
        for parameter in units[taker.path].scopes[taker.scope].parameters
        if _is_list(units[taker.path], parameter.annotation)
    }
    return Firsthand(_set_by_first(writes), frozenset(parameters))


def _set_by_first(writes: Mapping[str, Sequence[Touch]]) -> frozenset[Site]:
    lanes: dict[Site, Lanes] = {}
    for touches in writes.values():
        for touch in touches:
            if touch.statement is not None:
                lanes[touch.statement] = lanes.get(touch.statement, Lanes.NONE) | touch.lanes
    return frozenset(site for site, found in lanes.items() if found & ~Lanes.SERIAL == Lanes.FIRST)


def _is_list(unit: Unit, annotation: int) -> bool:
    return annotation != NONE and unit.kinds[annotation] == ExprKind.TYPE and unit.texts[annotation] == "[]"


def for_all(name: Name) -> Name:
    """What varies from process to process was settled by one of them."""
    if not name.traits or not name.is_known:
        return name
    return replace(name, traits=frozenset({Trait.RUN}), marks=(), bits=0)
