"""Directories whose listing makes parameters, and what fills them while workers collect tests.

To all processes of one machine a directory lists its files in the same order, as long as nobody
changes it. Tests do not run before all workers have collected; conftests and test modules do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from isolint.linking.names import Names
from isolint.linking.ordering import Disorder
from isolint.model.facts import ExprKind
from isolint.model.parameters import Order, ParameterSet
from isolint.model.place import Moment
from isolint.model.resource import Access, Verb
from isolint.model.source import Site

_BEFORE_TESTS = frozenset({Moment.IMPORT, Moment.CONFIGURE, Moment.COLLECT})
_FILLING = frozenset({Verb.CREATE, Verb.WRITE, Verb.DESTROY})
_WILD = re.compile(r"/?[^/]*[*?\[].*")
_LISTED_BY_METHOD = frozenset({"iterdir", "glob", "rglob", "walk", "listdir", "visit"})


def listed_folder(names: Names, disorder: Disorder) -> str:
    """The directory that a call lists, as accesses spell it; "" where nothing is known of it."""
    source = disorder.source
    if disorder.order is not Order.LISTING or source.kind != ExprKind.CALL:
        return ""
    callee, *arguments = source.parts
    if callee.kind == ExprKind.ATTRIBUTE and callee.text in _LISTED_BY_METHOD:
        owner = names.name(callee.unit, callee.scope, callee.parts[0].expression)
        if owner.is_constant and owner.text:
            return owner.text
    if not arguments:
        return ""
    name = names.name(source.unit, source.scope, arguments[0].expression)
    return _WILD.sub("", name.text) if name.is_constant else ""


def with_fillers(found: Iterable[ParameterSet], accesses: Iterable[Access]) -> tuple[ParameterSet, ...]:
    """The same, with what each worker does to the directories before the first test runs."""
    early = [
        one
        for one in accesses
        if one.verb in _FILLING and one.place.moment in _BEFORE_TESTS and one.lanes.in_each_worker
    ]
    return tuple(replace(case, filled=_filler(case.folder, early)) for case in found)


def _filler(folder: str, early: Iterable[Access]) -> Site | None:
    """What makes or removes files right there, or takes the whole directory away."""
    inside = f"{folder.rstrip('/')}/"
    for one in early if folder else ():
        text = one.resource.name.text
        is_removed = text == folder and one.verb is Verb.DESTROY
        if not one.guards.once and (is_removed or text.startswith(inside)):
            return one.where
    return None
