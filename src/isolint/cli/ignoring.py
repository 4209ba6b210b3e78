"""`isolint check --add-ignore`: a comment for each finding, so that only new ones are told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from isolint.cli.console import complain
from isolint.cli.delivery import deliver, exit_code, reported
from isolint.cli.invocation import Options
from isolint.collection import Collection
from isolint.engine import Outcome, check
from isolint.errors import UsageError
from isolint.ignoring import ignored
from isolint.model.finding import Problem
from isolint.model.source import Source
from isolint.project import Project
from isolint.reporters.summary import plural
from isolint.writing import write as replace_file

_PASSES = 3
"""A comment may make another finding look new to a baseline; that one gets a comment as well."""


def add_ignores(options: Options, project: Project, outcome: Outcome) -> int:
    """Writes the comments and reports what is left, which is what no comment can silence."""
    reason = _reason(options)
    now, collection = outcome, project.collection
    problems: list[Problem] = []
    changed: dict[str, Source] = {}
    for _ in range(_PASSES):
        commented = _commented(now, collection, reason, problems)
        if not commented:
            break
        changed |= {source.path: source for source in commented}
        collection = _rewritten(collection, commented)
        now = check(project.plan, collection)
    written: list[Source] = []
    for path, source in changed.items():
        failure = replace_file(project.root, source, collection.digests[path])
        if failure:
            problems.append(failure)
        else:
            written.append(source)
    if len(written) < len(changed):
        collection = _rewritten(project.collection, written)
        now = check(project.plan, collection)
    silenced = now.suppressed - outcome.suppressed
    if not options.quiet:
        complain(f"Silenced {plural(silenced, 'finding')} in {plural(len(written), 'file')}.")
    left = replace(now, problems=(*now.problems, *dict.fromkeys(problems)))
    report = reported(options, project, collection, left)
    deliver(options, project, report)
    return exit_code(options, report)


def _rewritten(collection: Collection, sources: Sequence[Source]) -> Collection:
    again = collection.rewritten(sources)
    assert not isinstance(again, Problem)  # each text was read before it came here
    return again


def _reason(options: Options) -> str:
    reason = (options.add_ignore or "").strip()
    others = {
        "--fix": options.fix,
        "--diff": options.diff,
        "--ignore-suppressions": options.ignore_suppressions,
        "standard input": options.from_stdin,
    }
    for name, is_given in others.items():
        if is_given:
            raise UsageError(f"--add-ignore writes comments into files, which does not go with {name}")
    if len(reason.splitlines()) > 1:
        raise UsageError("--add-ignore: a reason has to fit on one line")
    return reason


def _commented(
    outcome: Outcome, collection: Collection, reason: str, problems: list[Problem]
) -> tuple[Source, ...]:
    """The files that can be given comments, with them."""
    found = []
    for path in dict.fromkeys(finding.site.path for finding in outcome.findings):
        before = collection.sources[path]
        after = ignored(before, [each for each in outcome.findings if each.site.path == path], reason)
        if after.text == before.text:
            continue
        complaint = _complaint(after, collection)
        if complaint:
            problems.append(Problem(stage="write", path=path, message=complaint))
        else:
            found.append(after)
    return tuple(found)


def _complaint(source: Source, collection: Collection) -> str:
    """Why a text cannot take the place of the one before, or ""."""
    try:
        source.encode(source.text)
    except UnicodeEncodeError:
        return f"the reason cannot be written in the encoding of the file, {source.encoding}"
    if isinstance(collection.rewritten([source]), Problem):
        return "with the comment the file cannot be parsed; it is left as it was"
    return ""
