"""What conftests keep from collection: `collect_ignore` and `collect_ignore_glob`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import PurePosixPath

from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, Step, StepKind

_EXACT, _GLOB = "collect_ignore", "collect_ignore_glob"
_ADDING = frozenset({"append", "extend"})
_LISTS = frozenset({ExprKind.LIST, ExprKind.TUPLE, ExprKind.SET})


class Uncollected:
    """Answers whether a conftest above a file tells the runner to pass it over.

    What it says under a condition, or computes, may not hold: then the tests are there.
    """

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self._exact: set[str] = set()
        self._globs: list[str] = []
        for unit in units.values():
            if PurePosixPath(unit.path).name == "conftest.py" and _is_named(unit):
                self._learn(unit)

    def holds(self, path: str) -> bool:
        if not self._exact and not self._globs:
            return False
        parts = PurePosixPath(path)
        chain = [str(one) for one in (parts, *parts.parents)]
        return not self._exact.isdisjoint(chain) or any(
            fnmatch(one, pattern) for pattern in self._globs for one in chain
        )

    def _learn(self, unit: Unit) -> None:
        folder = "" if unit.folder == "." else f"{unit.folder}/"
        for name, text in _said(unit):
            whole = f"{folder}{text.removeprefix('./').rstrip('/')}"
            if name == _GLOB:
                self._globs.append(whole)
            else:
                self._exact.add(whole)


def _is_named(unit: Unit) -> bool:
    return any(name.startswith(_EXACT) for name in unit.bindings[0])


def _said(unit: Unit) -> Iterator[tuple[str, str]]:
    """The texts that the file puts into either list, whenever it is imported."""
    for position in unit.steps_in.get(0, ()):
        step = unit.facts.steps[position]
        if unit.facts.blocks[step.block].parent != NONE:
            continue
        name, values = _list(unit, step)
        if name in (_EXACT, _GLOB):
            for value in values:
                yield from ((name, one) for one in _texts(unit, value))


def _list(unit: Unit, step: Step) -> tuple[str, Iterable[int]]:
    """Which list a step fills, and with what."""
    if step.kind in (StepKind.ASSIGN, StepKind.UPDATE) and step.value != NONE:
        return unit.dotted(step.subject), (step.value,)
    if step.kind == StepKind.CALL:
        owner, _, method = unit.dotted(unit.callee(step.subject)).rpartition(".")
        return (owner, unit.parts(step.subject)[1:]) if method in _ADDING else ("", ())
    return "", ()


def _texts(unit: Unit, expression: int) -> Iterator[str]:
    if unit.kinds[expression] == ExprKind.STRING:
        yield unit.texts[expression]
    elif unit.kinds[expression] in _LISTS:
        for part in unit.parts(expression):
            yield from _texts(unit, part)
