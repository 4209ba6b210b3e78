"""Which lines of a project have changed, and which findings have to do with them."""

from __future__ import annotations

from isolint.changes.lines import ChangedLines

__all__ = ["ChangedLines"]
