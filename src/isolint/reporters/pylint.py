"""pylint's lines, which many CI servers know how to read."""

from __future__ import annotations

from isolint.reporters.entries import entries, extent
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report


def render(report: Report, _: Paint) -> str:
    """`path:line: [CODE] message`; paths as the user sees them."""
    lines = []
    for entry in entries(report):
        start, _end = extent(report, entry)
        path = report.shown(entry.site.path) if entry.site.path else "isolint"
        lines.append(f"{path}:{start.row}: [{entry.code}] {entry.message}\n")
    return "".join(lines)
