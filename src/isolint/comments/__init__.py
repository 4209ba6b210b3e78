"""The comments of a file and the statements they belong to."""

from __future__ import annotations

from isolint.comments.layout import Comment, Layout
from isolint.model.language import GO, language_of
from isolint.model.source import Source

__all__ = ["Comment", "Layout", "scan"]


def scan(source: Source) -> Layout:
    """As far as the file can be read as tokens of its language."""
    if language_of(source.path) == GO:
        from isolint.comments import go

        return go.scan(source)
    from isolint.comments import python

    return python.scan(source)
