"""How a run gets to a statement."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.place import Lanes, Place
from isolint.model.source import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """The runner calls a function in `place`, and calls in it lead on to the statement.

    `via` are these calls, the outermost first, and `through` the names of what they call; `lanes` are the
    processes that the conditions on the way let through.
    """

    place: Place
    lanes: Lanes
    via: tuple[Site, ...] = ()
    through: tuple[str, ...] = ()
