"""For programs: ruff's keys, and what ruff has no word for beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from isolint.model.finding import Finding, Problem
from isolint.model.source import Site, Source
from isolint.reporters.columns import code_points
from isolint.reporters.edits import edits_of
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report, problem_name, problem_sentence


def render(report: Report, _: Paint) -> str:
    """A JSON array; rows and columns count from 1, columns in code points."""
    return json.dumps(list(objects(report)), indent=2, ensure_ascii=False) + "\n"


def objects(report: Report) -> Iterator[dict[str, Any]]:
    """One for each problem and finding."""
    yield from (_problem(report, problem) for problem in report.problems)
    yield from (object_of(report, finding) for finding in report.findings)


def object_of(report: Report, finding: Finding) -> dict[str, Any]:
    """A finding in ruff's keys and ours."""
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
        "url": finding.url or None,
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
    row, column = code_points(source, offset)
    return {"row": row, "column": column}


def _related(report: Report, site: Site, message: str) -> dict[str, Any]:
    place = _extent(report.source(site.path), site)
    return {"filename": report.absolute(site.path), "message": message, **place}


def _fix(report: Report, finding: Finding) -> dict[str, Any] | None:
    done = edits_of(report, finding)
    if done is None or finding.fix is None:
        return None
    source, edits = done
    return {
        "applicability": finding.fix.safety.value,
        "message": finding.fix.title,
        "edits": [
            {
                "content": edit.text,
                "location": _location(source, edit.start),
                "end_location": _location(source, edit.end),
            }
            for edit in edits
        ],
    }
