"""Modules that run again while something that they look at is not what it usually is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.fakes import Fakes
from isolint.linking.unit import Unit
from isolint.model.facts import BlockKind, ExprKind, StepKind

_ENVIRONMENT = "environment"
_READING = frozenset({"environ", "getenv"})
_KEEPER = "fixture:monkeypatch."
_SETTING = frozenset({"setenv", "delenv", "setattr", "delattr", "setitem", "delitem"})


class _Kept(NamedTuple):
    """A call of the fixture that takes changes back: what it changes, and to what."""

    method: str
    name: str
    values: frozenset[str]


class Reloads:
    """Tells reloads that leave something behind from those that put the module right again."""

    def __init__(self, fakes: Fakes) -> None:
        self.fakes = fakes
        self.values = fakes.values
        self.units = fakes.values.symbols.units

    def is_stained(self, function: Function, effect: Effect, path: str, beside: Iterable[Effect]) -> bool:
        """The function has changed, or has had replaced, a thing by a name that the module knows."""
        if not path:
            return False
        unit, at = self.units[function[0]], effect.site.start
        words = set(self.fakes.whole(*function)) | set(self.fakes.patched_in(unit, function[1]))
        # Of what is set, the fakes do not tell the name from the value.
        words -= {value for kept in self._kept(unit, function[1], at) for value in kept.values}
        words |= {kept.name for kept in self._kept(unit, function[1], at)}
        words |= {one.name.text for one in beside if one.kind == _ENVIRONMENT and one.site.start < at}
        return self._knows(path, words) or ("modules" in words and self._imports(path, unit, function[1]))

    def is_too_early(self, function: Function, effect: Effect, path: str) -> bool:
        """It is to put the module right, and what is taken back by a fixture has not been taken back yet."""
        unit, scope = self.units[function[0]], function[1]
        at = effect.site.start
        is_final = any(block.kind == BlockKind.FINALLY for block in unit.blocks_above(unit.step_at(at).block))
        if not path or not (effect.late or is_final):
            return False
        kept = list(self._kept(unit, scope, at))
        names = [one.name for one in kept]
        is_plain = all(one.method in _SETTING for one in kept) and len(names) == len(set(names))
        return is_plain and self._knows(path, set(names))

    def _kept(self, unit: Unit, scope: int, before: int) -> Iterator[_Kept]:
        """What the fixture is told to change before a point, in order."""
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind != StepKind.CALL or step.start >= before:
                continue
            callee = self.values.callee(unit, scope, step.subject)
            if callee is not None and callee.text.startswith(_KEEPER):
                method = callee.text.removeprefix(_KEEPER)
                texts = [unit.texts[one] for one in unit.parts(step.subject)[1:]]
                number = 0 if method.endswith("env") else 1
                is_dotted = method == "setattr" and "." in "".join(texts[:1])
                name = "".join(texts[:1] if is_dotted else texts[number : number + 1])
                yield _Kept(method, name.rpartition(".")[2], frozenset(texts[number + 1 :]))

    def _imports(self, path: str, unit: Unit, scope: int) -> bool:
        """The module imports one that the function names: it stands in a table of its own, as a rule."""
        imported = {record.module for record in self.units[path].facts.imports}
        texts = (one for one in unit.of_kind(ExprKind.STRING) if unit.texts[one] in imported)
        return any(unit.scope_at(unit.start(one)) == scope for one in texts)

    def _knows(self, path: str, words: set[str]) -> bool:
        known = self.units[path].vocabulary
        is_any = "environ" in words and not known.isdisjoint(_READING)
        return is_any or any(word.isidentifier() and word in known for word in words - _READING)
