"""What a test does to its whole process for a while, where other threads run the same test meanwhile.

A state that is set and left is the same for all threads, and the rules about leaks speak of it. One that
is put back is gone for those who are still at it. Set-up and tear-down do no harm: they run once, before
the threads start and when all have ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from isolint.linking.bodies import Bodies, Function
from isolint.linking.calls import Calls
from isolint.linking.effects import Effect, Summaries
from isolint.linking.holding import Holding
from isolint.linking.places import Places
from isolint.linking.restores import Restores, is_same
from isolint.linking.stores import Stores
from isolint.linking.threaded import Threaded
from isolint.linking.touches import Touches
from isolint.linking.unit import Unit
from isolint.model.change import MEMORY
from isolint.model.facts import ExprKind, Step, StepKind
from isolint.model.resource import Reach, Verb
from isolint.model.sharing import ThreadUnsafe
from isolint.model.source import Site

Own = Mapping[Function, Iterable[Effect]]

_THEN = {
    "swaps": "other threads that run the test meanwhile get that too, or lose it when it is put back",
    "main": "it works in the main thread alone, and no thread that runs the test is that",
    "gathers": "it holds what all threads that run the test have brought",
}
_CHANGING = (Verb.WRITE, Verb.MUTATE, Verb.REGISTER, Verb.DESTROY)
_FOLDERS = frozenset({"test", "tests", "testing", "Tests"})
_DRAWN = "random state"
_COUNTED = frozenset({"len", "list", "sorted", "tuple", "next"})


class UnsafeCalls:
    """Goes through the tests that are run in threads, and all that they call."""

    def __init__(
        self, threaded: Threaded, places: Places, calls: Calls, bodies: Bodies, touches: Touches, touched: Own
    ) -> None:
        self.threaded = threaded
        self.places = places
        self.bodies = bodies
        self.units = bodies.units
        self.values = bodies.values
        self.words = self.values.catalogue.threads
        self.holding = Holding(places, calls)
        own = self._of_process(touched, Stores(touches).collect(), self.holding.writes())
        self.restores = Restores(calls, Summaries(calls, own), places.fakes)

    def collect(self) -> tuple[ThreadUnsafe, ...]:
        """One for each statement, with the tests that come to it."""
        merged: dict[Site, ThreadUnsafe] = {}
        for function in self.threaded.items:
            unit = self.units[function[0]]
            own = sorted(
                (*self._calls(unit, function[1]), *self._momentary(unit, function)), key=lambda one: one.site
            )
            for one in own[:1]:  # what is done about it goes for the whole test
                known = merged.get(one.site)
                merged[one.site] = one if known is None else replace(known, tests=(*known.tests, *one.tests))
        for item, cause in self.threaded.kept:
            unit = self.units[item.path]
            merged.setdefault(
                cause.site,
                self._unsafe(
                    unit, item.scope, cause.site, cause.text, "the runner sees it, and uses one", seen=True
                ),
            )
        return tuple(sorted(merged.values(), key=lambda one: one.site))

    def _of_process(self, *sources: Own) -> dict[Function, list[Effect]]:
        """Changes of what all threads have in common."""
        resources = self.values.catalogue.resources
        own: dict[Function, list[Effect]] = {}
        for source in sources:
            for function, effects in source.items():
                for one in effects:
                    is_process = one.kind == MEMORY or resources[one.kind].reach is Reach.PROCESS
                    if is_process and one.verb in _CHANGING and not self._is(one.call, "own"):
                        own.setdefault(function, []).append(one)
        return own

    def _is_suite(self, path: str) -> bool:
        """Tests, conftests, and what stands in folders that are called so, but not beside a conftest."""
        *folders, name = PurePosixPath(path).parts
        is_named = not _FOLDERS.isdisjoint(folders)
        return is_named or name == "conftest.py" or self.places.tests.is_test_file(path)

    def _is(self, chain: str, form: str) -> bool:
        return any(word.form == form for word in self.words.get(chain, ()))

    def _unsafe(
        self, unit: Unit, scope: int, site: Site, what: str, then: str, *, seen: bool = False
    ) -> ThreadUnsafe:
        return ThreadUnsafe(
            site=site,
            owner=f"test `{unit.scopes[scope].name}`",
            what=what,
            then=then,
            tests=(unit.name_site(scope),),
            seen=seen,
        )

    def _calls(self, unit: Unit, scope: int) -> Iterator[ThreadUnsafe]:
        """Words of the catalogue in the body, in what it calls, and on the function and its class."""
        for other, step in self.bodies.reached(unit, self.bodies.steps(unit, scope)):
            if not self._is_suite(other.path) or other.scopes[step.scope].is_async:
                continue
            if step.kind == StepKind.CALL:
                yield from self._word(unit, scope, other, step.scope, step.subject)
            if (other.path, step.scope) == (unit.path, scope):
                yield from self._gathered(unit, step)
        for owner in (scope, unit.scopes[scope].parent):
            for decorator in unit.scopes[owner].decorators:
                yield from self._word(unit, scope, unit, unit.scopes[owner].parent, decorator)

    def _word(self, unit: Unit, scope: int, other: Unit, where: int, call: int) -> Iterator[ThreadUnsafe]:
        is_call = other.kinds[call] == ExprKind.CALL
        callee = other.callee(call) if is_call else call
        found = self.values.as_written(other, where, callee)
        chain = found.text if found is not None and found.form == "chain" else ""
        for form in ("swaps", "main"):
            if self._is(chain, form) and not self._is_unheard(unit, scope, chain):
                text = other.dotted(callee) or chain.rpartition(".")[2]
                yield self._unsafe(unit, scope, other.site(call), f"`{text}`", _THEN[form])

    def _is_unheard(self, unit: Unit, scope: int, chain: str) -> bool:
        """It decides what a fixture gathers, and the test does not look at that, or expects nothing."""
        root = f"{chain.partition('.')[0]}."
        if not any(one.startswith(root) and self._is(one, "gathers") for one in self.words):
            return False
        return not any(
            self._is_gathering(unit, step, part)
            for step in self.bodies.steps(unit, scope)
            if step.kind == StepKind.ASSERT and not self._is_of_none(unit, step.value)
            for part in unit.under(step.value)
        )

    def _is_gathering(self, unit: Unit, step: Step, expression: int) -> bool:
        if unit.kinds[expression] != ExprKind.ATTRIBUTE:
            return False
        found = self.values.as_written(unit, step.scope, expression)
        return found is not None and found.form == "chain" and self._is(found.text, "gathers")

    @staticmethod
    def _is_of_none(unit: Unit, asserted: int) -> bool:
        """`assert not records`, `assert len(records) == 0`: what nobody brings, no thread does."""
        if unit.kinds[asserted] == ExprKind.UNARY and unit.texts[asserted] == "not":
            return True
        empty = (ExprKind.LIST, ExprKind.TUPLE)
        return unit.kinds[asserted] == ExprKind.COMPARE and any(
            (unit.kinds[part] == ExprKind.NUMBER and unit.texts[part] == "0")
            or (unit.kinds[part] in empty and not unit.parts(part))
            or (unit.kinds[part] == ExprKind.STRING and not unit.texts[part])
            for part in unit.parts(asserted)
        )

    def _gathered(self, unit: Unit, step: Step) -> Iterator[ThreadUnsafe]:
        """Counted, compared or taken one by one: what is only looked for may well be there once more."""
        if step.kind != StepKind.ASSERT and step.kind != StepKind.CALL:
            return
        asked = step.value if step.kind == StepKind.ASSERT else step.subject
        is_assertion = step.kind == StepKind.ASSERT or unit.texts[unit.callee(asked)].startswith("assert")
        if not is_assertion or self._is_of_none(unit, asked):
            return
        for expression in self._counted(unit, asked):
            if self._is_gathering(unit, step, expression):
                text = f"`{unit.dotted(expression)}`"
                yield self._unsafe(unit, step.scope, unit.site(expression), text, _THEN["gathers"])

    def _counted(self, unit: Unit, asked: int) -> Iterator[int]:
        for part in unit.under(asked):
            kind, parts = unit.kinds[part], unit.parts(part)
            if kind == ExprKind.CALL and unit.texts[parts[0]] in _COUNTED:
                yield from parts[1:]
            elif kind == ExprKind.COMPARE and set(unit.texts[part].split()) <= {"==", "!="}:
                yield from parts
            elif kind == ExprKind.INDEX:
                yield parts[0]

    def _momentary(self, unit: Unit, function: Function) -> Iterator[ThreadUnsafe]:
        """State that is put back by the time the body ends, or set anew on the way."""
        effects = [one for one in self.restores.of(function) if self._counts(one)]
        for number, effect in enumerate(effects):
            if effect.verb is Verb.DESTROY and any(is_same(effect, one) for one in effects[:number]):
                continue  # that is the putting back
            where = self.places.where(effect.site, effect.via)
            if where is None or not self._ends(function, effect, effects):
                continue
            text = effect.call if effect.kind == MEMORY else self.values.catalogue.resources[effect.kind].text
            what = f"`{text}`" if effect.kind == MEMORY else f"the {text} of the process"
            yield self._unsafe(unit, function[1], where, what, _THEN["swaps"])
            return

    def _counts(self, effect: Effect) -> bool:
        is_plain = effect.moment is None and not effect.late and not effect.locked
        # What code under test does for a while is for its own locks to keep apart.
        is_suites = self._is_suite(effect.site.path)
        return is_plain and not effect.conditional and is_suites

    def _ends(self, function: Function, effect: Effect, effects: list[Effect]) -> bool:
        """Another statement of the same body sets it to something else, or a helper puts it back itself."""
        others = [one for one in effects if one.start != effect.start and is_same(effect, one)]
        if effect.kind == _DRAWN:
            return bool(others)  # one seed only makes values; who seeds again wants the same ones
        if effect.route is None:
            if effect.kind == MEMORY:
                return False  # what a body does to variables, it is asked elsewhere, in order
            return any(one.route is None and self._differs(effect, one) for one in others)
        return self.restores.is_undone(function, effect)

    def _differs(self, one: Effect, other: Effect) -> bool:
        return one.site != other.site
