"""Files that are read, changed and written back: by one function, or by what it calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from isolint.linking.bodies import Bodies
from isolint.linking.carrying import Carrying
from isolint.linking.frames import Frame, frames
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind
from isolint.model.name import Trait
from isolint.model.resource import Access, Verb
from isolint.model.source import Site
from isolint.model.updating import FileUpdate

_FILE = "file"
_WRITING = (Verb.WRITE, Verb.CREATE)


def updates(bodies: Bodies, accesses: Sequence[Access]) -> dict[Access, FileUpdate]:
    """Each write whose content comes from a read of the same file."""
    return {update.access: update for update in _Updates(bodies, accesses).collect()}


class _Updates:
    def __init__(self, bodies: Bodies, accesses: Sequence[Access]) -> None:
        self.bodies = bodies
        self.units = bodies.units
        self.accesses = accesses
        self._answers: dict[tuple[str, int, Site, Site], bool] = {}
        self._moved = {one.site: one for one in accesses if one.verb is Verb.DESTROY}

    def collect(self) -> Iterator[FileUpdate]:
        reads = _by_name(one for one in self.accesses if one.verb is Verb.READ)
        for access in self.accesses:
            if access.verb in _WRITING and _name(access) in reads:
                read = self._read(access, reads[_name(access)])
                if read is not None:
                    yield FileUpdate(access=access, read=read)

    def _read(self, access: Access, reads: Iterable[Access]) -> Site | None:
        """Where the file is read before, in the innermost function that does both."""
        for read in reads:
            there = {(frame.unit.path, frame.scope): frame for frame in reversed([*frames(self.units, read)])}
            for frame in frames(self.units, access):
                other = there.get((frame.unit.path, frame.scope))
                if other is not None:
                    if self._is_carried(frame, other, access):
                        return other.site
                    break
        return None

    def _is_carried(self, frame: Frame, read: Frame, access: Access) -> bool:
        is_before = read.site.start <= frame.site.start or read.site.end <= frame.site.end  # or within
        if not is_before or (read.site == frame.site != access.site):
            return False
        key = (frame.unit.path, frame.scope, read.site, frame.site)
        if key not in self._answers:
            carrying = Carrying(self.bodies, frame.unit, frame.scope, read.site, frame.site)
            is_move = frame.site == access.site and access.site in self._moved
            source = _source(frame.unit, frame.site) if is_move else NONE
            self._answers[key] = carrying.reaches(source)
        return self._answers[key]


def _source(unit: Unit, site: Site) -> int:
    """What a call moves: its first argument, or with a single one what it is called on."""
    for call in unit.called:
        if unit.site(call) == site:
            callee, *arguments = unit.parts(call)
            if len(arguments) > 1:
                return arguments[0]
            return unit.parts(callee)[0] if unit.kinds[callee] == ExprKind.ATTRIBUTE else NONE
    return NONE


def _name(access: Access) -> str:
    """The path of a file, "" where it may be another one each time."""
    name = access.resource.name
    is_open = not {Trait.UNKNOWN, Trait.PARAMETER}.isdisjoint(name.traits)
    return "" if is_open or access.resource.kind != _FILE else name.text


def _by_name(accesses: Iterable[Access]) -> dict[str, list[Access]]:
    table: dict[str, list[Access]] = {}
    for access in accesses:
        if _name(access):
            table.setdefault(_name(access), []).append(access)
    return table
