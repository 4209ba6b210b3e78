"""The Reviewdog Diagnostic Format: comments on the lines of a review, with fixes to accept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from isolint.model.finding import Severity
from isolint.model.rule import DOCS
from isolint.model.source import Position, Source
from isolint.reporters.columns import utf8_bytes
from isolint.reporters.edits import Edit, edits_of, merged, offered
from isolint.reporters.entries import Entry, entries, extent, notes
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING"}


def render(report: Report, _: Paint) -> str:
    """One object; columns count UTF-8 bytes, paths start where the user is."""
    listed = entries(report)
    worst = next((each for each in Severity if any(entry.severity is each for entry in listed)), None)
    document: dict[str, Any] = {"source": {"name": "isolint", "url": DOCS.rpartition("/")[0]}}
    if worst:
        document["severity"] = _SEVERITIES[worst]
    document["diagnostics"] = [_diagnostic(report, entry) for entry in listed]
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _diagnostic(report: Report, entry: Entry) -> dict[str, Any]:
    def path(name: str) -> str:
        return report.shown(name).replace("\\", "/")

    found: dict[str, Any] = {"message": "\n".join((entry.message, *notes(report, entry, path)))}
    found["location"] = {"path": path(entry.site.path) or "."}
    if entry.placed:
        found["location"]["range"] = _range(*extent(report, entry, utf8_bytes))
    found["severity"] = _SEVERITIES[entry.severity]
    found["code"] = {"value": entry.code, **({"url": entry.url} if entry.url else {})}
    suggestions = list(_suggestions(report, entry))
    if suggestions:
        found["suggestions"] = suggestions
    return found


def _suggestions(report: Report, entry: Entry) -> Iterator[dict[str, Any]]:
    """One at most, since each is offered by itself and a fix may be needed in several places at once."""
    if entry.finding is None or not offered(entry.finding):
        return
    done = edits_of(report, entry.finding)
    if done is None or not done[1] or done[0].path != entry.site.path:
        return
    source, edits = done
    start, end, text = _within_lines(source, merged(source, edits))
    yield {"range": _range(utf8_bytes(source, start), utf8_bytes(source, end)), "text": text}


def _within_lines(source: Source, edit: Edit) -> Edit:
    """Without the line end that both texts share: a comment then spans no line that stays as it is."""
    gone = source.text[edit.start : edit.end].decode("utf-8", "replace")
    for ending in ("\r\n", "\n", "\r"):
        if gone.endswith(ending) and edit.text.endswith(ending):
            return Edit(edit.start, edit.end - len(ending), edit.text.removesuffix(ending))
    return edit


def _range(start: Position, end: Position) -> dict[str, Any]:
    return {
        "start": {"line": start.row, "column": start.column},
        "end": {"line": end.row, "column": end.column},
    }
