"""What functions do to resources, carried up through first-party calls.

An effect starts at a statement. It travels from callee to caller, its name filled in with
what the caller passes, its lanes narrowed by the conditions around the call, until the
functions that the runner itself calls have the sum of all. Recursion is closed by repeating
until nothing new turns up; there is no limit on the depth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from isolint.linking.call import Apart, Call, Callers
from isolint.linking.calls import Calls
from isolint.linking.filling import Fillings, Function
from isolint.linking.passing import Given
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
        sites: list[Site] = []
        leg = self.route
        while leg is not None:  # by hand: this is asked for a million times
            sites.append(leg.site)
            leg = leg.rest
        return tuple(sites)

    @property
    def through(self) -> tuple[str, ...]:
        """The names of the functions on the way."""
        return tuple(leg.name for leg in self.route.legs()) if self.route is not None else ()

    @property
    def grows(self) -> bool:
        """What is added comes on top of what was there: it puts back only what was taken away."""
        return self.call.rpartition(".")[2] in _GROWING

    @property
    def start(self) -> Site:
        """Where it begins in the function: the call that leads to the statement, or that itself."""
        return self.route.site if self.route is not None else self.site


Identity = tuple[Site, Verb, str, str, Lanes, bool, Moment | None]

_GROWING = frozenset({"append", "extend", "insert"})
_MOST_EFFECTS = 400


@dataclass(frozen=True, slots=True, eq=False)
class _Shared:
    """An effect as any number of functions have it, whatever the way to it: there is one for all of them.

    `number` stands for its identity; `open_to` are the functions whose calls may change its name by what
    they pass.
    """

    effect: Effect
    number: int
    open_to: frozenset[Function]


class _Summary:
    """The effects of one function, and in another column the route to each.

    `known`: the identities among them; nobody asks for them any more when the list is full.
    `told`: so many of them have been offered to all callers.
    """

    __slots__ = ("effects", "known", "routes", "told")

    def __init__(self, effects: Iterable[_Shared] = ()) -> None:
        self.effects = list(effects)
        self.routes: list[Route | None] = [None] * len(self.effects)
        self.known = {one.number for one in self.effects}
        self.told = 0


class Summaries:
    """The effects of each function, own and inherited."""

    def __init__(
        self, calls: Calls, own: Mapping[Function, Sequence[Effect]], started: Callers | None = None
    ) -> None:
        self._summaries: dict[Function, _Summary] = {}
        self._numbers: dict[Identity, int] = {}
        self._fillings = Fillings()
        self._shared: dict[tuple[object, ...], _Shared] = {}
        for function, effects in own.items():
            table = {effect.identity: effect for effect in effects}
            self._summaries[function] = _Summary(map(self._one, table.values()))
        manners: dict[_Manner, _Carried] = {}
        ways = {
            function: [
                _Way(self._fillings, calls, caller, call, manners.setdefault(_manner(call), {}))
                for caller, call in found
            ]
            for function, found in calls.closure(own, started).items()
        }
        self._sum_up(ways, list(own))

    def of(self, function: Function) -> Iterator[Effect]:
        """The effects of a function with the way to each; made anew each time, for there are very many."""
        summary = self._summaries.get(function)
        if summary is not None:
            for one, route in zip(summary.effects, summary.routes, strict=True):
                yield one.effect if route is None else Effect(*one.effect[:-1], route)

    def _sum_up(self, ways: Mapping[Function, list[_Way]], waiting: list[Function]) -> None:
        while waiting:
            function = waiting.pop()
            summary = self._summaries[function]
            if summary.told == len(summary.effects):
                continue
            summary.told = len(summary.effects)
            # Effects are only ever added, at the end; what went up a way before need not again.
            waiting += [
                way.caller
                for way in ways.get(function, ())
                if way.sent < len(summary.effects) and self._inherit(way, summary)
            ]

    def _one(self, effect: Effect) -> _Shared:
        """The one that stands for all effects that differ in nothing but the way to them."""
        number = self._numbers.setdefault(effect.identity, len(self._numbers))
        guards = (effect.locked, effect.once, effect.conditional, effect.tolerant)
        key = (number, id(effect.name), effect.call, guards)
        found = self._shared.get(key)
        if found is None:
            # What it holds keeps the name alive, so that the name's id stays its own.
            name = effect.name
            open_to = self._fillings.of(name).functions if name.parameters else frozenset()
            found = self._shared[key] = _Shared(effect, number, open_to)
        return found

    def _inherit(self, way: _Way, summary: _Summary) -> bool:
        """Adds a callee's effects to a caller's; whether there was anything new."""
        effects, usual = summary.effects, way.carried
        first, way.sent = way.sent, len(effects)
        into = self._summaries.get(way.caller)
        if into is None:
            into = self._summaries[way.caller] = _Summary()
        known, inherited, before = into.known, into.effects, len(into.effects)
        for index in range(first, way.sent):  # the hottest loop there is
            if len(inherited) >= _MOST_EFFECTS:
                known.clear()
                break
            one = effects[index]
            carried = way.opened if one.open_to and way.is_open(one.open_to) else usual
            try:  # most have gone up on another way already
                found = carried[one]
            except KeyError:
                effect = way.carry(one.effect)
                found = carried[one] = self._one(effect) if effect is not None else None
            if found is not None and found.number not in known:
                known.add(found.number)
                inherited.append(found)
                into.routes.append(way.route(summary.routes[index]))
        return len(inherited) > before


_Manner = tuple[object, ...]
_Carried = dict[_Shared, "_Shared | None"]
"""What effects of the callee are to the caller, None for those that do not get there."""


def _manner(call: Call) -> _Manner:
    """Equal for calls that change effects alike, as long as these do not depend on what is passed."""
    conditions = (call.locked, call.once, call.conditional, call.apart)
    return (call.lanes, call.late, call.runs_late, call.defers, call.moment, *conditions)


_UNASKED = ("", -1)


class _Way:
    """A call on which effects travel up; `sent` of those of the callee have been seen by the caller.

    `carried` is shared by all calls of the same manner; `opened` has those that depend on the arguments.
    """

    __slots__ = (
        "_arguments", "_filled", "_fillings", "_maker", "_routes",
        "call", "callee", "caller", "calls", "carried", "opened", "sent",
    )  # fmt: skip

    def __init__(
        self, fillings: Fillings, calls: Calls, caller: Function, call: Call, carried: _Carried
    ) -> None:
        self.calls = calls
        self.caller = caller
        self.call = call
        self.callee = (call.callee.path, call.callee.scope)
        self.sent = 0
        self.carried = carried
        self.opened: _Carried = {}
        self._fillings = fillings
        self._arguments: Given | None = None
        self._filled: dict[int, Name] = {}
        self._maker: Function | None = _UNASKED
        self._routes: dict[Route | None, Route] = {}

    def is_open(self, functions: frozenset[Function]) -> bool:
        """The call passes something for parameters of one of some functions."""
        if self.callee in functions:
            return True
        if self._maker is _UNASKED:
            self._maker = self.calls.maker(self.call)
        return self._maker in functions

    def carry(self, effect: Effect) -> Effect | None:
        """An effect of the callee as one of the caller, None where the caller has nothing of it."""
        call = self.call
        lanes = effect.lanes if call.lanes is Lanes.ALL else effect.lanes & call.lanes
        if (effect.late and not call.runs_late) or lanes is Lanes.NONE:
            return None
        is_started = call.apart is not Apart.NOT
        if is_started and not self.calls.is_felt(call.apart, effect.kind, effect.verb, effect.name):
            return None
        return effect._replace(
            name=self._name(effect.name) if effect.name.parameters else effect.name,
            lanes=lanes,
            locked=effect.locked or call.locked,
            once=effect.once or call.once,
            late=call.late or (effect.late and call.defers),
            moment=call.moment or effect.moment,
            conditional=effect.conditional or call.conditional,
        )

    def route(self, rest: Route | None) -> Route:
        """The way from the caller, where `rest` is the way from the callee."""
        found = self._routes.get(rest)
        if found is None:
            found = self._routes[rest] = Route(self.call.site, self.call.name, rest)
        return found

    def _name(self, name: Name) -> Name:
        """A name with what the call passes filled in."""
        name, unfilled, functions = self._fillings.of(name)
        if not self.is_open(functions):
            return unfilled
        found = self._filled.get(id(name))
        if found is None:
            if self._arguments is None:
                self._arguments = self.calls.arguments(self.call)
            found = self._filled[id(name)] = self._fillings.filled(name, self._arguments)
        return found
