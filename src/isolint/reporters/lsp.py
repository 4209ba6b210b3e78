"""What a language server would publish, for editors and scripts that run a command instead."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import PurePath
from typing import Any

from isolint.model.finding import Severity
from isolint.model.source import Position, Site
from isolint.reporters.columns import utf16_units
from isolint.reporters.entries import Entry, entries, extent
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report

_SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2}
_UNNECESSARY = 1
"""The tag of code that is better gone; editors fade it."""


def render(report: Report, _: Paint) -> str:
    """An array of `PublishDiagnosticsParams`, one a file, with positions in UTF-16.

    A problem of no file belongs to the folder of the project.
    """
    listed = sorted(entries(report), key=lambda entry: entry.site.path)
    groups = groupby(listed, key=lambda entry: entry.site.path)
    published = [
        {"uri": _uri(report, path), "diagnostics": [_diagnostic(report, entry) for entry in group]}
        for path, group in groups
    ]
    return json.dumps(published, indent=2, ensure_ascii=False) + "\n"


def _diagnostic(report: Report, entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {
        "range": _range(*extent(report, entry, utf16_units)),
        "severity": _SEVERITIES[entry.severity],
        "code": entry.code,
    }
    if entry.url:
        told["codeDescription"] = {"href": entry.url}
    told |= {"source": "isolint", "message": entry.message}
    finding = entry.finding
    if finding is None:
        return told
    if finding.family == "suppression":
        told["tags"] = [_UNNECESSARY]
    if finding.related:
        told["relatedInformation"] = [
            {"location": _location(report, each.site), "message": each.message} for each in finding.related
        ]
    told["data"] = {
        "name": finding.name,
        "confidence": finding.confidence.value,
        "lanes": list(finding.lanes),
        "help": finding.help or None,
    }
    return told


def _location(report: Report, site: Site) -> dict[str, Any]:
    source = report.source(site.path)
    extent = utf16_units(source, site.start), utf16_units(source, site.end)
    return {"uri": _uri(report, site.path), "range": _range(*extent)}


def _range(start: Position, end: Position) -> dict[str, Any]:
    return {"start": _position(start), "end": _position(end)}


def _position(place: Position) -> dict[str, int]:
    return {"line": place.row - 1, "character": place.column - 1}


def _uri(report: Report, path: str) -> str:
    return PurePath(report.absolute(path) or report.root).as_uri()
