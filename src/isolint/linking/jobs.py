"""What a call hands over to be run beside it: a function, and what that is called with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from isolint.linking.objects import argument
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind
from isolint.model.vocabulary import ProtectionWord, Selector

_PACKED = frozenset({"args", "kwargs"})
_LITERALS = (ExprKind.TUPLE, ExprKind.LIST, ExprKind.MAP)


class Job(NamedTuple):
    """Expressions: the function, and its arguments; `rest` are those with a name, as they stand."""

    target: int
    positional: list[int]
    named: dict[str, int]
    rest: list[int]


def runners(protections: Mapping[str, tuple[ProtectionWord, ...]]) -> dict[str, Selector]:
    """The calls that run what they are given, each with where that is."""
    return {
        chain: word.argument
        for chain, words in protections.items()
        for word in words
        if word.form == "runs" and word.argument is not None
    }


def selector_of(values: Values, known: Mapping[str, Selector], callee: Value | None) -> Selector | None:
    """Where a call of something says what is to be run; None where it runs nothing."""
    if callee is None or callee.form not in ("chain", "type"):
        return None
    if callee.form == "type":  # a class of the project that takes a target as its base does
        bases = values.outside_bases(values.symbols.units[callee.path], callee.scope)
        return next((known[base] for base in bases if base in known), None)
    return known.get(callee.text) or known.get(f"*.{callee.text.rpartition('.')[2]}")


def job_of(unit: Unit, call: int, selector: Selector) -> Job | None:
    """What a call hands over; None where that is not all written there."""
    arguments = unit.parts(call)[1:]
    target = argument(unit, selector, arguments)
    if target == NONE or any(unit.kinds[one] == ExprKind.SPREAD for one in arguments):
        return None
    at = arguments.index(target) + 1 if target in arguments else len(arguments)
    plain = [one for one in arguments[at:] if unit.kinds[one] != ExprKind.KEYWORD]
    rest = [one for one in arguments if unit.kinds[one] == ExprKind.KEYWORD]
    keywords = _named(unit, rest)
    if not all(_is_written(unit, keywords[name]) for name in _PACKED & set(keywords)):
        return None
    if selector.keyword:  # its own, and those for the function in a dictionary
        rest = _entries(unit, keywords["kwargs"]) if "kwargs" in keywords else []
    if "args" in keywords:
        plain = unit.parts(keywords["args"])
    return Job(target, plain, _named(unit, rest), rest)


def _named(unit: Unit, rest: list[int]) -> dict[str, int]:
    found = {}
    for one in rest:
        name, value = one, unit.parts(one)[-1]
        if unit.kinds[one] == ExprKind.PAIR:
            name = unit.parts(one)[0]
        found[unit.texts[name]] = value
    return found


def _is_written(unit: Unit, expression: int) -> bool:
    """A tuple, or a dictionary, all of whose elements can be seen."""
    is_dict = unit.kinds[expression] == ExprKind.CALL and unit.texts[unit.callee(expression)] == "dict"
    is_plain = all(unit.kinds[one] != ExprKind.SPREAD for one in unit.parts(expression))
    return is_plain and (is_dict or unit.kinds[expression] in _LITERALS)


def _entries(unit: Unit, expression: int) -> list[int]:
    """Those of `{"port": 8000}` and `dict(port=8000)`."""
    wanted = ExprKind.KEYWORD if unit.kinds[expression] == ExprKind.CALL else ExprKind.PAIR
    return [one for one in unit.parts(expression) if unit.kinds[one] == wanted]
