"""What functions do to resources, carried up through first-party calls.

An effect starts at a statement. It travels from callee to caller, its name filled in with
what the caller passes, its lanes narrowed by the conditions around the call, until the
functions that the runner itself calls have the sum of all. Recursion is closed by repeating
until nothing new turns up; there is no limit on the depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from isolint.linking.calls import Call, Calls
from isolint.linking.filling import Fillings, Function
from isolint.model.name import Name
from isolint.model.place import Lanes, Moment
from isolint.model.resource import Verb
from isolint.model.source import Site


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """The way from a function down to a statement: a call, what it calls, and how it goes on there.

    Effects that travel together share it: most lie many calls deep, and there are very many of them.
    """

    site: Site
    name: str
    rest: Route | None

    def legs(self) -> Iterator[Route]:
        """The calls on the way, the outermost first."""
        leg: Route | None = self
        while leg is not None:
            yield leg
            leg = leg.rest


class Effect(NamedTuple):
    """A touch that is not yet in any place.

    `late`: after the function's first yield. `moment`: where a registered clean-up moves it.
    `conditional` as in `Surroundings`; `route` is None where the function itself does it.
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
    route: Route | None = None

    @property
    def identity(self) -> Identity:
        """Equal for effects that a caller need not tell apart, however they got there."""
        return (self.site, self.verb, self.kind, self.name.text, self.lanes, self.late, self.moment)

    @property
    def via(self) -> tuple[Site, ...]:
        """The calls that lead to the statement, the outermost first."""
        return tuple(leg.site for leg in self.route.legs()) if self.route is not None else ()

    @property
    def through(self) -> tuple[str, ...]:
        """The names of the functions on the way."""
        return tuple(leg.name for leg in self.route.legs()) if self.route is not None else ()

    @property
    def start(self) -> Site:
        """Where it begins in the function: the call that leads to the statement, or that itself."""
        return self.route.site if self.route is not None else self.site


Identity = tuple[Site, Verb, str, str, Lanes, bool, Moment | None]

_MOST_EFFECTS = 400


class Summaries:
    """The effects of each function, own and inherited."""

    def __init__(self, calls: Calls, own: Mapping[Function, Sequence[Effect]]) -> None:
        self.of: dict[Function, list[Effect]] = {}
        self._known: dict[Function, set[int]] = {}
        self._numbers: dict[Identity, int] = {}
        for function, effects in own.items():
            table = {effect.identity: effect for effect in effects}
            self._known[function] = {self._number(identity) for identity in table}
            self.of[function] = list(table.values())
        fillings = Fillings()
        ways = {
            function: [_Way(fillings, calls, caller, call) for caller, call in found]
            for function, found in calls.closure(own).items()
        }
        self._sum_up(ways, list(own))
        self._known.clear()

    def _sum_up(self, ways: Mapping[Function, list[_Way]], waiting: list[Function]) -> None:
        while waiting:
            function = waiting.pop()
            effects = self.of[function]
            for way in ways.get(function, ()):
                # Effects are only ever added, at the end; what went up this way before need not again.
                if way.sent < len(effects):
                    fresh = effects[way.sent :]
                    way.sent = len(effects)
                    if self._inherit(way, fresh):
                        waiting.append(way.caller)

    def _number(self, identity: Identity) -> int:
        """Stands for an identity, of which there are few: a set of them for each function takes memory."""
        return self._numbers.setdefault(identity, len(self._numbers))

    def _inherit(self, way: _Way, effects: Sequence[Effect]) -> bool:
        """Adds a callee's effects to a caller's; whether there was anything new."""
        into, known = self.of.setdefault(way.caller, []), self._known.setdefault(way.caller, set())
        before, call = len(into), way.call
        for effect in effects:
            if len(into) >= _MOST_EFFECTS:
                break
            if effect.late and not call.runs_late:
                continue
            lanes = effect.lanes if call.lanes is Lanes.ALL else effect.lanes & call.lanes
            if lanes is Lanes.NONE:
                continue
            name = way.name(effect.name) if effect.name.parameters else effect.name
            late = call.late or (effect.late and call.defers)
            moment = call.moment or effect.moment
            number = self._number((effect.site, effect.verb, effect.kind, name.text, lanes, late, moment))
            if number not in known:
                known.add(number)
                into.append(way.carried(effect, name, lanes, late=late, moment=moment))
        return len(into) > before


class _Way:
    """A call on which effects travel up; `sent` of those of the callee have been seen by the caller."""

    __slots__ = ("_arguments", "_filled", "_fillings", "_routes", "call", "caller", "calls", "sent")

    def __init__(self, fillings: Fillings, calls: Calls, caller: Function, call: Call) -> None:
        self.calls = calls
        self.caller = caller
        self.call = call
        self.sent = 0
        self._fillings = fillings
        self._arguments: Mapping[str, Name] | None = None
        self._filled: dict[int, Name] = {}
        self._routes: dict[Route | None, Route] = {}

    def carried(
        self, effect: Effect, name: Name, lanes: Lanes, *, late: bool, moment: Moment | None
    ) -> Effect:
        call = self.call
        route = self._routes.get(effect.route)
        if route is None:
            route = self._routes[effect.route] = Route(call.site, call.name, effect.route)
        return effect._replace(
            name=name,
            lanes=lanes,
            locked=effect.locked or call.locked,
            once=effect.once or call.once,
            late=late,
            moment=moment,
            conditional=effect.conditional or call.conditional,
            route=route,
        )

    def name(self, name: Name) -> Name:
        """A name with what the call passes filled in."""
        name, unfilled, functions = self._fillings.of(name)
        if (self.call.callee.path, self.call.callee.scope) not in functions:
            return unfilled
        found = self._filled.get(id(name))
        if found is None:
            if self._arguments is None:
                self._arguments = self.calls.arguments(self.call)
            found = self._filled[id(name)] = self._fillings.filled(name, self._arguments)
        return found
