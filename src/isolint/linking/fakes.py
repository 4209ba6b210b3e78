"""Calls that are not what they seem: patched, faked, or expected to fail."""

from __future__ import annotations

from functools import cached_property

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, ScopeKind, Step, StepKind
from isolint.model.name import Root

DOUBLES = "()"
"""Stands among what is replaced where a set-up makes objects that stand for others."""
_FAKING = ("fake", "double", "restore")


class Fakes:
    """Knows what is replaced where."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.catalogue = values.catalogue
        self._faking = {
            chain.rpartition(".")[2]
            for chain, words in self.catalogue.protections.items()
            if any(word.form in _FAKING for word in words)
        }
        self._faking_in: dict[str, bool] = {}
        self._fakes: dict[tuple[str, int], frozenset[str]] = {}
        self._whole: dict[tuple[str, int], frozenset[str]] = {}

    def is_refused(self, unit: Unit, step: Step) -> bool:
        """Expected to fail, if only by a context manager that is called as those of the libraries."""
        return self.replaces(unit, step, "", Root.NOWHERE) or any(
            block.kind == BlockKind.WITHIN
            and block.condition != NONE
            and unit.kinds[block.condition] == ExprKind.CALL
            and unit.texts[unit.callee(block.condition)] in self._refusing
            for block in unit.blocks_above(step.block)
        )

    @cached_property
    def _refusing(self) -> frozenset[str]:
        words = self.catalogue.protections.items()
        fails = (chain for chain, known in words if any(word.form == "fails" for word in known))
        return frozenset(chain.rpartition(".")[2] for chain in fails)

    def replaces(self, unit: Unit, step: Step, name: str, root: Root) -> bool:
        """The function, or a fake it works under, replaces what the call would do."""
        fakes = self.patched_in(unit, step.scope)
        moved = root is Root.TEMP and fakes & {"tempdir", "gettempdir"}
        if name in fakes or moved or "*" in fakes:
            return True
        return self._is_within_fake(unit, step) or self._is_expected_to_fail(unit, step)

    def _is_within_fake(self, unit: Unit, step: Step) -> bool:
        """In a `with` that fakes a whole service or file system."""
        return any(
            block.kind == BlockKind.WITHIN
            and unit.kinds[block.condition] == ExprKind.CALL
            and "*" in self._patched(unit, block.scope, block.condition)
            for block in unit.blocks_above(step.block)
        )

    def _started_in(self, unit: Unit, cls: int) -> set[str]:
        """What the set-up methods of a class replace for its tests, or start of what it keeps."""
        found: set[str] = set()
        for position in unit.steps_in.get(cls, ()):
            step = unit.facts.steps[position]
            if step.kind == StepKind.ASSIGN and step.value != NONE:
                found |= self._patched(unit, cls, step.value)
        for index in unit.children.get(cls, ()):
            word = self.catalogue.hooks.get(unit.scopes[index].name)
            if word is None or word.within != "type":
                continue
            for position in unit.steps_in.get(index, ()):
                step = unit.facts.steps[position]
                if step.kind == StepKind.CALL:
                    found |= self._patched(unit, index, step.subject)
        return found

    def whole(self, path: str, scope: int) -> frozenset[str]:
        """All that a test or fixture replaces, a service it is wrapped in included."""
        key = (path, scope)
        if key not in self._whole:
            self._whole[key] = frozenset()
            self._whole[key] = self._replaced(self.values.symbols.units[path], scope)
        return self._whole[key]

    def _replaced(self, unit: Unit, scope: int) -> frozenset[str]:
        record = unit.scopes[scope]
        brought = [self._brought(unit, record.parent, one) for one in record.decorators]
        if not self._may_fake(unit):
            return frozenset().union(*brought)
        found = set(self.patched_in(unit, scope)).union(*brought)
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind == StepKind.ENTER and step.value != NONE:
                found |= self._patched(unit, scope, step.value)
        return frozenset(found)

    def _brought(self, unit: Unit, scope: int, decorator: int) -> frozenset[str]:
        """What a decorator of the project replaces around the function it is given."""
        is_call = unit.kinds[decorator] == ExprKind.CALL
        value = self.values.value(unit, scope, unit.callee(decorator) if is_call else decorator)
        if value is None or value.form != "function":
            return frozenset()
        inner = [value.scope]
        children = self.values.symbols.units[value.path].children
        for one in inner:
            inner += children.get(one, ())
        return frozenset(name for one in inner for name in self.whole(value.path, one))

    def patched_in(self, unit: Unit, scope: int) -> frozenset[str]:
        """Last names of what a function, its class or one around it patches; "*" for all.

        DOUBLES says that any service may be one, but files and ports are what they are.
        """
        key = (unit.path, scope)
        if key not in self._fakes and not self._may_fake(unit):
            self._fakes[key] = frozenset()
        if key not in self._fakes:
            record = unit.scopes[scope]
            found: set[str] = set()
            if record.kind == ScopeKind.TYPE:
                found |= self._started_in(unit, scope)
            if record.parent != NONE:
                found |= self.patched_in(unit, record.parent)
                for decorator in record.decorators:
                    found |= self._patched(unit, record.parent, decorator)
            if scope != 0:
                inner = unit.children.get(scope, ())
                of_one = {one for index in inner for one in unit.scopes[index].decorators}
                for position in unit.steps_in.get(scope, ()):
                    step = unit.facts.steps[position]
                    if step.kind == StepKind.CALL and step.subject not in of_one:
                        found |= self._patched(unit, scope, step.subject) - {"*", DOUBLES}
            self._fakes[key] = frozenset(found)
        return self._fakes[key]

    def _may_fake(self, unit: Unit) -> bool:
        """Most files spell none of the words."""
        known = self._faking_in.get(unit.path)
        if known is None:
            known = self._faking_in[unit.path] = not self._faking.isdisjoint(unit.vocabulary)
        return known

    def _patched(self, unit: Unit, scope: int, expression: int) -> set[str]:
        """The last names of what a call or decorator replaces; "*" for all there is."""
        is_call = unit.kinds[expression] == ExprKind.CALL
        callee = unit.callee(expression) if is_call else expression
        if unit.texts[callee] not in self._faking:
            return set()
        words = self.catalogue.protections.get(self._spelled(unit, scope, callee), ())
        if not any(word.form in _FAKING for word in words):
            return set()
        if any(word.form == "double" for word in words):
            return {DOUBLES}
        if any(word.form == "fake" and word.argument is None for word in words):
            return {"*"}
        arguments = unit.parts(expression)[1:] if is_call else []
        texts = [unit.texts[one] for one in arguments if unit.kinds[one] == ExprKind.STRING]
        dotted = [unit.dotted(one) for one in arguments[:1]]
        return {text.rpartition(".")[2] for text in [*texts[:2], *dotted] if text}

    def _is_expected_to_fail(self, unit: Unit, step: Step) -> bool:
        for block in unit.blocks_above(step.block):
            if block.kind == BlockKind.WITHIN and self.is_protected(unit, block, "fails"):
                return True
        return False

    def is_protected(self, unit: Unit, block: Block, form: str) -> bool:
        """The context manager of a block is one of the catalogue's that protect in such a form."""
        if unit.kinds[block.condition] != ExprKind.CALL:
            return False
        callee = self.values.callee(unit, block.scope, block.condition)
        chain = callee.text if callee is not None and callee.form == "chain" else ""
        known = self.catalogue.protections
        words = known.get(chain) or known.get(f"*.{chain.rpartition('.')[2]}") or ()
        return any(word.form == form for word in words)

    def _spelled(self, unit: Unit, scope: int, expression: int) -> str:
        """The outside name of what is called; a project that brings a fake spells it likewise."""
        value = self.values.value(unit, scope, expression)
        if value is not None and value.form == "chain":
            return value.text
        return self.values.symbols.as_imported(unit, scope, unit.dotted(expression))
