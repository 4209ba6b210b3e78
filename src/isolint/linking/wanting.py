"""Whether anybody in the workers can miss what only one process has registered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from isolint.linking.places import Places
from isolint.linking.unit import Unit
from isolint.model.facts import ExprKind, Import, StepKind
from isolint.model.place import Moment
from isolint.model.resource import Access, Verb
from isolint.model.source import Site

_IMPORTED = "imported"


class Wanting:
    """`needless` are the registrations whose module no code that tests run imports or uses."""

    def __init__(self, places: Places, accesses: Iterable[Access]) -> None:
        self.places = places
        self.units = places.units
        self.symbols = places.fixtures.values.symbols
        self.protections = places.fixtures.values.catalogue.protections
        once = [one for one in accesses if one.verb is Verb.REGISTER and not one.lanes.in_each_worker]
        self.needless = frozenset(one.site for one in once if self._is_needless(one))

    def _is_needless(self, access: Access) -> bool:
        module = access.call.partition(".")[0]
        if not any(word.form == _IMPORTED for word in self.protections.get(module, ())):
            return False
        return not any(
            self._imports(self.units[path], module)
            if path != access.site.path
            else self._uses(self.units[path], module, access.site)
            for path in self._run_by_tests
        )

    @cached_property
    def _run_by_tests(self) -> set[str]:
        """The files of tests, conftests and plugins, and all first-party code that they import."""
        waiting = [entry.path for entry in self.places.entries if entry.place.moment is not Moment.IMPORT]
        found: set[str] = set()
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting += self.symbols.imported_paths(self.units[path])
        return found

    @staticmethod
    def _imports(unit: Unit, module: str) -> bool:
        return any(_is_of(one, module) for one in unit.facts.imports)

    @staticmethod
    def _uses(unit: Unit, module: str, site: Site) -> bool:
        """The file that registers uses the module elsewhere than in that function."""
        names = {one.alias for one in unit.facts.imports if _is_of(one, module)}
        scope = unit.scope_at(site.start)
        names |= {
            unit.dotted(unit.callee(step.subject)).partition(".")[0]
            for step in (unit.facts.steps[at] for at in unit.steps_in.get(scope, ()))
            if step.kind == StepKind.CALL and unit.site(step.subject) == site
        }
        return any(
            unit.texts[one] in names and unit.scope_at(unit.start(one)) not in (0, scope)
            for one in unit.of_kind(ExprKind.NAME)
        )


def _is_of(record: Import, module: str) -> bool:
    """An import of an outside module, or of something in it."""
    return record.module.partition(".")[0] == module and not record.level
