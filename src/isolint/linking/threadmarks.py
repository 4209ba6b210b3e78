"""What marks say of threads: on a test, its classes and their bases, its module, and by conftests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from isolint.linking.items import Item
from isolint.linking.tests import Tests
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, StepKind

_VARIABLE = "pytestmark"
_ADDING = "add_marker"
_CASES = "parametrize"


class Mark(NamedTuple):
    """`chain` is how the mark is called; its first argument as text, "" where there is none."""

    chain: str
    argument: str


class Added(NamedTuple):
    """A conftest gives a mark to items of its folder, to those that all of some texts speak of."""

    folder: str
    mark: Mark
    texts: frozenset[str]


class ThreadMarks:
    """Answers for each test, whether pytest would find a mark on it."""

    def __init__(self, tests: Tests) -> None:
        self.values = tests.values
        self.units = tests.units
        self._of_class: dict[tuple[str, int], tuple[Mark, ...]] = {}

    def of(self, item: Item) -> Iterator[Mark]:
        unit = self.units[item.path]
        yield from self._of_decorators(unit, item.scope)
        yield from self._of_cases(unit, item.scope)
        owner = self.units[item.owner_path]
        if item.owner != NONE:
            yield from self._of_classes(owner, item.owner)
        yield from self._of_variable(owner, 0)
        for added in self._added:
            is_below = added.folder == "." or item.owner_path.startswith(f"{added.folder}/")
            if is_below and all(text in item.node for text in added.texts):
                yield added.mark

    def _of_classes(self, unit: Unit, cls: int) -> tuple[Mark, ...]:
        key = (unit.path, cls)
        if key not in self._of_class:
            found: list[Mark] = []
            for path, ancestor in self.values.ancestry(unit, cls):
                other = self.units[path]
                while ancestor != NONE and other.scopes[ancestor].kind == ScopeKind.TYPE:
                    found += self._of_decorators(other, ancestor)
                    found += self._of_variable(other, ancestor)
                    ancestor = other.scopes[ancestor].parent
            self._of_class[key] = tuple(found)
        return self._of_class[key]

    def _of_variable(self, unit: Unit, scope: int) -> Iterator[Mark]:
        binding = unit.bindings[scope].get(_VARIABLE)
        for position in binding.steps if binding is not None else ():
            value = unit.facts.steps[position].value
            if value != NONE:
                is_list = unit.kinds[value] in (ExprKind.LIST, ExprKind.TUPLE)
                for part in unit.parts(value) if is_list else [value]:
                    yield self._mark(unit, scope, part)

    def _of_decorators(self, unit: Unit, scope: int) -> Iterator[Mark]:
        record = unit.scopes[scope]
        for decorator in record.decorators:
            yield self._mark(unit, record.parent, decorator)
            yield from self._brought(unit, record.parent, decorator)

    def _of_cases(self, unit: Unit, scope: int) -> Iterator[Mark]:
        """`pytest.param(..., marks=...)`: of some cases, which is as good as of all for who is careful."""
        for decorator in unit.scopes[scope].decorators:
            if _CASES not in unit.texts_under(decorator) or "marks" not in unit.texts_under(decorator):
                continue
            for part in unit.under(decorator):
                if unit.kinds[part] == ExprKind.KEYWORD and unit.texts[part] == "marks":
                    value = unit.parts(part)[0]
                    is_list = unit.kinds[value] in (ExprKind.LIST, ExprKind.TUPLE)
                    for one in unit.parts(value) if is_list else [value]:
                        yield self._mark(unit, unit.scopes[scope].parent, one)

    def _brought(self, unit: Unit, scope: int, decorator: int) -> Iterator[Mark]:
        """What a decorator of the project may put on the function that it is given."""
        is_call = unit.kinds[decorator] == ExprKind.CALL
        value = self.values.value(unit, scope, unit.callee(decorator) if is_call else decorator)
        if value is None or value.form != "function":
            return
        other = self.units[value.path]
        record = other.scopes[value.scope]
        for expression in other.of_kind(ExprKind.ATTRIBUTE):
            if record.body <= other.start(expression) < record.end:
                yield self._mark(other, value.scope, expression)

    def _mark(self, unit: Unit, scope: int, expression: int) -> Mark:
        found = self.values.as_written(unit, scope, expression)
        chain = found.text.removesuffix("()") if found is not None and found.form == "chain" else ""
        parts = unit.parts(expression) if unit.kinds[expression] == ExprKind.CALL else []
        return Mark(chain, unit.texts[parts[1]] if len(parts) > 1 else "")

    @cached_property
    def _added(self) -> tuple[Added, ...]:
        return tuple(
            added
            for path, unit in self.units.items()
            if PurePosixPath(path).name == "conftest.py" and _ADDING in unit.vocabulary
            for added in self._added_by(unit)
        )

    def _added_by(self, unit: Unit) -> Iterator[Added]:
        for step in unit.facts.steps:
            if step.kind != StepKind.CALL or unit.texts[unit.callee(step.subject)] != _ADDING:
                continue
            asked = [
                unit.texts[part]
                for block in unit.blocks_above(step.block)
                if block.kind == BlockKind.WHEN and block.condition != NONE
                for part in unit.under(block.condition)
                if unit.kinds[part] == ExprKind.STRING
            ]
            for argument in unit.parts(step.subject)[1:2]:
                mark = self._mark(unit, step.scope, argument)
                if mark.chain in self.values.catalogue.threads:  # others are given for reasons of the day
                    yield Added(unit.folder, mark, frozenset(asked))
