"""Groups of tests that are meant to stay on one worker, and do not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from isolint.model.resource import Access
from isolint.model.source import Site


class Fault(Enum):
    """Why a group does not do what it is there for."""

    MODE = "the tests are spread in a way that knows no groups"
    VERSIONS = "these versions lose the name of the group on its way to the scheduler"
    LATE = "the mark is added when the scheduler has been told all names"
    LEFT_OUT = "another test needs what the group is there for, and is not in it"
    OTHER_GROUP = "another test needs what the group is there for, and is in another group"


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseGroup:
    """`site` is the mark; of LEFT_OUT and OTHER_GROUP the test that is to blame, `owner` its name.

    `reason` is the mode or the versions, or the place where a late mark is added; `access` what that
    test does to the thing in which it meets those of the group. `others` are further marks, or
    further tests of that kind.
    """

    site: Site
    fault: Fault
    group: str
    reason: str = ""
    owner: str = ""
    other_group: str = ""
    member: Site | None = None
    """A test of the group that touches the same thing."""
    others: tuple[Site, ...] = ()
    access: Access | None = None
