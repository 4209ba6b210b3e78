"""Files of fixed names in directories that a set-up has made: one for all threads of a test.

A runner of threads gives each thread a `tmp_path` of its own where the test itself asks for it. What a
fixture asks for, or a set-up makes, is made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.names import Names
from isolint.linking.threaded import Threaded
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.name import Name, Trait
from isolint.model.resource import Verb
from isolint.model.sharing import CommonFolder
from isolint.model.source import Site

_MAKING = (Verb.CREATE, Verb.WRITE, Verb.DESTROY)
_FOLLOWED = 4


class CommonFolders:
    """Looks at what the bodies of tests write, and at where the paths come from."""

    def __init__(
        self, threaded: Threaded, names: Names, touched: Mapping[Function, Iterable[Effect]]
    ) -> None:
        self.threaded = threaded
        self.names = names
        self.values = names.values
        self.fixtures = names.fixtures
        self.units = names.units
        self.touched = touched

    def collect(self) -> tuple[CommonFolder, ...]:
        """The first such write of each test to each file."""
        found: dict[tuple[Function, str], CommonFolder] = {}
        for function in self.threaded.items:
            unit = self.units[function[0]]
            for effect in sorted(self.touched.get(function, ()), key=lambda one: one.site):
                if self._is_fixed(effect):
                    for one in self._of(unit, function[1], effect):
                        found.setdefault((function, effect.name.text), one)
        return tuple(sorted(found.values(), key=lambda one: one.site))

    def _is_fixed(self, effect: Effect) -> bool:
        """Written or made, under a name that nothing but the directory makes distinct."""
        resources = self.values.catalogue.resources
        is_written = effect.verb in _MAKING and not effect.tolerant and not effect.locked
        is_private = effect.name.traits == frozenset({Trait.PRIVATE})
        return resources[effect.kind].path and is_written and is_private

    def _of(self, unit: Unit, scope: int, effect: Effect) -> Iterator[CommonFolder]:
        call = next((one for one in unit.called if unit.site(one) == effect.site), NONE)
        origins = [*self._origins(unit, scope, call)] if call != NONE else []
        # A path that has a part of the thread's own in it is the thread's own.
        if len(origins) == 1 and origins[0] is not None:
            maker, made = origins[0]
            yield CommonFolder(
                site=effect.site,
                owner=f"test `{unit.scopes[scope].name}`",
                leaf=effect.name.text.rpartition("/")[2],
                maker=maker,
                made=made,
            )

    def _origins(
        self, unit: Unit, scope: int, expression: int, depth: int = _FOLLOWED
    ) -> set[tuple[str, Site] | None]:
        """Where the directories in an expression come from; None for one of the thread's own."""
        found: set[tuple[str, Site] | None] = set()
        for part in unit.under(expression):
            kind, text = unit.kinds[part], unit.texts[part]
            if kind == ExprKind.NAME:
                found |= self._of_name(unit, scope, text, depth)
            elif kind == ExprKind.ATTRIBUTE and unit.texts[unit.parts(part)[0]] == "self":
                found |= self._of_self(unit, scope, part)
        return found

    def _of_name(self, unit: Unit, scope: int, name: str, depth: int) -> set[tuple[str, Site] | None]:
        binding = unit.bindings[scope].get(name)
        if binding is None or not depth:
            return set()
        if binding.form == "parameter" and not binding.steps:
            return self._given(unit, scope, name)
        steps = [unit.facts.steps[at] for at in binding.steps]
        values = [one.value for one in steps if one.kind in (StepKind.ASSIGN, StepKind.ENTER)]
        return {
            origin
            for value in values
            if value != NONE
            for origin in self._origins(unit, scope, value, depth - 1)
        }

    def _given(self, unit: Unit, scope: int, name: str) -> set[tuple[str, Site] | None]:
        fixture = self.fixtures.requested_by(unit, scope, name)
        if fixture is None:
            word = self.values.catalogue.fixtures.get(name)
            return {None} if word is not None and (word.each_thread or word.trait) else set()
        given = self.names.bound.returned(Value("function", "", fixture.path, fixture.scope))
        site = self.units[fixture.path].name_site(fixture.scope)
        return {(f"fixture `{fixture.name}`", site)} if _is_private(given) else set()

    def _of_self(self, unit: Unit, scope: int, expression: int) -> set[tuple[str, Site] | None]:
        """An attribute that a set-up has given the object."""
        cls = unit.scopes[scope].parent
        if not _is_private(self.names.name(unit, scope, expression)):
            return set()
        for path, ancestor in self.values.ancestry(unit, cls):
            for step in self.values.attribute_steps(self.units[path], ancestor, unit.texts[expression]):
                if (path, step.scope) == (unit.path, scope):
                    return {None}
                method = self.units[path].scopes[step.scope].name
                return {(f"`{method}`", self.units[path].site(step.subject))}
        return set()


def _is_private(name: Name) -> bool:
    return name.traits == frozenset({Trait.PRIVATE})
