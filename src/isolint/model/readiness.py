"""Things that are started and take a while until they can be used."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.source import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Unready:
    """Something is started in `owner`, and nothing waits until it is ready.

    `thing` is what a reader calls it. `used` is where the same function first uses it, None where
    it leaves that to its callers.
    """

    site: Site
    thing: str
    owner: str
    used: Site | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A sleep of a fixed length on which it depends whether what was started is ready, or done.

    `started` is the call that started it, `thing` what a reader calls it; `asserted` is the assertion
    that comes right after, None where the sleep stands between the start and its use.
    """

    site: Site
    started: Site
    thing: str
    owner: str
    asserted: Site | None = None
