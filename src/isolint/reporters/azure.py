"""Logging commands of Azure Pipelines, which put findings on the page of a build."""

from __future__ import annotations

from isolint.model.finding import Severity
from isolint.reporters.entries import Entry, entries, extent
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report

_DATA = (("%", "%AZP25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY = (*_DATA, (";", "%3B"), ("]", "%5D"))


def render(report: Report, _: Paint) -> str:
    """One command a finding; paths from the root of the repository."""
    return "".join(f"{_command(report, entry)}\n" for entry in entries(report))


def _command(report: Report, entry: Entry) -> str:
    start, _ = extent(report, entry)
    properties = {"type": "error" if entry.severity is Severity.ERROR else "warning"}
    if entry.site.path:
        properties["sourcepath"] = report.in_repository(entry.site.path)
        properties["linenumber"] = str(start.row)
        properties["columnnumber"] = str(start.column)
    properties["code"] = entry.code
    listed = "".join(f"{key}={_escaped(value, _PROPERTY)};" for key, value in properties.items())
    return f"##vso[task.logissue {listed}]{_escaped(entry.message, _DATA)}"


def _escaped(text: str, table: tuple[tuple[str, str], ...]) -> str:
    """What the agent turns back; the percent sign comes first in each table."""
    for character, spelling in table:
        text = text.replace(character, spelling)
    return text
