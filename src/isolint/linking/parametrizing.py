"""Where the runner is told to repeat a test or fixture for each of some values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.fixtures import Fixture, Fixtures
from isolint.linking.origins import Origins, Spot
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind

_MARK = "pytest.mark.parametrize"
_HOOK = "pytest_generate_tests"
_ARGUMENTS = ("argnames", "argvalues", "indirect", "ids")


class Parametrization(NamedTuple):
    """`owner` says whose it is, for a reader; `ids` is None where the runner makes them up."""

    owner: str
    names: tuple[str, ...]
    values: Spot
    ids: Spot | None


def parametrizations(origins: Origins, fixtures: Fixtures) -> Iterator[Parametrization]:
    """All of them, file by file: marks wherever they are made, calls on `metafunc`, fixtures."""
    written = _written_as(origins)
    for unit in origins.units.values():
        for position in () if written.isdisjoint(unit.vocabulary) else unit.calls.of_any(written):
            yield from _called(origins, unit, unit.facts.steps[position])
    for fixture in fixtures.by_function.values():
        if fixture.params != NONE:
            yield _of_fixture(origins.units[fixture.path], fixture)


def _written_as(origins: Origins) -> frozenset[str]:
    """The last names under which the mark is called: its own, and variables that hold it."""
    last = _MARK.rpartition(".")[2]
    names = {last}
    for unit in origins.units.values():
        for step in unit.facts.steps if last in unit.vocabulary else ():
            if step.kind == StepKind.ASSIGN and step.value != NONE and unit.texts[step.value] == last:
                names.update(unit.targets(step.subject))
    for unit in origins.units.values():
        names.update(one.alias for one in unit.facts.imports if one.member in names)
    return frozenset(names)


def _called(origins: Origins, unit: Unit, step: Step) -> Iterator[Parametrization]:
    call = Spot(unit, step.scope, step.subject)
    owner = _owner(origins, call)
    given = _arguments(call)
    values = given.get("argvalues")
    names = _names(origins, given.get("argnames"))
    if owner and names and values is not None:
        ids = given.get("ids")
        is_none = ids is not None and ids.kind == ExprKind.SINGLETON
        yield Parametrization(owner, names, values, None if is_none else ids)


def _owner(origins: Origins, call: Spot) -> str:
    """Whom a call parametrises, "" for a call of something else."""
    callee = call.parts[0]
    if callee.kind == ExprKind.ATTRIBUTE and callee.text == "parametrize":
        if _is_metafunc(callee.parts[0]):
            return f"`{call.unit.scopes[call.scope].name}`"
    elif callee.kind != ExprKind.NAME:
        return ""
    value = origins.values.callee(call.unit, call.scope, call.expression)
    if value is None or value.form != "chain" or value.text != _MARK:
        return ""
    for index in call.unit.children.get(call.scope, ()):
        scope = call.unit.scopes[index]
        if call.expression in scope.decorators:
            return f"{'class' if scope.kind == ScopeKind.TYPE else 'test'} `{scope.name}`"
    return "a mark"


def _is_metafunc(owner: Spot) -> bool:
    if owner.kind != ExprKind.NAME:
        return False
    scope = owner.unit.scopes[owner.scope]
    is_parameter = any(one.name == owner.text for one in scope.parameters)
    return is_parameter and (scope.name == _HOOK or owner.text == "metafunc")


def _arguments(call: Spot) -> dict[str, Spot]:
    given: dict[str, Spot] = {}
    for name, part in zip(_ARGUMENTS, call.parts[1:], strict=False):
        if part.kind in (ExprKind.KEYWORD, ExprKind.SPREAD):
            break
        given[name] = part
    for part in call.parts[1:]:
        if part.kind == ExprKind.KEYWORD:
            given[part.text] = part.parts[0]
    return given


def _names(origins: Origins, spot: Spot | None) -> tuple[str, ...]:
    """Argument names, from a text with commas or a list of texts; () where they are not constant."""
    for leaf in origins.leaves(spot) if spot is not None else ():
        if leaf.kind == ExprKind.STRING:
            return tuple(name.strip() for name in leaf.text.split(",") if name.strip())
        if leaf.kind in (ExprKind.LIST, ExprKind.TUPLE):
            texts = [part.text for part in leaf.parts if part.kind == ExprKind.STRING]
            return tuple(texts) if len(texts) == len(leaf.parts) else ()
    return ()


def _of_fixture(unit: Unit, fixture: Fixture) -> Parametrization:
    scope = unit.scopes[fixture.scope].parent
    ids = Spot(unit, scope, fixture.ids) if fixture.ids != NONE else None
    if ids is not None and ids.kind == ExprKind.SINGLETON:
        ids = None
    values = Spot(unit, scope, fixture.params)
    return Parametrization(f"fixture `{fixture.name}`", (fixture.name,), values, ids)
