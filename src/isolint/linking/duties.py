"""The functions that the runner calls, file by file, with what it calls them for."""

from __future__ import annotations

from isolint.linking.suite import Suite
from isolint.model.duty import Called, Duty
from isolint.model.place import Moment, Place, at_once


def duties(suite: Suite) -> dict[str, tuple[Called, ...]]:
    """All but what runs on import, in the order of the text.

    Equal duties are one object: a large suite has many functions and few kinds of them.
    """
    known: dict[Duty, Duty] = {}
    found: dict[str, dict[Called, None]] = {}
    for place in suite.called:
        if place.site is not None and place.moment is not Moment.IMPORT:
            duty = _duty(place)
            name = place.owner.partition("`")[2].rpartition("`")[0] or place.owner
            called = Called(place.site, name, known.setdefault(duty, duty))
            found.setdefault(place.site.path, {})[called] = None
    return {path: tuple(sorted(calls, key=lambda call: call.site)) for path, calls in found.items()}


def _duty(place: Place) -> Duty:
    return Duty(
        what=place.owner.partition("`")[0].partition('"')[0].strip(),
        lanes=place.lanes,
        moment=place.moment,
        frequency=place.frequency,
        alone=len(at_once(place.units)) < 2,
        ordered=place.ordered,
        isolated=place.isolated,
    )
