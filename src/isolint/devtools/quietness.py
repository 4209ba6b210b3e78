"""Why an effect is no hazard, as far as its own record says."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.effects import Effect
from isolint.model.name import Root, Trait
from isolint.model.place import Frequency, Lanes, Place
from isolint.model.resource import Verb
from isolint.model.vocabulary import ResourceWord


def reasons(effect: Effect, place: Place, word: ResourceWord, *, meets: bool) -> Iterator[str]:
    """Everything that keeps it apart from itself in another lane, strongest first."""
    yield from _of_lanes(place.lanes & effect.lanes)
    yield from _of_name(effect, place)
    yield from _of_guards(effect)
    if word.path and effect.name.root is Root.CWD and place.isolated:
        yield "a relative path, and the test works in a directory of its own"
    if effect.verb in (Verb.READ, Verb.WAIT, Verb.CHECK):
        yield "it changes nothing"
    if not meets:
        yield "no second lane meets it there"


def _of_lanes(lanes: Lanes) -> Iterator[str]:
    if not lanes:
        yield "no lane gets here"
    elif lanes.never_parallel:
        yield "runs without -n only"
    elif not lanes.in_each_worker:
        yield "one lane only"


def _of_name(effect: Effect, place: Place) -> Iterator[str]:
    name = effect.name
    if not name.is_known:
        yield "what it is called is not known"
    if name.separates_lanes:
        traits = sorted(trait.value for trait in name.traits if trait.separates_lanes)
        yield f"its name holds a {', a '.join(traits)}"
    if Trait.TEST in name.traits and place.frequency is Frequency.TEST:
        yield "its name holds the test's own"


def _of_guards(effect: Effect) -> Iterator[str]:
    if effect.once:
        yield "only the first to come does it, behind a lock"
    elif effect.locked:
        yield "every lane takes the same lock"
    if effect.tolerant:
        yield "doing it twice does no harm"
