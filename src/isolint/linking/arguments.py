"""What a call passes for the parameters of a first-party function, found out as it is asked for.

A call may build a whole configuration of which the function puts one field into a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from isolint.linking.passing import Given
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE
from isolint.model.name import Name

if TYPE_CHECKING:
    from isolint.linking.names import Names

_PART = re.compile(r"[.\[]")


class Arguments:
    """By the keys of parameters; `passed` are the expressions, read in a scope of a file, by parameter.

    `beside` answers for the parameters of other functions.
    """

    def __init__(
        self,
        names: Names,
        unit: Unit,
        scope: int,
        passed: Mapping[str, int],
        function: Value,
        beside: Given | None = None,
    ) -> None:
        self._names = names
        self._unit = unit
        self._scope = scope
        self._passed = passed
        self._function = function
        self._beside = beside
        self._found: dict[str, Name | None] = {}

    def get(self, key: str, /) -> Name | None:
        """The name that is passed for a parameter or for a part of it, None where nothing is."""
        if key not in self._found:
            own = f"{self._function.path}:{self._function.scope}:"
            if key.startswith(own):
                self._found[key] = self._name(key.removeprefix(own))
            else:
                self._found[key] = self._beside.get(key) if self._beside is not None else None
        return self._found[key]

    def _name(self, parameter: str) -> Name | None:
        part = _PART.search(parameter)
        whole = parameter[: part.start()] if part is not None else parameter
        if part is not None:
            expression = self._passed.get(whole, NONE) if self._unit.package else NONE
            return self._part(expression, parameter[part.start() :]) if expression != NONE else None
        if whole in self._passed:
            return self._names.name(self._unit, self._scope, self._passed[whole])
        return self._default(whole)

    def _part(self, expression: int, suffix: str) -> Name | None:
        parts = self._names.composites.parts(self._unit, self._scope, expression)
        return dict(parts).get(suffix)

    def _default(self, parameter: str) -> Name | None:
        other = self._names.units[self._function.path]
        record = other.scopes[self._function.scope]
        defaults = {one.name: one.default for one in record.parameters}
        default = defaults.get(parameter, NONE)
        return self._names.name(other, record.parent, default) if default != NONE else None
