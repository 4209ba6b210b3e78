"""Whether the suite talks to a port: a command that is told the number may only be a client as well."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isolint.linking.names import Names
from isolint.linking.unit import Unit
from isolint.model.facts import ExprKind, StepKind
from isolint.model.name import Name
from isolint.model.source import Site

_ADDRESS = r"(?:^|//|@)[\w.*\[\]:-]*:{port}(?:$|[/?#,\"'])"
_TEXTS = (ExprKind.STRING, ExprKind.TEMPLATE)
_CONNECTING = "connect"


class Dialling:
    """Looks for addresses with a number, beside the command that is told it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._known: dict[tuple[str, str], bool] = {}

    def is_dialled(self, unit: Unit, name: Name, command: Site) -> bool:
        """A file among those beside or below that of a command has an address with its number."""
        port = name.text
        if not name.is_constant or not port.isdigit():
            return False
        own = (one for one in self._addresses(unit, port) if not _is_within(one, command))
        if next(own, None) is not None:
            return True
        key = (unit.path, port)
        if key not in self._known:
            start = "" if unit.folder == "." else f"{unit.folder}/"
            others = (other for path, other in self.names.units.items() if path.startswith(start))
            self._known[key] = any(
                next(self._addresses(other, port), None) is not None
                for other in others
                if other is not unit and not other.package
            )
        return self._known[key]

    def _addresses(self, unit: Unit, port: str) -> Iterator[Site]:
        """Where a file spells an address with a port, or hands the number to who connects."""
        is_address = re.compile(_ADDRESS.format(port=port)).search
        for kind in _TEXTS:
            for expression in unit.of_kind(kind):
                text = self._text(unit, expression)
                if port in text and is_address(text):
                    yield unit.site(expression)
        for step in unit.facts.steps:
            if step.kind == StepKind.CALL and _CONNECTING in unit.texts[unit.callee(step.subject)].lower():
                for part in unit.parts(step.subject)[1:]:
                    if self._is_number(unit, step.scope, part, port):
                        yield unit.site(step.subject)

    def _text(self, unit: Unit, expression: int) -> str:
        if unit.kinds[expression] == ExprKind.STRING:
            return unit.texts[expression]
        scope = unit.scope_at(unit.start(expression))
        return self.names.name(unit, scope, expression).text

    def _is_number(self, unit: Unit, scope: int, argument: int, port: str) -> bool:
        """The argument is the number, or an address of which it is the last part."""
        kind = unit.kinds[argument]
        if kind in (ExprKind.KEYWORD, ExprKind.TUPLE):
            parts = unit.parts(argument)
            return bool(parts) and self._is_number(unit, scope, parts[-1], port)
        is_plain = kind in (ExprKind.NUMBER, ExprKind.NAME, ExprKind.ATTRIBUTE)
        return is_plain and self.names.name(unit, scope, argument).text == port


def _is_within(site: Site, other: Site) -> bool:
    return site.path == other.path and other.start <= site.start and site.end <= other.end
