"""Tests that change what a fixture stands for that is made once: a folder, a server, a repository.

They say so themselves: what they assert at their start no longer holds at their end, they work on the
fixture in between, and nothing is run around them that could bring the start back.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.fixtures import Fixture
from isolint.linking.neighbours import AroundTests
from isolint.linking.reversals import Reversal, Reversals
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.place import Frequency
from isolint.model.sharing import SpoiledValue
from isolint.model.source import Site

_MARKS = frozenset({"parametrize", "skip", "skipif", "xfail", "slow", "timeout", "flaky", "asyncio", "order"})
_ROLLING_BACK = frozenset({"django_db", "transactional_db", "TestCase", "db_session", "rollback"})
"""Where one of these is spoken of, something may take back what a test writes, unseen."""


class DeniedFixtures:
    """Looks at the tests that deny at their end what they assert at their start."""

    def __init__(self, around: AroundTests, reversals: Reversals) -> None:
        self.around = around
        self.units = around.units
        self.fixtures = around.fixtures
        self.reversals = reversals

    def spoiled(self) -> Iterator[SpoiledValue]:
        """The fixture of each, as a value that its test spoils for its next run."""
        for function, reversals in sorted(self.reversals.found.items()):
            unit = self.units[function[0]]
            if not _ROLLING_BACK.isdisjoint(unit.vocabulary) or not self._is_alone(unit, function[1]):
                continue
            for one in reversals:
                found = self._changed(unit, one) if one.asked == one.first.parts else None
                if found is not None:
                    yield self._spoiled(one, *found)
                    break

    def _is_alone(self, unit: Unit, scope: int) -> bool:
        """A plain function with plain marks, and nothing around it that does more than give a value."""
        record = unit.scopes[scope]
        marks = (unit.callee(one) if unit.kinds[one] == ExprKind.CALL else one for one in record.decorators)
        if record.parent != 0 or any(unit.texts[mark] not in _MARKS for mark in marks):
            return False
        around = self.around.of_test((unit.path, scope))
        return all(one.frequency is not Frequency.TEST or self._only_gives(one.function) for one in around)

    def _only_gives(self, function: tuple[str, int]) -> bool:
        unit = self.units[function[0]]
        kinds = {unit.facts.steps[at].kind for at in unit.steps_in.get(function[1], ())}
        return kinds <= {StepKind.RETURN, StepKind.CALL} and StepKind.RETURN in kinds

    def _changed(self, unit: Unit, one: Reversal) -> tuple[Fixture, str, Site] | None:
        """A fixture that lasts and is worked on between the assertions, with the first thing done to it."""
        for parameter in unit.scopes[one.function[1]].parameters:
            fixture = self.fixtures.requested_by(unit, one.function[1], parameter.name)
            if fixture is None or not fixture.frequency.outlives_test:
                continue
            for position in unit.steps_in.get(one.function[1], ()):
                step = unit.facts.steps[position]
                is_between = one.first.step.end <= step.start and step.end <= one.last.step.start
                if step.kind != StepKind.CALL or not is_between or step.subject == NONE:
                    continue
                names = [at for at in unit.under(step.subject) if unit.kinds[at] == ExprKind.NAME]
                if any(unit.texts[at] == parameter.name for at in names):
                    return fixture, parameter.name, unit.site(step.subject)
        return None

    def _spoiled(self, one: Reversal, fixture: Fixture, name: str, act: Site) -> SpoiledValue:
        owner = self.around.runs[one.function].place.owner
        return SpoiledValue(
            site=act,
            value=name,
            owner=owner,
            fixture=f"fixture `{self.units[fixture.path].scopes[fixture.scope].name}`",
            made=self.units[fixture.path].name_site(fixture.scope),
            reader=owner,
            read=self.reversals.site(one),
            again=True,
        )
