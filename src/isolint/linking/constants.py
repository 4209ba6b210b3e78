"""What a variable holds on import and what a statement stores in it, as text, where it is a constant."""

from __future__ import annotations

from collections.abc import Sequence

from isolint.linking.effects import Effect
from isolint.linking.holding import Holding
from isolint.linking.unit import Unit
from isolint.model.change import UNSET
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.source import Site

_CONSTANT = frozenset({ExprKind.STRING, ExprKind.NUMBER, ExprKind.SINGLETON, ExprKind.BYTES})


class Constants:
    """Texts that are equal for equal values."""

    def __init__(self, holding: Holding) -> None:
        self.holding = holding
        self.units = holding.units

    def is_initial(self, effect: Effect, site: Site) -> bool:
        """What a statement stores is what the changed variable holds on import."""
        stored = self.stored(site)
        return bool(stored) and stored == self.initial(effect.name.text)

    def initial(self, key: str) -> str:
        """What a variable or class attribute holds on import; "" for what is only in one."""
        path, _, name = key.partition("::")
        name = name.removesuffix("[]")
        unit = self.units[path]
        first, _, rest = name.partition(".")
        binding = unit.bindings[0].get(first)
        is_inside = rest and (binding is None or binding.form != "definition" or "." in rest)
        if "[]" in name or is_inside:
            return ""
        step = self.holding.initial_step(path, name)
        if step is not None:
            return self.text_of(unit, step.value)
        steps = [unit.facts.steps[at] for at in binding.steps] if binding is not None else []
        declared = [one.value for one in steps if one.kind == StepKind.DECLARE and one.scope == 0]
        return _zero(unit, declared[0]) if declared else UNSET

    def stored(self, site: Site) -> str:
        """The constant that an assignment, or a call with a name and a value, stores."""
        unit = self.units[site.path]
        for position in unit.steps_in.get(unit.scope_at(site.start), ()):
            step = unit.facts.steps[position]
            if step.subject == NONE or unit.site(step.subject) != site:
                continue
            if step.kind == StepKind.ASSIGN:
                return self.text_of(unit, step.value)
            parts = unit.parts(step.subject) if step.kind == StepKind.CALL else []
            if len(parts) == _NAME_AND_VALUE:
                return self.text_of(unit, parts[-1])
            return self._updated(unit, parts)
        return ""

    def made_as_initial(self, key: str, site: Site) -> str:
        """The class of which an assignment stores a new object, as the variable holds one on import."""
        path, _, name = key.partition("::")
        initial = self.holding.initial_step(path, name) if "[]" not in name else None
        unit = self.units[site.path]
        steps = (unit.facts.steps[at] for at in unit.steps_in.get(unit.scope_at(site.start), ()))
        stores = (step for step in steps if step.kind == StepKind.ASSIGN and step.subject != NONE)
        stored = next((step for step in stores if unit.site(step.subject) == site), None)
        if initial is None or stored is None:
            return ""
        text = self._made(unit, stored.scope, stored.value)
        return text if text and text == self._made(self.units[path], initial.scope, initial.value) else ""

    def _made(self, unit: Unit, scope: int, expression: int) -> str:
        """A first-party class that is called with nothing."""
        is_call = expression != NONE and unit.kinds[expression] == ExprKind.CALL
        cls = self.holding.values.callee(unit, scope, expression) if is_call else None
        is_plain = cls is not None and cls.form == "type" and len(unit.parts(expression)) == 1
        return f"{cls.path}:{cls.scope}()" if is_plain and cls is not None else ""

    def _updated(self, unit: Unit, parts: Sequence[int]) -> str:
        """What `update` stores under the one key that it is given."""
        if len(parts) != _ONE_ARGUMENT or unit.texts[parts[0]] != "update":
            return ""
        argument = parts[1]
        pairs = unit.parts(argument) if unit.kinds[argument] == ExprKind.MAP else [argument]
        is_one = len(pairs) == 1 and unit.kinds[pairs[0]] in (ExprKind.PAIR, ExprKind.KEYWORD)
        return self.text_of(unit, unit.parts(pairs[0])[-1]) if is_one else ""

    def text_of(self, unit: Unit, expression: int) -> str:
        """A constant as text; "" for anything else."""
        kind = unit.kinds[expression] if expression != NONE else 0
        if kind in _EMPTY and not unit.parts(expression):
            return _EMPTY[kind]
        if kind == ExprKind.CALL and unit.package and len(unit.parts(expression)) == 1:
            made = self.holding.values.callee(unit, unit.scope_at(unit.start(expression)), expression)
            return f"{made.path}:{made.scope}()" if made is not None and made.form == "function" else ""
        if kind == ExprKind.ATTRIBUTE and unit.texts[expression].isupper():
            return unit.texts[expression]
        quote = '"' if kind == ExprKind.STRING else ""
        return f"{quote}{unit.texts[expression]}{quote}" if kind in _CONSTANT else ""


def _zero(unit: Unit, declared: int) -> str:
    """What a variable that is only declared starts with, as far as it is nothing; else ""."""
    if unit.kinds[declared] == ExprKind.UNARY:
        return "None"
    is_composed = unit.kinds[declared] == ExprKind.TYPE
    return (_ZEROES if is_composed else _PLAIN_ZEROES).get(unit.texts[declared], "")


_ZEROES = {"[]": "[]", "map": "{}", "chan": "None", "func": "None", "interface": "None"}
_PLAIN_ZEROES = {"string": '""', "bool": "False", "int": "0", "int32": "0", "int64": "0"}
_ONE_ARGUMENT = 2
_NAME_AND_VALUE = 3
"""The parts of a call with two arguments."""

_EMPTY: dict[int, str] = {ExprKind.LIST: "[]", ExprKind.MAP: "{}", ExprKind.TUPLE: "()"}
