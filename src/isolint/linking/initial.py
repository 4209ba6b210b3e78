"""What a variable holds in a process that never writes it."""

from __future__ import annotations

from collections.abc import Mapping

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, Step, StepKind

_EMPTY = {ExprKind.LIST: "[]", ExprKind.MAP: "{}", ExprKind.SET: "set()"}
_ZEROES = {"string": '""', "bool": "false", "error": "nil", "int": "0", "int32": "0", "int64": "0"}
_SPELLED = {"None": "nil", "True": "true", "False": "false"}
_NULLABLE = frozenset({"[]", "map", "chan", "func", "interface"})
_PLAIN = (ExprKind.SINGLETON, ExprKind.NUMBER, ExprKind.STRING)


def initial(units: Mapping[str, Unit], name: str) -> str:
    """The text of a variable's first value, by its id; "" where it is not known or has none."""
    path, _, rest = name.partition("::")
    if path not in units or "." in rest:
        return ""
    unit = units[path]
    binding = unit.bindings[0].get(rest)
    steps = [unit.facts.steps[at] for at in binding.steps] if binding else []
    own = [step for step in steps if step.scope == 0 and step.value != NONE]
    given = [step for step in own if step.kind != StepKind.DECLARE]
    if given:
        return _text(unit, given[0].value)
    return _zero(unit, own[0].value) if own else ""


def is_initial(units: Mapping[str, Unit], name: str, unit: Unit, step: Step) -> bool:
    """The statement gives a variable, by its id, just the plain value that it starts with."""
    is_plain = step.kind == StepKind.ASSIGN and step.value != NONE and unit.kinds[step.value] in _PLAIN
    is_whole = unit.kinds[step.subject] in (ExprKind.NAME, ExprKind.ATTRIBUTE)
    is_it = is_whole and unit.texts[step.subject] == name.rpartition("::")[2].rpartition(".")[2]
    return is_plain and is_it and _text(unit, step.value) == initial(units, name)


def can_be_nil(values: Values, name: str) -> bool:
    """A variable, by its id, starts as None, or is of a type that surely has nil among its values."""
    if initial(values.symbols.units, name) == "None":
        return True
    path, _, rest = name.partition("::")
    unit = values.symbols.units.get(path)
    binding = unit.bindings[0].get(rest) if unit is not None else None
    steps = [unit.facts.steps[at] for at in binding.steps] if unit is not None and binding else []
    declared = next((one.value for one in steps if one.kind == StepKind.DECLARE and one.scope == 0), NONE)
    return unit is not None and declared != NONE and _is_nullable(values, unit, declared)


def _is_nullable(values: Values, unit: Unit, declared: int) -> bool:
    kind, text = unit.kinds[declared], unit.texts[declared]
    if kind == ExprKind.UNARY:
        return text == "*"
    if kind == ExprKind.TYPE:
        return text in _NULLABLE
    value = values.value(unit, 0, declared)
    words = values.catalogue.protections.get(value.text, ()) if value is not None else ()
    return any(word.form == "nullable" for word in words)


def _text(unit: Unit, value: int) -> str:
    kind = ExprKind(unit.kinds[value])
    if kind == ExprKind.SINGLETON and unit.package:
        return _SPELLED.get(unit.texts[value], unit.texts[value])
    if kind in _PLAIN:
        quote = '"' if kind == ExprKind.STRING else ""
        return f"{quote}{unit.texts[value]}{quote}"
    return _EMPTY.get(kind, "")


def _zero(unit: Unit, declared: int) -> str:
    """What a type starts with."""
    if unit.kinds[declared] in (ExprKind.UNARY, ExprKind.TYPE, ExprKind.ATTRIBUTE):
        return "nil" if unit.texts[declared] != "struct" else ""
    return _ZEROES.get(unit.texts[declared], "")
