"""Process state that changes without a call: an item or attribute stored, updated or deleted.

The catalogue calls these by the methods that stand behind them: `os.environ["X"] = "1"` is
`os.environ.__setitem__`, `sys.argv = [...]` is `sys.argv.__set__`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.naming import constant
from isolint.linking.touches import Touches
from isolint.linking.unit import Unit
from isolint.model.facts import ExprKind, Step, StepKind
from isolint.model.name import Root

_STORING = frozenset({StepKind.ASSIGN, StepKind.UPDATE, StepKind.DELETE})
_IN_PLACE = {"+": "__iadd__", "|": "__ior__"}


class Stores:
    """Finds the effects of statements that the catalogue has a method for."""

    def __init__(self, touches: Touches) -> None:
        self.touches = touches
        self.values = touches.calls.values

    def collect(self) -> dict[Function, list[Effect]]:
        """Own effects, by function."""
        found: dict[Function, list[Effect]] = {}
        for unit in self.values.symbols.units.values():
            if self._owners.isdisjoint(unit.vocabulary):
                continue
            for position in sorted((*unit.writes, *unit.calls.of("update"))):
                step = unit.facts.steps[position]
                if step.kind not in (*_STORING, StepKind.CALL):
                    continue
                of_step = self._of_call if step.kind == StepKind.CALL else self._of_step
                for effect in of_step(unit, position, step):
                    if not self.touches.fakes.replaces(unit, step, "", Root.NOWHERE):
                        found.setdefault((unit.path, step.scope), []).append(effect)
        return found

    @cached_property
    def _owners(self) -> frozenset[str]:
        """Last names of what is stored into: `environ`, `argv`, `prec`."""
        words = (chain.split(".") for chain in self.values.catalogue.accesses if chain.endswith("__"))
        return frozenset(parts[-2].removesuffix("()") for parts in words)

    def _of_step(self, unit: Unit, position: int, step: Step) -> Iterator[Effect]:
        for target in targets(unit, step.subject):
            kind = unit.kinds[target]
            if kind == ExprKind.INDEX:
                container, key = unit.parts(target)
                method = "__delitem__" if step.kind == StepKind.DELETE else "__setitem__"
                yield from self.of_method(unit, position, container, method, [key])
            elif kind in (ExprKind.ATTRIBUTE, ExprKind.NAME) and step.kind != StepKind.DELETE:
                if kind == ExprKind.NAME and step.kind != StepKind.UPDATE:
                    continue  # binds a name, and touches nothing that it may have meant before
                methods = (*_IN_PLACE.values(), "__set__") if step.kind == StepKind.UPDATE else ("__set__",)
                for method in methods:
                    yield from self.of_method(unit, position, target, method, [])

    def _of_call(self, unit: Unit, position: int, step: Step) -> Iterator[Effect]:
        """`os.environ.update({"X": "1"}, Y="2")` stores under each key that is written there."""
        callee, *arguments = unit.parts(step.subject)
        if unit.kinds[callee] != ExprKind.ATTRIBUTE:
            return
        for argument in arguments:
            pairs = unit.parts(argument) if unit.kinds[argument] == ExprKind.MAP else [argument]
            for pair in pairs:
                if unit.kinds[pair] == ExprKind.PAIR:
                    key = unit.parts(pair)[0]
                    yield from self.of_method(unit, position, unit.parts(callee)[0], "__setitem__", [key])
                elif unit.kinds[pair] == ExprKind.KEYWORD:
                    name = constant(unit.texts[pair], unit.site(pair))
                    for effect in self.of_method(unit, position, unit.parts(callee)[0], "__setitem__", []):
                        yield effect._replace(name=name)

    def of_method(
        self, unit: Unit, position: int, owner: int, method: str, arguments: list[int]
    ) -> Iterator[Effect]:
        """What the method of that name does to an expression, where a catalogue knows it."""
        if unit.texts[owner] not in self._owners:
            return
        value = self.values.value(unit, unit.facts.steps[position].scope, owner)
        if value is not None and value.form == "chain":
            yield from self.touches.of_chain(unit, position, f"{value.text}.{method}", arguments)


def targets(unit: Unit, expression: int) -> list[int]:
    """The single targets of an assignment."""
    if unit.kinds[expression] in (ExprKind.TUPLE, ExprKind.LIST, ExprKind.SPREAD):
        return [target for part in unit.parts(expression) for target in targets(unit, part)]
    return [expression]
