"""What the runner calls a function for."""

from __future__ import annotations

from typing import NamedTuple

from isolint.model.place import Frequency, Lanes, Moment
from isolint.model.source import Site


class Duty(NamedTuple):
    """Where a function runs, when and how often; `what` it is to the runner ("session fixture").

    `alone`: the scheduler never has it in two processes at once. `ordered`: it runs before the
    first or after the last of the other processes, or while they wait.
    """

    what: str
    lanes: Lanes
    moment: Moment
    frequency: Frequency
    alone: bool
    ordered: bool
    isolated: bool


class Called(NamedTuple):
    """A function with one of its duties; `site` is its name."""

    site: Site
    name: str
    duty: Duty
