"""Packages of several files: who shares one scope, and by which path others import it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ScopeKind, StepKind

Key = tuple[str, str]
"""The folder and the name of a package."""


class Packages:
    """Files whose module scope has a name share it with those of that name in their folder."""

    def __init__(self, units: Iterable[Unit], modules: Iterable[tuple[str, str]]) -> None:
        self._modules = sorted(modules, key=lambda module: -len(module[1]))
        self._members: dict[Key, list[Unit]] = {}
        for unit in units:
            if unit.package:
                self._members.setdefault(_key(unit), []).append(unit)
        self._declared: dict[Key, Mapping[str, Unit]] = {}
        self._methods: dict[Key, Mapping[tuple[str, str], tuple[str, int]]] = {}

    def peers(self, unit: Unit) -> list[Unit]:
        """The files of a package, the file itself among them; none where a file is a module."""
        return self._members.get(_key(unit), [])

    def declaring(self, unit: Unit, name: str) -> Unit | None:
        """The file of a unit's package in which a name of the package is declared."""
        key = _key(unit)
        if key not in self._declared:
            self._declared[key] = _declared(self._members.get(key, ()))
        return self._declared[key].get(name)

    def method(self, unit: Unit, owner: str, name: str) -> tuple[str, int] | None:
        """The function that is a method of a type of a unit's package."""
        key = _key(unit)
        if key not in self._methods:
            self._methods[key] = _methods(self._members.get(key, ()))
        return self._methods[key].get((owner, name))

    def import_path(self, path: str) -> str:
        """How others import the package that a file belongs to."""
        folder = str(PurePosixPath(path).parent)
        for module, root in self._modules:
            if root in ("", "."):
                return module if folder == "." else f"{module}/{folder}"
            if folder == root or folder.startswith(f"{root}/"):
                return f"{module}{folder[len(root) :]}"
        return folder


def _key(unit: Unit) -> Key:
    return unit.folder, unit.package


def _declared(units: Iterable[Unit]) -> dict[str, Unit]:
    """The first file that declares a name counts: the others are for other systems."""
    table: dict[str, Unit] = {}
    for unit in units:
        for position in unit.steps_in.get(0, ()):
            step = unit.facts.steps[position]
            if step.kind == StepKind.DEFINE:
                record = unit.scopes[step.value]
                if not record.owner:
                    table.setdefault(record.name, unit)
            elif step.kind in (StepKind.ASSIGN, StepKind.DECLARE) and step.subject != NONE:
                for name in unit.targets(step.subject):
                    table.setdefault(name, unit)
    return table


def _methods(units: Iterable[Unit]) -> dict[tuple[str, str], tuple[str, int]]:
    table: dict[tuple[str, str], tuple[str, int]] = {}
    for unit in units:
        for index, scope in enumerate(unit.scopes):
            if scope.owner and scope.kind == ScopeKind.FUNCTION:
                table.setdefault((scope.owner, scope.name), (unit.path, index))
    return table
