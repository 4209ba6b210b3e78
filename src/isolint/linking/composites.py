"""Names of parts: the fields of a structure that is written out, the elements of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from isolint.linking.naming import merged, unknown
from isolint.linking.symbols import Symbol, Symbols
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, Step, StepKind
from isolint.model.name import Name, hole
from isolint.model.source import Site

Evaluate = Callable[[Unit, int, int], Name]
ELEMENT = "[]"
"""What stands behind the key of a list for any one of its elements."""
_DEPTH = 4


class Composites:
    """`name` is the name of an expression of a file, read in a scope."""

    def __init__(self, name: Evaluate, symbols: Symbols) -> None:
        self.name = name
        self.symbols = symbols

    def parts(self, unit: Unit, scope: int, expression: int) -> Iterator[tuple[str, Name]]:
        """The names of the parts that are written out, by what stands behind the whole's key."""
        found = self._literal(unit, scope, expression, _DEPTH)
        if found is None:
            return
        other, home, literal = found
        inner = other.parts(literal)
        if other.kinds[literal] == ExprKind.CALL:
            for part in inner[1:]:
                if other.kinds[part] == ExprKind.KEYWORD:
                    yield f".{other.texts[part]}", self.name(other, home, other.parts(part)[0])
        elif inner:
            yield ELEMENT, merged([self.name(other, home, part) for part in inner], None)

    def _literal(self, unit: Unit, scope: int, expression: int, depth: int) -> tuple[Unit, int, int] | None:
        """The literal that an expression is, or that the variable it names is assigned once."""
        kind = unit.kinds[expression]
        if kind in (ExprKind.CALL, ExprKind.LIST):
            return unit, scope, expression
        if kind == ExprKind.UNARY and unit.texts[expression] in ("&", "*"):
            return self._literal(unit, scope, unit.parts(expression)[0], depth)
        symbol = self.symbols.lookup(unit, scope, unit.texts[expression]) if kind == ExprKind.NAME else None
        if symbol is None or symbol.form != "variable" or not depth:
            return None
        other = self.symbols.units[symbol.path]
        steps = self._assignments(other, symbol)
        if len(steps) != 1 or other.kinds[steps[0].subject] != ExprKind.NAME:
            return None
        return self._literal(other, steps[0].scope, steps[0].value, depth - 1)

    def _assignments(self, unit: Unit, symbol: Symbol) -> list[Step]:
        steps = (unit.facts.steps[at] for at in unit.bindings[symbol.scope][symbol.name].steps)
        return [step for step in steps if step.kind != StepKind.DECLARE and step.value != NONE]

    def element(self, unit: Unit, step: Step, name: str) -> Name:
        """One turn of a loop over a list: any of its elements."""
        site = unit.site(step.value)
        targets = [unit.texts[part] for part in unit.parts(step.subject)]
        if not unit.package or targets[1:] != [name]:
            return unknown(site)
        for suffix, found in self.parts(unit, step.scope, step.value):
            if suffix == ELEMENT:
                return found
        whole = self.name(unit, step.scope, step.value)
        return part_of(whole, ELEMENT, site) if whole.hole else unknown(site)


def part_of(whole: Name, suffix: str, site: Site | None) -> Name:
    """A part of what a caller still has to pass."""
    key = f"{whole.hole}{suffix}"
    return replace(whole, text=hole(key), parameters=frozenset({key}), site=site, fallbacks=())
