"""Tear-downs of each process that end, among their own things, what one process made.

Who made a thing decides who ends it: a connection that each process opened is closed by each of
them, the server that one of them started is stopped by that one, when all others are done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from isolint.model.memory import Variable
from isolint.model.place import Frequency, Moment, Place
from isolint.model.resource import Access, Reach, Verb
from isolint.model.source import Site
from isolint.model.teardown import Split

_ENDING = (Verb.CLOSE, Verb.DESTROY)


class _Share(NamedTuple):
    """A part of a tear-down, in the function `place`, that deals with a thing of one process."""

    place: Place
    site: Site


def splits(
    accesses: Iterable[Access], variables: Iterable[Variable], same: Callable[[Access], list[Access]]
) -> dict[Site, Split]:
    """What can be taken apart, by the name of the function; `same` are all accesses to one thing."""
    accesses = tuple(accesses)
    shares = {*_of_variables(variables), *_of_accesses(accesses, same)}
    setups = {access.place.site for access in accesses if access.place.moment is Moment.SETUP}
    by_function: dict[Site, list[_Share]] = {}
    for share in shares:
        if share.place.site is not None and _is_within(share):
            by_function.setdefault(share.place.site, []).append(share)
    return {
        function: Split(registered=own[0].place.registered, shared=tuple(sorted({one.site for one in own})))
        for function, own in by_function.items()
        if own[0].place.registered is not None and function not in setups  # which put it off
    }


def _is_within(share: _Share) -> bool:
    """It stands in the tear-down itself, which the runner calls in each process as it ends."""
    place = share.place
    is_ending = place.moment is Moment.TEARDOWN and place.frequency is Frequency.RUN
    return is_ending and place.lanes.in_each_worker and place.encloses(share.site)


def _of_variables(variables: Iterable[Variable]) -> Iterator[_Share]:
    """Uses of what one process has set, and the others cannot set for themselves."""
    for variable in variables:
        if not variable.is_shadowed and all(write.supply is None for write in variable.writes):
            yield from (_Share(touch.place, touch.site) for touch in variable.reads)


def _of_accesses(accesses: Iterable[Access], same: Callable[[Access], list[Access]]) -> Iterator[_Share]:
    """Ends of outside things that one process made."""
    for access in accesses:
        is_outside = access.resource.reach is not Reach.PROCESS
        if access.verb in _ENDING and is_outside and any(_is_made_once(one) for one in same(access)):
            yield _Share(access.place, access.cause)


def _is_made_once(access: Access) -> bool:
    return (access.makes or access.verb is Verb.START) and access.lanes.only_once
