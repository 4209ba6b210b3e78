"""The linked suite: what checks may ask. Everything in it is a record of `model`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from isolint.catalogue import Catalogue
from isolint.model.memory import GuardUse, Variable
from isolint.model.parameters import ParameterSet
from isolint.model.project import Layout
from isolint.model.resource import Access, Verb


@dataclass(frozen=True)
class Suite:
    """All that linking found, in an order that does not depend on the order of the files."""

    layout: Layout
    catalogue: Catalogue
    accesses: tuple[Access, ...]
    variables: tuple[Variable, ...]
    guard_uses: tuple[GuardUse, ...]
    parameter_sets: tuple[ParameterSet, ...]

    @cached_property
    def _by_key(self) -> dict[str, list[Access]]:
        table: dict[str, list[Access]] = {}
        for access in self.accesses:
            table.setdefault(access.key, []).append(access)
        return table

    def touching(self, *verbs: Verb) -> Iterator[Access]:
        """Accesses of some verbs, one for each statement and place."""
        return (access for access in self.accesses if access.verb in verbs)

    def same_resource(self, access: Access) -> list[Access]:
        """All accesses to what this one touches, itself included; only itself if unnamed."""
        return self._by_key[access.key] if access.key else [access]

    def describe(self, access: Access) -> str:
        """How a message calls the resource: `database "shop_test"`."""
        word = self.catalogue.resources[access.resource.kind]
        return f'{word.text} "{access.resource.name.text}"'
