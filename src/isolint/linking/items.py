"""One test, as the runner collects it."""

from __future__ import annotations

from typing import NamedTuple

from isolint.model.source import Site


class Item(NamedTuple):
    """A test: a function, seen through the class that runs it.

    `owner_path` and `owner` are the collected class (NONE for a plain function), which may
    inherit the function at `path`, `scope` from elsewhere. `repeated` says that it is
    parametrised; `group` the name under which it asks to be kept with others, and `grouped`
    the mark that asks for it; `fixtures` those that marks name.
    """

    path: str
    scope: int
    owner_path: str
    owner: int
    node: str
    repeated: bool
    group: str
    grouped: Site | None
    fixtures: tuple[str, ...]

    @property
    def type_node(self) -> str:
        """The class, or the module of a plain function, as a node id."""
        return self.node.rpartition("::")[0]

    @property
    def dotted(self) -> str:
        """The id that unittest gives it."""
        path, _, names = self.node.partition("::")
        return f"{path.removesuffix('.py').replace('/', '.')}.{names.replace('::', '.')}"
