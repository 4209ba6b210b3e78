"""Names of files that were free when they were looked up, where a directory of the test's own has room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from isolint.linking.fixtures import Fixtures
from isolint.linking.requesting import Requesting
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind
from isolint.model.name import Root, Trait
from isolint.model.resource import Access, Private
from isolint.model.source import Site

_FIXTURE = "tmp_path"
_AFFIXES = ("suffix", "prefix")
"""What such a call takes, in this order."""
_SHORT_PATHS = "socket"
"""What may have no more than 107 characters: the directory of a test is too far down for it."""


def with_picks(fixtures: Fixtures, requesting: Requesting, accesses: Sequence[Access]) -> tuple[Access, ...]:
    """The accesses, those to a name that a function of pytest looks up with a way out."""
    groups: dict[Site, list[Access]] = {}
    for access in accesses:
        for mark in access.resource.name.marks:
            if mark.trait is Trait.PICKED:
                groups.setdefault(mark.site, []).append(access)
    picks = _Picks(fixtures, requesting)
    found = {
        site: private
        for site, alike in sorted(groups.items(), key=lambda group: group[0])
        if all(one.resource.kind != _SHORT_PATHS for one in alike)
        and (private := picks.private(site)) is not None
    }
    return tuple(replace(access, private=_of(access, found) or access.private) for access in accesses)


def _of(access: Access, found: dict[Site, Private]) -> Private | None:
    marks = access.resource.name.marks
    return found.get(marks[0].site) if len(marks) == 1 else None


class _Picks:
    def __init__(self, fixtures: Fixtures, requesting: Requesting) -> None:
        self.fixtures = fixtures
        self.values = fixtures.values
        self.requesting = requesting
        self.given: dict[str, set[str]] = {}

    def private(self, site: Site) -> Private | None:
        unit = self.fixtures.units[site.path]
        call = self._call(unit, site)
        if call == NONE:
            return None
        scope = unit.scope_at(site.start)
        affixes = self._affixes(unit, scope, call)
        is_once = not any(
            block.kind == BlockKind.LOOP for block in unit.blocks_above(unit.step_at(site.start).block)
        )
        if affixes is None or not is_once or not self.requesting.can_ask(unit, scope, _FIXTURE):
            return None
        return Private(
            fixture=_FIXTURE,
            is_safe=True,
            leaf=self._leaf(unit, scope, call, *affixes),
            form="text",
            anchors=(site,),
        )

    def _call(self, unit: Unit, site: Site) -> int:
        """The call at a site, if it looks for a path; NONE for anything else."""
        scope = unit.scope_at(site.start)
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind == StepKind.CALL and unit.site(step.subject) == site:
                value = self.values.callee(unit, scope, step.subject)
                word = self.values.catalogue.sources.get(value.text) if value is not None else None
                return step.subject if word is not None and word.root is Root.PRIVATE else NONE
        return NONE

    def _affixes(self, unit: Unit, scope: int, call: int) -> tuple[str, str] | None:
        """The constant suffix and prefix that the call asks for, None where it asks for something else."""
        texts = {"suffix": "", "prefix": ""}
        for number, part in enumerate(unit.parts(call)[1:]):
            is_keyword = unit.kinds[part] == ExprKind.KEYWORD
            name = unit.texts[part] if is_keyword else _AFFIXES[number] if number < len(_AFFIXES) else ""
            value = unit.parts(part)[0] if is_keyword else part
            if name not in texts or unit.kinds[value] != ExprKind.STRING or "/" in unit.texts[value]:
                return None
            texts[name] = unit.texts[value]
        return texts["suffix"], texts["prefix"]

    def _leaf(self, unit: Unit, scope: int, call: int, suffix: str, prefix: str) -> str:
        """A name that nothing else in the file has: after the variable, in a fixture after that as well."""
        variable = next(
            (
                unit.texts[step.subject]
                for at in unit.steps_in.get(scope, ())
                if (step := unit.facts.steps[at]).kind == StepKind.ASSIGN
                and step.value == call
                and unit.kinds[step.subject] in (ExprKind.NAME, ExprKind.ATTRIBUTE)
            ),
            "",
        )
        fixture = self.fixtures.by_function.get((unit.path, scope))
        said = ("", prefix.strip("-_."))
        stem = "-".join(part for part in (fixture.name if fixture else "", variable) if part not in said)
        stem = prefix + (stem or "file")
        taken = self.given.setdefault(unit.path, {one for one in unit.texts if "." in one or "-" in one})
        number, leaf = 1, stem + suffix
        while leaf in taken:
            number += 1
            leaf = f"{stem}-{number}{suffix}"
        taken.add(leaf)
        return leaf
