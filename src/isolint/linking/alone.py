"""What a runner of threads sees in a test by itself, and runs in one thread for it.

pytest-run-parallel reads the source of the test function and, two levels deep, of what is called there
by a name or a path that starts at a global of the module. What is called on `self`, on a local name or in
the body of a fixture it does not see. This follows it step by step; what stands in functions of other
libraries is known from the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.fixtures import Fixtures
from isolint.linking.items import Item
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, ScopeKind, StepKind
from isolint.model.project import ThreadRun
from isolint.model.source import Site

_LEVELS = 2
_SWITCH = "__thread_safe__"
_FIRST_PARTY = ("function", "type")


class Cause(NamedTuple):
    """What the runner sees, and where it stands or is asked for."""

    site: Site
    text: str


class Alone:
    """Finds what keeps a test to one thread, besides its marks."""

    def __init__(self, fixtures: Fixtures, run: ThreadRun) -> None:
        self.fixtures = fixtures
        self.values = fixtures.values
        self.units = fixtures.units
        self.run = run
        words = self.values.catalogue.threads
        self.chains = {chain for chain in words if any(word.form == "alone" for word in words[chain])}
        self.chains.update(run.alone_functions)
        self._seen: dict[tuple[str, int, int], Cause | None] = {}

    def cause(self, item: Item) -> Cause | None:
        """The first thing that is seen, None where all threads run the test."""
        return self._fixture(item) or self._within(item.path, item.scope, 0)

    def _fixture(self, item: Item) -> Cause | None:
        known = self.fixtures.values.catalogue.fixtures
        for name in sorted(self.names(item)):
            word = known.get(name)
            if name in self.run.alone_fixtures or (word is not None and word.alone):
                return Cause(self.units[item.path].name_site(item.scope), name)
        return None

    def names(self, item: Item) -> set[str]:
        """The fixtures of a test, and those that they ask for, whoever brings them."""
        used = self.fixtures.used_by(item)
        functions = [(item.path, item.scope), *((one.path, one.scope) for one in used.values())]
        asked = (
            name for path, scope in functions for name in self.fixtures.requested(self.units[path], scope)
        )
        return {*used, *item.fixtures, *asked}

    def _within(self, path: str, scope: int, level: int) -> Cause | None:
        key = (path, scope, level)
        if key not in self._seen:
            self._seen[key] = None  # a function that calls itself
            self._seen[key] = next(self._causes(self.units[path], scope, level), None)
        return self._seen[key]

    def _causes(self, unit: Unit, scope: int, level: int) -> Iterator[Cause]:
        """In the text of a function or type, its decorators and inner functions included."""
        record = unit.scopes[scope]
        for step in unit.facts.steps:
            if not record.start <= step.start < record.end:
                continue
            if step.kind == StepKind.ASSIGN and unit.texts[step.subject] == _SWITCH:
                if unit.texts[step.value] in ("False", "None", "0"):
                    yield Cause(unit.site(step.subject), _SWITCH)
            elif step.kind == StepKind.CALL:
                yield from self._call(unit, step.scope, step.subject, level)

    def _call(self, unit: Unit, scope: int, call: int, level: int) -> Iterator[Cause]:
        callee = unit.callee(call)
        dotted = unit.dotted(callee)
        if not dotted:
            return
        root = dotted.partition(".")[0]
        is_plain = root == dotted
        if not is_plain and self.is_listed(dotted):  # as it is written, whatever it means there
            yield Cause(unit.site(call), dotted)
            return
        if root not in unit.bindings[0] or not self._is_global(unit, scope, root):
            return
        found = self.values.as_written(unit, scope, callee)
        if found is None:
            return
        if found.form == "chain":
            # A class that is called by its bare name is none of the functions that are looked for.
            if self.is_listed(found.text) and not (is_plain and _is_class(found.text)):
                yield Cause(unit.site(call), found.text)
        elif found.form in _FIRST_PARTY:
            yield from self._follow(unit, call, found, level)

    def _follow(self, unit: Unit, call: int, found: Value, level: int) -> Iterator[Cause]:
        name = self.units[found.path].scopes[found.scope].name
        modules = self.values.symbols.names_of(found.path)
        if any(self.is_listed(f"{module}.{name}") for module in modules):
            yield Cause(unit.site(call), name)
        elif level < _LEVELS:
            inner = self._within(found.path, found.scope, level + 1)
            if inner is not None:
                yield Cause(unit.site(call), inner.text)

    def is_listed(self, chain: str) -> bool:
        """The chain itself, or the whole of a module that it lies in."""
        if chain in self.chains:
            return True
        parts = chain.split(".")
        return any(f"{'.'.join(parts[:length])}.*" in self.chains for length in range(1, len(parts)))

    @staticmethod
    def _is_global(unit: Unit, scope: int, name: str) -> bool:
        """No function or class around has a name of its own that hides the module's."""
        while scope not in (0, NONE):
            is_visible = unit.scopes[scope].kind != ScopeKind.TYPE
            if is_visible and name in unit.bindings[scope] and name not in unit.scopes[scope].outer:
                return False
            scope = unit.scopes[scope].parent
        return True


def _is_class(chain: str) -> bool:
    last = chain.rpartition(".")[2]
    return last[:1].isupper() or last == "catch_warnings"
