"""Findings and problems of open files as an editor shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.lsp.columns import range_of
from isolint.lsp.messages import Range, Shown, Spot
from isolint.model.finding import Finding, Problem, Severity
from isolint.model.source import Site
from isolint.session import Session


class Display:
    """Knows the session whose texts places are in, and the client's way to count."""

    def __init__(self, session: Session, encoding: str) -> None:
        self._session = session
        self.encoding = encoding

    def finding(self, finding: Finding) -> Shown:
        """With all that belongs to it."""
        return Shown(
            range=self.range(finding.site),
            code=finding.code,
            name=finding.name,
            is_error=finding.severity is Severity.ERROR,
            message=f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message,
            url=finding.url,
            spots=tuple(self._spots(finding)),
            repair=finding.fix.safety.value if finding.fix else "",
        )

    def problem(self, problem: Problem) -> Shown:
        """Why there is less to say about a file than could be: the line that cannot be read."""
        source = self._session.source(problem.path)
        row = min(max(problem.row, 1), len(source.line_starts))
        start = source.line_starts[row - 1]
        lead = len(source.line(row)[: max(problem.column - 1, 0)].encode())
        end = start + len(source.line(row).encode())
        place = range_of(source, min(start + lead, end), end, self.encoding)
        return Shown(place, problem.stage, problem.stage, is_error=True, message=problem.message, url="")

    def range(self, site: Site) -> Range:
        """Where a site lies in the text that the editor has."""
        return range_of(self._session.source(site.path), site.start, site.end, self.encoding)

    def of(self, path: str, findings: Iterable[Finding], problems: Iterable[Problem]) -> tuple[Shown, ...]:
        """All that there is to say about a file."""
        told = (self.problem(each) for each in problems if each.path == path and not each.ours)
        return (*told, *(self.finding(each) for each in findings if each.site.path == path))

    def _spots(self, finding: Finding) -> Iterator[Spot]:
        for one in finding.related:
            yield Spot(self._session.root / one.site.path, self.range(one.site), one.message)
