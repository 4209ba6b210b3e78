"""GitLab's code quality report: findings in the widget of a merge request.

GitLab keeps one finding a fingerprint and compares fingerprints between branches. So none comes
twice in a report, and none changes when lines move.
"""

from __future__ import annotations

import json
from typing import Any

from isolint.model.finding import Confidence, Severity
from isolint.model.identity import Identity, fingerprint
from isolint.reporters.entries import Entry, extent, recognised
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report


def render(report: Report, _: Paint) -> str:
    """A JSON array; paths from the root of the repository, columns in code points."""
    issues = [_issue(report, entry, own, count) for entry, own, count in recognised(report)]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(report: Report, entry: Entry, own: Identity, count: int) -> dict[str, Any]:
    start, end = extent(report, entry)
    return {
        "type": "issue",
        "check_name": entry.code,
        "description": f"{entry.code}: {entry.message}",
        "categories": ["Bug Risk"],
        "severity": _severity(entry),
        "fingerprint": fingerprint(own, count),
        "location": {
            "path": report.in_repository(entry.site.path) if entry.site.path else ".",
            "positions": {
                "begin": {"line": start.row, "column": start.column},
                "end": {"line": end.row, "column": end.column},
            },
        },
    }


def _severity(entry: Entry) -> str:
    """info, minor, major, critical and blocker are all that GitLab knows."""
    if entry.finding is None:
        return "critical"
    if entry.confidence is Confidence.LOW:
        return "info"
    return "major" if entry.severity is Severity.ERROR else "minor"
