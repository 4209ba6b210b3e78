"""For programs: ruff's keys, and what ruff has no word for beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from isolint.model.finding import Finding, Problem
from isolint.model.source import Site, Source
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report, problem_name, problem_sentence


def render(report: Report, _: Paint) -> str:
    """A JSON array; rows and columns count from 1, columns in code points."""
    entries = [_problem(report, problem) for problem in report.problems]
    entries += [_finding(report, finding) for finding in report.findings]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    source = report.source(finding.site.path)
    return {
        "cell": None,
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "severity": finding.severity.value,
        "filename": report.absolute(finding.site.path),
        **_extent(source, finding.site),
        "noqa_row": _location(source, finding.site.start)["row"],
        "url": finding.url,
        "fix": _fix(report, finding),
        "confidence": finding.confidence.value,
        "family": finding.family,
        "help": finding.help or None,
        "related": [_related(report, each.site, each.message) for each in finding.related],
        "lanes": list(finding.lanes),
    }


def _problem(report: Report, problem: Problem) -> dict[str, Any]:
    location = {"row": max(problem.row, 1), "column": max(problem.column, 1)}
    return {
        "cell": None,
        "code": problem_name(problem),
        "name": problem_name(problem),
        "message": problem_sentence(problem),
        "severity": "error",
        "filename": report.absolute(problem.path),
        "location": location,
        "end_location": location,
        "noqa_row": None,
        "url": None,
        "fix": None,
        "confidence": "high",
        "family": "problem",
        "help": None,
        "related": [],
        "lanes": [],
    }


def _extent(source: Source, site: Site) -> dict[str, dict[str, int]]:
    return {"location": _location(source, site.start), "end_location": _location(source, site.end)}


def _location(source: Source, offset: int) -> dict[str, int]:
    row, column = source.position(min(offset, len(source.text)))
    return {"row": row, "column": column}


def _related(report: Report, site: Site, message: str) -> dict[str, Any]:
    place = _extent(report.source(site.path), site)
    return {"filename": report.absolute(site.path), "message": message, **place}


def _fix(report: Report, finding: Finding) -> dict[str, Any] | None:
    if finding.fix is None or report.preview is None:
        return None
    text = report.preview(finding).text
    if text is None:
        return None  # the recipe refuses here, so there is nothing to apply
    source = report.source(finding.fix.anchor.path)
    return {
        "applicability": finding.fix.safety.value,
        "message": finding.fix.title,
        "edits": list(_edits(source, text)),
    }


def _edits(source: Source, text: bytes) -> Iterator[dict[str, Any]]:
    """Whole lines that change, as what stands there instead."""
    from isolint.reporters.difference import operations

    old, new = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    offsets = [0]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    for tag, first, last, start, end in operations(old, new):
        if tag != "equal":
            yield {
                "content": b"".join(new[start:end]).decode("utf-8", "replace"),
                "location": _location(source, offsets[first]),
                "end_location": _location(source, offsets[last]),
            }
