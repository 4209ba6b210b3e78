"""What a fix would change, as edits of the text that a program can apply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.model.finding import Finding, Safety
from isolint.model.source import Source
from isolint.reporters.report import Report


class Edit(NamedTuple):
    """Bytes that go, from `start` up to `end`, and the text that comes in their place."""

    start: int
    end: int
    text: str


def edits_of(report: Report, finding: Finding) -> tuple[Source, tuple[Edit, ...]] | None:
    """The file that a finding's fix rewrites and what it does to it, if it can be done here."""
    if finding.fix is None or report.preview is None:
        return None
    text = report.preview(finding).text
    if text is None:
        return None  # the recipe refuses here, so there is nothing to apply
    source = report.source(finding.fix.anchor.path)
    return source, tuple(_edits(source, text))


def offered(finding: Finding) -> bool:
    """Whether a program may put its fix on a button; what needs a person's eye is only shown."""
    return finding.fix is not None and finding.fix.safety is not Safety.MANUAL


def merged(source: Source, edits: tuple[Edit, ...]) -> Edit:
    """One edit that does what all of them do, for readers that take each for a choice of its own."""
    first, last = edits[0], edits[-1]
    pieces: list[bytes] = []
    reached = first.start
    for edit in edits:
        pieces += (source.text[reached : edit.start], edit.text.encode("utf-8"))
        reached = edit.end
    return Edit(first.start, last.end, b"".join(pieces).decode("utf-8", "replace"))


def _edits(source: Source, text: bytes) -> Iterator[Edit]:
    """Whole lines that change, as what stands there instead."""
    from isolint.reporters.difference import operations

    old, new = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    offsets = [0]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    for tag, first, last, start, end in operations(old, new):
        if tag != "equal":
            replacement = b"".join(new[start:end]).decode("utf-8", "replace")
            yield Edit(offsets[first], offsets[last], replacement)
