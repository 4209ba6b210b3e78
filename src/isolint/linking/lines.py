"""A single line: which functions of the runner get there, and what the suite sees of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.quiet import why_handed_over, why_left, why_quiet
from isolint.linking.stories import Stories, moment_of
from isolint.linking.suite import Suite
from isolint.linking.unit import Unit
from isolint.linking.variables import ENVIRONMENT, Variables
from isolint.model.arrival import Arrival
from isolint.model.change import Change
from isolint.model.explanation import Running, Seen
from isolint.model.facts import NONE, Step, StepKind
from isolint.model.place import Moment
from isolint.model.resource import Access, Reach, Verb
from isolint.model.source import Site

_PROTECTIONS = {
    "lock": "`{}` takes a lock that other workers see",
    "local lock": "`{}` locks within this process: other workers do not see it",
    "local once": "`{}` remembers within this process: other workers do not know of it",
    "restore": "`{}` puts back by itself what it changes",
    "directory": "`{}` goes to another directory, and back when the test ends",
    "fake": "`{}` puts a stand-in in the place of the real thing",
    "cleanup": "`{}` has something done when the test ends",
}
_LEAVING = (Verb.WRITE, Verb.MUTATE, Verb.DESTROY, Verb.REGISTER)
"""What may be found by those who come later in the same process."""

_WRITING = frozenset({StepKind.ASSIGN, StepKind.UPDATE})


class Lines:
    """Answers for one suite; `stories` knows what happens where."""

    def __init__(self, stories: Stories) -> None:
        self.suite: Suite = stories.suite
        self.stories = stories
        self.calls = self.suite.ways.calls
        self.units = self.calls.units
        self.variables = Variables(self.calls)

    def function(self, line: Site) -> str:
        """The function that the line stands in, in words."""
        return self.suite.ways.name(self._statement(line))

    def running(self, line: Site) -> tuple[Running, ...]:
        """Who gets there; those who do at the same moment, in the same lanes and as often are one."""
        groups: dict[tuple[object, ...], list[Arrival]] = {}
        for arrival in self.suite.ways.to(self._statement(line)):
            key = (arrival.place.moment, arrival.lanes, arrival.place.frequency)
            groups.setdefault(key, []).append(arrival)
        return tuple(map(self._running, groups.values()))

    def seen(self, line: Site) -> tuple[Seen, ...]:
        """What happens on the line, and why it is no finding."""
        found = (*self._guards(line), *self._accesses(line), *self._memory(line), *self._protections(line))
        return tuple({one.text: one for one in sorted(found, key=lambda one: one.site)}.values())

    def _statement(self, line: Site) -> Site:
        """The first step that begins on the line, else the line's own start."""
        unit = self.units.get(line.path)
        steps = [step for step in unit.facts.steps if _is_on(line, step.start)] if unit is not None else []
        if unit is not None and steps and not any(_is_on(line, one.name_start) for one in unit.scopes[1:]):
            first = min(steps, key=lambda step: step.start)
            return Site(line.path, first.start, first.end)
        names = (one.name_start for one in (unit.scopes[1:] if unit is not None else ()))
        start = next((at for at in names if _is_on(line, at)), line.start)
        return Site(line.path, start, line.end)

    def _running(self, arrivals: list[Arrival]) -> Running:
        first = arrivals[0]
        return Running(
            owner=first.place.owner,
            lanes=self.stories.lanes(first),
            moment=moment_of(first.place).value,
            frequency=first.place.frequency.value,
            via=first.via,
            through=first.through,
            others=tuple(dict.fromkeys(one.place.owner for one in arrivals[1:])),
        )

    def _guards(self, line: Site) -> Iterator[Seen]:
        """Conditions on the process, each as it is passed."""
        uses = {use.site: use for use in reversed(self.suite.guard_uses) if _is_at(line, use.site)}
        for use in uses.values():
            inside = " and ".join(use.passes.words) or "nobody of a parallel run"
            outside = f", and keeps out {' and '.join(use.stays.words)}" if use.stays.words else ""
            yield Seen(site=use.site, text=f"this condition lets in {inside}{outside}")

    def _accesses(self, line: Site) -> Iterator[Seen]:
        """What is touched there: all that is done to one thing is told at once."""
        things: dict[str, list[Access]] = {}
        for access in self.suite.accesses:
            sites = {access.where, access.site, access.cause, access.name_site}
            if any(_is_at(line, site) for site in sites):
                things.setdefault(self.stories.deeds.called(access), []).append(access)
        for thing, accesses in things.items():
            deeds = " and ".join(dict.fromkeys(access.verb.past for access in accesses))
            why = dict.fromkeys(why for access in accesses for why in self._why(access, line))
            first = accesses[0]
            own = (first.where, first.site, first.cause, first.name_site)
            site = next((site for site in own if _is_at(line, site)), first.where)
            yield Seen(site=site, text=f"{thing} is {deeds}", why=tuple(why))

    def _why(self, access: Access, line: Site) -> tuple[str, ...]:
        is_change = access.resource.reach is Reach.PROCESS and access.verb in _LEAVING
        if is_change and access.place.moment in (Moment.SETUP, Moment.TEST):
            return why_left(self.suite, self._left(line), access.place, access.lanes)
        return why_quiet(self.suite, access)

    def _left(self, line: Site) -> tuple[Change, ...]:
        """What stays changed in its process by this line."""
        return tuple(
            one for one in self.suite.leaks.found if _is_at(line, one.where) or _is_at(line, one.site)
        )

    def _memory(self, line: Site) -> Iterator[Seen]:
        """Variables that live as long as the process."""
        unit = self.units.get(line.path)
        for step in self._steps(unit, line):
            for name in self._names(unit, step) if unit is not None else ():
                site = Site(line.path, step.start, step.end)
                for arrival in self.suite.ways.to(site)[:1]:
                    why = why_handed_over(self.suite, name.removeprefix(f"{ENVIRONMENT}:")) or why_left(
                        self.suite, self._left(line), arrival.place, arrival.lanes
                    )
                    yield Seen(site=site, text=_written(name), why=why)

    def _names(self, unit: Unit, step: Step) -> Iterable[str]:
        if step.kind not in _WRITING or step.subject == NONE:
            return ()
        names = (
            self.variables.written(unit, step, one) for one in self.variables.targets(unit, step.subject)
        )
        return [name for name in names if name]

    def _protections(self, line: Site) -> Iterator[Seen]:
        """What the catalogue knows to make things safe."""
        unit = self.units.get(line.path)
        words = self.suite.catalogue.protections
        for step in self._steps(unit, line):
            if unit is None or step.kind is not StepKind.CALL:
                continue
            callee = self.calls.values.callee(unit, step.scope, step.subject)
            chain = callee.text if callee is not None and callee.form == "chain" else ""
            for word in words.get(chain, ()):
                if word.form in _PROTECTIONS:
                    called = unit.dotted(unit.callee(step.subject)) or chain
                    yield Seen(site=unit.site(step.subject), text=_PROTECTIONS[word.form].format(called))

    def _steps(self, unit: Unit | None, line: Site) -> Iterator[Step]:
        if unit is not None:
            yield from (step for step in unit.facts.steps if _is_on(line, step.start))


def _written(name: str) -> str:
    """How a reader calls the variable of an id."""
    variable = name.removeprefix(f"{ENVIRONMENT}:")
    if variable != name:
        return f"the environment variable {variable} is set"
    return f'"{name.rpartition("::")[2]}" is written'


def _is_on(line: Site, offset: int) -> bool:
    return line.start <= offset < line.end


def _is_at(line: Site, site: Site) -> bool:
    """It begins on the line."""
    return site.path == line.path and _is_on(line, site.start)
