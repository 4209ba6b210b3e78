"""Whether a call that makes a thing takes it well that the thing is there already."""

from __future__ import annotations

from isolint.linking.spellings import last_names
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import Step, StepKind


class Tolerance:
    """Answers for languages in which a call gives an error back instead of raising it."""

    def __init__(self, values: Values) -> None:
        self.values = values
        protections = values.catalogue.protections
        self._asking = last_names(
            chain for chain, words in protections.items() if any(word.form == "tolerates" for word in words)
        )

    def holds(self, unit: Unit, step: Step) -> bool:
        """The error is asked whether it only says so, or thrown away."""
        if not unit.package:
            return False
        error = self._error(unit, step)
        if error == "_":
            return True
        for position in unit.steps_in.get(step.scope, ()):
            other = unit.facts.steps[position]
            if (
                other.start > step.end
                and other.kind == StepKind.ASSIGN
                and error in unit.targets(other.subject)
            ):
                return False  # by now it is another error
            if other.kind == StepKind.CALL and other.end >= step.start and self._asks(unit, other):
                arguments = unit.parts(other.subject)[1:]
                if step.subject in arguments or any(error == unit.texts[one] for one in arguments if error):
                    return True
        return False

    def _error(self, unit: Unit, step: Step) -> str:
        """The variable that the call's error goes into, "" for none."""
        for position in unit.steps_in.get(step.scope, ()):
            other = unit.facts.steps[position]
            if other.kind == StepKind.ASSIGN and other.value == step.subject:
                names = unit.targets(other.subject)
                return names[-1] if names else ""
        return ""

    def _asks(self, unit: Unit, step: Step) -> bool:
        if not self.values.spellings.may_be(unit, step.subject, self._asking):
            return False
        callee = self.values.callee(unit, step.scope, step.subject)
        if callee is None or callee.form != "chain":
            return False
        words = self.values.catalogue.protections
        last = f"*.{callee.text.rpartition('.')[2]}"
        return any(word.form == "tolerates" for chain in (callee.text, last) for word in words.get(chain, ()))
