"""What kind of container a common thing of threads is, as far as it is seen to be made."""

from __future__ import annotations

from isolint.linking.commonthings import Spot
from isolint.linking.fixtures import Fixtures
from isolint.linking.sharedvalues import Made, SharedValues
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, StepKind
from isolint.model.sharing import OUTLIVING


class CommonForms:
    """Answers for fixtures, for `self`, and for what outlives tests."""

    def __init__(self, fixtures: Fixtures, made: SharedValues) -> None:
        self.fixtures = fixtures
        self.made = made
        self.values = made.values
        self.units = made.units

    def of(self, unit: Unit, scope: int, owner: int, spot: Spot) -> str:
        """What kind of container a spot is, "" for anything else."""
        if spot.slot and spot.common.kind == "fixture":
            return self._member_form(unit, scope, spot)
        if spot.slot and spot.common.kind != "self":
            return ""
        if spot.common.kind == "fixture":
            name = spot.common.text
            fixture = self.fixtures.requested_by(unit, scope, name)
            return self._given_form(fixture.path, fixture.scope) if fixture is not None else ""
        if spot.common.kind == "self" and not spot.slot:
            return self._attribute_form(unit, scope, spot.common.text.partition(".")[2])
        if spot.common.kind == OUTLIVING:
            made = self.made.made(unit, scope, owner)
            return made.form if made is not None else ""
        return ""

    def _given_form(self, path: str, scope: int) -> str:
        made = self._given(path, scope)
        return made.form if made is not None else ""

    def _given(self, path: str, scope: int) -> Made | None:
        """What a fixture gives to its tests."""
        unit = self.units[path]
        wanted = StepKind.YIELD if unit.scopes[scope].yields else StepKind.RETURN
        given = [
            step.value
            for step in (unit.facts.steps[at] for at in unit.steps_in.get(scope, ()))
            if step.kind == wanted
        ]
        return self.made.made(unit, scope, given[0]) if len(given) == 1 and given[0] != NONE else None

    def _member_form(self, unit: Unit, scope: int, spot: Spot) -> str:
        """What an object of the project that a fixture gives has in an attribute."""
        fixture = self.fixtures.requested_by(unit, scope, spot.common.text)
        made = self._given(fixture.path, fixture.scope) if fixture is not None else None
        member = self.made.member(made, spot.slot[1:]) if made is not None else None
        return member.form if member is not None else ""

    def _attribute_form(self, unit: Unit, scope: int, name: str) -> str:
        cls = unit.scopes[scope].parent
        forms = set()
        for path, ancestor in self.values.ancestry(unit, cls):
            other = self.units[path]
            for step in self.values.attribute_steps(other, ancestor, name):
                made = self.made.made(other, step.scope, step.value) if step.value != NONE else None
                forms.add(made.form if made is not None else "")
        return forms.pop() if len(forms) == 1 else ""
