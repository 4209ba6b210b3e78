"""Whether a call can be of some outside function, by nothing but the name that it is written with.

Most calls of a project are of nothing that the catalogue knows. To find out what they call costs
more than all the rest, and the last name in the source says of nearly all that it is no use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind


def last_names(chains: Iterable[str]) -> frozenset[str]:
    """What calls of some chains are written as where nothing has been given another name."""
    return frozenset(chain.rpartition(".")[2].rpartition(":")[2].removesuffix("()") for chain in chains)


class Spellings:
    """`aliases` are the chains that the catalogue has another name for."""

    def __init__(self, units: Mapping[str, Unit], aliases: Iterable[str]) -> None:
        self._units = units
        self._aliases = aliases

    def calls(self, unit: Unit, names: frozenset[str]) -> list[int]:
        """The positions of a file's CALL steps that may be of an outside function of one of these names."""
        return sorted([*unit.calls.of_any(names, self._renamed), *unit.calls.unnamed])

    @cached_property
    def _renamed(self) -> frozenset[str]:
        """The names, of the whole project, that may stand for a function of another name."""
        found = set(last_names(self._aliases))
        for unit in self._units.values():
            found.update(self._bound(unit))
        return frozenset(found)

    @staticmethod
    def _bound(unit: Unit) -> Iterator[str]:
        """What a file gives a value: variables, parameters, fields, attributes, properties and imports by
        another name."""
        for scope in unit.scopes:
            yield from (parameter.name for parameter in scope.parameters)
            if scope.decorators and unit.scopes[scope.parent].kind == ScopeKind.TYPE:
                yield scope.name
        for names in unit.bindings.values():
            yield from (name for name, binding in names.items() if binding.form == "variable")
        for record in unit.facts.imports:
            if record.alias != record.member:
                yield record.alias
        for step in unit.facts.steps:
            if step.subject != NONE and unit.kinds[step.subject] == ExprKind.ATTRIBUTE:
                yield unit.texts[step.subject]
