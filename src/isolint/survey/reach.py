"""Which further files of the project the imports of a file lead to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from posixpath import normpath

from isolint.model.facts import NONE, Expressions, ExprKind, FileFacts, StepKind
from isolint.survey import programs

PLUGINS = "pytest_plugins"
"""A conftest or test module names further modules in a variable of this name."""

_PACKAGE = "__init__.py"
_MAIN = "__main__"


class Reach:
    """Answers from directory listings, each read once.

    pytest puts the folder of each test file and conftest on the path, so those of the
    `starts` are import roots as well, after the ones that the project names.
    """

    def __init__(self, root: Path, import_roots: Iterable[str], starts: Iterable[str] = ()) -> None:
        self._root = root
        self._listings: dict[str, frozenset[str]] = {}
        self._modules: dict[tuple[str, str], tuple[str, ...]] = {}
        bases = (self._base(path.rpartition("/")[0]) for path in starts)
        self._tops: dict[str, list[str]] = {}
        for place in dict.fromkeys((*import_roots, *bases)):
            for name in self._listing(place):
                self._tops.setdefault(name.removesuffix(".py"), []).append(place)

    def of(self, facts: FileFacts, *, may_name_plugins: bool = True) -> Iterator[str]:
        """Files that this one imports, with the packages they stand in; some may be named twice."""
        folder = facts.path.rpartition("/")[0]
        base = self._base(folder)
        for entry in facts.imports:
            if entry.level:
                above = _climb(folder, entry.level - 1)
                if above is not None:
                    yield from self._find(above, entry.module, entry.member)
                continue
            yield from self._first(base, entry.module, entry.member)
        if may_name_plugins:
            for module in plugins(facts):
                yield from self._first(base, module, "")
        yield from self._programs(facts, folder, base)

    def _programs(self, facts: FileFacts, folder: str, base: str) -> Iterator[str]:
        """The scripts that a file may start: beside it or below, from the root, or by a module's name."""
        for path in programs.files(facts):
            for place in (folder, ""):
                above, _, name = _join(place, path).rpartition("/")
                if name in self._listing(above) and ".." not in path:
                    yield normpath(_join(above, name))
        for module in programs.modules(facts):
            yield from self._first(base, f"{module}.{_MAIN}", "") or self._first(base, module, "")

    def named(self, modules: Iterable[str]) -> Iterator[str]:
        """The files of modules that somebody names outside of the code."""
        for module in modules:
            yield from self._first("", module, "")

    def _first(self, base: str, module: str, member: str) -> tuple[str, ...]:
        """The first import root that has the module decides; the importing file's own comes before others."""
        for place in (base, *self._tops.get(module.partition(".")[0], ())):
            found = self._find(place, module, member)
            if found:
                return found
        return ()

    def _find(self, folder: str, module: str, member: str) -> tuple[str, ...]:
        dotted = f"{module}.{member}" if member not in ("", "*") else module
        key = (folder, dotted)
        if key not in self._modules:
            whole = self._walk(folder, module)
            inner = self._walk(folder, dotted) if dotted != module and whole is not None else None
            self._modules[key] = inner or whole or ()
        return self._modules[key]

    def _walk(self, folder: str, module: str) -> tuple[str, ...] | None:
        """The files that importing a module executes, None when some part of its name is not there."""
        files: list[str] = []
        parts = module.split(".") if module else []
        if not parts and _PACKAGE in self._listing(folder):
            files.append(_join(folder, _PACKAGE))
        for index, part in enumerate(parts):
            names = self._listing(folder)
            place = _join(folder, part)
            if part in names and _PACKAGE in self._listing(place):
                files.append(_join(place, _PACKAGE))
            elif f"{part}.py" in names:
                files.append(f"{place}.py")
                return tuple(files) if index == len(parts) - 1 else None
            elif part not in names or not self._listing(place):
                return None
            folder = place
        return tuple(files)

    def _base(self, folder: str) -> str:
        """The folder that pytest puts on the path for a file: the first one upward that is no package."""
        while folder and _PACKAGE in self._listing(folder):
            folder = folder.rpartition("/")[0]
        return folder

    def _listing(self, folder: str) -> frozenset[str]:
        if folder not in self._listings:
            try:
                names = frozenset(os.listdir(self._root / folder))
            except OSError:
                names = frozenset()
            self._listings[folder] = names
        return self._listings[folder]


def plugins(facts: FileFacts) -> Iterator[str]:
    """The modules that a file names in `pytest_plugins`."""
    expressions = facts.expressions
    for step in facts.steps:
        if step.kind in (StepKind.ASSIGN, StepKind.UPDATE) and step.scope == 0 and step.subject != NONE:
            is_name = expressions.kinds[step.subject] == ExprKind.NAME
            if is_name and expressions.texts[step.subject] == PLUGINS:
                yield from _strings(expressions, step.value)


def _strings(expressions: Expressions, index: int) -> Iterator[str]:
    if index == NONE:
        return
    kind = expressions.kinds[index]
    if kind == ExprKind.STRING:
        yield from expressions.texts[index].split(",")
    elif kind in (ExprKind.LIST, ExprKind.TUPLE):
        offsets = memoryview(expressions.offsets).cast("I")
        parts = memoryview(expressions.parts).cast("i")
        for part in parts[offsets[index] : offsets[index + 1]]:
            yield from _strings(expressions, part)


def _climb(folder: str, levels: int) -> str | None:
    for _ in range(levels):
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
    return folder


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
