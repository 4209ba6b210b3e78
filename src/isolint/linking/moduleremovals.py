"""Modules that clean-ups remove, although others have had them since the test files were imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from isolint.linking.effects import Effect
from isolint.linking.moduletable import ModuleTable
from isolint.linking.naming import constant
from isolint.linking.places import Entry, Places
from isolint.linking.processstate import is_suite_code
from isolint.linking.restores import Restores
from isolint.linking.unit import Unit
from isolint.model.change import MODULE, Change
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.place import Moment
from isolint.model.resource import Verb
from isolint.model.source import Site

Made = Callable[[Entry, Effect, Site], Change]
_LISTS = frozenset({ExprKind.TUPLE, ExprKind.LIST, ExprKind.SET})


class ModuleRemovals:
    """Looks at what runs after tests; what takes out only what was put in there is a restore."""

    def __init__(self, places: Places, restores: Restores, table: ModuleTable, made: Made) -> None:
        self.places = places
        self.units = places.units
        self.restores = restores
        self.table = table
        self.made = made

    def collect(self) -> Iterator[Change]:
        seen: set[Site] = set()
        for entry in self.places.entries:
            is_after = entry.place.moment is Moment.TEARDOWN
            is_around = is_after or entry.place.moment is Moment.SETUP
            if not is_around or "modules" not in self.units[entry.path].vocabulary:
                continue
            effects = [one for one in self.restores.of((entry.path, entry.scope)) if one.kind == MODULE]
            if any(one.verb is not Verb.DESTROY for one in effects):
                continue  # puts others in their place as well
            for effect in effects:
                if (is_after or effect.late) and effect.route is None and effect.site not in seen:
                    seen.add(effect.site)
                    yield from self._of(entry, effect)

    def _of(self, entry: Entry, effect: Effect) -> Iterator[Change]:
        """The first of the modules that somebody holds."""
        for name in self._names(effect):
            change = self.made(
                entry, effect._replace(name=constant(name, effect.site), late=False), effect.site
            )
            # What stands beside the module is taken out with it, as a rule; the tests keep what they have.
            uses = [use for use in self.table.uses(change) if is_suite_code(self.places, use.site.path)]
            if any(use.needs for use in uses):
                yield replace(change, uses=tuple(uses))
                return

    def _names(self, effect: Effect) -> Iterator[str]:
        unit = self.units[effect.site.path]
        item = _item(unit, effect.site)
        texts = [unit.texts[item]] if item != NONE and unit.kinds[item] == ExprKind.STRING else []
        if item != NONE and unit.kinds[item] == ExprKind.NAME:
            texts = list(_listed(unit, unit.scope_at(effect.site.start), unit.texts[item]))
        for text in texts:
            name = self.table.modules.of_text(text, unit.path)
            if name:
                yield name


def _item(unit: Unit, site: Site) -> int:
    """Which entry is removed, by a `del` or by `pop`."""
    for position in unit.steps_in.get(unit.scope_at(site.start), ()):
        step = unit.facts.steps[position]
        is_here = step.subject != NONE and unit.site(step.subject) == site
        if is_here and step.kind in (StepKind.DELETE, StepKind.CALL):
            return next(iter(unit.parts(step.subject)[1:]), NONE)
    return NONE


def _listed(unit: Unit, scope: int, name: str) -> Iterator[str]:
    """The texts that a loop goes through under a name."""
    for position in unit.steps_in.get(scope, ()):
        step = unit.facts.steps[position]
        is_loop = step.kind == StepKind.ITERATE and step.value != NONE and unit.kinds[step.value] in _LISTS
        if is_loop and unit.texts[step.subject] == name:
            yield from (
                unit.texts[one] for one in unit.parts(step.value) if unit.kinds[one] == ExprKind.STRING
            )
