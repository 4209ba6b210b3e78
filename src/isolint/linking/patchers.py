"""Patches that are started by hand and that nobody stops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from isolint.linking.calls import Calls, Function
from isolint.linking.effects import Effect
from isolint.linking.stepeffects import effect_of_step
from isolint.linking.unit import Unit
from isolint.model.change import CODE
from isolint.model.facts import NONE, ExprKind, ScopeKind, StepKind
from isolint.model.resource import Verb

_START = "start"
_PATCHER = "patch()"
_STOPPING = frozenset({"stop", "stopall"})


class Patchers:
    """Where a patch is stopped is looked for by the word: in the file, its base classes, the conftests."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.values = calls.values
        self.units = calls.units

    def collect(self) -> dict[Function, list[Effect]]:
        """Own effects, by function."""
        found: dict[Function, list[Effect]] = {}
        for unit, position in self.calls.index.named(_START):
            effect = self._started(unit, position)
            if effect is not None:
                step = unit.facts.steps[position]
                found.setdefault((unit.path, step.scope), []).append(effect)
        return found

    def _started(self, unit: Unit, position: int) -> Effect | None:
        step = unit.facts.steps[position]
        target = self._target(unit, step.scope, step.subject)
        if not target or self._is_stopped(unit, step.scope, unit.parts(unit.callee(step.subject))[0]):
            return None
        call = f"{_PATCHER}.{_START}"
        return effect_of_step(self.calls, unit, position, step.subject, Verb.START, CODE, target, call)

    def _target(self, unit: Unit, scope: int, call: int) -> str:
        """What the patch that is started replaces; "" where it is none, or one that is not known."""
        callee = self.values.callee(unit, scope, call)
        maker, _, method = callee.text.rpartition("().") if callee is not None else ("", "", "")
        words = self.values.catalogue.protections.get(maker, ())
        is_patch = any(word.form in ("fake", "restore") and word.argument is not None for word in words)
        made = self._made(unit, scope, unit.parts(unit.callee(call))[0]) if is_patch else NONE
        if method != _START or made == NONE:
            return ""
        texts = [
            unit.texts[one] if unit.kinds[one] == ExprKind.STRING else unit.dotted(one)
            for one in unit.parts(made)[1:]
            if unit.kinds[one] != ExprKind.KEYWORD
        ]
        is_split = maker.endswith(".object") and len(texts) > 1
        return ".".join(texts[:2]) if is_split and all(texts[:2]) else "".join(texts[:1])

    def _made(self, unit: Unit, scope: int, patcher: int) -> int:
        """The call that makes the patch, in the same file."""
        if unit.kinds[patcher] == ExprKind.CALL:
            return patcher
        text = unit.texts[patcher]
        for step in unit.facts.steps:
            is_bound = step.kind == StepKind.ASSIGN and step.subject != NONE and step.value != NONE
            if is_bound and unit.texts[step.subject] == text and unit.kinds[step.value] == ExprKind.CALL:
                is_local = unit.kinds[patcher] == ExprKind.NAME
                if not is_local or step.scope == scope:
                    return step.value
        return NONE

    def _is_stopped(self, unit: Unit, scope: int, patcher: int) -> bool:
        """Somebody may: the word is there, or the patch itself is handed on."""
        words = {"stopall"} if unit.kinds[patcher] == ExprKind.CALL else _STOPPING
        if any(not words.isdisjoint(other.vocabulary) for other in self._around(unit, scope)):
            return True
        return unit.kinds[patcher] == ExprKind.NAME and self._is_handed_on(unit, scope, unit.texts[patcher])

    def _is_handed_on(self, unit: Unit, scope: int, name: str) -> bool:
        """A local name is read for more than to call a method of it."""
        reads = [
            one
            for one in unit.of_kind(ExprKind.NAME)
            if unit.texts[one] == name and unit.scope_at(unit.start(one)) == scope
        ]
        owners = {unit.parts(one)[0] for one in unit.of_kind(ExprKind.ATTRIBUTE)}
        bound = {step.subject for step in unit.facts.steps}
        return any(one not in owners and one not in bound for one in reads)

    def _around(self, unit: Unit, scope: int) -> Iterator[Unit]:
        yield unit
        cls = unit.enclosing(scope, ScopeKind.TYPE)
        for path, _ in self.values.ancestry(unit, cls) if cls != NONE else ():
            yield self.units[path]
        for folder in PurePosixPath(unit.path).parents:
            conftest = self.units.get(str(folder / "conftest.py"))
            if conftest is not None:
                yield conftest
