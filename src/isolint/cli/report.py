"""`isolint report`: the suite's isolation map and its findings, as one HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from isolint import __version__
from isolint.cli import CLEAN, FAILED, FINDINGS
from isolint.cli.console import Progress, complain, write
from isolint.cli.invocation import STDIN
from isolint.cli.remarks import remarks
from isolint.cli.runners import runner_sentences
from isolint.engine import Outcome, check
from isolint.errors import UsageError, reason
from isolint.frontends.surroundings import collector_paused
from isolint.model.finding import Finding
from isolint.model.story import IsolationMap, Story
from isolint.project import Project, Request, open_project
from isolint.reporters.report import Report, Totals
from isolint.reporters.summary import plural
from isolint.selection import Layer


def run(paths: tuple[str, ...], output_file: str, exit_non_zero: bool, quiet: bool, **options: Any) -> int:
    """The whole command; gives the exit code."""
    progress = Progress()
    with collector_paused():
        project = open_project(_request(paths, **options), progress)
        progress.stage(f"linking {plural(len(project.collection.facts), 'file')}")
        outcome = check(project.plan, project.collection, keeping=True, archive=project.archive)
        progress.stage("drawing")
        stories, broken = outcome.suites.stories(outcome.findings)
        outcome = replace(outcome, problems=(*outcome.problems, *broken))
        page = _page(project, outcome, stories)
        progress.close()
    for remark in remarks(project, outcome):
        complain(f"warning: {remark}")
    _deliver(page, output_file)
    if output_file != STDIN and not quiet:
        complain(f"{plural(len(outcome.findings), 'finding')} in {output_file}")
    return _exit_code(outcome, exit_non_zero=exit_non_zero)


def _request(
    paths: tuple[str, ...],
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore_suppressions: bool,
    baseline: str | None,
    no_baseline: bool,
    config: tuple[str, ...],
    isolated: bool,
    no_cache: bool,
    cache_dir: str | None,
) -> Request:
    return Request(
        paths=tuple(map(Path, paths)) or (Path(),),
        rules=Layer(select or None, ignore, extend_select),
        config=config,
        isolated=isolated,
        suppressing=not ignore_suppressions,
        baselining=not no_baseline,
        baseline=Path(baseline) if baseline else None,
        caching=not no_cache,
        cache_dir=Path(cache_dir) if cache_dir else None,
    )


def _page(project: Project, outcome: Outcome, stories: Mapping[Finding, Story]) -> str:
    from isolint.reporters import html

    runners = (sentence for part in project.plan.parts for sentence in runner_sentences(part.layout))
    report = Report(
        findings=outcome.findings,
        problems=outcome.problems,
        totals=Totals(read=len(project.collection.read), runners=tuple(runners)),
        unsafe_allowed=False,
        source=project.collection.sources.__getitem__,
        shown=lambda path: path,  # a page is read elsewhere, too
        absolute=lambda path: str(project.root / path) if path else "",
        story=stories.get,
    )
    header = html.Header(title=project.root.name or "isolint", version=__version__)
    return html.render(report, [_narrowed(project, drawing) for drawing in outcome.maps()], header)


def _narrowed(project: Project, drawing: IsolationMap) -> IsolationMap:
    """Of the whole suite, what the files that were asked about have to do with."""
    rows = [row for row in drawing.rows if any(project.plan.shows(mark.site.path) for mark in row.marks)]
    return replace(drawing, rows=tuple(rows))


def _deliver(page: str, output_file: str) -> None:
    if output_file == STDIN:
        write(page)
        return
    try:
        Path(output_file).write_text(page, "utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{output_file}: cannot be written ({reason(error)})") from None


def _exit_code(outcome: Outcome, *, exit_non_zero: bool) -> int:
    """A page with findings is what was asked for; a page without a part of them is not."""
    if any(problem.ours for problem in outcome.problems):
        for problem in outcome.problems:
            if problem.trace:
                complain(f"\n{problem.path}\n{problem.trace}".strip())
        return FAILED
    return FINDINGS if exit_non_zero and outcome.findings else CLEAN
