"""`isolint check --fix` and `--diff`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from isolint.cli import CLEAN, FAILED, FINDINGS
from isolint.cli.console import complain, write
from isolint.cli.delivery import deliver, exit_code, painter, reported, shown
from isolint.cli.invocation import Options
from isolint.collection import Collection
from isolint.engine import Outcome, check
from isolint.fixing import Repair, repair
from isolint.model.finding import Finding, Problem
from isolint.project import Project
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report
from isolint.reporters.summary import plural, summary
from isolint.writing import write as replace_file


def fix(options: Options, project: Project, outcome: Outcome) -> int:
    """Repairs what may be repaired, in place, on standard output, or only on paper; gives the exit code."""
    done = repair(project.plan, project.collection, outcome, options.safeties)
    if options.diff:
        return _show_diff(options, project, done)
    if options.from_stdin:
        return _print_text(options, project, done)
    done, collection = _written(project, done)
    problems = (*done.outcome.problems, *done.problems)
    report = reported(
        options, project, collection, replace(done.outcome, problems=problems), fixed=len(done.fixed)
    )
    deliver(options, project, report)
    if options.show_fixes and done.fixed:
        write("".join(f"{line}\n" for line in _listed(project, done.fixed)))
    return exit_code(options, report, changed=options.exit_non_zero_on_fix and bool(done.fixed))


def _written(project: Project, done: Repair) -> tuple[Repair, Collection]:
    """Puts the new texts in place; where that fails, the file's findings are still there."""
    before = project.collection
    failures: list[Problem] = []
    written = []
    for path, source in done.changed.items():
        failure = replace_file(project.root, source, before.digests[path])
        if failure is None:
            written.append(source)
        else:
            failures.append(failure)
    collection = before.rewritten(written)
    assert not isinstance(collection, Problem)  # each text was read before it was written
    if not failures:
        return done, collection
    failed = {failure.path for failure in failures}
    left = replace(
        done,
        outcome=check(project.plan, collection),
        fixed=tuple(each for each in done.fixed if each.site.path not in failed),
        problems=(*done.problems, *failures),
    )
    return left, collection


def _show_diff(options: Options, project: Project, done: Repair) -> int:
    from isolint.reporters.change import patch

    paint = painter(options)
    for path, source in done.changed.items():
        before = project.collection.sources[path]
        write(patch(shown(project.root / path), before, source.text, paint))
    report = _paper(options, project, done)
    _tell(options, report)
    if any(problem.ours for problem in report.problems):
        return FAILED
    return FINDINGS if done.changed and not options.exit_zero else CLEAN


def _print_text(options: Options, project: Project, done: Repair) -> int:
    """The text that came in, repaired, whatever else there is to say about it."""
    (path,) = project.plan.tree.asked
    source = done.changed.get(path) or project.collection.sources[path]
    write(source.encode(source.text).decode(source.encoding))
    report = _paper(options, project, done)
    _tell(options, report)
    return exit_code(options, report, changed=options.exit_non_zero_on_fix and bool(done.fixed))


def _paper(options: Options, project: Project, done: Repair) -> Report:
    collection = project.collection.rewritten(done.changed.values())
    assert not isinstance(collection, Problem)  # each text was read before it came here
    outcome = replace(done.outcome, problems=(*done.outcome.problems, *done.problems))
    return reported(options, project, collection, outcome, fixed=len(done.fixed), would_fix=options.diff)


def _tell(options: Options, report: Report) -> None:
    """The summary on standard error, because standard output is taken."""
    from isolint.reporters import concise

    paint = Paint(on=False)
    only_problems = (
        replace(report, findings=(), totals=None) if options.diff else replace(report, totals=None)
    )
    text = concise.render(only_problems, paint) + summary(report, paint)
    if text:
        complain(text.rstrip("\n"))


def _listed(project: Project, fixed: tuple[Finding, ...]) -> Iterator[str]:
    yield f"Fixed {plural(len(fixed), 'finding')}:"
    for path in sorted({finding.site.path for finding in fixed}):
        yield f"- {shown(project.root / path)}:"
        counts = Counter((each.code, each.name) for each in fixed if each.site.path == path)
        for (code, name), count in sorted(counts.items()):
            yield f"    {count} × {code} ({name})"
