"""One line a finding, for grep, editors and logs."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.model.finding import Finding, Problem, Severity
from isolint.reporters.columns import code_points
from isolint.reporters.entries import one_line
from isolint.reporters.paint import Paint, Style
from isolint.reporters.report import Report, marker, problem_name, problem_sentence
from isolint.reporters.summary import summary


def render(report: Report, paint: Paint) -> str:
    """The whole report; the summary stands at its end."""
    lines = [_problem(report, problem, paint) for problem in report.problems]
    lines += [_finding(report, finding, paint) for finding in report.findings]
    return "".join(f"{line}\n" for line in lines) + summary(report, paint)


def _finding(report: Report, finding: Finding, paint: Paint) -> str:
    source = report.source(finding.site.path)
    row, column = code_points(source, finding.site.start)
    place = _place(report.shown(finding.site.path), (str(row), str(column)), paint)
    style = Style.ERROR if finding.severity is Severity.ERROR else Style.WARNING
    sign = marker(finding, unsafe_allowed=report.unsafe_allowed)
    words = [paint(finding.code, style), paint(sign, Style.HELP), one_line(finding.message)]
    return f"{place} {' '.join(word for word in words if word)}"


def _problem(report: Report, problem: Problem, paint: Paint) -> str:
    name = paint(problem_name(problem), Style.ERROR)
    sentence = one_line(problem_sentence(problem))
    if not problem.path:
        return f"{name}: {sentence}"
    numbers = (str(problem.row), str(problem.column)) if problem.row else ()
    return f"{_place(report.shown(problem.path), numbers, paint)} {name}: {sentence}"


def _place(path: str, numbers: tuple[str, ...], paint: Paint) -> str:
    colon = paint(":", Style.FAINT)
    return "".join(f"{part}{colon}" for part in _strong(path, numbers, paint))


def _strong(path: str, numbers: tuple[str, ...], paint: Paint) -> Iterator[str]:
    yield paint(path, Style.STRONG)
    yield from numbers
