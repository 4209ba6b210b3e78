"""Calls that lead to a change a second time, further down in the same function."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.effects import Effect
from isolint.linking.unit import Unit
from isolint.model.facts import StepKind
from isolint.model.source import Site


def calls_after(unit: Unit, scope: int, site: Site, change: Effect) -> Iterator[Site]:
    """Those of the function by which the change comes about, once the statement at a site has run."""
    if change.route is None:
        return
    for position in unit.steps_in.get(scope, ()):
        step = unit.facts.steps[position]
        is_call = step.kind == StepKind.CALL and step.start >= site.end
        if is_call and unit.texts[unit.callee(step.subject)] == change.route.name:
            yield unit.site(step.subject)
