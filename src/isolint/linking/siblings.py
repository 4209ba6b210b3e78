"""Things that are changed together, of which one is put back and the other is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.effects import Effect
from isolint.linking.gaps import Gap
from isolint.linking.neighbours import AroundTests
from isolint.linking.places import Entry
from isolint.linking.restores import Restores, is_same
from isolint.model.change import CODE, MEMORY, LeftOut
from isolint.model.resource import Verb

_KEPT_IN_MODULES = frozenset({MEMORY, CODE})


class Siblings:
    """Asked for changes that nothing puts back."""

    def __init__(self, restores: Restores, around: AroundTests) -> None:
        self.restores = restores
        self.around = around

    def gap(self, entry: Entry, effect: Effect) -> Gap | None:
        """The same function changes another thing of the kind, and that one has a restore."""
        function = (entry.path, entry.scope)
        for other in self.restores.of(function):
            if not _is_sibling(effect, other):
                continue
            text = other.call if other.kind in _KEPT_IN_MODULES else other.name.text
            is_plain = effect.route is None and other.route is None
            restore = next(self._in_function(entry, other), None) if is_plain else None
            if restore is not None:
                return Gap(LeftOut.OTHER, effect.start, effect.start, restore.start, text)
            restore = next(self._around(entry, other), None)
            if restore is not None:
                return Gap(LeftOut.OTHER, restore.site, effect.start, effect.start, text)
        return None

    def _in_function(self, entry: Entry, other: Effect) -> Iterator[Effect]:
        unit = self.restores.units[entry.path]
        function = (entry.path, entry.scope)
        if not self.restores.is_covered(unit, function, other.start, other):
            found = self.restores.undoing(unit, function, other.start, other)
            yield from (one for one in found if one.route is None)

    def _around(self, entry: Entry, other: Effect) -> Iterator[Effect]:
        """Statements of fixtures and tear-downs that run after the test."""
        items = self.around.items(entry)
        for neighbour in self.around.of(items[0]) if items else ():
            if neighbour.function == (entry.path, entry.scope):
                continue
            for one in self.restores.of(neighbour.function):
                if (neighbour.undoes or one.late) and one.route is None and is_same(other, one):
                    yield one


def _is_sibling(effect: Effect, other: Effect) -> bool:
    """Another variable of what holds this one, or of the environment, that is set as well."""
    if other.kind != effect.kind or other.late or other.moment is not None or is_same(effect, other):
        return False
    if other.verb is Verb.DESTROY or effect.verb is Verb.DESTROY or not other.name.is_known:
        return False
    if effect.kind in _KEPT_IN_MODULES:
        return _home(effect) == _home(other)
    return effect.kind == "environment" and effect.name.is_known


def _home(effect: Effect) -> str:
    """What holds the variable: a module, a class, an object; for an item of a container, the module."""
    path, _, name = effect.name.text.partition("::")
    return f"{path}[]" if name.endswith("[]") else f"{path}::{name.rpartition('.')[0]}"
