"""What a client may set, in `initializationOptions` or by a change of its configuration.

Both are the same table, as it is or under the key "isolint" or "settings". What is not known, or
is of a wrong kind, is told and left out: an editor's settings are no reason to say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from isolint.nearest import did_you_mean
from isolint.project import Request
from isolint.selection import Layer

NAME = "{name}"
"""In the reason of a comment: the name of the rule that it silences."""

_SECTIONS = ("isolint", "settings")
_IGNORED = frozenset({"enable", "command", "arguments", "trace"})
"""Keys that are for the client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How a project is checked, and what is offered."""

    request: Request = field(default_factory=Request)
    unsafe_fixes: bool = True
    ignore_reason: str = NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """The client's table, with what was wrong with it."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    unsafe_fixes: bool = True
    ignore_reason: str = NAME
    complaints: tuple[str, ...] = ()

    def choices(self, base: Request, paths: tuple[Path, ...]) -> Choices:
        """For the project of some paths; `base` is what the command line says."""
        rules = Layer(
            select=base.rules.select if self.select is None else self.select,
            ignore=(*base.rules.ignore, *self.ignore),
            extend_select=(*base.rules.extend_select, *self.extend_select),
        )
        request = Request(
            paths=paths,
            rules=rules,
            config=(*base.config, *self.config),
            isolated=base.isolated,
            caching=base.caching,
            cache_dir=base.cache_dir,
        )
        return Choices(request=request, unsafe_fixes=self.unsafe_fixes, ignore_reason=self.ignore_reason)


def read(value: object) -> ClientSettings:
    """From whatever a client has sent."""
    table = _table(value)
    complaints = list(_complaints(table))
    select = _texts(table, "select")
    return ClientSettings(
        select=select or None,
        ignore=_texts(table, "ignore"),
        extend_select=_texts(table, "extendSelect"),
        config=_texts(table, "config"),
        unsafe_fixes=table.get("unsafeFixes") is not False,
        ignore_reason=reason if isinstance(reason := table.get("ignoreReason"), str) else NAME,
        complaints=tuple(complaints),
    )


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        return {}
    for section in _SECTIONS:
        if isinstance(value.get(section), Mapping):
            return _table(value[section])
    return value


def _complaints(table: Mapping[str, object]) -> Iterator[str]:
    for key, value in table.items():
        if key in _IGNORED or key.partition(".")[0] in _IGNORED:
            continue
        if key not in _KINDS:
            yield f'there is no setting "{key}"{did_you_mean(key, _KINDS)}'
        elif value is not None and not _fits(value, _KINDS[key]):
            yield f'the setting "{key}" has to be {_KINDS[key]}'


_LIST, _TEXT, _FLAG = "a list of texts", "a text", "true or false"
_KINDS = {
    "select": _LIST,
    "ignore": _LIST,
    "extendSelect": _LIST,
    "config": _LIST,
    "unsafeFixes": _FLAG,
    "ignoreReason": _TEXT,
}


def _fits(value: object, kind: str) -> bool:
    if kind == _FLAG:
        return isinstance(value, bool)
    if kind == _LIST and isinstance(value, (list, tuple)):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, str)


def _texts(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key)
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, (list, tuple)) else ()
