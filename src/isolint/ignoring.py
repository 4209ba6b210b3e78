"""Comments that silence findings, written where they belong.

A comment goes to the end of the line on which the finding begins, or, where no comment can stand
there (in a string, before a backslash), to another line that speaks for it; see `comments`. One
that silences something there already gets the code added. gofmt lines up comments on
neighbouring lines, so in Go one that would have such a neighbour goes above the statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from re import Match

from isolint.comments import Comment, Layout, scan
from isolint.model.finding import Finding
from isolint.model.language import GO, language_of
from isolint.model.source import Source
from isolint.suppress import DIRECTIVE, ON_LINE, UNUSED_CODE

_NO_COMMENT = (UNUSED_CODE,)
"""What a comment does wrong, another one does not make right."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where codes go: `offset` in the text, between `before` and `after`."""

    offset: int
    end: int
    before: str
    after: str
    joint: str


def ignored(source: Source, findings: Iterable[Finding], reason: str = "") -> Source:
    """The source with comments that silence findings in it; the same text where there is no room for any."""
    layout = scan(source)
    wanted = [finding for finding in findings if finding.code not in _NO_COMMENT]
    rows = {source.row_of(finding.site.start) for finding in wanted}
    codes: dict[_Place, set[str]] = defaultdict(set)
    for finding in wanted:
        place = _place(source, layout, finding, rows, reason)
        if place is not None:
            codes[place].add(finding.code)
    text = source.text
    for place, own in sorted(codes.items(), key=lambda item: -item[0].offset):
        written = f"{place.before}{place.joint.join(sorted(own))}{place.after}"
        text = text[: place.offset] + written.encode() + text[place.end :]
    return Source(source.path, text, source.encoding, source.bom)


def _place(
    source: Source, layout: Layout, finding: Finding, others: Container[int], reason: str
) -> _Place | None:
    """Where a comment speaks for a finding; `others` are the rows on which findings begin."""
    first, last = (source.row_of(offset) for offset in finding.site.span)
    rows = layout.rows_of(first, last)
    for comment in layout.comments:
        known = next(filter(_names_rules, DIRECTIVE.finditer(comment.text)), None)
        if known and not rows.isdisjoint(layout.rows_under(comment)):
            return _among(comment, known)
    statement = layout.statement_at(first)
    start, end = statement[:2] if statement else (first, last)
    open_rows = [row for row in dict.fromkeys((first, last, start, end)) if row not in layout.shut]
    if language_of(source.path) == GO:
        row = next((row for row in open_rows if _stands_free(layout, row, others)), None)
        return _behind(source, row, reason) if row else _above(source, start, reason)
    return _behind(source, open_rows[0], reason) if open_rows else None


def _stands_free(layout: Layout, row: int, others: Container[int]) -> bool:
    """Whether a comment on a row leaves those of its neighbours where they are: gofmt lines them up."""
    commented = {comment.row for comment in layout.comments if not comment.alone}
    return row in commented or not any(each in commented or each in others for each in (row - 1, row + 1))


def _names_rules(found: Match[str]) -> bool:
    """Whether a comment silences some rules on its line, so that one more can be added to them."""
    return found["word"] == ON_LINE and (found["closed"] == "]" or found["bare"] is not None)


def _among(comment: Comment, found: Match[str]) -> _Place:
    """Behind the codes of a comment."""
    group = "bare" if found["listed"] is None else "listed"
    names = found[group].rstrip(" \t,")
    offset = comment.start + len(comment.text[: found.start(group) + len(names)].encode())
    end = offset + len(found[group]) - len(names)
    joint = "," if group == "bare" else ", "
    return _Place(offset, end, joint if names.strip() else "", "", joint)


def _behind(source: Source, row: int, reason: str) -> _Place:
    """At the end of a line, whose trailing blanks go."""
    start = source.line_starts[row - 1]
    line = source.line(row)
    length = len(line.encode())
    code = line.rstrip()
    gap = " " if language_of(source.path) == GO else "  "
    return _written(source, start + len(code.encode()), start + length, gap if code else "", "", reason)


def _above(source: Source, row: int, reason: str) -> _Place:
    """On a line of its own, as far in as the statement."""
    start = source.line_starts[row - 1]
    line = source.line(row)
    margin = line[: len(line) - len(line.lstrip())]
    return _written(source, start, start, margin, _line_end(source), reason)


def _written(source: Source, offset: int, end: int, lead: str, tail: str, reason: str) -> _Place:
    """In the form that is usual in the language."""
    said = f" {reason}" if reason else ""
    if language_of(source.path) == GO:
        return _Place(offset, end, f"{lead}//isolint:{ON_LINE} ", f"{said}{tail}", ",")
    return _Place(offset, end, f"{lead}# isolint: {ON_LINE}[", f"]{said}{tail}", ", ")


def _line_end(source: Source) -> str:
    return "\r\n" if b"\r\n" in source.text else "\n"
