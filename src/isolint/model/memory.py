"""Memory that outlives a test, who writes and reads it, and tests of the lane itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from isolint.model.finding import Fix, Safety
from isolint.model.place import Lanes, Place
from isolint.model.source import Site


class Supply(Enum):
    """How the other processes can come by what one of them sets."""

    REPEATED = "by the same statement"
    HANDED_OVER = "as a text that the runner brings them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A write or read of a variable in one place, with the lanes that really get there."""

    site: Site
    place: Place
    lanes: Lanes
    ordered: bool
    closes: bool = False
    """A read that only closes what it finds."""
    calls: bool = False
    """A read that calls what it finds, or a method of it."""
    statement: Site | None = None
    """The read or write itself, of which `site` is the part of the suite that leads there."""
    supply: Supply | None = None
    """Where a write can do for all what it now does for one process."""

    @property
    def remedy(self) -> Fix | None:
        """What gives the others what this write gives one process, equal for all who miss it."""
        if self.supply is Supply.REPEATED:
            return Fix(
                recipe="copy-to-each-process",
                anchor=self.site,
                safety=Safety.SAFE,
                title="Set it in each process",
            )
        if self.supply is Supply.HANDED_OVER:
            return Fix(
                recipe="hand-over-string",
                anchor=self.site,
                safety=Safety.SAFE,
                title="Return it as bytes, and read it in each process",
                arguments=(("type", "string"),),
            )
        return None


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
    asked: tuple[Touch, ...] = ()
    """Reads under a question whether anything is there: in the other processes nothing happens."""
    is_shadowed: bool = False
    """The writes are of a local variable of the same name: nobody writes this one."""
    can_be_nil: bool = False
    """It starts as None, or its type is known to be one that can be compared with nil."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """The way from the first half of a set-up to the second.

    `given` is the last statement with which the first half returns something, `carried` are the
    variables that such values are made of. `taker` is the second half where it does not look at
    what it gets; `tells`: it looks, and there is something to see.
    """

    given: Site
    carried: frozenset[str]
    taker: Site | None
    tells: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardUse:
    """A condition that only some lanes pass, in one place.

    `passes` are the lanes of the place that get into the guarded block, `stays` those that
    do not. `sets_up`: the block does something outside or keeps something for others, with
    `effect` where. `form` is the word of the catalogue that the condition is made of. `gives`: the block
    returns or yields a value of its own. `others_wait`: a wait follows, for those who stay or for all.
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
    others_wait: bool = False
