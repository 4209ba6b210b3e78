"""Classes that no other code of the project names: only who names them, too, gets to what they do.

A table may have them by their dotted path, as text. Whoever goes by that spells the name of the
module, as a rule.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePosixPath

from isolint.linking.calls import Function
from isolint.linking.neighbours import AroundTests
from isolint.linking.subtypes import Subtypes
from isolint.linking.unit import Unit
from isolint.model.facts import ExprKind


class LeafClasses:
    def __init__(self, around: AroundTests, subtypes: Subtypes) -> None:
        self.around = around
        self.units = around.units
        self.subtypes = subtypes
        self._known: dict[tuple[str, str], frozenset[Function] | None] = {}

    def tests(self, variable: str) -> frozenset[Function] | None:
        """The tests that may use the class of an attribute, by its id; None where others use it, too."""
        path, _, name = variable.partition("::")
        cls, _, attribute = name.partition(".")
        if not attribute or path not in self.units or self.units[path].package:
            return None
        if (path, cls) not in self._known:
            self._known[path, cls] = self._of_class(path, cls)
        return self._known[path, cls]

    def _of_class(self, path: str, cls: str) -> frozenset[Function] | None:
        names = {cls, *self.subtypes.of(cls)}
        words = {cls, *names, PurePosixPath(path).stem}
        tests = self.around.places.tests
        homes = {one.path for one in self.units.values() if self._defines(one, names)}
        for unit in self.units.values():
            is_other = unit.path not in homes and not self.around.places.is_test_code(unit.path)
            if is_other and not tests.is_test_file(unit.path) and self._names(unit, names):
                return None
        speaking = {path for path in self._paths if self._speaks(path, words)}
        return frozenset(one for one in self.around.runs if not speaking.isdisjoint(self._files(one)))

    @staticmethod
    def _defines(unit: Unit, names: set[str]) -> bool:
        return any(name in unit.bindings[0] and unit.bindings[0][name].form == "definition" for name in names)

    @staticmethod
    def _names(unit: Unit, names: set[str]) -> bool:
        """The code of a file spells one of the names; texts and imports alone use nothing."""
        return bool(names & unit.vocabulary) and any(
            unit.texts[one] in names
            for kind in (ExprKind.NAME, ExprKind.ATTRIBUTE)
            for one in unit.of_kind(kind)
        )

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(path for test in self.around.runs for path in self._files(test))

    def _files(self, test: Function) -> set[str]:
        """The file of a test, and those of what runs around it."""
        return {test[0], *(one.function[0] for one in self.around.of_test(test))}

    def _speaks(self, path: str, words: set[str]) -> bool:
        unit = self.units[path]
        if not words.isdisjoint(unit.vocabulary):
            return True
        return any(word in text for word in words for text in unit.vocabulary)
