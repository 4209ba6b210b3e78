"""The effect of one step, with all that the place it stands in says of it."""

from __future__ import annotations

from isolint.linking.calls import Calls
from isolint.linking.effects import Effect
from isolint.linking.naming import constant
from isolint.linking.unit import Unit
from isolint.model.resource import Verb


def effect_of_step(
    calls: Calls, unit: Unit, position: int, expression: int, verb: Verb, kind: str, name: str, call: str
) -> Effect:
    """A touch of what is known by name; `expression` is where it is written, `call` what does it."""
    around = calls.around(unit, unit.facts.steps[position])
    site = unit.site(expression)
    return Effect(
        verb=verb,
        kind=kind,
        name=constant(name, site),
        lanes=around.lanes,
        locked=around.locked,
        once=around.once,
        tolerant=False,
        late=calls.is_late(unit, position),
        moment=None,
        site=site,
        call=call,
        conditional=around.conditional,
    )
