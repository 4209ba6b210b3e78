"""Changes that have one cause: a person who repairs one of them has the others before their eyes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.model.change import Change
from isolint.model.place import Moment


def by_cause(changes: Iterable[Change]) -> Iterator[tuple[Change, ...]]:
    """Those of one thing in one test, of one set-up, and of one registry that several set-ups add to."""
    found: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        found.setdefault((change.kind, change.process, *_cause(change)), []).append(change)
    for together in found.values():
        yield tuple(together)


def _cause(change: Change) -> tuple[str, ...]:
    reader = change.readers[0].owner if change.readers else ""
    function = (change.where.path, change.place.owner, reader)
    if change.place.moment is not Moment.SETUP:
        return *function, _holder(change.name)
    return (change.name,) if change.of_item else function


def _holder(name: str) -> str:
    """The class or the object that has an attribute; the variable itself where it is no attribute."""
    path, _, inside = name.partition("::")
    return f"{path}::{inside.rpartition('.')[0] or inside}"
