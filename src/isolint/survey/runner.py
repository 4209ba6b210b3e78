"""What the project's own files say about how its tests are found and run in parallel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from isolint.model.project import Layout, Runner
from isolint.survey.packages import package_roots
from isolint.survey.pytestfile import PytestFile, pytest_file
from isolint.survey.scripts import Command, commands, flags


def layout(root: Path, start: Path, *, src: Sequence[str] = (), dist: str = "") -> Layout:
    """How tests are found and run; `start` is the folder asked for, `src` and `dist` the user's word."""
    found = pytest_file(root, start)
    runner = _runner(root, found)
    if dist:
        runner = replace(runner, dist=dist, evidence=f'isolint\'s own setting: dist = "{dist}"')
    standard = Layout(runner=runner)
    roots = tuple(src) or (*standard.import_roots, *package_roots(root))
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
    """The first command with `-n`, on top of what addopts say for every command."""
    always = Command("", "")
    if found is not None:
        text = _always(found)
        name = found.path.relative_to(root).as_posix()
        always = flags(name, f"addopts = {' '.join(text.split())}", text)
    parallel = [always] if always.workers else [each for each in commands(root) if each.workers]
    if parallel:
        first = parallel[0]
        says = [first] if first.dist or not always.dist else [first, always]
        evidence = "; ".join(f"{command.file}: {command.text}" for command in says)
        return Runner(dist=says[-1].dist or "load", evidence=evidence)
    return Runner(dist=always.dist or "load")
