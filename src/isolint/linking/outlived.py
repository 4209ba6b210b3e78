"""Where a tear-down closes what something that the set-up has started beside the tests still has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isolint.linking.companions import Companion, Companions
from isolint.linking.endings import CLOSE, Endings, Event
from isolint.linking.keys import key, within
from isolint.linking.lives import Life, Lives, Stretch
from isolint.model.facts import ExprKind, StepKind
from isolint.model.source import Site
from isolint.model.teardown import EarlyClose

_CLOSING = frozenset({CLOSE, "aclose", "dispose", "disconnect", "quit"})
_TELLING = frozenset(
    {
        "set", "cancel", "stop", "shutdown", "terminate", "kill", "send_signal", "put", "put_nowait",
        "call_soon_threadsafe", "abort", "quit",
    }
)  # fmt: skip
_WAITING = frozenset({"join", "wait", "result", "communicate"})
_CALLED = re.compile(r"\(\)(\[\d*\])?$")
"""That a thing is what a call gives, or an item of that."""
_OPENED = frozenset({"file", "database", "connection"})
"""Kinds of things whose closing tells nobody to end."""


class Outlived:
    """`early` are the closings that come before the end of those who use what is closed."""

    def __init__(self, lives: Lives, companions: Companions, endings: Endings) -> None:
        self.companions = companions
        self.endings = endings
        self.bodies = endings.bodies
        self.catalogue = endings.values.catalogue
        found: dict[Site, EarlyClose] = {}
        for life in lives:
            for one in self._of_life(life):
                found.setdefault(one.site, one)
        self.early = tuple(found[site] for site in sorted(found))

    def _of_life(self, life: Life) -> Iterator[EarlyClose]:
        if not life.teardown and not life.cleanups:
            return
        users = [one for one in self.companions.of(life) if one.keys and not _is_waited_for(life, one)]
        events = self.endings.of(life) if users else []
        for number, event in enumerate(events):
            for user in users:
                given = self._handed_over(event, user)
                if given is None or self._is_over(life, user, event, events[:number]):
                    continue
                ending = self._ending(user, event, events[number + 1 :])
                if ending is not None:
                    yield EarlyClose(
                        variable=event.target.removeprefix("self."),
                        site=event.site,
                        ending=ending.site,
                        start=user.start,
                        given=given,
                        place=life.place,
                        removes=event.removes,
                    )
                    break

    @staticmethod
    def _handed_over(event: Event, user: Companion) -> Site | None:
        """Where the user got what the event closes, None if that is none of his."""
        if not event.target or event.target in user.keys:
            return None
        if event.removes:
            return user.named.get(event.target) if user.apart else user.given.get(event.target)
        if event.method not in _CLOSING or user.apart:
            return None  # what is open in this process, another has for itself
        return user.given.get(event.target)

    def _is_over(self, life: Life, user: Companion, event: Event, before: list[Event]) -> bool:
        """The user has ended, or is dealt with, or asked about, before the event."""
        if any(self._ends(user, one, event) for one in before):
            return True
        return any(
            stretch.unit is event.unit
            and stretch.start <= event.site.start < stretch.end
            and _is_known_before(stretch, user, event.site.start)
            for stretch in life.teardown
        )

    def _ends(self, user: Companion, event: Event, closing: Event) -> bool:
        """What may be his end: a call of him or with him, of what he listens to, or of a method whose body
        knows him."""
        if event.mentions & user.keys:
            return True
        is_signal = event.target in user.given and event.target != closing.target
        if is_signal and event.method in _TELLING:
            return True
        function = self.bodies.called(event.unit, event.step)
        if function is None:
            return False
        other = self.bodies.units[function[0]]
        record = other.scopes[function[1]]
        return any(key(other, at) in user.keys for at in within(other, record.body, record.end))

    def _ending(self, user: Companion, closing: Event, after: list[Event]) -> Event | None:
        """The call after the closing that tells the user to end, or waits for him where the closing
        has not told him."""
        for event in after:
            if not _can_follow(closing, event):
                continue
            of_him = event.target in user.keys
            by_signal = event.target in user.given and event.target != closing.target
            is_told = (of_him or by_signal) and event.method in _TELLING
            is_left = of_him and event.method in (*_WAITING, CLOSE)
            if (is_told or is_left) and (
                closing.removes or self._tells_nobody(user, closing, is_told=is_told)
            ):
                return event
        return None

    def _tells_nobody(self, user: Companion, closing: Event, *, is_told: bool) -> bool:
        """To close the thing is not how its user is told to end. Where nothing else tells him, that has
        to be sure."""
        value = self.endings.value(closing)
        if user.ready or value is None or value.form not in ("chain", "instance"):
            return False
        if value.form == "instance":
            return is_told
        made = _CALLED.sub("", value.text)
        if any(word.form == "wakes" for word in self.catalogue.protections.get(made, ())):
            return False
        words = (
            *self.catalogue.accesses.get(made, ()),
            *self.catalogue.accesses.get(f"{value.text}.{closing.method}", ()),
        )
        is_loop = made.endswith("event_loop")
        return is_told or is_loop or any(word.kind in _OPENED for word in words)


def _is_waited_for(life: Life, user: Companion) -> bool:
    """The set-up itself waits until he is done."""
    for stretch in life.setup:
        unit = stretch.unit
        for step in stretch.steps():
            if step.kind == StepKind.CALL and step.start > user.start.start:
                callee = unit.callee(step.subject)
                is_wait = unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] in _WAITING
                if is_wait and key(unit, unit.parts(callee)[0]) in user.keys:
                    return True
        for at in unit.of_kind(ExprKind.AWAIT):
            is_here = stretch.start <= unit.start(at) < stretch.end
            if is_here and key(unit, unit.parts(at)[0]) in user.keys:
                return True
    return False


def _is_known_before(stretch: Stretch, user: Companion, end: int) -> bool:
    """The tear-down mentions him, or sets a flag that he looks at, earlier."""
    unit = stretch.unit
    if any(key(unit, at) in user.keys for at in within(unit, stretch.start, end)):
        return True
    return any(
        step.kind == StepKind.ASSIGN and step.start < end and key(unit, step.subject) in user.given
        for step in stretch.steps()
    )


def _can_follow(closing: Event, event: Event) -> bool:
    """No condition lets only one of the two run."""
    if closing.unit is not event.unit or closing.step.scope != event.step.scope:
        return True
    here, there = (one.unit.branches(one.step.block) for one in (closing, event))
    return all(there.get(condition, way) is way for condition, way in here.items())
