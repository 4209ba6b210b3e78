"""Things that are started and take a while until they can be used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from isolint.model.source import Site


class Thing(Enum):
    """What is started; the value is what a reader calls it."""

    SERVER = "server"
    """In a thread or goroutine of this very process."""
    PROCESS = "server process"
    CONTAINER = "container"
    MANAGER = "manager"
    CACHE = "cache"
    THREAD = "thread"

    @property
    def is_for_all(self) -> bool:
        """Whoever comes next uses it: there is no other reason to start it here.

        A process or container may be meant for somebody outside, and what uses a manager's cache
        most often asks again and again.
        """
        return self is Thing.SERVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Unready:
    """Something is started in `owner`, and nothing waits until it is ready.

    `used` is where the same function first uses it, None where it leaves that to its callers.
    """

    site: Site
    thing: Thing
    owner: str
    used: Site | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A sleep of a fixed length on which it depends whether what was started is ready, or done.

    `started` is the call that started it; `asserted` is the assertion that comes right after, None where
    the sleep stands between the start and its use.
    """

    site: Site
    started: Site
    thing: Thing
    owner: str
    asserted: Site | None = None
