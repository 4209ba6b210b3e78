"""Which tests may get to a function, judged by names alone: too many rather than too few.

Calls of methods are often made on objects of which nothing is known. Who never spells the name of a
function, nor of one that does, however far up, does not get there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

from isolint.linking.calls import Calls, Function
from isolint.linking.neighbours import AroundTests
from isolint.linking.symbols import Symbols
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind
from isolint.model.place import Moment

_MOST = 60
"""Functions on the way, past which it may be anybody."""
_NEAR = 3
_CONSTRUCTING = frozenset({"__init__", "__new__", "__post_init__", "__enter__", "__exit__", "__call__"})
_RUNNING = (ScopeKind.FUNCTION, ScopeKind.CLOSURE)


class WaysIn:
    def __init__(self, around: AroundTests, calls: Calls, symbols: Symbols) -> None:
        self.around = around
        self.units = around.units
        self.calls = calls
        self.symbols = symbols
        self._found: dict[Function, frozenset[Function] | None] = {}
        self._importing: dict[str, frozenset[str]] = {}
        self._written_above: dict[str, frozenset[int]] = {}

    def tests(self, function: Function) -> frozenset[Function] | None:
        """The functions that are tests and may come to this one; None where all may, or none is seen to."""
        if function not in self._found:
            found = self._upwards(function)
            known = {one for one in found or () if self._knows(one, function[0])}
            self._found[function] = frozenset(known) or None
        return self._found[function]

    def nearest(self, function: Function) -> frozenset[Function]:
        """The tests that are fewest steps away; none where a step on the way is not known."""
        seen, level = {function}, {function}
        for _ in range(_NEAR):
            above = [one for each in level for one in (*self._run_around(each), *self._callers(each))]
            if None in above or len(seen) > _MOST:
                return frozenset()
            found = {one for one in above if one in self.around.runs and self._knows(one, function[0])}
            if found:
                return frozenset(found)
            level = {one for one in above if one is not None and one not in self.around.runs} - seen
            seen |= level
        return frozenset()

    def _upwards(self, function: Function) -> set[Function] | None:
        tests: set[Function] = set()
        seen, waiting = {function}, [function]
        while waiting:
            current = waiting.pop()
            if current in self.around.runs:
                tests.add(current)
                continue
            if current in self._hooks:
                return None
            tests.update(self._run_around(current))
            for caller in self._callers(current):
                if caller is None or len(seen) > _MOST:
                    return None
                if caller not in seen:
                    seen.add(caller)
                    waiting.append(caller)
        return tests

    @cached_property
    def _hooks(self) -> frozenset[Function]:
        """What the runner calls for no test in particular."""
        of_tests = (Moment.SETUP, Moment.TEST, Moment.TEARDOWN)
        return frozenset(
            (one.path, one.scope)
            for one in self.around.places.entries
            if one.place.moment not in of_tests and one.scope
        )

    def _run_around(self, function: Function) -> Iterator[Function]:
        """The tests that a function runs before or after, if it is a fixture or a method of that kind."""
        for item in (*self.around.places.users.get(function, ()), *self.around.of_methods.get(function, ())):
            yield item.path, item.scope

    def _callers(self, function: Function) -> Iterator[Function | None]:
        """The functions that use the name; None where the name stands in a table, or is a protocol's."""
        unit, scope = self.units[function[0]], function[1]
        name = unit.scopes[scope].name
        if name.startswith("__") and name not in _CONSTRUCTING:
            yield None
        names = self.calls.names_of(function) - _CONSTRUCTING
        for other in self.units.values():
            wanted = names & other.vocabulary
            for one, text in enumerate(other.texts) if wanted else ():
                if text in wanted and other.kinds[one] in (ExprKind.NAME, ExprKind.ATTRIBUTE):
                    yield from self._users(other, one)

    def _users(self, unit: Unit, expression: int) -> Iterator[Function | None]:
        """The function around an expression, and those around that."""
        scope = unit.scope_at(unit.start(expression))
        if unit.scopes[scope].kind not in _RUNNING:
            # A call there is made on import, before all tests; a base class has its own name.
            if expression not in unit.callees and expression not in self._headers(unit):
                yield None
            return
        while scope != NONE and unit.scopes[scope].kind in _RUNNING:
            yield unit.path, scope
            scope = unit.scopes[scope].parent

    def _headers(self, unit: Unit) -> frozenset[int]:
        """Base classes and annotations."""
        if unit.path not in self._written_above:
            heads = [one for scope in unit.scopes for one in (*scope.bases, scope.returns)]
            heads += [one.annotation for scope in unit.scopes for one in scope.parameters]
            parts = (unit.under(one) for one in heads if one != NONE)
            self._written_above[unit.path] = frozenset().union(*parts)
        return self._written_above[unit.path]

    def _knows(self, test: Function, path: str) -> bool:
        """The test's file, or that of something around it, imports the other one or spells its name."""
        around = (one.function[0] for one in self.around.of_test(test))
        return any(self._is_led_to(here, path) for here in dict.fromkeys((test[0], *around)))

    def _is_led_to(self, here: str, path: str) -> bool:
        if here in self._importers(path):
            return True
        stem = PurePosixPath(path).stem
        stem = PurePosixPath(path).parent.name if stem == "__init__" else stem
        return any(stem in text for text in self.units[here].vocabulary)

    def _importers(self, path: str) -> frozenset[str]:
        """The files whose import leads to that of another one, itself included."""
        if path not in self._importing:
            found, waiting = {path}, [path]
            while waiting:
                for one in self._imported_by.get(waiting.pop(), ()):
                    if one not in found:
                        found.add(one)
                        waiting.append(one)
            self._importing[path] = frozenset(found)
        return self._importing[path]

    @cached_property
    def _imported_by(self) -> dict[str, set[str]]:
        table: dict[str, set[str]] = {}
        for unit in self.units.values():
            for path in self.symbols.imported_paths(unit):
                table.setdefault(path, set()).add(unit.path)
        return table
