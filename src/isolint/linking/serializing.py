"""Classes whose tests wait for a lock that other classes take as well: Django's `SerializeMixin`."""

from __future__ import annotations

from isolint.linking.items import Item
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind

_OWN_FILE = "__file__"


class Serializing:
    """Answers which lock, if any, a class takes before its set-up and keeps until its tear-down."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.units = values.symbols.units
        protections = values.catalogue.protections
        self._locking = {
            chain: word.argument.keyword
            for chain, words in protections.items()
            for word in words
            if word.form == "lock" and word.argument is not None and word.argument.keyword
        }
        self._known: dict[tuple[str, int], str] = {}

    def of(self, item: Item) -> str:
        """Equal for tests that never run at once, "" for one that waits for nobody."""
        if item.owner == NONE:
            return ""
        key = (item.owner_path, item.owner)
        if key not in self._known:
            self._known[key] = self._of_class(*key)
        return self._known[key]

    def _of_class(self, path: str, cls: int) -> str:
        bases = self.values.outside_bases(self.units[path], cls)
        name = next((self._locking[one] for one in bases if one in self._locking), "")
        return self._file(path, cls, name) if name else ""

    def _file(self, path: str, cls: int, name: str) -> str:
        """What the nearest class says its lock file is: a text, or the expression where that stands."""
        for other_path, other in self.values.ancestry(self.units[path], cls):
            unit = self.units[other_path]
            binding = unit.bindings[other].get(name)
            if binding is None or not binding.steps:
                continue
            value = unit.facts.steps[binding.steps[-1]].value
            if value != NONE and unit.texts[value] == _OWN_FILE:
                return other_path
            if value != NONE and unit.kinds[value] == ExprKind.STRING:
                return unit.texts[value]
            return f"{other_path}:{unit.start(value) if value != NONE else other}"
        return ""
