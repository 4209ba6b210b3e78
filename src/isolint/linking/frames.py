"""The functions on the way to a statement, with the step in each that leads there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from isolint.linking.unit import Unit
from isolint.model.facts import Step, StepKind
from isolint.model.resource import Access
from isolint.model.source import Site


class Frame(NamedTuple):
    """A function in which `site` is the statement itself, or the call that leads on to it."""

    unit: Unit
    scope: int
    site: Site


def frames(units: Mapping[str, Unit], access: Access) -> Iterator[Frame]:
    """The function of the statement first, that which the runner calls last."""
    for site in (access.site, *reversed(access.via)):
        unit = units[site.path]
        yield Frame(unit, unit.scope_at(site.start), site)


def step_of(frame: Frame) -> Step:
    """The call in a function that leads on, or what stands for it."""
    unit = frame.unit
    for position in unit.steps_in.get(frame.scope, ()):
        step = unit.facts.steps[position]
        if step.kind == StepKind.CALL and unit.site(step.subject) == frame.site:
            return step
    return unit.step_at(frame.site.start)
