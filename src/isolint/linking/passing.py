"""What a call passes for the parameters of a first-party function."""

from __future__ import annotations

from typing import Protocol

from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind
from isolint.model.name import Name


class Given(Protocol):
    """What a caller passes, by the keys of parameters."""

    def get(self, key: str, /) -> Name | None: ...


def passed(
    unit: Unit, call: int, other: Unit, function: int, skip: int = 0, *, bound: bool = False
) -> dict[str, int]:
    """The expressions passed, by parameter; `skip` leaves out the first arguments.

    `bound`: the first parameter is given by the call itself, as to an initializer.
    """
    record = other.scopes[function]
    names = [parameter.name for parameter in record.parameters]
    if names and (bound or _passes_receiver(unit, call, other, function)):
        names = names[1:]
    given: dict[str, int] = {}
    for number, part in enumerate(unit.parts(call)[1 + skip :]):
        if unit.kinds[part] == ExprKind.KEYWORD:
            given[unit.texts[part]] = unit.parts(part)[0]
        elif unit.kinds[part] != ExprKind.SPREAD and number < len(names):
            given[names[number]] = part
    return given


def _passes_receiver(unit: Unit, call: int, other: Unit, function: int) -> bool:
    """A method is called on an object, which takes its first parameter."""
    record = other.scopes[function]
    is_in_type = record.parent != NONE and other.scopes[record.parent].kind == ScopeKind.TYPE
    is_method = bool(record.owner) or (is_in_type and not other.package)
    is_static = any(other.dotted(one) == "staticmethod" for one in record.decorators)
    return is_method and not is_static and unit.kinds[unit.callee(call)] == ExprKind.ATTRIBUTE
