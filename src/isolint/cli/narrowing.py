"""Options that keep old findings out of a report: a baseline, and what has changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from isolint.changes import ChangedLines
from isolint.cli.invocation import STDIN, Options
from isolint.engine import Outcome
from isolint.errors import UsageError, reason
from isolint.project import Project
from isolint.reporters.summary import plural

_BASELINE, _NO_BASELINE = "--baseline", "--no-baseline"
_BASE, _FILE = "--diff-base", "--diff-file"


def changes(options: Options) -> Callable[[Path], ChangedLines] | None:
    """Finds out for a project's root which lines have changed; None where that makes no difference.

    Raises:
        UsageError: two options contradict each other.
    """
    if options.baseline and options.no_baseline:
        raise UsageError(f"{_BASELINE} and {_NO_BASELINE} contradict each other")
    if options.diff_base is not None and options.diff_file is not None:
        raise UsageError(f"{_BASE} and {_FILE} both say what has changed; give one of them")
    if options.diff_file == STDIN and options.from_stdin:
        raise UsageError(f"standard input is read once: for the diff of {_FILE}, or for a file to check")
    if options.diff_base is not None:
        return _since(options.diff_base)
    return _named(options.diff_file) if options.diff_file is not None else None


def _since(reference: str) -> Callable[[Path], ChangedLines]:
    from isolint.changes.since import changed_since

    return lambda root: changed_since(reference, root)


def _named(file: str) -> Callable[[Path], ChangedLines]:
    from isolint.changes.diffs import bases_of, changed_lines

    text = _read(file)
    origin = "standard input" if file == STDIN else file
    return lambda root: changed_lines(text, root, bases_of(root), since=f"in {origin}", origin=origin)


def _read(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({reason(error)})") from None
    return content.decode("utf-8-sig", "surrogateescape")


def notes(project: Project, outcome: Outcome) -> Iterator[str]:
    """What there is to say about the baseline and the diff themselves."""
    if project.plan.changed:
        yield from project.plan.changed.notes
    if project.plan.baseline and outcome.left:
        from isolint.baseline.standing import stale

        count = sum(stale(project.plan, outcome).values())
        if count:
            is_one = count == 1
            yield (
                f"{plural(count, 'finding')} in {project.plan.baseline.path.name} "
                f"{'is' if is_one else 'are'} no longer there; `isolint baseline prune` takes "
                f"{'it' if is_one else 'them'} out"
            )
