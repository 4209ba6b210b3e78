"""From an outcome to a report, to where it is wanted, to an exit code."""

from __future__ import annotations

import os
import sys
from functools import partial
from importlib import import_module
from pathlib import Path

from isolint import rooted
from isolint.cli import CLEAN, FAILED, FINDINGS
from isolint.cli.console import coloured, complain, width, write
from isolint.cli.invocation import Options
from isolint.cli.runners import runner_sentences
from isolint.collection import Collection
from isolint.engine import Outcome
from isolint.errors import UsageError, reason
from isolint.model.finding import Finding, Fix
from isolint.project import Project
from isolint.reporters.page import Page
from isolint.reporters.paint import Paint
from isolint.reporters.report import Preview, Report, Totals

FULL, JSON = "full", "json"

_EDITING = (JSON, "json-lines", "rdjson", "sarif")
"""Formats that hold what each fix would change."""

_TELLING = ("sarif",)
"""Formats that have room for the story of each finding."""

_MOST_PREVIEWS = 25
"""Each costs a parse of its file with every blank kept; a longer report is not read to its end."""


def reported(
    options: Options,
    project: Project,
    collection: Collection,
    outcome: Outcome,
    *,
    fixed: int = 0,
    would_fix: bool = False,
) -> Report:
    """What there is to say about an outcome; `collection` has the texts it was found in."""
    totals = Totals(
        read=len(collection.read),
        runners=tuple(sentence for part in project.plan.parts for sentence in runner_sentences(part.layout)),
        generated=sum(map(project.plan.shows, collection.generated)),
        held=len(outcome.held),
        unchanged=len(outcome.unchanged),
        since=project.plan.changed.since if project.plan.changed else "",
        fixed=fixed,
        would_fix=would_fix,
    )
    format = chosen_format(options, project)
    previews = None
    if format in _EDITING:
        previews = _Previews(collection, None)
    elif format == FULL and _wants_previews(options):
        previews = _Previews(collection, _MOST_PREVIEWS)
    is_told = tells_stories(options, project)
    stories, broken = outcome.suites.stories(outcome.findings) if is_told else (None, ())
    return Report(
        findings=outcome.findings,
        problems=(*outcome.problems, *broken),
        totals=None if options.quiet else totals,
        unsafe_allowed=options.unsafe_fixes,
        source=collection.sources.__getitem__,
        shown=lambda path: shown(project.root / path),
        absolute=lambda path: str(project.root / path) if path else "",
        preview=previews,
        story=stories.get if stories is not None else None,
        root=str(project.root),
        in_repository=partial(rooted.from_top, rooted.lead_of(project.root)),
        symbol=collection.symbol,
        pages=partial(_pages, project),
    )


def report_of(project: Project, findings: tuple[Finding, ...]) -> Report:
    """A report on a few findings, for who explains them one by one."""
    collection = project.collection
    return Report(
        findings=findings,
        problems=(),
        totals=None,
        unsafe_allowed=True,
        source=collection.sources.__getitem__,
        shown=lambda path: shown(project.root / path),
        absolute=lambda path: str(project.root / path) if path else "",
        preview=_Previews(collection, None),
    )


def deliver(options: Options, project: Project, report: Report) -> None:
    """Prints the report or writes it to the file that was named; tracebacks go to standard error."""
    format = chosen_format(options, project)
    paint = painter(options)
    if options.statistics:
        from isolint.reporters import statistics

        text = statistics.render(report, paint, as_json=format == JSON)
    else:
        text = rendered(format, report, paint)
    if options.output_file:
        try:
            Path(options.output_file).write_bytes(text.encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise UsageError(f"{options.output_file}: cannot be written ({reason(error)})") from None
    else:
        write(text)
    for problem in report.problems:
        if problem.trace:
            complain(f"\n{problem.path}\n{problem.trace}".strip())


def rendered(format: str, report: Report, paint: Paint) -> str:
    """A report in one of the formats; only the reporter that is wanted is imported."""
    text: str = import_module(f"isolint.reporters.{format.replace('-', '_')}").render(report, paint)
    return text


def exit_code(options: Options, report: Report, *, changed: bool = False) -> int:
    """2 when a part of isolint failed, 1 when there is something to look at, else 0."""
    if any(problem.ours for problem in report.problems):
        return FAILED
    if options.exit_zero:
        return CLEAN
    return FINDINGS if report.findings or report.problems or changed else CLEAN


def painter(options: Options) -> Paint:
    """Colour and width for where the report goes."""
    if options.output_file:
        return Paint(on=options.color == "always")
    return Paint(on=coloured(options.color, sys.stdout, os.environ), width=width(sys.stdout))


def chosen_format(options: Options, project: Project) -> str:
    """The command line, then the configuration, then the format for people."""
    return options.output_format or project.plan.settings.output_format or FULL


def tells_stories(options: Options, project: Project) -> bool:
    """The format asks for stories, so the linked suites are to be kept."""
    return chosen_format(options, project) in _TELLING and not options.statistics


def shown(path: Path) -> str:
    """A path as people want it: relative to where they are, if it is below."""
    here = os.getcwd()
    return os.path.relpath(path, here) if str(path).startswith(here.rstrip(os.sep) + os.sep) else str(path)


def _pages(project: Project) -> tuple[Page, ...]:
    """Those of the rules that were asked, with the one for comments."""
    from isolint.cli.explain import page_of, unused_page

    active = project.plan.active
    every = (unused_page(), *map(page_of, project.plan.rules))
    return tuple(page for page in every if page.code in active)


def _wants_previews(options: Options) -> bool:
    return painter(options).on if options.preview_fixes is None else options.preview_fixes


class _Previews:
    """What each finding's fix would leave; for people only the first ones, --diff has them all."""

    def __init__(self, collection: Collection, most: int | None) -> None:
        self._collection = collection
        self._left = most

    def __call__(self, finding: Finding) -> Preview:
        if finding.fix is None or self._left == 0:
            return Preview(None)
        if self._left is not None:
            self._left -= 1
        return self._rewritten(finding.fix)

    def _rewritten(self, fix: Fix) -> Preview:
        """A broken recipe must not take the report with it; --fix will say what is wrong with it."""
        from isolint.fixers import apply

        source = self._collection.sources[fix.anchor.path]
        try:
            answer = apply.apply(source, (fix,))
        except Exception as error:
            return Preview(None, f"the recipe failed with {error!r}")
        if answer.text == source.text:
            return Preview(None, next((why for _, why in answer.refused), ""))
        return Preview(answer.text)
