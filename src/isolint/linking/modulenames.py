"""What modules are called, whichever way a file gets at them, and who imports them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.linking.values import Values
from isolint.model.facts import Import
from isolint.model.source import Site


class Importer(NamedTuple):
    """A statement of a scope that imports a module, or from it; that of a file, 0, does so at once."""

    site: Site
    scope: int


class ModuleNames:
    """One dotted name for each module, that of the project's own files the shortest they go by."""

    def __init__(self, values: Values) -> None:
        self.symbols = values.symbols
        self.units = values.symbols.units

    def of_path(self, path: str) -> str:
        names = self.symbols.names_of(path)
        return min(names, key=lambda name: (len(name), name), default=path)

    def of_text(self, dotted: str, importer: str) -> str:
        """The module that a file means by a dotted name."""
        path = self.symbols.module(dotted, importer)
        return dotted if path is None else self.of_path(path)

    def of_value(self, value: Value | None) -> str:
        """The module that an expression has given; "" for anything else."""
        if value is None:
            return ""
        if value.form == "module":
            return self.of_path(value.path)
        return value.text if value.form == "chain" and value.text in self.outside else ""

    @cached_property
    def outside(self) -> frozenset[str]:
        """What is sure to be a module of somebody else's: a file imports from it when it is imported.

        What only functions import may be a module that a test has written itself.
        """
        found: set[str] = set()
        for unit in self.units.values():
            for record in unit.facts.imports:
                parts = record.module.split(".") if not record.level and not record.scope else []
                found.update(".".join(parts[:length]) for length in range(1, len(parts) + 1))
        return frozenset(found)

    def importers(self, name: str) -> tuple[Importer, ...]:
        """The statements that import a module or something in it, in a fixed order."""
        return self._importers.get(name, ())

    @cached_property
    def _importers(self) -> dict[str, tuple[Importer, ...]]:
        table: dict[str, set[Importer]] = {}
        for unit in self.units.values():
            for record in unit.facts.imports:
                importer = Importer(Site(unit.path, record.start, record.end), record.scope)
                for name in self._imported(unit, record):
                    table.setdefault(name, set()).add(importer)
        return {name: tuple(sorted(found)) for name, found in table.items()}

    def _imported(self, unit: Unit, record: Import) -> Iterator[str]:
        parts = self.symbols.absolute(unit, record).split(".")
        names = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
        if record.member:
            names.append(f"{names[-1]}.{record.member}")
        yield from (self.of_text(name, unit.path) for name in names)
