"""What the project's own files say about how its tests are found and run in parallel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from isolint.model.project import CASE_RUNNERS, XDIST, Layout, Runner
from isolint.survey.caserunners import case_runs
from isolint.survey.packages import package_roots
from isolint.survey.pathroots import path_roots
from isolint.survey.pins import groups_lost
from isolint.survey.pytestfile import PytestFile, pytest_file
from isolint.survey.scripts import Command, commands, flags

_OF_CASES = ("test*.py",)
"""The modules that unittest and Django look into."""
_FORKED = "pytest-forked"
_CONFTESTS = ("conftest.py", "*/conftest.py", "*/*/conftest.py")


def layout(root: Path, start: Path, *, src: Sequence[str] = (), runner: str = "", dist: str = "") -> Layout:
    """How tests are found and run; `start` is the folder asked for, the rest the user's word."""
    found = pytest_file(root, start)
    known = _told(_runner(root, found), root, runner, dist)
    if known.dist == "loadgroup":
        known = replace(known, groups_lost=groups_lost(root))
    roots = tuple(src) or (*Layout().import_roots, *package_roots(root), *path_roots(root))
    if known.knows_cases_only:
        return Layout(runner=known, test_files=_OF_CASES, import_roots=tuple(dict.fromkeys(roots)))
    return _of_pytest(root, found, known, roots)


def _told(known: Runner, root: Path, runner: str, dist: str) -> Runner:
    """What the files say, as far as the user's own word leaves it standing."""
    if runner:
        known = _named(known, root, runner)
    if dist:
        known = replace(known, kind=XDIST, dist=dist, grouped_elsewhere=False)
    said = ", ".join(f'{key} = "{word}"' for key, word in (("runner", runner), ("dist", dist)) if word)
    return replace(known, evidence=f"isolint's own setting: {said}") if said else known


def _named(known: Runner, root: Path, name: str) -> Runner:
    """A runner by the user's name for it, with what the files say of that one."""
    if name not in CASE_RUNNERS:
        base = known if known.kind == XDIST else Runner()
        return replace(base, forked=name == _FORKED)
    alike = (one.runner for one in case_runs(root) if one.runner.kind == name)
    return next(alike, Runner(kind=name))


def _of_pytest(root: Path, found: PytestFile | None, runner: Runner, roots: Iterable[str]) -> Layout:
    standard = Layout(runner=runner)
    if found is None:
        return replace(standard, import_roots=tuple(dict.fromkeys(roots)))
    path = _relative(found.folder, found.words("pythonpath"), root)
    return Layout(
        runner=runner,
        test_files=found.words("python_files") or standard.test_files,
        test_functions=found.words("python_functions") or standard.test_functions,
        test_types=found.words("python_classes") or standard.test_types,
        test_paths=tuple(_relative(found.folder, found.words("testpaths"), root)),
        import_roots=tuple(dict.fromkeys((*path, *roots))),
        plugins=tuple(name for name in _PLUGIN.findall(_always(found)) if not name.startswith("no:")),
    )


_PLUGIN = re.compile(r"(?<!\S)-p[ =]?\s*(\S+)")


def _always(found: PytestFile) -> str:
    """The options that every run has."""
    value = found.options.get("addopts", "")
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _relative(folder: Path, paths: Iterable[str], root: Path) -> Iterator[str]:
    from os.path import normpath, relpath

    for path in paths:
        relative = relpath(normpath(folder / path), root).replace("\\", "/")
        if not relative.startswith(".."):
            yield "" if relative == "." else relative


def _runner(root: Path, found: PytestFile | None) -> Runner:
    """pytest with `-n`, then other parallel runners, then what could be one, then the usual."""
    always = Command("", "")
    if found is not None:
        text = _always(found)
        name = found.path.relative_to(root).as_posix()
        always = flags(name, f"addopts = {' '.join(text.split())}", text)
    every = list(commands(root))
    parallel = [always] if always.workers else [each for each in every if each.workers]
    if parallel:
        return _xdist(parallel[0], always, every)
    runs = list(case_runs(root))
    told = next((one.runner for one in runs if one.is_parallel), None)
    if told is not None:
        return told
    knows_pytest = found is not None or every or any(any(root.glob(one)) for one in _CONFTESTS)
    if runs and not knows_pytest:
        return replace(runs[0].runner, evidence="")
    forked = always.forked or (bool(every) and all(each.forked for each in every))
    return Runner(dist=_mode(always.dist), forked=forked)


def _mode(dist: str) -> str:
    """With `-n`, which is not given here or counts for more, "no" is the usual mode."""
    return "load" if dist in ("", "no") else dist


def _xdist(first: Command, always: Command, every: Iterable[Command]) -> Runner:
    """The first command with `-n`, on top of what addopts say for every command."""
    says = [first] if first.dist or not always.dist else [first, always]
    dist = _mode(says[-1].dist)
    return Runner(
        dist=dist,
        evidence="; ".join(f"{command.file}: {command.text}" for command in says),
        forked=first.forked or always.forked,
        grouped_elsewhere=dist != "loadgroup" and any(each.dist == "loadgroup" for each in every),
    )
