"""Changes that the runner would undo by itself, if it were asked to make them."""

from __future__ import annotations

from dataclasses import replace

from isolint.linking.calls import Calls
from isolint.linking.holding import Holding
from isolint.linking.places import Places
from isolint.linking.requesting import Requesting
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.change import MEMORY, Change, Leaks
from isolint.model.facts import NONE, ExprKind, Step, StepKind
from isolint.model.finding import Fix, Safety

_FIXTURE = "monkeypatch"
_CALLS = {
    "environment": frozenset({"putenv", "unsetenv", "pop", "update"}),
    "working directory": frozenset({"chdir"}),
    "import path": frozenset({"insert", "append"}),
    "module": frozenset({"pop"}),
}
_ANY_CALLS = frozenset({"setattr", "delattr"})
Arguments = tuple[tuple[str, str], ...]
_OWN_WAYS = frozenset({"__setattr__", "__getattr__", "__getattribute__", "__delattr__", "__slots__"})
_KEYS = frozenset({ExprKind.STRING, ExprKind.TEMPLATE})


def with_remedies(places: Places, calls: Calls, leaks: Leaks) -> Leaks:
    """The changes, those that a function of pytest makes in a plain statement with a way out."""
    remedies = _Remedies(places, calls, leaks)
    return replace(
        leaks,
        found=tuple(remedies.given(change) for change in leaks.found),
        partly=tuple(replace(one, change=remedies.given(one.change)) for one in leaks.partly),
    )


class _Remedies:
    def __init__(self, places: Places, calls: Calls, leaks: Leaks) -> None:
        self.values = calls.values
        self.units = calls.units
        self.leaks = leaks
        self.holding = Holding(places, calls)
        self.requesting = Requesting(places.fixtures, calls.index)

    def given(self, change: Change) -> Change:
        fix = self._fix(change)
        return change if fix is None else replace(change, remedy=fix)

    def _fix(self, change: Change) -> Fix | None:
        """None where the statement has another form, or where it stands nobody can ask."""
        unit = self.units[change.site.path]
        step = self._step(unit, change) if change.direct and not unit.package else None
        arguments = self._arguments(unit, step, change) if step is not None else None
        if step is None or arguments is None:
            return None
        if _is_after_yield(unit, step) or not self.requesting.can_ask(unit, step.scope, _FIXTURE):
            return None
        is_safe = not self._is_relied_on(change) and not change.call.endswith("path.append")
        return Fix(
            recipe="monkeypatch",
            anchor=change.site,
            safety=Safety.SAFE if is_safe else Safety.UNSAFE,
            title="Let `monkeypatch` do it, which puts it back when the test ends",
            arguments=arguments,
        )

    def _step(self, unit: Unit, change: Change) -> Step | None:
        """The one thing that a statement does."""
        steps = [unit.facts.steps[at] for at in unit.steps_in.get(unit.scope_at(change.site.start), ())]
        found = next(
            (one for one in steps if one.subject != NONE and unit.site(one.subject) == change.site), None
        )
        if found is None or found.kind == StepKind.CALL:
            return found
        is_alone = not any(
            one.kind == found.kind and one is not found and (one.start, one.end) == (found.start, found.end)
            for one in steps
        )
        return found if is_alone and found.kind in (StepKind.ASSIGN, StepKind.DELETE) else None

    def _arguments(self, unit: Unit, step: Step, change: Change) -> Arguments | None:
        """What the recipe has to be told, or None where it has no form for the statement."""
        kind = unit.kinds[step.subject]
        if step.kind == StepKind.CALL:
            return self._of_call(unit, step, change)
        if kind == ExprKind.ATTRIBUTE:
            owner, name = unit.parts(step.subject)[0], unit.texts[step.subject]
            return self._of_attribute(unit, step, owner, name)
        if kind == ExprKind.INDEX and unit.kinds[unit.parts(step.subject)[1]] != ExprKind.SLICE:
            return self._of_item(unit, step, change)
        return None

    def _of_call(self, unit: Unit, step: Step, change: Change) -> Arguments | None:
        callee, *given = unit.parts(step.subject)
        name = unit.texts[callee]
        if name in _ANY_CALLS and len(given) > 1 and unit.kinds[given[1]] == ExprKind.STRING:
            return self._of_attribute(unit, step, given[0], unit.texts[given[1]])
        if name == "insert" and not (given and unit.texts[given[0]] == "0"):
            return None  # of the places in a list, the recipe knows the first and the last
        return () if name in _CALLS.get(change.kind, ()) else None

    def _of_attribute(self, unit: Unit, step: Step, owner: int, name: str) -> Arguments | None:
        value = self.values.value(unit, step.scope, owner)
        if value is None or self._is_there(value, name):
            return None if value is None else ()
        if _takes_away(unit, step) or not self._is_plain(value):
            return None  # it is not to come back if the test has made it before, or cannot be taken away
        return (("present", "no"),)

    def _is_plain(self, owner: Value) -> bool:
        """A module, or an object that is all first-party: what is set there can be deleted again."""
        if owner.form != "instance":
            return owner.form == "module"
        family = self.values.ancestry(self.units[owner.path], owner.scope)
        return not owner.text and all(
            _OWN_WAYS.isdisjoint(self.units[path].bindings[cls]) for path, cls in family
        )

    def _of_item(self, unit: Unit, step: Step, change: Change) -> Arguments | None:
        key = unit.parts(step.subject)[1]
        if change.kind != MEMORY:
            return ()  # the environment, and the table of modules
        mapping = self._mapping(change)
        if _takes_away(unit, step) and unit.texts[key] not in _keys(mapping):
            return None
        if unit.kinds[key] in _KEYS:
            return ()
        return (("container", "mapping"),) if mapping is not None else None

    def _mapping(self, change: Change) -> tuple[Unit, int] | None:
        """The display of a mapping that the variable holds on import."""
        path, _, name = change.name.partition("::")
        step = self.holding.initial_step(path, name.removesuffix("[]"))
        if step is None or step.value == NONE or "[]" in name.removesuffix("[]"):
            return None
        unit = self.units[path]
        return (unit, step.value) if unit.kinds[step.value] == ExprKind.MAP else None

    def _is_there(self, owner: Value, name: str) -> bool:
        """An attribute is sure to have had a value before: it is outside code's, or set on import."""
        if owner.path not in self.units:
            return owner.form in ("chain", "module")
        unit = self.units[owner.path]
        if owner.form == "module":
            binding = unit.bindings[0].get(name)
            steps = [unit.facts.steps[at] for at in binding.steps] if binding is not None else []
            is_defined = binding is not None and binding.form in ("definition", "import")
            return is_defined or any(step.scope == 0 for step in steps)
        return any(
            self.values.attribute_steps(self.units[path], cls, name) or name in self.units[path].bindings[cls]
            for path, cls in self.values.ancestry(unit, owner.scope)
        )

    def _is_relied_on(self, change: Change) -> bool:
        """A test may pass only because this one has been there before."""
        if change.kind == MEMORY:
            return any(self.leaks.is_in_need(change, use) for use in change.uses)
        return any(use.is_test and use.needs and not use.by_code for use in change.uses)


def _takes_away(unit: Unit, step: Step) -> bool:
    is_call = step.kind == StepKind.CALL
    return step.kind == StepKind.DELETE or (is_call and unit.texts[unit.callee(step.subject)] == "delattr")


def _keys(mapping: tuple[Unit, int] | None) -> set[str]:
    """The constant keys of a display."""
    if mapping is None:
        return set()
    unit, value = mapping
    pairs = [one for one in unit.parts(value) if unit.kinds[one] == ExprKind.PAIR]
    keys = [unit.parts(one)[0] for one in pairs]
    return {unit.texts[key] for key in keys if unit.kinds[key] == ExprKind.STRING}


def _is_after_yield(unit: Unit, step: Step) -> bool:
    """The test is over by then, and what is put back at once has not been changed."""
    steps = (unit.facts.steps[at] for at in unit.steps_in.get(step.scope, ()))
    return any(one.kind == StepKind.YIELD and one.start < step.start for one in steps)
