"""The last lines of a report for people: how much there is, what can be fixed, what was assumed."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.model.finding import Severity
from isolint.reporters.paint import Paint, Style
from isolint.reporters.report import Fixable, Report, Totals


def summary(report: Report, paint: Paint) -> str:
    """Ends with a line end; empty where there are no totals."""
    if report.totals is None:
        return ""
    return "".join(f"{line}\n" for line in _lines(report, report.totals, paint))


def _lines(report: Report, totals: Totals, paint: Paint) -> Iterator[str]:
    if report.findings or totals.fixed:
        yield _found(report, totals)
    failed = len({problem.path for problem in report.problems if problem.path})
    if failed:
        yield f"{plural(failed, 'file')} could not be dealt with; see above."
    if not report.problems and not report.findings and not totals.fixed:
        yield paint("All checks passed!", Style.GOOD)
    if not totals.would_fix:
        yield from _fixable(report, paint)
    if totals.held:
        yield f"{plural(totals.held, 'old finding')} held by the baseline."
    if totals.unchanged:
        count = plural(totals.unchanged, "finding")
        yield f"Not shown: {count} in lines that are not changed {totals.since}."
    if totals.generated:
        yield f"{plural(totals.generated, 'generated file')} skipped."
    yield from totals.runners


def _found(report: Report, totals: Totals) -> str:
    left = len(report.findings)
    if totals.fixed and totals.would_fix:
        return f"Would fix {plural(totals.fixed, 'finding')}{f'; {left} would remain' if left else ''}."
    if totals.fixed:
        found = plural(totals.fixed + left, "finding")
        return f"Found {found} ({totals.fixed} fixed, {left} remaining)."
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    parts = [plural(errors, "error")] if errors else []
    parts += [plural(warnings, "warning")] if warnings else []
    files = len({finding.site.path for finding in report.findings})
    return f"Found {' and '.join(parts)} in {plural(files, 'file')} ({totals.read:,} read)."


def _fixable(report: Report, paint: Paint) -> Iterator[str]:
    fixable = Fixable.of(report.findings)
    sign = paint("[*]", Style.HELP)
    if report.unsafe_allowed:
        if fixable.safe + fixable.unsafe:
            yield f"{sign} {fixable.safe + fixable.unsafe} fixable with `--fix --unsafe-fixes`."
    elif fixable.safe:
        more = f" ({fixable.unsafe} more with `--unsafe-fixes`)" if fixable.unsafe else ""
        yield f"{sign} {fixable.safe} fixable with `--fix`{more}."
    elif fixable.unsafe:
        yield f"No safe fixes; {fixable.unsafe} with `--fix --unsafe-fixes`."


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
