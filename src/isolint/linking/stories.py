"""A finding told in steps: who does what, in which process, in the order in which a run gets there.

The suite knows what happens at the sites of a finding, and on which ways a run gets there. A rule's
message has two halves, what is there and what comes of it: the second one ends the story.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from isolint.linking.casts import PRELUDES, Cast, cast_of, role_of, sentence, verb_of
from isolint.linking.deeds import Deed, Deeds
from isolint.linking.reasons import remedy, sought
from isolint.linking.scenes import MOMENTS, Scene, in_order
from isolint.linking.suite import Suite
from isolint.model.arrival import Arrival
from isolint.model.finding import Finding, Related
from isolint.model.place import BESIDE, Lanes, Moment, Place
from isolint.model.resource import Access, Verb
from isolint.model.source import Site
from isolint.model.story import ALONE, COLUMNS, EACH_THREAD, LANES, MAIN_THREAD, SERIALLY, Role, Step, Story

_BETWEEN_PROCESSES = ("lost write", "early close")
_THREADS = "thread race"
_OF_COMMENTS = "suppression"
"""What is said of comments, which nobody runs."""

_OF_MESSAGES = ("ISO502", "ISO503", "ISO504", "ISO505", "ISO704")
"""Rules about things for which the suite has no better words than the rule."""

_TOLD_BY_VERB = ("lost write", "name clash")
"""Families in which those who change a thing are to blame, and those who look at it bear it."""


def story(suite: Suite, finding: Finding) -> Story:
    """The whole reasoning behind a finding of any rule; who tells many of a suite keeps its `Stories`."""
    return Stories(suite).of(finding)


class Stories:
    """Tells the findings of one suite."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.deeds = Deeds(suite)

    def of(self, finding: Finding) -> Story:
        """A finding in steps; the last one says what comes of it, of those whom it concerns."""
        if finding.family == _OF_COMMENTS:
            step = Step(site=finding.site, text=finding.message, role=Role.CAUSE)
            return Story(steps=(step,), sought=(), remedy=remedy(finding, None))
        cast = cast_of(finding)
        own = self._own(finding, cast)
        others = []
        for scene in (self._related(finding, one, own) for one in finding.related):
            if _is_within(own, scene) and own.step.verb == "names":
                own = _as_act(own, scene)
            else:
                others.append(scene)
        steps = tuple(self._ended(finding, cast, own, list(in_order([own, *others]))))
        arrival = self._arrival(finding.site, finding.message)
        return Story(
            steps=steps,
            sought=sought(finding.code),
            remedy=remedy(finding, arrival.place if arrival is not None else None),
            lanes=self._columns(finding, steps),
        )

    def _own(self, finding: Finding, cast: Cast) -> Scene:
        """What happens at the finding's own site."""
        deed = self._deed(finding.site, finding, finding.message)
        is_read = finding.family == "lost write" and deed is not None and deed.verb in (Verb.READ, Verb.CLOSE)
        names = self.deeds.named_at(finding.site) if deed is None and cast.verb == "names" else ()
        step = Step(
            site=finding.site,
            text=deed.text if deed is not None else self._naming(finding, names) or cast.there,
            role=Role.VICTIM if is_read else cast.role,
            verb=deed.verb.present if deed is not None else cast.verb,
        )
        return self._placed(step, self._arrival(finding.site, finding.message), finding, chain=True)

    def _naming(self, finding: Finding, accesses: Sequence[Access]) -> str:
        """The name that is made there, where it is used elsewhere."""
        named = (access for access in accesses if self.suite.describe(access) in finding.message)
        access = next(named, None)
        return f"{self.deeds.called(access)} gets its name" if access is not None else ""

    def _related(self, finding: Finding, related: Related, own: Scene) -> Scene:
        """What happens at another place of the finding."""
        deed = self._deed(related.site, finding, related.message)
        role = role_of(finding, related.message)
        if deed is not None and finding.family in _TOLD_BY_VERB and role is not Role.PASSING:
            role = Role.VICTIM if deed.verb in (Verb.READ, Verb.CLOSE) else Role.CAUSE
        step = Step(
            site=related.site,
            text=deed.text if deed is not None else sentence(related.message),
            role=role,
            verb=deed.verb.present if deed is not None else verb_of(related.message),
        )
        is_same = finding.family != "leak" or role is not Role.VICTIM
        hint = own.step.owner if is_same else ""
        return self._placed(step, self._arrival(related.site, related.message, hint), finding)

    def _deed(self, site: Site, finding: Finding, message: str) -> Deed | None:
        """What the suite knows to happen there, of several things what the rule speaks of."""
        if finding.code in _OF_MESSAGES:
            return None
        found = self.deeds.at(site, finding.family)
        spoken = [deed for deed in found if deed.verb.past in message or deed.verb.present in message]
        owned = [deed for deed in spoken or found if deed.place.owner in message]
        return next(iter(owned or spoken or found), None)

    def _arrival(self, site: Site, *hints: str) -> Arrival | None:
        """How a run gets there: by the function that is spoken of, else by the first that leads there."""
        found = self.suite.ways.to(site)
        for hint in hints:
            for arrival in found:
                if arrival.place.owner in hint:
                    return arrival
        return next(iter(found), None)

    def _placed(self, step: Step, arrival: Arrival | None, finding: Finding, *, chain: bool = False) -> Scene:
        """A step in the place where the runner makes it happen."""
        if arrival is None:
            return Scene(step=replace(step, owner=self.suite.ways.name(step.site)), at=step.site)
        place = arrival.place
        placed = replace(
            step,
            owner=place.owner + self._company(step.site, arrival),
            lanes=self.lanes(arrival, threads=finding.family == _THREADS),
            moment=moment_of(place).value,
            frequency=place.frequency.value,
        )
        calls = zip(arrival.via, arrival.through, strict=True) if chain else ()
        return Scene(
            step=placed,
            lead=tuple(
                replace(placed, site=site, text=_call(name), verb="calls", role=Role.PASSING)
                for site, name in calls
            ),
            at=next(iter(arrival.via), step.site),
            in_controller=Lanes.CONTROLLER in arrival.lanes,
        )

    def _company(self, site: Site, arrival: Arrival) -> str:
        """How many other functions get there at the same moment."""
        alike = {
            other.place.owner
            for other in self.suite.ways.to(site)
            if other.place.moment is arrival.place.moment and other.lanes == arrival.lanes
        }
        more = len(alike - {arrival.place.owner})
        return f" and {more} more" if more else ""

    def lanes(self, arrival: Arrival, *, threads: bool = False) -> tuple[str, ...]:
        """Who gets there, in words: processes, or the threads that run one test."""
        if threads and self.suite.layout.threads is not None:
            return (EACH_THREAD,) if arrival.place.moment is Moment.TEST else (MAIN_THREAD,)
        if self.suite.layout.runner.is_serial:
            return (ALONE,)
        return arrival.lanes.words or (SERIALLY,)

    def _ended(self, finding: Finding, cast: Cast, own: Scene, steps: Sequence[Step]) -> Iterator[Step]:
        """The steps, with what comes of them: said of the first victim there is, else in one more."""
        victims = [step for step in steps if step.role is Role.VICTIM] if not cast.of_others else []
        acts = [step for step in steps if step.role is Role.CAUSE and step.verb not in PRELUDES]
        act = acts[0] if acts else own.step
        for step in steps:
            is_first = bool(victims) and step is victims[0]
            yield replace(step, text=f"{step.text}: {cast.comes}") if is_first and cast.comes else step
            if step is act and cast.of_others and cast.comes:
                yield self._consequence(cast, self._elsewhere(finding, act))
        if cast.comes and not victims and not cast.of_others:
            yield _later(self._consequence(cast, act), steps, cast)

    def _consequence(self, cast: Cast, act: Step) -> Step:
        """What comes of an act, where it is told of somebody whom the finding does not name."""
        units = (unit for arrival in self.suite.ways.to(act.site) for unit in arrival.place.units)
        lanes = act.lanes if any(BESIDE in unit for unit in units) else cast.suffering or act.lanes
        return replace(act, text=cast.comes, role=Role.VICTIM, lanes=lanes, verb=cast.suffers)

    def _elsewhere(self, finding: Finding, act: Step) -> Step:
        """The same act of somebody else, where another function gets there, too."""
        for arrival in self.suite.ways.to(act.site):
            owner = arrival.place.owner
            if (
                arrival.place.moment.value == act.moment
                and owner not in act.owner
                and owner not in finding.message
            ):
                return replace(act, owner=owner, frequency=arrival.place.frequency.value)
        return act

    def _columns(self, finding: Finding, steps: Sequence[Step]) -> tuple[str, ...]:
        """The lanes of a drawing."""
        used = {lane for step in steps for lane in step.lanes}
        runner = self.suite.layout.runner
        if finding.family in _BETWEEN_PROCESSES and used & {*LANES} and not runner.is_serial:
            used.add("each worker")
        return tuple(lane for lane in COLUMNS if lane in used)


def _call(name: str) -> str:
    return f"calls `{name}`" if name.isidentifier() else "calls the function that is written here"


def moment_of(place: Place) -> Moment:
    """When it is: where a file of tests is a module of its own, workers import it as they collect."""
    is_early = Lanes.CONTROLLER in place.lanes or bool(place.session)
    return Moment.COLLECT if place.moment is Moment.IMPORT and not is_early else place.moment


def _later(step: Step, steps: Sequence[Step], cast: Cast) -> Step:
    """The last step; what a set-up leaves behind, or keeps for itself, is felt in the tests."""
    last = steps[-1].moment or step.moment
    if cast.felt_later and last and MOMENTS.index(last) < MOMENTS.index(Moment.TEST.value):
        return replace(step, owner="", moment=Moment.TEST.value, frequency="")
    return replace(step, moment=last)


def _is_within(own: Scene, other: Scene) -> bool:
    """The finding's site is a part of what is told of another place."""
    inner, outer = own.step.site, other.step.site
    return inner.path == outer.path and outer.start <= inner.start and inner.end <= outer.end


def _as_act(own: Scene, act: Scene) -> Scene:
    """The step of a name, told as that of the statement around it."""
    return replace(own, step=replace(own.step, text=act.step.text, verb=act.step.verb), at=act.at)
