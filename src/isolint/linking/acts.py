"""What one statement of a test's body does to a part of a common thing."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from isolint.linking.commonthings import Spot
from isolint.model.source import Site


class Way(Enum):
    """What an act does to a spot."""

    READ = "reads"
    FIND = "looks whether something is in"
    SET = "sets"
    CHANGE = "changes"
    TAKE = "removes from"


class Act(NamedTuple):
    """`value` is the constant that is stored, `asserts` says that the test ends there if it is wrong."""

    way: Way
    spot: Spot
    site: Site
    value: str = ""
    asserts: bool = False
    closes: bool = False
    made: bool = False
