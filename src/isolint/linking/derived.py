"""Classes of the project's own that are made as those of a library are: they derive from them."""

from __future__ import annotations

from collections.abc import Set

from isolint.linking.calls import Function
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import ScopeKind


def derived(values: Values, lasts: Set[str]) -> dict[Function, str]:
    """The chain that the catalogue knows for what such a class makes, by class, as (file, scope).

    A class with an initializer of its own is left out: what it passes on stands there.
    """
    found: dict[Function, str] = {}
    for unit in values.symbols.units.values():
        if unit.package or lasts.isdisjoint(unit.vocabulary):
            continue
        for index, scope in enumerate(unit.scopes):
            if scope.kind == ScopeKind.TYPE and scope.bases and not _is_initialized(values, unit, index):
                for chain in values.outside_bases(unit, index):
                    if chain in values.catalogue.accesses:
                        found[unit.path, index] = chain
                        break
    return found


def _is_initialized(values: Values, unit: Unit, cls: int) -> bool:
    units = values.symbols.units
    return any("__init__" in units[path].bindings[scope] for path, scope in values.ancestry(unit, cls))
