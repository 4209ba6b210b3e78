"""A finding told in steps, and a suite drawn as a map: what explains more than a message can."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from isolint.model.source import Site

LANES = ("the controller", "the first worker", "each worker")
"""The processes of a run in the words of `Suite.lanes_of`, in the order in which they are drawn."""


class Role(Enum):
    """What a step is to the hazard."""

    CAUSE = "cause"
    VICTIM = "victim"
    PASSING = "passing"
    """It leads from one to the other: a call, a name, another user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens; a story has them in the order in which a run gets there.

    `lanes` are some of LANES, `moment` and `frequency` the values of `Moment` and `Frequency`,
    "" where nobody knows. `owner` is the function that the runner calls, in words.
    """

    site: Site
    text: str
    role: Role
    owner: str = ""
    lanes: tuple[str, ...] = ()
    moment: str = ""
    frequency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The whole reasoning behind one finding.

    `sought` is what would have made it harmless and was looked for in vain ("a lock around it");
    `remedy` says which fix there is and why, or why there is none.
    """

    steps: tuple[Step, ...]
    sought: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One access, drawn where its resource's row meets its lanes."""

    site: Site
    verb: str
    lanes: tuple[str, ...]
    moment: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A resource and all that touches it; `shared` when two lanes may meet in it."""

    kind: str
    resource: str
    shared: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IsolationMap:
    """Which lanes touch what, for one language's suite; `lanes` are those that its runner has."""

    language: str
    lanes: tuple[str, ...]
    rows: tuple[Row, ...]
