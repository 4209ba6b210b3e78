"""Tests that have a module imported of which they assert that nobody has imported it."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.effects import Effect
from isolint.linking.naming import constant
from isolint.linking.neighbours import AroundTests
from isolint.linking.places import Entry
from isolint.linking.restores import Restores
from isolint.linking.reversals import Reversal, Reversals
from isolint.linking.sayings import State
from isolint.model.change import MODULE, Use
from isolint.model.facts import NONE, StepKind
from isolint.model.place import Lanes
from isolint.model.resource import Verb
from isolint.model.source import Site

_TABLE = "sys.modules"
_LACKS = State("in", "False")


class FirstImports:
    """An import stays for good: such a test passes once, and not after others that import the same."""

    def __init__(self, around: AroundTests, restores: Restores, reversals: Reversals) -> None:
        self.around = around
        self.units = around.units
        self.restores = restores
        self.reversals = reversals

    def collect(self) -> Iterator[tuple[Entry, Effect, Use]]:
        """What leads to the import, with the test as the one that minds."""
        for function, reversals in sorted(self.reversals.found.items()):
            for one in reversals:
                act = self._act(one) if one.first.state == _LACKS and self._is_of_modules(one) else None
                if act is not None and not self._is_cared_for(one):
                    entry = self.around.runs[function]
                    said = self.reversals.site(one)
                    use = Use(site=said, owner=entry.place.owner, is_test=True, needs=True, again=True)
                    yield entry, self._effect(one, act), use

    def _is_of_modules(self, one: Reversal) -> bool:
        unit = self.units[one.function[0]]
        value = self.reversals.values.value(unit, one.function[1], one.first.parts[-1])
        return value is not None and value.text == _TABLE

    def _is_cared_for(self, one: Reversal) -> bool:
        """The test or something around it takes modules out again, or puts them back."""
        functions = [one.function, *(each.function for each in self.around.of_test(one.function))]
        return any(effect.kind == MODULE for function in functions for effect in self.restores.of(function))

    def _act(self, one: Reversal) -> Site | None:
        """The last thing that the test does before it asserts that the module is there."""
        unit = self.units[one.function[0]]
        found = None
        for position in unit.steps_in.get(one.function[1], ()):
            step = unit.facts.steps[position]
            is_between = one.first.step.end <= step.start and step.end <= one.last.step.start
            expression = step.subject if step.kind == StepKind.CALL else step.value
            is_act = step.kind in (StepKind.CALL, StepKind.ASSIGN) and expression != NONE
            if is_between and is_act:
                found = unit.site(expression)
            elif is_between and step.kind == StepKind.IMPORT:
                found = Site(unit.path, step.start, step.end)
        return found

    def _effect(self, one: Reversal, act: Site) -> Effect:
        item = one.first.parts[0]
        return Effect(
            verb=Verb.REGISTER,
            kind=MODULE,
            name=constant(self.units[act.path].texts[item], act),
            lanes=Lanes.ALL,
            locked=False,
            once=False,
            tolerant=False,
            late=False,
            moment=None,
            site=act,
            call=_TABLE,
        )
