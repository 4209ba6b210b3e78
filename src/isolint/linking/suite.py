"""The linked suite: what checks may ask. Everything in it is a record of `model`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from isolint.catalogue import Catalogue
from isolint.model.memory import GuardUse, Touch, Variable
from isolint.model.name import SEPARATOR, Name
from isolint.model.parameters import ParameterSet
from isolint.model.place import Lanes
from isolint.model.project import Layout
from isolint.model.resource import Access, Verb


@dataclass(frozen=True)
class Suite:
    """All that linking found, in an order that does not depend on the order of the files."""

    layout: Layout
    catalogue: Catalogue
    accesses: tuple[Access, ...]
    variables: tuple[Variable, ...]
    late_environment: tuple[Touch, ...]
    guard_uses: tuple[GuardUse, ...]
    parameter_sets: tuple[ParameterSet, ...]
    test_code: frozenset[str]
    handed_over: frozenset[str]
    """Environment variables that the controller sets for the workers."""

    def touching(self, *verbs: Verb) -> Iterator[Access]:
        """Accesses of some verbs, one for each statement and place."""
        return (access for access in self.accesses if access.verb in verbs)

    def making(self) -> Iterator[Access]:
        """Accesses after which a thing is there, one for each statement and place."""
        return (access for access in self.accesses if access.makes)

    def is_test_code(self, path: str) -> bool:
        """A test, a conftest, or a helper that stands among them."""
        return path in self.test_code

    def is_conftest(self, path: str) -> bool:
        return path.rpartition("/")[2] == "conftest.py"

    def key(self, access: Access) -> str:
        """Equal for accesses that are sure to touch the same thing; "" where none is sure."""
        name = access.resource.name
        if not name.is_known or not name.text:
            return ""
        is_path = self.catalogue.resources[access.resource.kind].path
        return f"{'path' if is_path else access.resource.kind} {name.text}"

    @cached_property
    def _by_key(self) -> dict[str, list[Access]]:
        table: dict[str, list[Access]] = {}
        for access in self.accesses:
            table.setdefault(self.key(access), []).append(access)
        return table

    def is_same(self, one: Access, other: Access) -> bool:
        """Both are sure to touch the same thing."""
        return bool(self.key(one)) and self.key(one) == self.key(other)

    def same_resource(self, access: Access) -> list[Access]:
        """All accesses to what this one touches, itself included; only itself if unnamed."""
        key = self.key(access)
        return self._by_key[key] if key else [access]

    def is_handed_over(self, name: Name) -> bool:
        """It comes out of the environment, or a file, where one lane has put it for all."""
        if any(f"{{${variable}}}" in name.text for variable in self.handed_over):
            return True
        path = name.text.partition("{content of ")[2].partition("}")[0]
        return any(
            access.verb in (Verb.WRITE, Verb.CREATE) and (access.lanes.only_once or access.guards.once)
            for access in self._by_key.get(f"path {path}", ())
        )

    def is_guarded(self, access: Access) -> bool:
        """It stands in a block under a test of the lane."""
        where = access.where
        return any(
            use.block.path == where.path and use.block.start <= where.start < use.block.end
            for use in self.guard_uses
        )

    def users(self, access: Access) -> list[Access]:
        """As `same_resource`, with what lies inside a directory.

        An access that names nothing ("flush all") touches all that the same library keeps.
        """
        if not access.resource.name.text:
            library = access.call.partition(".")[0]
            kept = self.touching(Verb.CREATE, Verb.WRITE, Verb.DESTROY)
            return [other for other in kept if other.call.partition(".")[0] == library]
        key = self.key(access)
        inside = [
            other
            for name, others in self._by_key.items()
            if access.resource.kind == "directory" and name.startswith(f"{key}/")
            for other in others
        ]
        return [*self.same_resource(access), *inside]

    def meets(self, access: Access) -> bool:
        """Two lanes may be at this resource at the same time."""
        units: set[str] = set()
        for other in self.users(access):
            if other.lanes.in_each_worker:
                units.update(other.place.units)
        return len(units) >= 2

    def kind(self, access: Access) -> str:
        return self.catalogue.resources[access.resource.kind].text

    def describe(self, access: Access) -> str:
        """How a message calls the resource: `database "shop_test"`."""
        name = access.resource.name.text.rpartition(SEPARATOR)[2]
        return f'{self.kind(access)} "{name}"' if name else f"every {self.kind(access)}"

    def lanes_of(self, access: Access) -> tuple[str, ...]:
        """The processes that get to an access, in words."""
        words = {
            Lanes.CONTROLLER: "the controller",
            Lanes.FIRST: "the first worker",
            Lanes.REST: "each worker",
        }
        lanes = access.lanes
        if Lanes.REST in lanes:
            lanes &= ~Lanes.FIRST
        return tuple(text for lane, text in words.items() if lane in lanes)
