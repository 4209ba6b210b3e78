"""Comments that silence findings, and the findings about comments that silence nothing.

Ours are `# isolint: ignore[ISO301] reason` at the end of a line or alone above a
statement, and `# isolint: ignore-file[ISO301] reason` anywhere in a file; without
brackets they stand for all rules. `# noqa: ISO301` is understood as well. In Go the same is
written `//isolint:ignore ISO301 reason`, as directives are there; either spelling will do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from isolint.comments import Comment, Layout, scan
from isolint.errors import UsageError
from isolint.model.finding import Confidence, Finding, Severity
from isolint.model.rule import DOCS
from isolint.model.source import Site, Source
from isolint.nearest import did_you_mean
from isolint.selection import matching

UNUSED_CODE = "ISO001"
UNUSED_NAME = "unused-suppression"
UNUSED_PAGE = """A comment silences a finding that is not there.

It was needed once, or it has a slip in it; either way it hides the next finding that
comes up in its place.

## Bad
    path = tmp_path / "report.txt"  # isolint: ignore[ISO303]

## Good
    path = tmp_path / "report.txt"

## Fix
Delete the comment, or the code in it that is not needed."""

DIRECTIVE = re.compile(
    r"(?:#|//|/\*)\s*isolint:\s*(?P<word>[\w-]*)"
    r"(?:\s*\[(?P<listed>[^\]]*)(?P<closed>\]?)|[\s:=]+(?P<bare>[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)\b)?"
)
_NOQA = re.compile(r"#\s*noqa:\s*(?P<codes>[A-Z]+\d+(?:[\s,]+[A-Z]+\d+)*)", re.IGNORECASE)
ON_LINE, ON_FILE = "ignore", "ignore-file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One code of one comment, "" for all; `rows` are None for the whole file.

    `span` is what a finding about it points at. `ours` is false for noqa, which is no
    business of ours when it silences nothing.
    """

    code: str
    span: tuple[int, int]
    rows: tuple[int, ...] | None
    ours: bool = True


def mentioned(text: bytes) -> bool:
    """Whether there may be a suppression in a text; most have none, and need no second look."""
    return b"isolint:" in text or (b"ISO" in text and b"noqa" in text.lower())


class Judged(NamedTuple):
    """What is left of the findings, and what the comments themselves gave rise to."""

    kept: tuple[Finding, ...]
    about_comments: tuple[Finding, ...]


Judge = Callable[[Source, Sequence[Finding], Mapping[str, str], frozenset[str]], Judged]
"""`judge`, or one that remembers what it has said."""


def judge(
    source: Source, findings: Sequence[Finding], known: Mapping[str, str], active: frozenset[str]
) -> Judged:
    """Silences findings of one file; `known` are all codes with names, `active` those that ran."""
    layout = scan(source)
    suppressions: list[Suppression] = []
    complaints: list[Finding] = []
    for comment in layout.comments:
        suppressions += _read(source, comment, layout, known, complaints)
    used: set[Suppression] = set()
    kept = []
    for finding in findings:
        rows = layout.rows_of(source.row_of(finding.site.start), source.row_of(finding.site.end))
        silencing = [each for each in suppressions if _silences(each, finding, rows)]
        used.update(silencing)
        if not silencing:
            kept.append(finding)
    complaints += _unused(source, (each for each in suppressions if each not in used), known, active)
    return Judged(tuple(kept), tuple(complaints))


def _silences(suppression: Suppression, finding: Finding, rows: frozenset[int]) -> bool:
    right_code = suppression.code in ("", finding.code)
    return right_code and (suppression.rows is None or not rows.isdisjoint(suppression.rows))


def _read(
    source: Source, comment: Comment, layout: Layout, known: Mapping[str, str], complaints: list[Finding]
) -> Iterator[Suppression]:
    rows = layout.rows_under(comment)
    for found in DIRECTIVE.finditer(comment.text):
        start = comment.start + len(comment.text[: found.start()].encode())
        span = (start, start + len(found[0].rstrip().encode()))
        if found["word"] not in (ON_LINE, ON_FILE):
            hint = did_you_mean(found["word"], (ON_LINE, ON_FILE)) or "; write isolint: ignore[CODE] reason"
            complaints.append(_about(source, span, f'"isolint: {found["word"]}" silences nothing{hint}'))
            continue
        if found["closed"] == "":
            message = "this comment lacks a closing bracket, so it silences nothing"
            complaints.append(_about(source, span, message))
            continue
        scope = None if found["word"] == ON_FILE else rows
        codes = found["bare"] if found["listed"] is None else found["listed"]
        if codes is None:
            yield Suppression(code="", span=span, rows=scope)
            continue
        if not codes.strip(", "):
            complaints.append(_about(source, span, "this comment names no rule, so it silences nothing"))
        for word in re.findall(r"[^\s,]+", codes):
            yield from _ours(source, word, span, scope, known, complaints)
    for found in _NOQA.finditer(comment.text):
        for word in re.findall(r"\w+", found["codes"]):
            yield Suppression(code=word.upper(), span=(comment.start, comment.start), rows=rows, ours=False)


def _ours(
    source: Source,
    word: str,
    span: tuple[int, int],
    rows: tuple[int, ...] | None,
    known: Mapping[str, str],
    complaints: list[Finding],
) -> Iterator[Suppression]:
    try:
        codes = matching(known, word)
    except UsageError:
        hint = did_you_mean(word, (*known, *known.values()))
        complaints.append(_about(source, span, f'no rule is called "{word}", so this silences nothing{hint}'))
        return
    if len(codes) == 1:
        yield Suppression(code=next(iter(codes)), span=span, rows=rows)
    else:
        complaints.append(_about(source, span, f'"{word}" is no whole code, so this silences nothing'))


def _unused(
    source: Source, suppressions: Iterable[Suppression], known: Mapping[str, str], active: frozenset[str]
) -> Iterator[Finding]:
    """Only what could have been used: a rule that did not run may have had something to say."""
    for each in suppressions:
        ran = each.code in active if each.code else active >= known.keys()
        if each.ours and ran:
            what = f": {each.code} ({known[each.code]})" if each.code else ""
            where = "in this file" if each.rows is None else "here"
            yield _about(source, each.span, f"there is nothing {where} for this comment to silence{what}")


def _about(source: Source, span: tuple[int, int], message: str) -> Finding:
    return Finding(
        code=UNUSED_CODE,
        name=UNUSED_NAME,
        family="suppression",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        site=Site(source.path, *span),
        message=message,
        help="",
        related=(),
        lanes=(),
        fix=None,
        url=f"{DOCS}/{UNUSED_CODE}",
    )
