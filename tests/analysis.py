"""Checks and fixes a project in this very process, as the command line does in its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fixture_documents import Mark

from isolint import engine
from isolint.fixing import repair
from isolint.model.finding import Finding, Problem, Safety
from isolint.project import Project, Request, open_project


class BrokenError(Exception):
    """The analysis itself had a problem; its text is what a person needs to find it."""


def opened(root: Path) -> Project:
    """The project in a folder, with its own settings and no cache."""
    return open_project(Request(paths=(root,), caching=False))


def checked(project: Project) -> tuple[Finding, ...]:
    """All findings that a user sees who gives no options."""
    outcome = engine.check(project.plan, project.collection)
    _stop_at(outcome.problems)
    return outcome.findings


def fixed(project: Project) -> dict[str, str]:
    """The new texts that `--fix --unsafe-fixes` would write."""
    outcome = engine.check(project.plan, project.collection)
    result = repair(project.plan, project.collection, outcome, (Safety.SAFE, Safety.UNSAFE))
    _stop_at((*outcome.problems, *result.outcome.problems, *result.problems))
    return {path: source.text.decode() for path, source in result.changed.items()}


def marks(project: Project) -> dict[Mark, str]:
    """Where findings start, with their messages."""
    found: dict[Mark, str] = {}
    for finding in checked(project):
        source = project.collection.sources[finding.site.path]
        row = source.row_of(finding.site.start)
        mark = Mark(finding.site.path, row, finding.code)
        found[mark] = f"{found[mark]} | {finding.message}" if mark in found else finding.message
    return found


def _stop_at(problems: Iterable[Problem]) -> None:
    for problem in problems:
        raise BrokenError(
            f"{problem.stage}: {problem.path}:{problem.row}: {problem.message}\n{problem.trace}"
        )
