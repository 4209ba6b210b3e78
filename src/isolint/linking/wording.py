"""What is written at the end of a run: a text of the source, or what a process has gathered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.names import Names
from isolint.linking.objects import argument
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, Step, StepKind
from isolint.model.place import Moment
from isolint.model.resource import Access, Verb
from isolint.model.source import Site
from isolint.model.vocabulary import Selector

_REPORTING = (Moment.REPORT, Moment.EXIT)


def constant_writes(names: Names, accesses: Iterable[Access]) -> frozenset[Site]:
    """The calls that write a text as it stands in the source: a mark, and no report."""
    return frozenset(_constant(names, accesses))


def _constant(names: Names, accesses: Iterable[Access]) -> Iterator[Site]:
    words = names.values.catalogue.accesses
    for access in accesses:
        if access.verb is Verb.WRITE and access.place.moment in _REPORTING:
            contents = [word.content for word in words.get(access.call, ()) if word.content is not None]
            unit = names.values.symbols.units[access.site.path]
            if contents and any(_is_text(names, unit, step, contents[0]) for step in _calls(unit, access)):
                yield access.site


def _calls(unit: Unit, access: Access) -> Iterator[Step]:
    for step in unit.facts.steps:
        if step.kind == StepKind.CALL and unit.site(step.subject) == access.site:
            yield step


def _is_text(names: Names, unit: Unit, step: Step, content: Selector) -> bool:
    given = argument(unit, content, unit.parts(step.subject)[1:])
    if given == NONE:
        return False
    if unit.kinds[given] == ExprKind.CALL:
        # A conversion of a text gives a constant name, any other call a name of which nothing is known.
        is_of_texts = all(unit.kinds[part] in _LITERALS for part in unit.parts(given)[1:])
        return is_of_texts and names.name(unit, step.scope, given).is_constant
    return unit.kinds[given] in _LITERALS


_LITERALS = frozenset({ExprKind.STRING, ExprKind.BYTES})
