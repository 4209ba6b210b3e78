"""Fixed temp paths that could be private: where the path is spelled, and what could replace it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from isolint.linking.fixtures import Fixtures
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind
from isolint.model.name import Root
from isolint.model.place import Frequency, Moment
from isolint.model.resource import Access, Private, Verb
from isolint.model.source import Site


def with_privacy(fixtures: Fixtures, accesses: Sequence[Access]) -> tuple[Access, ...]:
    """The accesses, those to a temp path that a function makes and uses by itself with a way out."""
    groups: dict[str, list[Access]] = {}
    for access in accesses:
        name = access.resource.name
        if name.root is Root.TEMP and name.is_constant:
            groups.setdefault(name.text, []).append(access)
    found: dict[tuple[str, Site], Private] = {}
    for text in groups:
        for private in _ways_out(fixtures, text, _inside(groups, text)):
            found.update(((text, anchor), private) for anchor in private.anchors)
    return tuple(
        replace(access, private=found.get((access.resource.name.text, access.name_site)))
        if access.resource.name.text in groups
        else access
        for access in accesses
    )


def _ways_out(fixtures: Fixtures, text: str, accesses: list[Access]) -> list[Private]:
    """One for each function that knows the path, or none where one relies on another."""
    functions: dict[tuple[str, int], list[Access]] = {}
    for access in accesses:
        unit = fixtures.units[access.name_site.path]
        functions.setdefault((unit.path, _function(unit, access.name_site)), []).append(access)
    if not all(_makes_its_own(own) for own in functions.values()):
        return []
    for path in {path for path, _ in functions}:
        known = [function for other, function in functions if other == path]
        if NONE in known or _is_spelled_elsewhere(fixtures.units[path], known, text):
            return []
    ways = [_private(fixtures, text, *function, own) for function, own in functions.items()]
    return [way for way in ways if way is not None]


def _makes_its_own(accesses: list[Access]) -> bool:
    """What a function reads, or others read of it later, it has written itself before."""
    order = sorted(accesses, key=lambda one: (_MOMENTS.index(one.place.moment), one.where.start))
    first = next((one for one in order if one.verb not in _CLEARING), None)
    return first is not None and first.makes


_CLEARING = (Verb.DESTROY, Verb.CHECK)
_MOMENTS = tuple(Moment)


def _inside(groups: dict[str, list[Access]], text: str) -> list[Access]:
    """Accesses to a path and to what lies under it."""
    return [
        access
        for other, accesses in groups.items()
        if other == text or other.startswith(f"{text}/")
        for access in accesses
    ]


def _private(
    fixtures: Fixtures, text: str, path: str, function: int, accesses: list[Access]
) -> Private | None:
    unit = fixtures.units[path]
    fixture, is_safe = _directory(fixtures, unit, function)
    if not fixture:
        return None
    sites = sorted({access.name_site for access in accesses})
    leaf = PurePosixPath(text).name
    return Private(
        fixture=fixture,
        is_safe=is_safe and not _is_mentioned(unit, sites, leaf),
        leaf=leaf,
        form="path" if _is_path(fixtures, unit, sites[0]) else "text",
        anchors=tuple(sites),
    )


def _function(unit: Unit, site: Site) -> int:
    """The outermost function around a place; NONE on import or in a class body."""
    scope = unit.scope_at(site.start)
    outermost = NONE
    while scope != NONE:
        if unit.scopes[scope].kind == ScopeKind.FUNCTION:
            outermost = scope
        scope = unit.scopes[scope].parent
    return outermost


def _is_mentioned(unit: Unit, sites: Sequence[Site], leaf: str) -> bool:
    """A text beside the path's own spelling says its name: the path itself may be what is tested."""
    return any(
        leaf in other
        and unit.kinds[expression] == ExprKind.STRING
        and not any(one.start <= unit.start(expression) < one.end for one in sites)
        for expression, other in enumerate(unit.texts)
    )


def _is_spelled_elsewhere(unit: Unit, functions: Sequence[int], text: str) -> bool:
    """Other code of the file knows the path by heart."""
    records = [unit.scopes[function] for function in functions]
    return any(
        unit.kinds[expression] == ExprKind.STRING
        and other.startswith(text)
        and not any(one.start <= unit.start(expression) < one.end for one in records)
        for expression, other in enumerate(unit.texts)
    )


def _directory(fixtures: Fixtures, unit: Unit, function: int) -> tuple[str, bool]:
    """The fixture that a function can ask for a directory, and whether that is each test's."""
    owner = unit.scopes[function].parent
    if (unit.path, owner) in fixtures.tests.unittest_types:
        return "", False
    fixture = fixtures.by_function.get((unit.path, function))
    if fixture is not None:
        is_of_test = fixture.frequency is Frequency.TEST
        return ("tmp_path", True) if is_of_test else ("tmp_path_factory", False)
    is_test = fixtures.tests.is_item(unit.path, function)
    is_method = unit.scopes[owner].kind == ScopeKind.TYPE
    if not is_test or (is_method and fixtures.tests.is_unittest(unit, owner)):
        return "", False
    return "tmp_path", True


def _is_path(fixtures: Fixtures, unit: Unit, site: Site) -> bool:
    """The expression gives a path object, and not a text."""
    for expression in range(len(unit.kinds) - 1, -1, -1):
        if unit.site(expression) == site:
            value = fixtures.values.value(unit, unit.scope_at(site.start), expression)
            return value is not None and value.text.startswith("pathlib.")
    return False
