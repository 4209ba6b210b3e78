"""Workflow commands of GitHub Actions: annotations at the lines of a change, and the whole list as text.

GitHub shows ten errors, ten warnings and ten notices of a step, and drops the rest without a word.
So the worst come first, no more than ten of a kind are sent, and a notice says how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from isolint.model.finding import Confidence, Severity
from isolint.reporters.entries import Entry, entries, extent, notes
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report
from isolint.reporters.summary import plural, summary

MOST = 10
"""Annotations of one kind that a step may have."""

_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY = (*_DATA, (":", "%3A"), (",", "%2C"))
_DOUBT = tuple(reversed(Confidence))


def render(report: Report, paint: Paint) -> str:
    """Commands, then one line for each finding, then the summary."""
    listed = entries(report)
    lines = [*_commands(report, listed), *(_plain(report, entry) for entry in listed)]
    return "".join(f"{line}\n" for line in lines) + summary(report, paint)


def _commands(report: Report, listed: Sequence[Entry]) -> Iterator[str]:
    kept = 0
    for severity in Severity:
        worst = sorted(_of(listed, severity), key=lambda entry: _DOUBT.index(entry.confidence))[:MOST]
        kept += len(worst)
        for entry in worst:
            yield _annotation(report, entry)
    if kept < len(listed):
        text = f"Found {_total(listed)}. GitHub shows {MOST} of each kind; the log of this step lists all."
        yield _command("notice", {"title": "isolint"}, text)


def _total(listed: Sequence[Entry]) -> str:
    """Errors and warnings, and what kept isolint from looking for more."""
    findings = [entry for entry in listed if entry.finding is not None]
    counts = [(sum(1 for _ in _of(findings, each)), each.value) for each in Severity]
    counts.append((len(listed) - len(findings), "problem"))
    return " and ".join(plural(count, noun) for count, noun in counts if count)


def _of(listed: Iterable[Entry], severity: Severity) -> Iterator[Entry]:
    return (entry for entry in listed if entry.severity is severity)


def _annotation(report: Report, entry: Entry) -> str:
    properties = {"title": f"isolint ({entry.code})"}
    if entry.site.path:
        start, end = extent(report, entry)
        properties["file"] = report.in_repository(entry.site.path)
        properties["line"] = str(start.row)
        if start.row == end.row:  # GitHub refuses columns where the lines differ
            properties["col"] = str(start.column)
        properties["endLine"] = str(end.row)
        if start.row == end.row:
            properties["endColumn"] = str(end.column)
    return _command(
        entry.severity.value,
        properties,
        "\n".join((entry.message, *notes(report, entry, report.in_repository))),
    )


def _command(name: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items())
    return f"::{name} {listed}::{_escaped(message, _DATA)}"


def _plain(report: Report, entry: Entry) -> str:
    """A line of the log; what a source file says must not be taken for a command, wherever it stands."""
    place = ""
    if entry.site.path:
        start, _ = extent(report, entry)
        numbers = f"{start.row}:{start.column}:" if entry.placed else ""
        place = f"{report.in_repository(entry.site.path)}:{numbers} "
    line = f"{place}{entry.sentence}".replace("##[", "# #[")
    return f"./{line}" if line.startswith("::") else line


def _escaped(text: str, table: tuple[tuple[str, str], ...]) -> str:
    """What the runner turns back; the percent sign comes first in each table."""
    for character, spelling in table:
        text = text.replace(character, spelling)
    return text
