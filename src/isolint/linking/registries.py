"""Containers kept in objects, that methods change and read while other threads do, with no lock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.bodies import Bodies, Function
from isolint.linking.members import Members
from isolint.linking.stores import targets
from isolint.linking.threads import Manner, Threads, Way
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind
from isolint.model.sharing import UnlockedUse
from isolint.model.source import Site

_CONTAINERS = frozenset({"map"})


class Use(NamedTuple):
    """A method touches a container field."""

    function: Function
    field: str
    site: Site
    writes: bool
    locked: bool


class Registries:
    """Finds the fields that are changed in one thread and used in another."""

    def __init__(self, bodies: Bodies, members: Members, threads: Threads) -> None:
        self.bodies = bodies
        self.members = members
        self.threads = threads
        self.units = bodies.units

    def unlocked(self) -> tuple[UnlockedUse, ...]:
        suspects: dict[str, tuple[Function, list[Use]]] = {}
        for unit in self.units.values():
            for index, scope in enumerate(unit.scopes):
                if unit.package and scope.kind == ScopeKind.TYPE:
                    for field, uses in self._fields(unit, index).items():
                        suspects[f"{unit.path}:{index}.{field}"] = ((unit.path, index), uses)
        functions = {use.function for _, uses in suspects.values() for use in uses}
        ways = self.threads.ways(functions)
        found = [hit for owner, uses in suspects.values() for hit in self._racing(owner, uses, ways)]
        return tuple(sorted(found, key=lambda one: one.site))

    def _fields(self, unit: Unit, cls: int) -> dict[str, list[Use]]:
        """Uses, by field, of those that some exported method changes with no lock."""
        names = {
            one.name
            for one in unit.scopes[cls].parameters
            if one.annotation != NONE
            and unit.kinds[one.annotation] == ExprKind.TYPE
            and unit.texts[one.annotation] in _CONTAINERS
        }
        if not names:
            return {}
        found: dict[str, list[Use]] = {}
        for other, scope in self.members.methods((unit.path, cls)):
            if not names.isdisjoint(other.vocabulary):
                for use in self._uses(other, scope, names):
                    found.setdefault(use.field, []).append(use)
        return {
            field: uses
            for field, uses in found.items()
            if any(use.writes and not use.locked and self._is_exported(use) for use in uses)
        }

    def _is_exported(self, use: Use) -> bool:
        return self.units[use.function[0]].scopes[use.function[1]].name[0].isupper()

    def _uses(self, unit: Unit, scope: int, names: set[str]) -> Iterator[Use]:
        """The first change, and the first read, that a method makes of each field."""
        receiver = unit.scopes[scope].parameters[0].name if unit.scopes[scope].parameters else "_"
        first: dict[tuple[str, bool], Use] = {}
        for step in self.bodies.steps(unit, scope):
            for field, expression, writes in self._touched(unit, step, receiver, names):
                locked = self.threads.is_locked(unit, scope, unit.start(expression))
                span = unit.site(expression)
                use = Use((unit.path, scope), field, span, writes, locked)
                first.setdefault((field, writes), use)
        for (field, writes), use in first.items():
            if writes or (field, True) not in first:
                yield use

    def _touched(
        self, unit: Unit, step: Step, receiver: str, names: set[str]
    ) -> Iterator[tuple[str, int, bool]]:
        """Fields that a step touches, the expression, and whether it changes them."""
        changed: set[int] = set()
        for owner, expression in _changes(unit, step):
            field = _field(unit, owner, receiver)
            if field in names:
                changed.add(owner)
                yield field, expression, True
        for expression in self.bodies.expressions(unit, step):
            if expression not in changed:
                field = _field(unit, expression, receiver)
                if field in names and not self._is_replaced(step, expression):
                    yield field, expression, False

    @staticmethod
    def _is_replaced(step: Step, expression: int) -> bool:
        """`s.field = ...`: the field, and not what it holds."""
        return step.kind == StepKind.ASSIGN and step.subject == expression

    def _racing(
        self, owner: Function, uses: list[Use], ways: dict[Function, set[Way]]
    ) -> Iterator[UnlockedUse]:
        unlocked = [use for use in uses if not use.locked and self._is_exported(use)]
        pair = next(
            (
                (here, there)
                for use in unlocked
                if use.writes
                for here in sorted(ways[use.function], key=_by_site)
                for other in unlocked
                for there in sorted(ways[other.function], key=_by_site)
                if _meet(here, there)
            ),
            None,
        )
        if pair is None:
            return
        unit = self.units[owner[0]]
        beside = next(way for way in reversed(pair) if way.manner is not Manner.TEST)
        also = next((way for way in pair if way is not beside), beside)
        for use in unlocked:
            method = self.units[use.function[0]].scopes[use.function[1]]
            yield UnlockedUse(
                site=use.site,
                field=f"{method.parameters[0].name}.{use.field}",
                owner=unit.scopes[owner[1]].name,
                method=method.name,
                writes=use.writes,
                beside=beside.site,
                also=f"a goroutine and by {also.manner.value}",
                partly=any(one.locked for one in uses),
            )


def _by_site(way: Way) -> tuple[Site, str]:
    return way.site, way.manner.value


def _meet(here: Way, there: Way) -> bool:
    """Two ways may be gone at the same time."""
    if Manner.MANY in (here.manner, there.manner):
        return here != there or here.manner is Manner.MANY
    return here.site != there.site and Manner.BESIDE in (here.manner, there.manner)


def _field(unit: Unit, expression: int, receiver: str) -> str:
    """The field of the receiver that an expression is."""
    if unit.kinds[expression] != ExprKind.ATTRIBUTE:
        return ""
    owner = unit.parts(expression)[0]
    is_receiver = unit.kinds[owner] == ExprKind.NAME and unit.texts[owner] == receiver
    return unit.texts[expression] if is_receiver else ""


def _changes(unit: Unit, step: Step) -> Iterator[tuple[int, int]]:
    """Containers that a step changes, each with the expression to show."""
    if step.kind in (StepKind.ASSIGN, StepKind.UPDATE) and step.subject != NONE:
        for target in targets(unit, step.subject):
            if unit.kinds[target] == ExprKind.INDEX:
                yield unit.parts(target)[0], target
    elif step.kind == StepKind.CALL:
        callee, *arguments = unit.parts(step.subject)
        if unit.dotted(callee) == "delete" and arguments:
            yield arguments[0], step.subject
