"""Which further Go files of the project a file leads to: its package, and the packages it imports."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from isolint.model.facts import FileFacts
from isolint.survey.gofiles import TEST_SUFFIX, is_file_name, is_unseen


class GoReach:
    """Answers from directory listings, each read once, for the modules of a project.

    `modules` are pairs of a module's path and its folder; packages of other modules, those
    under `vendor` among them, are never the project's own.
    """

    def __init__(self, root: Path, modules: Iterable[tuple[str, str]]) -> None:
        self._root = root
        self._folders = dict(modules)
        self._owners = frozenset(self._folders.values())
        self._listings: dict[str, tuple[str, ...]] = {}
        self._packages: dict[str, tuple[str, ...]] = {}

    def of(self, facts: FileFacts) -> Iterator[str]:
        """The files that are compiled with this one; some may be named twice."""
        folder, _, name = facts.path.rpartition("/")
        for sibling in self._listing(folder):
            if name.endswith(TEST_SUFFIX) or not sibling.endswith(TEST_SUFFIX):
                yield _join(folder, sibling)
        for entry in facts.imports:
            yield from self._package(entry.module)

    def _package(self, path: str) -> tuple[str, ...]:
        """The files of a package by its import path, without its tests."""
        if path not in self._packages:
            folder = self._folder(path)
            names = () if folder is None else self._listing(folder)
            self._packages[path] = tuple(
                _join(folder or "", name) for name in names if not name.endswith(TEST_SUFFIX)
            )
        return self._packages[path]

    def _folder(self, path: str) -> str | None:
        """Where a package lies: below the module whose path is the longest that it starts with."""
        module = path
        while module and module not in self._folders:
            module = module.rpartition("/")[0]
        if not module:
            return None
        parts = path[len(module) :].strip("/").split("/")
        place = self._folders[module]
        for part in filter(None, parts):
            place = _join(place, part)
            if is_unseen(part) or place in self._owners:  # a folder of another module is not of this one
                return None
        return place

    def _listing(self, folder: str) -> tuple[str, ...]:
        if folder not in self._listings:
            try:
                names = sorted(os.listdir(self._root / folder))
            except OSError:
                names = []
            self._listings[folder] = tuple(filter(is_file_name, names))
        return self._listings[folder]


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
