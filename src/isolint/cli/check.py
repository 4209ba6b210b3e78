"""`isolint check`: from options to a report and an exit code."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

from isolint.cli import CLEAN
from isolint.cli.console import Progress, complain, write
from isolint.cli.delivery import deliver, exit_code, reported, tells_stories
from isolint.cli.invocation import STDIN, Options
from isolint.cli.narrowing import changes
from isolint.cli.remarks import remarks
from isolint.engine import Outcome, check
from isolint.errors import UsageError
from isolint.frontends.surroundings import collector_paused
from isolint.project import Project, Request, open_project
from isolint.reporters.summary import plural
from isolint.selection import Layer
from isolint.stopwatch import Stopwatch


def run(options: Options) -> int:
    """The whole command; gives the exit code."""
    if options.watch:
        from isolint.cli.watch import run as go_on

        go_on(options)
    started = time.monotonic()
    request = request_of(options)
    if options.show_settings:
        from isolint.cli.housekeeping import show_settings

        return show_settings(request)
    progress, watch = Progress(), Stopwatch()
    with collector_paused():
        with watch.measure("reading"):
            project = open_project(request, progress)
        progress.stage(f"linking {plural(len(project.collection.facts), 'file')}")
        keeping = tells_stories(options, project) and not options.fix and not options.diff
        outcome = check(project.plan, project.collection, watch, keeping=keeping, archive=project.archive)
        progress.close()
    for remark in remarks(project, outcome):
        complain(f"warning: {remark}")
    if options.show_files:
        paths = sorted(path for path in project.collection.read if project.plan.shows(path))
        write("".join(f"{project.root / path}\n" for path in paths))
        return CLEAN
    with watch.measure("reporting"):
        code = _answer(options, project, outcome)
    if options.profile:
        from isolint.reporters.timetable import timetable

        complain(timetable(watch.seconds, project.plan.known, watch.notes).rstrip())
    if options.verbose:
        spent = time.monotonic() - started
        complain(f"read {plural(len(project.collection.read), 'file')} under {project.root} in {spent:.2f} s")
    return code


def request_of(options: Options) -> Request:
    """What the engine is asked for.

    Raises:
        UsageError: two options contradict each other.
    """
    given: dict[Path, bytes] = {}
    paths = tuple(map(Path, options.paths)) or (Path(),)
    if options.from_stdin:
        path = Path(options.stdin_filename or "stdin.py")
        given = {path: sys.stdin.buffer.read()}
        paths = (path,)
    elif STDIN in options.paths:
        raise UsageError('"-" stands for one file on standard input; it cannot go with other paths')
    return Request(
        paths=paths,
        rules=Layer(options.select or None, options.ignore, options.extend_select),
        config=options.config,
        isolated=options.isolated,
        exclude=options.exclude,
        extend_exclude=options.extend_exclude,
        force_exclude=options.force_exclude,
        suppressing=not options.ignore_suppressions,
        caching=not options.no_cache,
        baselining=not options.no_baseline,
        baseline=Path(options.baseline) if options.baseline else None,
        changed=changes(options),
        cache_dir=Path(options.cache_dir) if options.cache_dir else None,
        given=given,
    )


def _answer(options: Options, project: Project, outcome: Outcome) -> int:
    if options.add_ignore is not None:
        from isolint.cli.ignoring import add_ignores

        return add_ignores(options, project, outcome)
    if options.fix or options.diff:
        from isolint.cli.fix import fix

        gc.enable()  # rewriting makes syntax trees that hold each other
        return fix(options, project, outcome)
    report = reported(options, project, project.collection, outcome)
    deliver(options, project, report)
    return exit_code(options, report)
