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
        self._looked_at: dict[str, dict[int, list[Step]]] = {}
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
        for other in self._steps(unit).get(step.scope, ()):
            if other.kind == StepKind.ASSIGN:
                if other.start > step.end and error in unit.targets(other.subject):
                    return False  # by now it is another error
            elif other.end >= step.start and self._asks(unit, other):
                arguments = unit.parts(other.subject)[1:]
                if step.subject in arguments or any(error == unit.texts[one] for one in arguments if error):
                    return True
        return False

    def _steps(self, unit: Unit) -> dict[int, list[Step]]:
        """The assignments of a file, and the calls that may ask, by scope."""
        if unit.path not in self._looked_at:
            found = self._looked_at[unit.path] = {}
            for at in sorted([*unit.writes, *self.values.spellings.calls(unit, self._asking)]):
                step = unit.facts.steps[at]
                if step.kind in (StepKind.ASSIGN, StepKind.CALL):
                    found.setdefault(step.scope, []).append(step)
        return self._looked_at[unit.path]

    def _error(self, unit: Unit, step: Step) -> str:
        """The variable that the call's error goes into, "" for none."""
        for other in self._steps(unit).get(step.scope, ()):
            if other.kind == StepKind.ASSIGN and other.value == step.subject:
                names = unit.targets(other.subject)
                return names[-1] if names else ""
        return ""

    def _asks(self, unit: Unit, step: Step) -> bool:
        callee = self.values.callee(unit, step.scope, step.subject)
        if callee is None or callee.form != "chain":
            return False
        words = self.values.catalogue.protections
        last = f"*.{callee.text.rpartition('.')[2]}"
        return any(word.form == "tolerates" for chain in (callee.text, last) for word in words.get(chain, ()))
