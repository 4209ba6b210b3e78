"""Things that are looked for before they are made."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.resource import Access
from isolint.model.source import Site


@dataclass(frozen=True, slots=True)
class CheckedAct:
    """A thing is made only where a look at it, the `lookup`, has not found it.

    `site` is the call beside the lookup that makes it, or leads to that.
    """

    access: Access
    lookup: Site
    site: Site
