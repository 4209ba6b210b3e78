"""Items that are gathered in memory before they are written, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from isolint.model.source import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class LossyFlush:
    """A flush that writes what has been gathered, and not what still waits to be gathered.

    `site` is the flush, `written` where it writes, `taken` where items leave the queue. `queue`
    and `batch` are called as the code calls them. `sure`: the queue is seen to hold items.
    """

    site: Site
    written: Site
    taken: Site
    queue: str
    batch: str
    sure: bool


class Loss(Enum):
    """How buffered items go missing."""

    CLOSED = "closed"
    """The writer is closed, and closing is not known to write what is left."""
    BACKEND = "backend stopped"
    """What it writes to is stopped before."""
    CANCELLED = "cancelled"
    """The context that the last write needs is cancelled before it."""
    ONCE = "flushed once"
    """One flush, and then a poll for items that are still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFlush:
    """A place where items that are still buffered are lost, or waited for in vain.

    `site` is the call that comes too early, `writer` what a reader calls the buffered writer,
    `owner` the code it stands in; `other` is the call that makes it matter.
    """

    loss: Loss
    site: Site
    writer: str
    owner: str
    other: Site | None = None
