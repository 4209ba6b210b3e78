"""The table of imported modules: entries that are stored and removed, and modules that run once more.

To run a module again is harmless as such. It leaves something behind where what the module looks
at on import has been changed for the time being: a patch is taken back, what was computed stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.fakes import Fakes
from isolint.linking.modulenames import Importer, ModuleNames
from isolint.linking.naming import constant
from isolint.linking.reloads import Reloads
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.change import CODE, MODULE, Change, Use
from isolint.model.facts import NONE, StepKind
from isolint.model.resource import Verb
from isolint.model.source import Site

_FEW = 8


class ModuleTable:
    """Gives changes of the table the names that all files share, and says who else wants the module."""

    def __init__(self, fakes: Fakes, modules: ModuleNames) -> None:
        self.values = fakes.values
        self.modules = modules
        self.reloads = Reloads(fakes)
        self.units = fakes.values.symbols.units

    def named(self, own: Mapping[Function, Sequence[Effect]]) -> dict[Function, list[Effect]]:
        """The changes of some functions, with what they undo: what had been replaced in a module."""
        found: dict[Function, list[Effect]] = {}
        for function, effects in own.items():
            for effect in effects:
                found.setdefault(function, []).extend(self._with_name(function, effect, effects))
        return found

    def _with_name(self, function: Function, effect: Effect, beside: Sequence[Effect]) -> Iterator[Effect]:
        if effect.kind != MODULE:
            yield effect
            return
        name = self._name(effect)
        if name:
            effect = effect._replace(name=constant(name, effect.site))
        yield effect._replace(kind=CODE, verb=Verb.DESTROY)
        if effect.verb is not Verb.MUTATE:
            yield effect
        elif not self.reloads.is_too_early(function, effect, self._path(effect)):
            is_stained = self.reloads.is_stained(function, effect, self._path(effect), beside)
            yield effect if is_stained else effect._replace(verb=Verb.READ)

    def _name(self, effect: Effect) -> str:
        unit = self.units[effect.site.path]
        if effect.name.is_constant:
            return self.modules.of_text(effect.name.text, unit.path) if effect.name.text else ""
        return self.modules.of_value(self._given(effect))

    def _given(self, effect: Effect) -> Value | None:
        unit = self.units[effect.site.path]
        argument = _argument(unit, effect.site)
        scope = unit.scope_at(effect.site.start)
        return self.values.value(unit, scope, argument) if argument != NONE else None

    def _path(self, effect: Effect) -> str:
        """The file of the module that runs again, "" where it is not the project's."""
        value = self._given(effect)
        return value.path if value is not None and value.form == "module" else ""

    def uses(self, change: Change) -> tuple[Use, ...]:
        """Others who import the module; `needs`: at once, so that they hold the one there was before."""
        others = [one for one in self.modules.importers(change.name) if self._is_other(one, change)]
        ordered = sorted(others, key=lambda one: (one.scope != 0, one.site))
        return tuple(
            Use(site=one.site, owner=self._owner(one), is_test=False, needs=one.scope == 0)
            for one in ordered[:_FEW]
        )

    def _is_other(self, importer: Importer, change: Change) -> bool:
        """Another file; in the same one, a function that has nothing to do with the change."""
        if importer.site.path != change.where.path:
            return True
        unit = self.units[importer.site.path]
        scope = unit.scope_at(change.where.start)
        if importer.scope == 0:
            return scope != 0 and change.verb is not Verb.WRITE
        return importer.scope not in (scope, *unit.children.get(scope, ()))

    def _owner(self, importer: Importer) -> str:
        name = self.units[importer.site.path].scopes[importer.scope].name if importer.scope else ""
        return f"`{name or importer.site.path}`"


def _argument(unit: Unit, site: Site) -> int:
    """What the call at a site is given first, NONE where it is no call."""
    for position in unit.steps_in.get(unit.scope_at(site.start), ()):
        step = unit.facts.steps[position]
        if step.kind == StepKind.CALL and unit.site(step.subject) == site:
            return next(iter(unit.parts(step.subject)[1:]), NONE)
    return NONE
