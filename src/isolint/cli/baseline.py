"""`isolint baseline create|update|prune|show`: what is owed, written down."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from isolint.baseline import Baseline, counted, read, weigh
from isolint.baseline.ledger import write as put
from isolint.baseline.standing import pruned, stale
from isolint.cli import CLEAN, FAILED, FINDINGS
from isolint.cli.console import complain, write
from isolint.cli.delivery import shown
from isolint.engine import Outcome, check
from isolint.errors import UsageError
from isolint.model.finding import Finding
from isolint.model.identity import Identity
from isolint.project import Project, Request, baseline_place, locate, open_project
from isolint.reporters.report import problem_sentence
from isolint.reporters.summary import plural
from isolint.selection import Layer

_MOST_SHOWN = 20
"""New findings that a refused update lists; `isolint check` has them all."""


def requested(
    paths: tuple[str, ...],
    baseline: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    config: tuple[str, ...],
    isolated: bool,
    no_cache: bool,
    cache_dir: str | None,
) -> Request:
    """What the options that all four have in common ask for."""
    return Request(
        paths=tuple(map(Path, paths)) or (Path(),),
        rules=Layer(select or None, ignore, extend_select),
        config=config,
        isolated=isolated,
        caching=not no_cache,
        cache_dir=Path(cache_dir) if cache_dir else None,
        baseline=Path(baseline) if baseline else None,
    )


def create(request: Request, *, force: bool) -> int:
    """A new file with all findings there are now."""
    _, root, chosen = locate(request)
    place = baseline_place(request, chosen, root)
    if place.exists() and not force:
        raise UsageError(f"{shown(place)} is there already; `isolint baseline update` brings it up to date")
    project, outcome = _looked(replace(request, baselining=False))
    if not _is_sound(project, outcome):
        return FAILED
    entries = counted(outcome.findings, project.collection)
    put(Baseline(path=place, root=root, entries=entries))
    files = len({entry.path for entry in entries})
    complain(f"Wrote {shown(place)}: {plural(sum(entries.values()), 'finding')} in {plural(files, 'file')}.")
    return CLEAN


def update(request: Request, *, ratchet: bool) -> int:
    """Takes out what is no longer there, and takes in what is new, unless it may only shrink."""
    project, outcome, old = _weighed(request)
    if not _is_sound(project, outcome):
        return FAILED
    entries = pruned(project.plan, outcome, project.collection)
    gone = sum(stale(project.plan, outcome).values())
    fresh = outcome.findings
    if fresh and not ratchet:
        entries += counted(fresh, project.collection)
    put(replace(old, entries=entries))
    taken_in = 0 if ratchet else len(fresh)
    left = plural(entries.total(), "finding")
    complain(f"{shown(old.path)}: {taken_in:,} added, {gone:,} removed, {left} now.")
    if fresh and ratchet:
        _refuse(project, fresh)
        return FINDINGS
    return CLEAN


def prune(request: Request, *, checking: bool) -> int:
    """Takes out what is no longer there; `checking` only says whether there is something to take out."""
    project, outcome, old = _weighed(request)
    if not _is_sound(project, outcome):
        return FAILED
    gone = stale(project.plan, outcome)
    for line in _listed(gone):
        complain(line)
    count = sum(gone.values())
    if checking:
        complain(f"{shown(old.path)}: {plural(count, 'finding')} to remove.")
        return FINDINGS if count else CLEAN
    entries = pruned(project.plan, outcome, project.collection)
    put(replace(old, entries=entries))
    complain(f"{shown(old.path)}: {count:,} removed, {plural(sum(entries.values()), 'finding')} left.")
    return CLEAN


def show(request: Request) -> int:
    """What is in the file, by file, and how much of it there is by rule."""
    _, root, chosen = locate(request)
    old = read(baseline_place(request, chosen, root), root)
    below = [Path(os.path.abspath(path)) for path in request.paths]
    asked = {
        entry: count
        for entry, count in old.entries.items()
        if any((root / entry.path).is_relative_to(path) for path in below)
    }
    write("".join(f"{line}\n" for line in (*_listed(asked), *_totals(asked))))
    return CLEAN


def _looked(request: Request) -> tuple[Project, Outcome]:
    project = open_project(request)
    return project, check(project.plan, project.collection, archive=project.archive)


def _weighed(request: Request) -> tuple[Project, Outcome, Baseline]:
    """The findings against the baseline, which has to be there."""
    _, root, chosen = locate(request)
    old = read(baseline_place(request, chosen, root), root)
    project, outcome = _looked(replace(request, baselining=False))
    fresh, held, left = weigh(old, outcome.findings, project.collection)
    return project, replace(outcome, findings=fresh, held=held, left=left), old


def _is_sound(project: Project, outcome: Outcome) -> bool:
    """A rule that broke has found nothing, and that must not look like a debt paid off."""
    for problem in outcome.problems:
        place = f"{shown(project.root / problem.path)}: " if problem.path else ""
        complain(f"{'error' if problem.ours else 'warning'}: {place}{problem_sentence(problem)}")
    return not any(problem.ours for problem in outcome.problems)


def _refuse(project: Project, fresh: tuple[Finding, ...]) -> None:
    complain(f"It may only shrink, and {plural(len(fresh), 'finding')} would be new:")
    for finding in fresh[:_MOST_SHOWN]:
        source = project.collection.sources[finding.site.path]
        row, column = source.position(finding.site.start)
        complain(
            f"  {shown(project.root / finding.site.path)}:{row}:{column}: {finding.code} {finding.message}"
        )
    if len(fresh) > _MOST_SHOWN:
        complain(f"  and {len(fresh) - _MOST_SHOWN:,} more")


def _listed(entries: Mapping[Identity, int]) -> Iterator[str]:
    ordered = sorted(entries, key=lambda entry: (entry.path, *entry))
    for path, own in groupby(ordered, key=lambda entry: entry.path):
        yield path
        for entry in own:
            times = f" × {entries[entry]}" if entries[entry] > 1 else ""
            place = f" in {entry.symbol}" if entry.symbol else ""
            yield f"  {entry.code}{place}: {_short(entry.snippet)}{times}"


def _short(snippet: str, width: int = 70) -> str:
    return snippet if len(snippet) <= width else f"{snippet[: width - 1]}…"


def _totals(entries: Mapping[Identity, int]) -> Iterable[str]:
    if not entries:
        return ("The baseline holds no finding.",)
    by_rule: dict[str, int] = {}
    for entry, count in entries.items():
        by_rule[entry.code] = by_rule.get(entry.code, 0) + count
    counts = ", ".join(f"{count:,} × {code}" for code, count in sorted(by_rule.items()))
    files = len({entry.path for entry in entries})
    return (f"{plural(sum(by_rule.values()), 'finding')} in {plural(files, 'file')}: {counts}.",)
