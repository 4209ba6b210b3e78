"""What an inherited set-up calls by `self`: the methods of the class that the test belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.items import Item
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, ScopeKind, StepKind

Function = tuple[str, int]

_DEPTH = 3


class Overriding:
    """A base class says when `self.prepare()` runs; which one it is, the class of the test says."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.units = values.symbols.units
        self._called: dict[Function, tuple[tuple[str, bool], ...]] = {}

    def of(self, item: Item, function: Function) -> Iterator[tuple[Function, bool]]:
        """What a function runs for a test and would not run by itself; with each, whether at the end."""
        unit = self.units[function[0]]
        home = unit.scopes[function[1]].parent
        if item.owner == NONE or home == NONE or unit.scopes[home].kind != ScopeKind.TYPE:
            return
        waiting = [(function, (function[0], home), False, _DEPTH)]
        seen = {function}
        for current, cls, is_late, depth in waiting:
            for name, is_after in self._calls(current) if depth else ():
                found = self._method((item.owner_path, item.owner), name)
                if found is None or found[0] in seen:
                    continue
                seen.add(found[0])
                known = self._method(cls, name)
                if known is None or known[0] != found[0]:
                    yield found[0], is_late or is_after
                waiting.append((*found, is_late or is_after, depth - 1))

    def _method(self, cls: tuple[str, int], name: str) -> tuple[Function, tuple[str, int]] | None:
        """A method as an object of the class has it, with the class that defines it."""
        for path, scope in self.values.ancestry(self.units[cls[0]], cls[1]):
            found = self.values.method(path, scope, name)
            if found is not None:
                return found, (path, scope)
        return None

    def _calls(self, function: Function) -> tuple[tuple[str, bool], ...]:
        """The names that a method calls of its own object; with each, whether after its yield."""
        if function not in self._called:
            self._called[function] = tuple(self._named(function))
        return self._called[function]

    def _named(self, function: Function) -> Iterator[tuple[str, bool]]:
        unit = self.units[function[0]]
        parameters = unit.scopes[function[1]].parameters
        is_after = False
        for position in unit.steps_in.get(function[1], ()) if parameters else ():
            step = unit.facts.steps[position]
            is_after = is_after or step.kind == StepKind.YIELD
            if step.kind != StepKind.CALL:
                continue
            callee = unit.callee(step.subject)
            if unit.kinds[callee] == ExprKind.ATTRIBUTE:
                owner = unit.parts(callee)[0]
                if unit.kinds[owner] == ExprKind.NAME and unit.texts[owner] == parameters[0].name:
                    yield unit.texts[callee], is_after
