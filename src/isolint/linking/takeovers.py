"""Objects that take over all that another one holds: `setattr` in a loop over `vars(fresh).items()`."""

from __future__ import annotations

from isolint.linking.unit import Unit
from isolint.model.facts import BlockKind, Step

_ALL = frozenset({"__dict__", "vars"})


def takes_over_all(unit: Unit, step: Step) -> bool:
    """The call stands in a loop over every attribute of an object: nothing of what was there is left."""
    return any(
        block.kind == BlockKind.LOOP and not _ALL.isdisjoint(unit.texts_under(block.condition))
        for block in unit.blocks_above(step.block)
    )
