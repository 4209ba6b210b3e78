"""One call of a first-party function, as the call graph keeps it."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from isolint.linking.construction import Construction
from isolint.linking.value import Value
from isolint.model.place import Lanes, Moment
from isolint.model.source import Site

Function = tuple[str, int]
PROGRAM = -2
"""Stands for the scope of what a module does only where it is run as a program."""


class Apart(Enum):
    """Where a callee runs that is started rather than called."""

    NOT = "it is called"
    BESIDE = "in a thread or process beside the caller"
    ELSEWHERE = "in a process that works in another directory"


Callers = dict[Function, list[tuple[Function, "Call"]]]
"""The functions that call a function, each with the call."""


class Call(NamedTuple):
    """A call of a first-party function.

    `runs_late`: what the callee does after its yield happens too (it is entered as a
    context manager). `defers`: the caller's own yield stands inside that context. `apart` says
    that the callee runs beside the caller, in what it starts; `given` is what it is passed there,
    by parameter, where the call itself does not pass it, `made` the object whose method it is.
    """

    path: str
    scope: int
    expression: int
    callee: Value
    lanes: Lanes
    locked: bool
    once: bool
    conditional: bool
    late: bool
    runs_late: bool
    defers: bool
    moment: Moment | None
    site: Site
    name: str
    apart: Apart = Apart.NOT
    given: tuple[tuple[str, int], ...] = ()
    made: Construction | None = None
