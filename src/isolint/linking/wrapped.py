"""Functions that are handed to another one, which puts back what they may change: `safely(leave)`."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.effects import Effect
from isolint.linking.restores import Restores, is_same
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind
from isolint.model.place import Moment
from isolint.model.source import Site

_NAMED = frozenset({ExprKind.NAME, ExprKind.ATTRIBUTE})


def is_put_back_by_caller(restores: Restores, effect: Effect) -> bool:
    """On the way to the statement stands a call of, or with, a function that changes the same at its end."""
    return any(
        is_same(effect, other) and other.site != effect.site and _is_at_end(restores, unit, other)
        for site in effect.via
        for function in _functions(restores, restores.units[site.path], site)
        for unit in (restores.units[function[0]],)
        for other in restores.of(function)
    )


def _is_at_end(restores: Restores, unit: Unit, effect: Effect) -> bool:
    """When the function is left, or the test it is called in."""
    return effect.moment is Moment.TEARDOWN or restores.is_final(unit, effect.start)


def _functions(restores: Restores, unit: Unit, site: Site) -> Iterator[tuple[str, int]]:
    """The functions of the project that a call names, as its callee or as an argument."""
    call = next((one for one in unit.called if unit.site(one) == site), NONE)
    scope = unit.scope_at(site.start)
    for part in unit.parts(call) if call != NONE else ():
        value = restores.values.value(unit, scope, part) if unit.kinds[part] in _NAMED else None
        if value is not None and value.form == "function":
            yield value.path, value.scope
