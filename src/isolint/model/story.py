"""A finding told in steps, and a suite drawn as a map: what explains more than a message can."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from isolint.model.source import Site

LANES = ("the controller", "the first worker", "each worker")
"""The processes of a run in the words of `Suite.lanes_of`, in the order in which they are drawn."""

ANOTHER = "another worker"
ANOTHER_RUN = "another run"
"""The second of two that do the same at the same time."""

SERIALLY = "a run without workers"
ALONE = "the one process"
"""What runs all tests where the project's files say that nothing is parallel."""

MAIN_THREAD, EACH_THREAD, ANOTHER_THREAD = "the main thread", "each thread", "another thread"

COLUMNS = (ALONE, SERIALLY, *LANES, ANOTHER, ANOTHER_RUN, MAIN_THREAD, EACH_THREAD, ANOTHER_THREAD)
"""All that a step's lanes can be, in the order in which they are drawn."""


class Role(Enum):
    """What a step is to the hazard."""

    CAUSE = "cause"
    VICTIM = "victim"
    PASSING = "passing"
    """It leads from one to the other: a call, a name, another user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens; a story has them in the order in which a run gets there.

    `lanes` are the processes (or threads) that do it: some of COLUMNS, in the words of the runner's
    users. `moment` and `frequency` are the values of `Moment` and `Frequency`. All are empty where
    nobody knows. `owner` is the function that the runner calls, in words; `verb` one word for a drawing
    ("writes").
    """

    site: Site
    text: str
    role: Role
    owner: str = ""
    lanes: tuple[str, ...] = ()
    moment: str = ""
    frequency: str = ""
    verb: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The whole reasoning behind one finding.

    `sought` is what would have made it harmless and was looked for in vain ("a lock around it");
    `remedy` says which fix there is and why, or why there is none. `lanes` are those of all steps, and
    those that the hazard is about although nothing happens there, as they are drawn from left to right.
    """

    steps: tuple[Step, ...]
    sought: tuple[str, ...]
    remedy: str
    lanes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One access, drawn where its resource's row meets its lanes.

    `lanes` are called as those of a `Step` are. `also` are other places that a finding about the
    same access may name: the expression of its name, the call that leads to it.
    """

    site: Site
    verb: str
    lanes: tuple[str, ...]
    moment: str
    owner: str
    also: tuple[Site, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A resource and all that touches it; `shared` when two lanes may meet in it.

    `reach` says which lanes there is one of it for: "process" means that each has its own.
    """

    kind: str
    resource: str
    reach: str
    shared: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the map; `called` are all words of COLUMNS that speak of it, or of it among others."""

    title: str
    called: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IsolationMap:
    """Which lanes touch what, for one language's suite.

    `lanes` are those that its runner has; where it also runs a test in threads, two of these stand
    behind them. What no two lanes can meet in, because its name differs in each, is no row:
    `private` says how many such there are.
    """

    language: str
    lanes: tuple[Lane, ...]
    rows: tuple[Row, ...]
    private: int = 0
