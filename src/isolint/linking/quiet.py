"""Why an access, or a change of the process, is no hazard: all that is known to keep it apart."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.change import Change
from isolint.model.name import Root, Trait
from isolint.model.place import Frequency, Lanes, Place
from isolint.model.resource import Access, Reach, Verb

_TRAITS = {
    Trait.WORKER: "the worker's id is in its name",
    Trait.PROCESS: "something that only this process has is in its name",
    Trait.PRIVATE: "it lies in a directory of its own",
    Trait.HANDED_OUT: "the system hands out its name, and no name twice",
    Trait.PICKED: "its name is one that was free",
    Trait.RANDOM: "its name holds a whole random number, such as a uuid",
}
_EACH = "each worker does so for itself, before its tests"
_INHERITED = "it is set before the workers start, and they inherit it"
_ALONE = "one process has it afterwards, and no other is seen to look for it"
_UNSPOKEN = "no rule speaks of it here: it is wanted so, or another line of the same thing is reported"
_LOOKS = (Verb.READ, Verb.WAIT, Verb.CHECK)


def why_quiet(suite: Suite, access: Access) -> tuple[str, ...]:
    """Everything that keeps an access apart from itself in another worker, strongest first."""
    if access.resource.reach is Reach.PROCESS:
        return tuple(_in_process(access))
    found = (*_of_lanes(access), *_of_name(access), *_of_guards(access))
    return tuple(dict.fromkeys(found or _met(suite, access))) or (_UNSPOKEN,)


def why_left(suite: Suite, changes: tuple[Change, ...], place: Place, lanes: Lanes) -> tuple[str, ...]:
    """Why it does no harm that somebody changes its process; `changes` are those that stay.

    `lanes` are the processes that really do it: fewer than the place's, where a condition says so.
    """
    if place.frequency in (Frequency.RUN, Frequency.PACKAGE):
        return (_EACH if Lanes.REST in lanes else _ALONE,)
    if not changes:
        return ("isolint sees it put back before the next test, or sees nobody who would mind",)
    if any(suite.leaks.is_set_alike(change) for change in changes):
        return ("it stays, but all who set it give it the same value",)
    if not any(change.readers for change in changes):
        return ("it stays, but nobody else in the project is seen to read it",)
    return (_UNSPOKEN,)


def why_handed_over(suite: Suite, variable: str) -> tuple[str, ...]:
    """Why it does no harm that one process alone sets a variable of the environment."""
    return (_INHERITED,) if variable in suite.handed_over else ()


def _in_process(access: Access) -> Iterator[str]:
    if access.verb in _LOOKS:
        yield "it only looks"
    yield "each process has its own"


def _of_lanes(access: Access) -> Iterator[str]:
    if not access.lanes:
        yield "no process gets here"
    elif access.lanes.never_parallel:
        yield "it happens only without workers"
    elif Lanes.REST not in access.lanes:
        yield f"only {' and '.join(access.lanes.words)} gets here"


def _of_name(access: Access) -> Iterator[str]:
    name = access.resource.name
    yield from (text for trait, text in _TRAITS.items() if trait in name.traits)
    if Trait.TEST in name.traits and access.place.frequency is Frequency.TEST:
        yield "the test's own name is in its name"
    if name.root is Root.CWD and access.place.isolated:
        yield "each test works in a directory of its own"
    if not name.is_known and not name.separates_lanes:
        yield "what it is called cannot be read from the code, and isolint does not guess"


def _of_guards(access: Access) -> Iterator[str]:
    if access.guards.once:
        yield "only the first worker to come does it, behind a lock"
    elif access.guards.locked:
        yield "a lock is held that the other workers see"
    if access.guards.tolerant:
        yield "doing it twice does no harm"


def _met(suite: Suite, access: Access) -> Iterator[str]:
    if access.verb in _LOOKS:
        yield "it changes nothing"
    elif access.lanes.in_each_worker and not suite.meets(access):
        yield "no two workers are there at the same time"
