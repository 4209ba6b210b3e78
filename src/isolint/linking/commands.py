"""Command lines: the list of words that a variable is filled with, and the text that a shell reads."""

from __future__ import annotations

import shlex

from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, Step, StepKind

_DEPTH = 4


def words(unit: Unit, scope: int, expression: int, depth: int = 0) -> list[int] | None:
    """The expressions of the words, where these are written as a list, or put together from lists."""
    kind = unit.kinds[expression]
    if depth > _DEPTH:
        return None
    if kind in (ExprKind.LIST, ExprKind.TUPLE):
        return [word for part in unit.parts(expression) for word in _spread(unit, scope, part, depth)]
    if kind == ExprKind.BINARY and unit.texts[expression] == "+":
        halves = [words(unit, scope, part, depth + 1) for part in unit.parts(expression)]
        return [word for half in halves for word in half or ()] if None not in halves else None
    return _of_variable(unit, scope, expression, depth) if kind == ExprKind.NAME else None


def _spread(unit: Unit, scope: int, part: int, depth: int) -> list[int]:
    """`*base` in a list: the words of that list, if it is known."""
    if unit.kinds[part] != ExprKind.SPREAD:
        return [part]
    inner = unit.parts(part)[0]
    return words(unit, scope, inner, depth + 1) or [inner]


def _of_variable(unit: Unit, scope: int, expression: int, depth: int) -> list[int] | None:
    """The list that a variable was given last, with what has been added to it since."""
    name, end = unit.texts[expression], unit.start(expression)
    found: list[int] | None = None
    for step in (unit.facts.steps[at] for at in unit.steps_in.get(scope, ())):
        if step.start >= end:
            break
        if step.kind == StepKind.ASSIGN and _is_name(unit, step.subject, name) and step.value != NONE:
            found = words(unit, scope, step.value, depth + 1)
        elif found is not None:
            found = [*found, *_added(unit, step, name, depth)]
    return found


def _added(unit: Unit, step: Step, name: str, depth: int) -> list[int]:
    """What `name += [...]`, `name.append(...)` and `name.extend([...])` add."""
    if step.kind == StepKind.UPDATE and _is_name(unit, step.subject, name):
        return words(unit, step.scope, step.value, depth + 1) or []
    if step.kind != StepKind.CALL:
        return []
    callee, *arguments = unit.parts(step.subject)
    is_method = unit.kinds[callee] == ExprKind.ATTRIBUTE and _is_name(unit, unit.parts(callee)[0], name)
    if not is_method or len(arguments) != 1:
        return []
    if unit.texts[callee] == "append":
        return arguments
    return words(unit, step.scope, arguments[0], depth + 1) or [] if unit.texts[callee] == "extend" else []


def _is_name(unit: Unit, expression: int, name: str) -> bool:
    return expression != NONE and unit.kinds[expression] == ExprKind.NAME and unit.texts[expression] == name


def split_text(unit: Unit, expression: int) -> int:
    """The text of which `text.split()` makes the words, else the expression itself."""
    if unit.kinds[expression] != ExprKind.CALL or len(unit.parts(expression)) != 1:
        return expression
    callee = unit.callee(expression)
    is_split = unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] == "split"
    return unit.parts(callee)[0] if is_split else expression


def spelled(text: str) -> str:
    """The commands in a shell's text: one after the other, each as its words with a space between them."""
    lines = (line.strip() for line in text.replace("\\\n", " ").splitlines())
    return "; ".join(_plain(line) for line in lines if line and not line.startswith("#"))


def _plain(line: str) -> str:
    """Without its quotes; as it stands where one of them is not closed."""
    try:
        return " ".join(shlex.split(line))
    except ValueError:
        return line
