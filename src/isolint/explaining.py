"""Everything that isolint knows about one line of a project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from isolint.engine import Outcome, examined, is_sure_enough, leaves_out, settled
from isolint.errors import UsageError
from isolint.model.explanation import Explanation, Told
from isolint.model.finding import Finding
from isolint.model.language import language_of
from isolint.model.source import Site, Source
from isolint.project import Project


def explained(project: Project, path: str, row: int, column: int = 0) -> Explanation:
    """The findings that have to do with a line, shown or not; without one, who runs it and why it is quiet.

    With a column, from 1, only the findings that have to do with what stands there.

    Raises:
        UsageError: the project's analysis does not come to that file, or the file to that line.
    """
    source = _read(project, path)
    last = len(source.line_starts) - source.text.endswith((b"\n", b"\r"))
    if not 1 <= row <= last:
        raise UsageError(f"{path} has {last} lines, so there is no line {row}")
    plan, collection = project.plan, project.collection
    wide = replace(plan, active=frozenset(plan.known))
    verdicts = examined(wide, collection.facts, keeping=True)
    chosen = tuple(one for one in verdicts.findings if one.code in plan.active)
    outcome = settled(plan, collection, replace(verdicts, findings=chosen))
    line = _site(source, row)
    every = dict.fromkeys((*outcome.findings, *verdicts.findings))
    found = sorted((one for one in every if _touches(one, line)), key=lambda one: _nearness(one, line))
    exact = [one for one in found if column and _touches(one, _spot(source, row, column))]
    suite = outcome.suites.line(language_of(path), line)
    return replace(
        suite,
        row=row,
        told=tuple(
            Told(finding=one, story=outcome.story(one), hidden=hidden(project, outcome, one))
            for one in exact or found
        ),
    )


def hidden(project: Project, outcome: Outcome, finding: Finding) -> str:
    """Why a check does not show a finding, "" where it does."""
    plan = project.plan
    if finding in outcome.findings:
        return ""
    if finding.code not in plan.active:
        return "the rule is turned off"
    if not is_sure_enough(plan, finding):
        return f"its confidence is {finding.confidence.value}, and `min-confidence` asks for more"
    if leaves_out(plan, finding):
        return "`per-file-ignores` turns the rule off for this file"
    if finding in outcome.held:
        return "the baseline holds it as known"
    return "a comment silences it"


def _read(project: Project, path: str) -> Source:
    """The text of a file that was analysed."""
    collection = project.collection
    if path in collection.facts:
        return collection.sources[path]
    raise UsageError(next(_absence(project, path)))


def _absence(project: Project, path: str) -> Iterator[str]:
    """Why a file was not analysed."""
    collection = project.collection
    if not (project.root / path).is_file():
        yield f"{path}: there is no such file"
    if path in collection.generated:
        yield f"{path} is not read: no person wrote it (`generated = true` has it read all the same)"
    for problem in collection.problems:
        if problem.path == path:
            place = f" (line {problem.row})" if problem.row else ""
            yield f"{path} could not be read: {problem.message}{place}"
    if not path.endswith((".py", ".go")):
        yield f"{path} is not read: isolint knows Python and Go"
    yield f"{path} is not read: it holds no tests, no test leads to it, or `exclude` leaves it out"


def _site(source: Source, row: int) -> Site:
    starts = (*source.line_starts, len(source.text) + 1)
    return Site(source.path, starts[row - 1], starts[row])


def _spot(source: Source, row: int, column: int) -> Site:
    """One character of a line."""
    start = source.line_starts[row - 1] + len(source.line(row)[: column - 1].encode())
    return Site(source.path, start, start + 1)


def _touches(finding: Finding, place: Site) -> bool:
    sites = (finding.site, *(related.site for related in finding.related))
    return any(
        site.path == place.path and site.start < place.end and place.start < max(site.end, site.start + 1)
        for site in sites
    )


def _nearness(finding: Finding, line: Site) -> tuple[object, ...]:
    """Those that are reported on the line come first."""
    is_here = finding.site.path == line.path and line.start <= finding.site.start < line.end
    return (not is_here, finding.site, finding.code)
