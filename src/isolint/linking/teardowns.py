"""Tear-down code of a whole run: uses of what may be unset, and the order in which things end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.calls import Calls
from isolint.linking.memory import CLOSING, Memory
from isolint.linking.places import Entry, Places
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.place import Frequency, Moment
from isolint.model.source import Site
from isolint.model.teardown import EarlyClose, Unset

_ENDING = (Moment.TEARDOWN, Moment.EXIT)


class _Use(NamedTuple):
    """A call of a variable, or of a method of what it holds, in an entry's own code."""

    unit: Unit
    step: Step
    position: int
    variable: str
    method: str


class Teardowns:
    """`unset` and `early_closes` are what checks ask for."""

    def __init__(self, places: Places, calls: Calls, memory: Memory) -> None:
        self.calls = calls
        self.values = calls.values
        self.units = calls.units
        self.spelling = memory.spelling
        self.writers = memory.writers
        entries = [one for one in places.entries if one.place.session and _is_of_the_run(one)]
        self.setups = [one for one in entries if one.place.moment is Moment.SETUP]
        self.teardowns = [one for one in entries if one.place.moment in _ENDING]
        self.unset = tuple(sorted(self._unset(), key=lambda one: (one.site, one.variable)))
        self.early_closes = tuple(sorted(self._early(), key=lambda one: (one.site, one.variable)))

    def _uses(self, entry: Entry) -> Iterator[_Use]:
        unit = self.units[entry.path]
        for position in unit.steps_in.get(entry.scope, ()):
            step = unit.facts.steps[position]
            if step.kind != StepKind.CALL:
                continue
            callee = unit.callee(step.subject)
            method, owner = "", callee
            if unit.kinds[callee] == ExprKind.ATTRIBUTE:
                method, owner = unit.texts[callee], unit.parts(callee)[0]
            variable = self.spelling.named(unit, step.scope, owner)
            if variable and unit.kinds[owner] == ExprKind.NAME:
                yield _Use(unit, step, position, variable, method)

    def _unset(self) -> Iterator[Unset]:
        """Uses without a question whether it is there, of what is set after something that may fail."""
        for entry in self.teardowns:
            for use in self._uses(entry):
                if not entry.place.lanes.in_each_worker or self._is_asked_for(use):
                    continue
                found = self._late_write(entry, use.variable)
                if found is not None:
                    setup, write = found
                    yield Unset(
                        variable=use.variable.rpartition("::")[2],
                        site=use.unit.site(use.step.subject),
                        statement=_statement(use.unit, use.step),
                        place=entry.place,
                        write=write,
                        setup=setup.place,
                    )

    def _is_asked_for(self, use: _Use) -> bool:
        name = use.variable.rpartition("::")[2]
        return any(
            block.condition != NONE and name in use.unit.texts_under(block.condition)
            for block in use.unit.blocks_above(use.step.block)
            if block.kind in (BlockKind.WHEN, BlockKind.UNLESS)
        )

    def _late_write(self, entry: Entry, variable: str) -> tuple[Entry, Site] | None:
        """The one write of a variable, if it stands in each process's set-up behind an assertion."""
        writes = [
            (function, effect.site)
            for function, effects in self.writers.items()
            for effect in effects
            if effect.name.text == variable
        ]
        for setup in self.setups:
            is_of_each = setup.place.lanes.in_each_worker and setup.place.session == entry.place.session
            own = [site for function, site in writes if function == (setup.path, setup.scope)]
            if is_of_each and len(own) == len(writes) == 1 and self._may_fail_before(setup, own[0]):
                return setup, own[0]
        return None

    def _may_fail_before(self, setup: Entry, site: Site) -> bool:
        """An assertion on something else comes first; the call itself gives an error beside the value."""
        unit = self.units[setup.path]
        step = unit.step_at(site.start)
        if step.subject == NONE or unit.kinds[step.subject] != ExprKind.TUPLE:
            return False
        before = [unit.facts.steps[at] for at in unit.steps_in.get(setup.scope, ())]
        before = [one for one in before if one.end < step.start]
        return any(
            self._asserts(unit, one) and not self._is_of_course(unit, one, before[:at])
            for at, one in enumerate(before)
        )

    def _asserts(self, unit: Unit, step: Step) -> bool:
        return step.kind == StepKind.CALL and self._has_form(unit, step, "asserts")

    def _is_of_course(self, unit: Unit, step: Step, before: list[Step]) -> bool:
        """What is asserted is the outcome of a call that may be repeated at will: it does not fail."""
        asserted = unit.under(step.subject)
        names = {unit.texts[part] for part in asserted if unit.kinds[part] == ExprKind.NAME}
        for one in reversed(before):
            if one.kind == StepKind.ASSIGN and not names.isdisjoint(unit.targets(one.subject)):
                asserted.add(one.value)
                break
        called = (one for one in before if one.kind == StepKind.CALL and one.subject in asserted)
        return any(self._is_repeatable(unit, one) for one in called)

    def _is_repeatable(self, unit: Unit, step: Step) -> bool:
        """By what is called, or by its name alone, whoever defines it."""
        words = self.values.catalogue.protections.get(f"*.{unit.texts[unit.callee(step.subject)]}", ())
        is_known_by_name = any(word.form == "repeatable" for word in words)
        return is_known_by_name or self._has_form(unit, step, "repeatable")

    def _has_form(self, unit: Unit, step: Step, form: str) -> bool:
        callee = self.values.callee(unit, step.scope, step.subject)
        if callee is None or callee.form != "chain":
            return False
        return any(word.form == form for word in self.values.catalogue.protections.get(callee.text, ()))

    def _early(self) -> Iterator[EarlyClose]:
        for entry in self.teardowns:
            unit = self.units[entry.path]
            uses = [use for use in self._uses(entry) if not _is_put_off(unit, use.step)]
            endings = [use for use in uses if self._has_form(unit, use.step, "cancels")]
            for use in uses:
                if use.method.casefold() not in CLOSING or not entry.place.lanes.in_each_worker:
                    continue
                later = next((one for one in endings if one.position > use.position), None)
                user = self._user(entry, use) if later is not None else None
                if later is not None and user is not None:
                    yield EarlyClose(
                        variable=use.variable.rpartition("::")[2],
                        site=unit.site(use.step.subject),
                        ending=unit.site(later.step.subject),
                        start=user[0],
                        given=user[1],
                        place=entry.place,
                    )

    def _user(self, entry: Entry, use: _Use) -> tuple[Site, Site] | None:
        """Where the set-up of the same processes starts something beside, and hands it the variable."""
        for setup in self.setups:
            if setup.place.session != entry.place.session or setup.place.lanes != entry.place.lanes:
                continue
            unit = self.units[setup.path]
            started = list(self._started_beside(unit, setup.scope))
            own = [one for one in started if self._is_of(unit, setup.scope, one, use.variable)]
            if own and not (use.method.casefold() == "close" and unit.parts(own[0])[1:]):
                continue  # this is how it is told to end: it was given nothing else to listen to
            if own:
                return unit.site(own[0]), unit.site(unit.callee(own[0]))
            given = self._given(unit, setup.scope, use.variable)
            if started and given is not None:
                return unit.site(started[0]), given
        return None

    def _is_of(self, unit: Unit, scope: int, call: int, variable: str) -> bool:
        """A method of what the variable holds."""
        callee = unit.callee(call)
        is_method = unit.kinds[callee] == ExprKind.ATTRIBUTE
        return is_method and self.spelling.named(unit, scope, unit.parts(callee)[0]) == variable

    def _started_beside(self, unit: Unit, scope: int) -> Iterator[int]:
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            kinds = {block.kind for block in unit.blocks_above(step.block)}
            if step.kind == StepKind.CALL and BlockKind.BESIDE in kinds:
                yield step.subject

    def _given(self, unit: Unit, scope: int, variable: str) -> Site | None:
        """The variable as an argument, or as the value of a field."""
        first, last = unit.scopes[scope].body, unit.scopes[scope].end
        name = variable.rpartition("::")[2]
        for expression, kind in enumerate(unit.kinds):
            if kind not in (ExprKind.CALL, ExprKind.KEYWORD) or not first <= unit.start(expression) < last:
                continue
            parts = unit.parts(expression)[1:] if kind == ExprKind.CALL else unit.parts(expression)
            for part in parts:
                is_name = unit.kinds[part] == ExprKind.NAME and unit.texts[part] == name
                if is_name and self.spelling.named(unit, scope, part) == variable:
                    return unit.site(part)
        return None


def _is_of_the_run(entry: Entry) -> bool:
    return entry.place.frequency is Frequency.RUN


def _is_put_off(unit: Unit, step: Step) -> bool:
    """Until the function is left."""
    return any(block.kind == BlockKind.FINALLY for block in unit.blocks_above(step.block))


def _statement(unit: Unit, step: Step) -> Site:
    """All of the assignment that a call stands in, else the call."""
    for position in unit.steps_in.get(step.scope, ()):
        other = unit.facts.steps[position]
        if other.kind == StepKind.ASSIGN and other.start <= step.start and step.end <= other.end:
            return Site(unit.path, other.start, other.end)
    return unit.site(step.subject)
