"""For people: each finding with its place in the source, what else belongs to it, and its repair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

from isolint.model.finding import Finding, Problem, Related, Safety, Severity
from isolint.model.source import Position, Site
from isolint.reporters import display
from isolint.reporters.columns import offset_of
from isolint.reporters.frame import Mark, frame, gutter_width
from isolint.reporters.paint import Paint, Style
from isolint.reporters.report import Report, marker, problem_name, problem_sentence
from isolint.reporters.summary import summary

_NARROWEST = 40


def render(report: Report, paint: Paint) -> str:
    """The whole report; the summary stands at its end."""
    blocks = ["\n".join(_problem(report, problem, paint)) for problem in report.problems]
    blocks += ["\n".join(_finding(report, finding, paint)) for finding in report.findings]
    return "".join(f"{block}\n\n" for block in blocks) + summary(report, paint)


def _finding(report: Report, finding: Finding, paint: Paint) -> Iterator[str]:
    gutter = gutter_of(report, finding)
    yield from opening(report, finding, paint, gutter)
    yield from _footer(report, finding, paint, gutter)


def gutter_of(report: Report, finding: Finding) -> int:
    """How wide the line numbers of a finding's frames are."""
    sites = [finding.site, *(related.site for related in finding.related)]
    return gutter_width((report.source(site.path), site) for site in sites)


def opening(report: Report, finding: Finding, paint: Paint, gutter: int) -> Iterator[str]:
    """The message, and the places that belong to the finding in their source."""
    style = Style.ERROR if finding.severity is Severity.ERROR else Style.WARNING
    yield from _headline(report, finding, paint, style)
    yield _pointer(report, finding.site, "-->", gutter, paint)
    here = [related for related in finding.related if related.site.path == finding.site.path]
    marks = [Mark(site=finding.site, sign="^", style=style), *map(_secondary, here)]
    yield from frame(report.source(finding.site.path), marks, paint, gutter)
    for path in dict.fromkeys(related.site.path for related in finding.related):
        if path != finding.site.path:
            there = [related for related in finding.related if related.site.path == path]
            yield _pointer(report, there[0].site, ":::", gutter, paint)
            yield from frame(report.source(path), [*map(_secondary, there)], paint, gutter)


def _headline(report: Report, finding: Finding, paint: Paint, style: Style) -> Iterator[str]:
    sign = marker(finding, unsafe_allowed=report.unsafe_allowed)
    lead = [(finding.code, style), (finding.name, Style.STRONG), (sign, Style.HELP)]
    if finding.severity is Severity.WARNING:
        lead.append(("(warning)", Style.WARNING))
    plain = " ".join(text for text, _ in lead if text)
    first, *rest = wrapped(f"{plain}: {finding.message}", paint.width)
    painted = " ".join(paint(text, each) for text, each in lead if text)
    yield painted + quoted(first[len(plain) :], paint)
    yield from (quoted(line, paint) for line in rest)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of a message, what follows the first one indented; a quoted name is not broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lead = "  " if lines else ""
        lines += wrap(
            display.visible(paragraph),
            max(width, _NARROWEST),
            initial_indent=lead,
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def quoted(text: str, paint: Paint) -> str:
    """What is quoted stands out."""
    return re.sub(r'"[^"]*"|`[^`]*`', lambda found: paint(found[0], Style.STRONG), text) if paint.on else text


def _pointer(report: Report, site: Site, arrow: str, gutter: int, paint: Paint) -> str:
    source = report.source(site.path)
    row, column = source.position(min(site.start, len(source.text)))
    return f"{'':{gutter}}{paint(arrow, Style.GUTTER)} {report.shown(site.path)}:{row}:{column}"


def _secondary(related: Related) -> Mark:
    return Mark(site=related.site, label=related.message)


def _footer(report: Report, finding: Finding, paint: Paint, gutter: int) -> Iterator[str]:
    if finding.lanes:
        yield from _remark("lanes", Style.STRONG, " · ".join(finding.lanes), paint, gutter)
    if finding.help:
        yield from _remark("help", Style.HELP, finding.help, paint, gutter)
    if finding.fix is None:
        return
    yield from _remark("fix", Style.GOOD, finding.fix.title, paint, gutter)
    yield from repair(report, finding, paint, gutter)
    note = _NOTES.get(finding.fix.safety)
    if note and not report.unsafe_allowed:
        yield from _remark("note", Style.STRONG, note, paint, gutter)


def _remark(word: str, style: Style, text: str, paint: Paint, gutter: int) -> Iterator[str]:
    """`= help: ...`; what does not fit on the line goes on below the text."""
    lead = f"{'':{gutter}} = {word}: "
    first, *rest = wrapped(text, paint.width - len(lead)) or [""]
    yield f"{'':{gutter}} {paint('=', Style.GUTTER)} {paint(word, style)}: {first}"
    yield from (f"{'':{len(lead)}}{line.strip()}" for line in rest)


_NOTES = {
    Safety.UNSAFE: "unsafe fix, it may change what the tests do; --unsafe-fixes allows it",
    Safety.MANUAL: "this fix is only shown; it needs a person's eye",
}


def repair(report: Report, finding: Finding, paint: Paint, gutter: int) -> Iterable[str]:
    """What the fix would change, or why it cannot."""
    if report.preview is None or finding.fix is None:
        return ()
    source = report.source(finding.fix.anchor.path)
    preview = report.preview(finding)
    if preview.text is None:
        reason = f"not here: {preview.reason}"
        return _remark("note", Style.STRONG, reason, paint, gutter) if preview.reason else ()
    from isolint.reporters.change import change

    return change(source, preview.text, paint, gutter)


def _problem(report: Report, problem: Problem, paint: Paint) -> Iterator[str]:
    name = problem_name(problem)
    first, *rest = wrapped(f"{name}: {problem_sentence(problem)}", paint.width)
    yield paint(name, Style.ERROR) + first[len(name) :]
    yield from rest
    if not problem.path:
        return
    place = f":{problem.row}:{problem.column}" if problem.row else ""
    source = report.source(problem.path) if problem.row else None
    if source is None or problem.row > len(source.line_starts) or not source.line(problem.row):
        yield f" {paint('-->', Style.GUTTER)} {report.shown(problem.path)}{place}"
        return
    start = offset_of(source, Position(problem.row, problem.column))
    site = Site(problem.path, start, start)
    gutter = gutter_width([(source, site)])
    yield _pointer(report, site, "-->", gutter, paint)
    yield from frame(source, [Mark(site=site, sign="^", style=Style.ERROR)], paint, gutter)
