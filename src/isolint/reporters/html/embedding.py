"""What the script needs to know, as JSON that may stand in a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from isolint.model.finding import Severity
from isolint.model.resource import Verb
from isolint.model.story import Mark
from isolint.reporters.html.chart import SHAPES, SLOTS, Arc, Chart, Drawn
from isolint.reporters.html.entries import Entry
from isolint.reporters.report import Report

_MOST_MARKS = 60
"""Of the accesses that are listed for one resource; all of them are drawn."""

_HARMFUL = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
"""What would end the element, or a line of a script, in the middle of a text."""


def embedded(report: Report, charts: Sequence[Chart], entries: Sequence[Entry]) -> str:
    """Records are lists, and what repeats is a number: five thousand findings are to open at once."""
    paths = _Numbers()
    codes = _Numbers()
    content = {
        "findings": [_finding(entry, paths, codes) for entry in entries],
        "maps": [_chart(report, chart, paths) for chart in charts],
        "paths": paths.texts,
        "rules": codes.texts,
        "slots": SLOTS,
        "shapes": SHAPES,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(_HARMFUL)


class _Numbers:
    """Texts that are met again and again."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self._known.setdefault(text, len(self._known))

    @property
    def texts(self) -> list[str]:
        return list(self._known)


def _finding(entry: Entry, paths: _Numbers, codes: _Numbers) -> list[Any]:
    finding = entry.finding
    return [
        codes(f"{finding.code} {finding.name}"),
        int(finding.severity is Severity.WARNING),
        paths(entry.path),
        entry.row,
        entry.column,
        finding.message,
    ]


def _chart(report: Report, chart: Chart, paths: _Numbers) -> dict[str, Any]:
    return {
        "language": chart.language,
        "lanes": [lane.title for lane in chart.lanes],
        "private": chart.private,
        "quiet": chart.quiet,
        "rows": [_row(report, row, paths) for row in chart.rows],
    }


def _row(report: Report, row: Drawn, paths: _Numbers) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "name": row.resource,
        "reach": row.reach,
        "shared": row.shared,
        "glyphs": [[*glyph[:4], int(glyph.loud)] for glyph in row.glyphs],
        "arcs": [_arc(arc) for arc in row.arcs],
        "findings": list(row.findings),
        "marks": [_mark(report, mark, paths) for mark in row.marks[:_MOST_MARKS]],
        "more": max(len(row.marks) - _MOST_MARKS, 0),
    }


def _arc(arc: Arc) -> list[Any]:
    return [*arc.start, *arc.end, int(arc.severity is Severity.WARNING), list(arc.findings)]


def _mark(report: Report, mark: Mark, paths: _Numbers) -> list[Any]:
    source = report.source(mark.site.path)
    row = source.row_of(min(mark.site.start, len(source.text)))
    lanes = " and ".join(mark.lanes)
    verb = Verb(mark.verb).present
    return [paths(report.shown(mark.site.path)), row, verb, mark.owner, mark.moment, lanes]
