"""Memory that outlives a test, who writes and reads it, and tests of the lane itself."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.place import Lanes, Place
from isolint.model.source import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A write or read of a variable in one place, with the lanes that really get there."""

    site: Site
    place: Place
    lanes: Lanes
    ordered: bool
    closes: bool = False
    """A read that only closes what it finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A module global, a class attribute or an attribute of the runner's own objects.

    `name` is for people ("config.DB"), `initial` the text of the value it has on import,
    "" if it has none; `initial_site` where that stands.
    """

    name: str
    initial: str
    writes: tuple[Touch, ...]
    reads: tuple[Touch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardUse:
    """A condition that only some lanes pass, in one place.

    `passes` are the lanes of the place that get into the guarded block, `stays` those that
    do not. `sets_up`: the block does something outside or keeps something for others, with
    `effect` where. `form` is the word of the catalogue that the condition is made of. `gives`: the block
    returns or yields a value of its own.
    """

    site: Site
    place: Place
    passes: Lanes
    stays: Lanes
    sets_up: bool
    effect: Site | None
    form: str
    gives: bool
    block: Site
