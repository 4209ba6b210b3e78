"""Changes of process-wide state in the places where the runner makes them happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath

from isolint.linking.calls import Calls, Function
from isolint.linking.doubts import Doubts
from isolint.linking.effects import Effect, Summaries
from isolint.linking.holding import Holding
from isolint.linking.neighbours import AroundTests, Neighbour
from isolint.linking.places import Entry, Places
from isolint.linking.readers import Read, Readers, read_key
from isolint.linking.restores import Restores, is_same
from isolint.linking.stores import Stores
from isolint.linking.touches import Touches
from isolint.linking.unit import Unit
from isolint.linking.uses import Uses
from isolint.model.change import MEMORY, UNSET, Change, Leaks, Use
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.place import Frequency, Moment
from isolint.model.resource import Reach, Verb
from isolint.model.source import Site

Own = Mapping[Function, Iterable[Effect]]
_CONSTANT = frozenset({ExprKind.STRING, ExprKind.NUMBER, ExprKind.SINGLETON, ExprKind.BYTES})


def leaks(places: Places, calls: Calls, touches: Touches, touched: Own) -> Leaks:
    """Every change in a test or a set-up that is not put back, with who else has to do with it."""
    holding = Holding(places, calls)
    own = _of_processes(calls, (touched, Stores(touches).collect(), holding.writes()))
    touched_by_suite = {
        _root(effect) for (path, _), effects in own.items() if _is_suite(places, path) for effect in effects
    }
    for function, effects in own.items():
        own[function] = [effect for effect in effects if _root(effect) in touched_by_suite]
    wanted = {function: effects for function, effects in own.items() if effects}
    return Leaks(_Changes(places, holding, wanted, _asked(calls, touched)).collect())


def _asked(calls: Calls, touched: Own) -> dict[str, list[Read]]:
    """The calls that ask for environment variables, where tests are compiled into a process by folder."""
    found: dict[str, list[Read]] = {}
    for function, effects in touched.items():
        for one in effects if calls.units[function[0]].package else ():
            if one.kind == "environment" and one.verb is Verb.READ and one.name.is_constant:
                found.setdefault(one.name.text, []).append(Read(function, one.site, asks=False))
    return found


def _of_processes(calls: Calls, sources: Iterable[Own]) -> dict[Function, list[Effect]]:
    """All changes of what lives as long as the process, by function."""
    resources = calls.values.catalogue.resources
    own: dict[Function, list[Effect]] = {}
    for source in sources:
        for function, effects in source.items():
            for one in effects:
                is_process = one.kind == MEMORY or resources[one.kind].reach is Reach.PROCESS
                if is_process and one.verb.changes:
                    own.setdefault(function, []).append(one)
    return own


def _root(effect: Effect) -> str:
    """Equal for changes that may be of the same thing: the variable, or the kind of state."""
    if effect.kind != MEMORY:
        return effect.kind
    path, _, name = effect.name.text.partition("::")
    return f"{path}::{name.partition('.')[0].partition('[')[0]}"


def _is_suite(places: Places, path: str) -> bool:
    """Tests, conftests, and what stands in folders that are called so."""
    parts = PurePosixPath(path).parts
    is_named = not {"test", "tests", "testing", "testsuite"}.isdisjoint(parts[:-1])
    return is_named or parts[-1] == "conftest.py" or places.tests.is_test_file(path)


class _Changes:
    def __init__(
        self,
        places: Places,
        holding: Holding,
        own: dict[Function, list[Effect]],
        asked: Mapping[str, list[Read]],
    ) -> None:
        self.places = places
        self.units = places.units
        self.own = own
        self.holding = holding
        self.restores = Restores(holding.calls, Summaries(holding.calls, own), places.fakes)
        self.around = AroundTests(places)
        self.uses = Uses(self.around, self.restores, Readers(holding), self._is_suite, asked)
        self.doubts = Doubts(holding.values)
        self.resources = holding.values.catalogue.resources
        self.accesses = holding.values.catalogue.accesses

    def collect(self) -> tuple[Change, ...]:
        merged: dict[tuple[object, ...], Change] = {}
        makers: dict[tuple[object, ...], set[Function]] = {}
        for entry in self.places.entries:
            if entry.place.moment not in (Moment.TEST, Moment.SETUP) or self._is_for_all(entry):
                continue
            for change in self._of_entry(entry):
                key = (change.where, change.kind, change.name, change.process)
                known = merged.get(key)
                merged[key] = change if known is None else replace(known, users=known.users + 1)
                makers.setdefault(key, set()).add((entry.path, entry.scope))
        uses = self.uses.of((merged[key], makers[key]) for key in merged)
        found = (replace(one, uses=self._certain(one, uses[one.of_process])) for one in merged.values())
        return tuple(sorted(found, key=lambda one: (one.where, one.kind, one.name, one.process)))

    def _certain(self, change: Change, uses: tuple[Use, ...]) -> tuple[Use, ...]:
        """Of what unseen code sets as well, a test may have got from there what it reads."""
        is_set_unseen = change.kind == MEMORY and read_key(change.name) in self._unseen
        return tuple(use for use in uses if not use.is_test) if is_set_unseen else uses

    @cached_property
    def _unseen(self) -> set[str]:
        """Variables that a function changes which nobody is seen to call: a callback, as a rule."""
        reached = {
            effect.site
            for entry in self.places.entries
            for effect in self.restores.summaries.of((entry.path, entry.scope))
        }
        return {key for key, sites in self._statements.items() if not sites <= reached}

    @cached_property
    def _statements(self) -> dict[str, set[Site]]:
        """All that changes each variable."""
        table: dict[str, set[Site]] = {}
        for effects in self.own.values():
            for effect in effects:
                if effect.kind == MEMORY:
                    table.setdefault(read_key(effect.name.text), set()).add(effect.site)
        return table

    def _of_entry(self, entry: Entry) -> Iterator[Change]:
        function = (entry.path, entry.scope)
        for effect in self.restores.summaries.of(function):
            is_after = effect.late or effect.moment is not None
            if is_after or effect.conditional or not entry.place.lanes & effect.lanes:
                continue
            where = self.places.where(effect.site, effect.via)
            if where is None or not self._is_reported(effect, where) or self._is_set_up(entry, effect):
                continue
            if self.restores.is_undone(function, effect) or self._is_undone_around(entry, effect):
                continue
            if self.doubts.are_there(effect):
                continue
            yield self._change(entry, effect, where)

    def _is_reported(self, effect: Effect, where: Site) -> bool:
        """What the code under test does to its own process is its own business."""
        return self._is_suite(where.path) and (effect.site == where or self._is_suite(effect.site.path))

    def _is_suite(self, path: str) -> bool:
        return _is_suite(self.places, path)

    def _is_set_up(self, entry: Entry, effect: Effect) -> bool:
        """What a set-up hands to its tests by way of the suite's own variables, or empties before them."""
        if effect.kind != MEMORY or entry.place.moment is not Moment.SETUP:
            return False
        return effect.verb is Verb.DESTROY or self._is_suite(effect.name.text.partition("::")[0])

    def _is_for_all(self, entry: Entry) -> bool:
        """A set-up before each test of the process: all find the same."""
        if self.around.is_for_all(entry):
            return True
        users = self.places.users.get((entry.path, entry.scope), ())
        is_setup = entry.place.moment is Moment.SETUP and entry.place.frequency is Frequency.TEST
        return is_setup and len(users) == len(self.places.tests.items)

    def _is_undone_around(self, entry: Entry, effect: Effect) -> bool:
        """For each test that the entry point runs for, something else that runs puts it back."""
        function = (entry.path, entry.scope)
        is_test = entry.place.moment is Moment.TEST
        items = self.around.items(entry)
        crowds = [self.around.of(item) for item in items] or [self.around.beside(entry)]
        return all(
            any(one.function != function and self._undoes(one, effect, is_test=is_test) for one in crowd)
            for crowd in crowds
        )

    def _undoes(self, neighbour: Neighbour, effect: Effect, *, is_test: bool) -> bool:
        if self.restores.is_protected(neighbour.function, effect):
            return True
        resets = is_test and neighbour.frequency is Frequency.TEST
        return any(
            is_same(effect, other) and (resets or neighbour.undoes or other.late or other.moment is not None)
            for other in self.restores.of(neighbour.function)
        )

    def _change(self, entry: Entry, effect: Effect, where: Site) -> Change:
        is_memory = effect.kind == MEMORY
        name = effect.name.text if effect.name.is_known else ""
        initial = self._initial(name) if is_memory else ""
        return Change(
            kind=effect.kind,
            name=name,
            text=effect.call if is_memory else self.resources[effect.kind].text,
            verb=effect.verb,
            call=effect.call,
            place=entry.place,
            site=effect.site,
            where=where,
            value=self._stored(effect.site),
            initial=initial,
            known=f"env:{name}" in self.accesses,
            process=self.around.process(entry.path),
        )

    def _initial(self, key: str) -> str:
        """What a variable or class attribute holds on import; "" for what is only in one."""
        path, _, name = key.partition("::")
        name = name.removesuffix("[]")
        unit = self.units[path]
        first, _, rest = name.partition(".")
        binding = unit.bindings[0].get(first)
        is_inside = rest and (binding is None or binding.form != "definition" or "." in rest)
        if "[]" in name or is_inside:
            return ""
        step = self.holding.initial_step(path, name)
        if step is not None:
            return self._text_of(unit, step.value)
        steps = [unit.facts.steps[at] for at in binding.steps] if binding is not None else []
        declared = [one.value for one in steps if one.kind == StepKind.DECLARE and one.scope == 0]
        return _zero(unit, declared[0]) if declared else UNSET

    def _stored(self, site: Site) -> str:
        """The constant that an assignment, or a call with a name and a value, stores."""
        unit = self.units[site.path]
        for position in unit.steps_in.get(unit.scope_at(site.start), ()):
            step = unit.facts.steps[position]
            if step.subject == NONE or unit.site(step.subject) != site:
                continue
            if step.kind == StepKind.ASSIGN:
                return self._text_of(unit, step.value)
            parts = unit.parts(step.subject) if step.kind == StepKind.CALL else []
            if len(parts) == _NAME_AND_VALUE:
                return self._text_of(unit, parts[-1])
        return ""

    def _text_of(self, unit: Unit, expression: int) -> str:
        """A constant as text; "" for anything else."""
        kind = unit.kinds[expression] if expression != NONE else 0
        if kind in _EMPTY and not unit.parts(expression):
            return _EMPTY[kind]
        if kind == ExprKind.CALL and unit.package and len(unit.parts(expression)) == 1:
            made = self.holding.values.callee(unit, unit.scope_at(unit.start(expression)), expression)
            return f"{made.path}:{made.scope}()" if made is not None and made.form == "function" else ""
        if kind == ExprKind.ATTRIBUTE and unit.texts[expression].isupper():
            return unit.texts[expression]
        quote = '"' if kind == ExprKind.STRING else ""
        return f"{quote}{unit.texts[expression]}{quote}" if kind in _CONSTANT else ""


def _zero(unit: Unit, declared: int) -> str:
    """What a variable that is only declared starts with, as far as it is nothing; else ""."""
    if unit.kinds[declared] == ExprKind.UNARY:
        return "None"
    is_composed = unit.kinds[declared] == ExprKind.TYPE
    return (_ZEROES if is_composed else _PLAIN_ZEROES).get(unit.texts[declared], "")


_ZEROES = {"[]": "[]", "map": "{}", "chan": "None", "func": "None", "interface": "None"}
_PLAIN_ZEROES = {"string": '""', "bool": "False", "int": "0", "int32": "0", "int64": "0"}
_NAME_AND_VALUE = 3
"""The parts of a call with two arguments."""

_EMPTY: dict[int, str] = {ExprKind.LIST: "[]", ExprKind.MAP: "{}", ExprKind.TUPLE: "()"}
