"""Reads of variables that do not spell them: through getters, through objects, through local names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from isolint.linking.aliases import handed_out
from isolint.linking.holding import Holding
from isolint.linking.objectstate import ObjectState
from isolint.linking.readers import NEAR, Read, Reads
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind, StepKind

_RUNNING = (ScopeKind.FUNCTION, ScopeKind.CLOSURE)
_SNAPSHOTS = frozenset(
    {"len", "set", "list", "dict", "tuple", "sorted", "copy", "copy.copy", "copy.deepcopy"}
)


class ReadThrough:
    """Looks through the suite's own code; what the code under test reads that way is its business."""

    def __init__(self, holding: Holding, state: ObjectState) -> None:
        self.holding = holding
        self.values = holding.values
        self.units = holding.units
        self.state = state
        self._by_returned: dict[str, dict[str, set[str]]] = {}

    def of(self, keys: Iterable[str], paths: Iterable[str]) -> Reads:
        """Reads in some files, by key."""
        wanted = frozenset(keys)
        getters = self._getters(wanted)
        objects = {
            key.rpartition(".")[0].rpartition("::")[2].rpartition(".")[2]
            for key in wanted
            if "." in _name(key)
        }
        found: Reads = {}
        for path in paths if wanted else ():
            unit = self.units[path]
            for key, expression in (
                *self._by_getter(unit, getters, wanted),
                *self._of_object(unit, objects, wanted),
            ):
                for read in self._reads(unit, expression, is_live="." not in _name(key)):
                    found.setdefault(key, []).append(read)
        return found

    def may_be_read(self, key: str, words: Set[str]) -> bool:
        """Code of these words may read the variable: it has its name, or that of a getter."""
        return not words.isdisjoint(_name(key).split(".")) or not words.isdisjoint(self._getters([key]))

    def _getters(self, wanted: Iterable[str]) -> frozenset[str]:
        """The names of functions that hand out a wanted variable."""
        split = (key.partition("::") for key in wanted)
        return frozenset(one for path, _, name in split for one in self._returning(path).get(name, ()))

    def _returning(self, path: str) -> dict[str, set[str]]:
        """The functions of a file by the name that they return."""
        if path not in self._by_returned:
            unit = self.units[path]
            found = self._by_returned[path] = {}
            for step in () if unit.package else unit.facts.steps:
                is_plain = step.kind == StepKind.RETURN and step.value != NONE
                if is_plain and unit.kinds[step.value] == ExprKind.NAME:
                    found.setdefault(unit.texts[step.value], set()).add(unit.scopes[step.scope].name)
        return self._by_returned[path]

    def _by_getter(self, unit: Unit, getters: Set[str], wanted: Set[str]) -> Iterator[tuple[str, int]]:
        if getters.isdisjoint(unit.vocabulary):
            return
        for step in unit.facts.steps:
            if step.kind != StepKind.CALL or unit.texts[unit.callee(step.subject)] not in getters:
                continue
            given = handed_out(self.values, unit, step.scope, step.subject)
            held = self.holding.held(*given) if given is not None else None
            if held is not None and held.key in wanted:
                yield held.key, step.subject

    def _of_object(self, unit: Unit, objects: Set[str], wanted: Set[str]) -> Iterator[tuple[str, int]]:
        """`bus.count` where `count` looks at the field that is wanted of what `bus` holds."""
        here = objects & unit.vocabulary
        for expression, text in enumerate(unit.texts) if here else ():
            if text not in here or unit.kinds[expression] not in (ExprKind.NAME, ExprKind.ATTRIBUTE):
                continue
            scope = unit.scope_at(unit.start(expression))
            parent = _parent(unit, expression)
            if parent == NONE or unit.scopes[scope].kind not in _RUNNING:
                continue
            held = self.holding.held(unit, scope, expression)
            keys = [key for key in wanted if held is not None and key.rpartition(".")[0] == held.key]
            value = self.values.value(unit, scope, expression) if keys else None
            if value is None or value.form != "instance":
                continue
            method = self.state.method(self.units[value.path], value.scope, unit.texts[parent])
            if method is None or method in self.state.changing:
                continue
            for key in keys:
                if self.state.reads(method, key.rpartition(".")[2]):
                    yield key, parent

    def _reads(self, unit: Unit, expression: int, *, is_live: bool) -> Iterator[Read]:
        site = unit.site(expression)
        scope = unit.scope_at(site.start)
        yield Read((unit.path, scope), site, asks=False)
        for step in (unit.facts.steps[at] for at in unit.steps_in.get(scope, ())):
            is_bound = step.kind == StepKind.ASSIGN and step.value != NONE
            if (
                not is_bound
                or unit.kinds[step.subject] != ExprKind.NAME
                or not step.start <= site.start < step.end
            ):
                continue
            if step.value != expression and not (is_live and self._is_snapshot(unit, step.value)):
                is_called = unit.kinds[step.value] == ExprKind.CALL and unit.callee(step.value) == expression
                if not is_called:
                    continue
            yield from self._of_local(
                unit, scope, step.subject, site.start, is_live and step.value == expression
            )

    def _of_local(self, unit: Unit, scope: int, name: int, start: int, is_live: bool) -> Iterator[Read]:
        """The later uses of a local name that is bound once to what is read."""
        text = unit.texts[name]
        binding = unit.bindings[scope].get(text)
        if binding is None or len(binding.steps) != 1:
            return
        for expression, other in enumerate(unit.texts):
            site = unit.site(expression)
            is_use = other == text and unit.kinds[expression] == ExprKind.NAME and site.start > start
            if is_use and expression != name and unit.scope_at(site.start) == scope:
                if is_live:
                    yield Read((unit.path, scope), site, asks=False)
                else:
                    yield Read((unit.path, scope), unit.site(name), asks=False, asserted=site)

    @staticmethod
    def _is_snapshot(unit: Unit, expression: int) -> bool:
        return unit.kinds[expression] == ExprKind.CALL and unit.dotted(unit.callee(expression)) in _SNAPSHOTS


def _parent(unit: Unit, expression: int) -> int:
    """The attribute that is taken of an expression."""
    for one in range(expression + 1, min(expression + NEAR, len(unit.texts))):
        if unit.kinds[one] == ExprKind.ATTRIBUTE and unit.parts(one)[0] == expression:
            return one
    return NONE


def _name(key: str) -> str:
    return key.partition("::")[2]
