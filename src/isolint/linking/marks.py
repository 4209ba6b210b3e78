"""The marks that a test, its classes and its module bear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, ScopeKind, StepKind
from isolint.model.source import Site

REPEATING = "parametrize"
GROUPING = "xdist_group"
_UNNAMED = "default"
"""What a group is called that is given no name."""


class Mark(NamedTuple):
    """The last name of a mark and its constant text arguments, joined by a space.

    Of the values that a test is repeated for, only their names count. `is_plain`: all its
    arguments are constant texts.
    """

    name: str
    text: str
    site: Site
    is_plain: bool


class Marks:
    """Finds marks where they are written."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.units = values.symbols.units
        self._above: dict[tuple[str, int], tuple[Mark, ...]] = {}
        self._others: dict[str, bool] = {}

    def of(self, unit: Unit, scope: int) -> Iterator[Mark]:
        """Those that decorate a function or a class."""
        for decorator in unit.scopes[scope].decorators:
            yield mark(*self._meant(unit, decorator), unit.site(decorator))
        if unit.scopes[scope].kind == ScopeKind.TYPE:
            yield from self._listed(unit, scope)

    def above(self, unit: Unit, cls: int) -> tuple[Mark, ...]:
        """Marks of a class, of those around it and of the module."""
        key = (unit.path, cls)
        if key not in self._above:
            self._above[key] = tuple(self._inherited(unit, cls))
        return self._above[key]

    def _inherited(self, unit: Unit, cls: int) -> Iterator[Mark]:
        while cls != NONE and unit.scopes[cls].kind == ScopeKind.TYPE:
            yield from self.of(unit, cls)
            cls = unit.scopes[cls].parent
        yield from self._listed(unit, 0)

    def _listed(self, unit: Unit, scope: int) -> Iterator[Mark]:
        """What the variable `pytestmark` of a module or class holds."""
        binding = unit.bindings[scope].get("pytestmark")
        for position in binding.steps if binding else ():
            value = unit.facts.steps[position].value
            is_list = unit.kinds[value] in (ExprKind.LIST, ExprKind.TUPLE)
            for part in unit.parts(value) if is_list else [value]:
                yield mark(*self._meant(unit, part), unit.site(part))

    def _meant(self, unit: Unit, decorator: int) -> tuple[Unit, int]:
        """The mark that a decorator is a name for: `in_a_tent = pytest.mark.usefixtures("tent")`."""
        is_name = unit.kinds[decorator] == ExprKind.NAME
        symbol = self.values.symbols.lookup(unit, 0, unit.texts[decorator]) if is_name else None
        if symbol is None or symbol.form != "variable" or symbol.scope != 0:
            return unit, decorator
        other = self.units[symbol.path]
        steps = [other.facts.steps[at] for at in other.bindings[0][symbol.name].steps]
        is_one = len(steps) == 1 and steps[0].kind == StepKind.ASSIGN and steps[0].value != NONE
        return (other, steps[0].value) if is_one else (unit, decorator)

    def has_other_groups(self, unit: Unit) -> bool:
        """A file gives groups in a way that is not seen here, to some parameters only."""
        if GROUPING not in unit.vocabulary:
            return False
        if unit.path not in self._others:
            self._others[unit.path] = self._speaks_otherwise(unit)
        return self._others[unit.path]

    def _speaks_otherwise(self, unit: Unit) -> bool:
        """It names such a mark that neither decorates anything nor stands in a `pytestmark`."""
        used = [unit.site(one) for scope in unit.scopes for one in scope.decorators]
        steps = [step for step in unit.facts.steps if step.kind == StepKind.ASSIGN and step.value != NONE]
        used += [unit.site(step.value) for step in steps if unit.texts[step.subject] == "pytestmark"]
        aliases = {unit.texts[step.subject]: step for step in steps if self._is_group(unit, step.value)}
        made = [unit.site(step.value) for step in aliases.values()]
        named = [
            *(unit.site(one) for one in unit.of_kind(ExprKind.ATTRIBUTE) if unit.texts[one] == GROUPING),
            *(
                unit.site(one)
                for one in unit.of_kind(ExprKind.NAME)
                if unit.texts[one] in aliases and aliases[unit.texts[one]].subject != one
            ),
        ]
        return any(not any(_is_in(one, other) for other in (*used, *made)) for one in named)

    def _is_group(self, unit: Unit, expression: int) -> bool:
        return mark(unit, expression, unit.site(expression)).name == GROUPING


def _is_in(site: Site, other: Site) -> bool:
    return other.start <= site.start and site.end <= other.end


def group_of(marks: Iterable[Mark]) -> tuple[str, Site | None]:
    """The one group that all such marks of a test make together, and the first of them.

    "" where none does, or where the name of one is not seen; None only where none does.
    """
    asked = [one for one in marks if one.name == GROUPING]
    if not asked:
        return "", None
    is_seen = all(one.is_plain for one in asked)
    return "_".join(sorted({one.text or _UNNAMED for one in asked})) if is_seen else "", asked[0].site


def mark(unit: Unit, expression: int, site: Site) -> Mark:
    """What an expression says that is a mark; `site` is where it is used."""
    is_call = unit.kinds[expression] == ExprKind.CALL
    callee = unit.callee(expression) if is_call else expression
    name = unit.dotted(callee).rpartition(".")[2]
    arguments = unit.parts(expression)[1:] if is_call else []
    values = [unit.parts(part)[0] if unit.kinds[part] == ExprKind.KEYWORD else part for part in arguments]
    if name == REPEATING:
        values = _argument_names(unit, arguments)
    texts = [unit.texts[one] for one in values if unit.kinds[one] == ExprKind.STRING]
    return Mark(name, " ".join(texts), site, is_plain=len(texts) == len(arguments))


def _argument_names(unit: Unit, arguments: list[int]) -> list[int]:
    """The texts that name the arguments of a repeated test: one with commas, or several."""
    for number, part in enumerate(arguments):
        is_named = unit.kinds[part] == ExprKind.KEYWORD and unit.texts[part] == "argnames"
        if is_named or (number == 0 and unit.kinds[part] != ExprKind.KEYWORD):
            names = unit.parts(part)[0] if is_named else part
            is_list = unit.kinds[names] in (ExprKind.LIST, ExprKind.TUPLE)
            return unit.parts(names) if is_list else [names]
    return []
