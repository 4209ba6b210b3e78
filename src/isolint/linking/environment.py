"""What environment variables hold: the same in every process, or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from isolint.catalogue import Catalogue
from isolint.linking.naming import merged, varying
from isolint.linking.unit import Unit
from isolint.model.facts import ExprKind
from isolint.model.name import Name, Trait
from isolint.model.resource import ENVIRONMENT, Verb
from isolint.model.source import Site

_READING = frozenset({"get", "getenv"})


class Environment:
    """`handed_over` are set by the controller for its workers, `set_here` by any of the project's code."""

    def __init__(self, catalogue: Catalogue, units: Mapping[str, Unit]) -> None:
        self.catalogue = catalogue
        self.units = units
        self.handed_over = frozenset[str]()
        self.set_here = frozenset[str]()
        self._otherwise: dict[str, bool] = {}

    def name(self, variable: str, site: Site, other: Name | None = None) -> Name:
        """What an environment variable holds: an id, a directory, or what the controller put.

        `other` is what stands for one that nobody has set.
        """
        word = self.catalogue.sources.get(f"env:{variable}")
        if word is not None:
            return replace(varying(word, site), text=word.root.text or f"{{${variable}}}")
        # What nobody here sets is inherited: the same in every process of the run.
        is_same = variable in self.handed_over or variable not in self.set_here
        trait = Trait.RUN if is_same else Trait.UNKNOWN
        given = Name(text=f"{{${variable}}}", traits=frozenset({trait}), site=site)
        if other is None or not is_same or self._is_said_otherwise(variable):
            return given
        return merged([given, other], site)

    def _is_said_otherwise(self, variable: str) -> bool:
        """The project has it in another place than those that read it: somebody may set it there."""
        if variable not in self._otherwise:
            said = read = 0
            for unit in self.units.values():
                if variable not in unit.vocabulary:
                    continue
                kinds = (ExprKind.STRING, ExprKind.KEYWORD)
                said += sum(unit.texts[one] == variable for kind in kinds for one in unit.of_kind(kind))
                calls = (unit.parts(unit.facts.steps[at].subject) for at in unit.calls.of_any(_READING))
                read += sum(len(parts) > 1 and unit.texts[parts[1]] == variable for parts in calls)
            self._otherwise[variable] = said > read
        return self._otherwise[variable]

    @cached_property
    def spelled(self) -> frozenset[str]:
        """The texts that stand first in calls which, by their last name, set a variable."""
        setters = {
            chain.rpartition(".")[2]
            for chain, words in self.catalogue.accesses.items()
            if any(word.does is Verb.MUTATE and word.kind == ENVIRONMENT for word in words)
        }
        calls = (
            (unit, unit.parts(unit.facts.steps[position].subject))
            for unit in self.units.values()
            if not setters.isdisjoint(unit.vocabulary)
            for position in unit.calls.of_any(setters)
        )
        return frozenset(
            unit.texts[parts[1]]
            for unit, parts in calls
            if len(parts) > 1 and unit.kinds[parts[1]] == ExprKind.STRING
        )
