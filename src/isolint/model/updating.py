"""Files that are read, changed and written back."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.resource import Access
from isolint.model.source import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUpdate:
    """What `access` writes depends on what was read of the same file at `read`."""

    access: Access
    read: Site
