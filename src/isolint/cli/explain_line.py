"""`isolint explain`: the page of a rule, or all that is known of a line."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from isolint.cli import CLEAN
from isolint.cli.console import Progress, coloured, complain, width, write
from isolint.cli.delivery import report_of
from isolint.errors import UsageError
from isolint.frontends.surroundings import collector_paused
from isolint.project import Project, Request, locate, open_project, relative
from isolint.reporters.paint import Paint
from isolint.reporters.summary import plural

_LINE = re.compile(r"(?P<file>.+?):(?P<row>\d+)(?::(?P<column>\d+))?")


def explain(
    subject: str,
    *,
    as_json: bool,
    color: str,
    config: tuple[str, ...],
    isolated: bool,
    no_cache: bool,
    cache_dir: str | None,
) -> int:
    """The whole command; what is explained is no failure, so the exit code is 0."""
    found = _LINE.fullmatch(subject)
    if found is None:
        return _rule(subject, as_json=as_json, config=config, isolated=isolated)
    file = Path(found["file"])
    if not file.is_file():
        raise UsageError(f"{file}: there is no such file")
    request = Request(
        paths=(file.parent,),
        config=config,
        isolated=isolated,
        caching=not no_cache,
        cache_dir=Path(cache_dir) if cache_dir else None,
    )
    paint = Paint(on=not as_json and coloured(color, sys.stdout, os.environ), width=width(sys.stdout))
    write(_line(request, file, int(found["row"]), int(found["column"] or 0), paint, as_json=as_json))
    return CLEAN


def _rule(subject: str, *, as_json: bool, config: tuple[str, ...], isolated: bool) -> int:
    from isolint.cli.explain import explain as page

    if Path(subject).is_file() or "/" in subject:
        raise UsageError(f"write a line behind the file: {subject}:1")
    return page(subject, every=False, catalogue=False, as_json=as_json, config=config, isolated=isolated)


def _line(request: Request, file: Path, row: int, column: int, paint: Paint, *, as_json: bool) -> str:
    from isolint.explaining import explained

    with collector_paused():
        project, path = _opened(request, file)
        explanation = explained(project, path, row, column)
    report = report_of(project, tuple(told.finding for told in explanation.told))
    if as_json:
        from isolint.reporters import explanation_json

        return explanation_json.render(explanation, report, paint)
    from isolint.reporters import explanation as words

    return words.render(explanation, report, paint)


def _opened(request: Request, file: Path) -> tuple[Project, str]:
    """The project as a check of all of it sees it; or, for a file that it does not come to, of that file."""
    progress = Progress()
    _, root, _ = locate(request)
    project = open_project(_of(request, root), progress)
    path = relative(project.root, file)
    if path not in project.collection.digests:
        named = open_project(_of(request, file), progress)
        project = named if path in named.collection.digests else project
    progress.stage(f"linking {plural(len(project.collection.facts), 'file')}")
    progress.close()
    for note in project.plan.tree.notes:
        complain(f"warning: {note}")
    return project, path


def _of(request: Request, path: Path) -> Request:
    from dataclasses import replace

    return replace(request, paths=(path,))
