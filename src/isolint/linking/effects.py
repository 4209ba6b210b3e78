"""What functions do to resources, carried up through first-party calls.

An effect starts at a statement. It travels from callee to caller, its name filled in with
what the caller passes, its lanes narrowed by the conditions around the call, until the
functions that the runner itself calls have the sum of all. Recursion is closed by repeating
until nothing new turns up; there is no limit on the depth.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from isolint.linking.calls import Call, Calls
from isolint.linking.naming import bound, unknown
from isolint.model.name import Name
from isolint.model.place import Lanes, Moment
from isolint.model.resource import Verb
from isolint.model.source import Site

Function = tuple[str, int]
"""A function's path and scope."""


class Effect(NamedTuple):
    """A touch that is not yet in any place.

    `late`: after the function's first yield. `moment`: where a registered clean-up moves it.
    `conditional` as in `Surroundings`; `through` are the names of the functions on the way.
    `once` and `locked` as in `Guards`; `tolerant`: a second creator does no harm.
    """

    verb: Verb
    kind: str
    name: Name
    lanes: Lanes
    locked: bool
    once: bool
    tolerant: bool
    late: bool
    moment: Moment | None
    site: Site
    call: str
    conditional: bool = False
    via: tuple[Site, ...] = ()
    through: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for effects that a caller need not tell apart, however they got there."""
        return (self.site, self.verb, self.kind, self.name.text, self.lanes, self.late, self.moment)


_LONGEST_NAME = 400
_MOST_EFFECTS = 400


class Summaries:
    """The effects of each function, own and inherited."""

    def __init__(self, calls: Calls, own: dict[Function, list[Effect]]) -> None:
        self.calls = calls
        self.of: dict[Function, dict[tuple[object, ...], Effect]] = {}
        self._sent: dict[tuple[Function, int], int] = {}
        waiting = list(own)
        for function, effects in own.items():
            self.of[function] = {effect.identity: effect for effect in effects}
        callers = calls.closure(own)
        while waiting:
            function = waiting.pop()
            own_effects = self.of[function]
            for number, (caller, call) in enumerate(callers.get(function, ())):
                # Effects are only ever added, at the end; what went up this way before need not again.
                sent = self._sent.get((function, number), 0)
                if sent < len(own_effects):
                    self._sent[function, number] = len(own_effects)
                    if self._inherit(caller, call, list(islice(own_effects.values(), sent, None))):
                        waiting.append(caller)

    def _inherit(self, caller: Function, call: Call, effects: Iterable[Effect]) -> bool:
        """Add a callee's effects to a caller; whether there was anything new."""
        known = self.of.setdefault(caller, {})
        before = len(known)
        for effect in effects:
            if len(known) >= _MOST_EFFECTS:
                break
            if effect.late and not call.runs_late:
                continue
            lanes = effect.lanes if call.lanes is Lanes.ALL else effect.lanes & call.lanes
            if lanes is not Lanes.NONE:
                carried = self._carried(effect, call, lanes)
                known.setdefault(carried.identity, carried)
        return len(known) > before

    def _carried(self, effect: Effect, call: Call, lanes: Lanes) -> Effect:
        name = effect.name
        if name.parameters:
            name = bound(name, self.calls.arguments(call))
            if len(name.text) > _LONGEST_NAME:  # a recursion that makes its name longer
                name = unknown(name.site)
        return effect._replace(
            name=name,
            lanes=lanes,
            locked=effect.locked or call.locked,
            once=effect.once or call.once,
            late=call.late or (effect.late and call.defers),
            moment=call.moment or effect.moment,
            conditional=effect.conditional or call.conditional,
            via=(call.site, *effect.via),
            through=(call.name, *effect.through),
        )
