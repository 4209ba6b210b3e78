"""What may keep a function from getting from one of its statements to a later one."""

from __future__ import annotations

from typing import NamedTuple

from isolint.linking.calls import Function
from isolint.linking.restores import Restores
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.source import Site

_HARMLESS = frozenset(
    {
        "len", "str", "int", "bool", "float", "list", "dict", "tuple", "set", "frozenset", "sorted", "repr",
        "print", "isinstance", "type", "id", "getattr", "hasattr", "super", "range", "enumerate", "zip",
        "format", "join", "append", "get", "keys", "items", "values", "copy", "getcwd", "cwd", "getenv",
        "Path", "object", "Mock", "MagicMock", "add", "extend", "sleep", "dirname", "abspath",
        "perf_counter", "time", "suppress", "nullcontext",
    }
)  # fmt: skip
BLOCK_FAILS = "the block under it fails"
_ANY_FAILURE = frozenset({"Exception", "BaseException"})


class Interruption(NamedTuple):
    """`text` is how a message speaks of it: "an assertion fails"."""

    site: Site
    text: str


class Interruptions:
    """Reads one stretch of a function at a time."""

    def __init__(self, restores: Restores) -> None:
        self.restores = restores
        self.fakes = restores.fakes

    def between(self, unit: Unit, function: Function, start: Site, end: Site) -> Interruption | None:
        """The first assertion between two places, or else the first call that may fail."""
        begin = _end_of_statement(unit, function[1], start)
        changing = {other.start for other in self.restores.of(function)}
        found: list[Interruption] = []
        for at in unit.steps_in.get(function[1], ()):
            step = unit.facts.steps[at]
            if step.start < begin or step.end > end.start or self._is_caught(unit, step):
                continue
            if step.subject != NONE and step.kind == StepKind.CALL and unit.site(step.subject) in changing:
                continue
            text = _said(unit, step)
            if text:
                found.append(Interruption(Site(unit.path, step.start, step.end), text))
        return min(found, key=lambda one: _RANKS.get(one.text, len(_RANKS)), default=None)

    def _is_caught(self, unit: Unit, step: Step) -> bool:
        """A failure there is expected, or goes no further."""
        return any(
            (block.kind == BlockKind.WITHIN and self.fakes.is_protected(unit, block, "fails"))
            or (block.kind == BlockKind.TRY and self._rescues_all(unit, block.parent, block.scope))
            for block in unit.blocks_above(step.block)
            if block.condition != NONE or block.kind == BlockKind.TRY
        )

    def _rescues_all(self, unit: Unit, parent: int, scope: int) -> bool:
        return any(
            block.kind == BlockKind.RESCUE
            and block.parent == parent
            and (block.condition == NONE or unit.texts[block.condition] in _ANY_FAILURE)
            for index in unit.blocks_in.get(scope, ())
            for block in (unit.facts.blocks[index],)
        )


_ASSERTION = "an assertion fails"
_LEAVING = "it returns early"
_ASSERTING = frozenset({"raises", "warns", "fail", "deprecated_call"})
_RANKS = {text: rank for rank, text in enumerate((_ASSERTION, _LEAVING, BLOCK_FAILS))}


def _end_of_statement(unit: Unit, scope: int, site: Site) -> int:
    """What stands beside the target of an assignment is done before it."""
    steps = (unit.facts.steps[at] for at in unit.steps_in.get(scope, ()))
    return max((step.end for step in steps if step.start <= site.start < step.end), default=site.end)


def _said(unit: Unit, step: Step) -> str:
    """What may happen at a step instead of the next one, "" for nothing."""
    if step.kind == StepKind.ASSERT:
        return _ASSERTION
    if step.kind == StepKind.RETURN:
        return _LEAVING
    if step.kind == StepKind.YIELD:
        return BLOCK_FAILS
    if step.kind != StepKind.CALL:
        return ""
    callee = unit.callee(step.subject)
    name = unit.texts[callee]
    if unit.kinds[callee] not in (ExprKind.NAME, ExprKind.ATTRIBUTE) or name in _HARMLESS:
        return ""
    return _ASSERTION if name.startswith("assert") or name in _ASSERTING else f"`{name}` fails"
