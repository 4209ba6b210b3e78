"""Who else has to do with state that a test leaves behind: its readers, in tests and in the code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from isolint.linking.calls import Function
from isolint.linking.constants import Constants
from isolint.linking.declining import Declining
from isolint.linking.effects import Effect
from isolint.linking.itemkeys import ItemKeys
from isolint.linking.leafclasses import LeafClasses
from isolint.linking.naming import constant
from isolint.linking.neighbours import AroundTests
from isolint.linking.ownkeys import OwnKeys
from isolint.linking.readers import Read, Readers, read_key
from isolint.linking.restores import Restores, is_same
from isolint.linking.unit import Unit
from isolint.linking.waysin import WaysIn
from isolint.model.change import MEMORY, Change, Use
from isolint.model.facts import NONE, ExprKind, ScopeKind, StepKind
from isolint.model.place import Lanes
from isolint.model.resource import Verb

Key = tuple[str, str, str, str]
"""The kind of a change, the name, the process, and the key of the item where one is all that it is about."""

_SETTING = frozenset({"setenv", "delenv", "setitem", "delitem", "pop", "unsetenv", "dict", "putenv"})
_MOST = 8


class Uses:
    """Answers for all changes at once: the project is read through one time.

    `asked` are the calls that ask for an environment variable, by its name, however it is spelled.
    """

    def __init__(
        self,
        around: AroundTests,
        restores: Restores,
        readers: Readers,
        constants: Constants,
        is_suite: Callable[[str], bool],
        asked: Mapping[str, list[Read]],
    ) -> None:
        self.around = around
        self.restores = restores
        self.readers = readers
        self.constants = constants
        self.is_suite = is_suite
        self.asked = asked
        self.units = around.units
        self.memory: dict[str, list[Read]] = {}
        """All reads of the variables that were asked about."""
        self._above: dict[Function, tuple[Function, ...]] = {}
        self._own_keys = OwnKeys(around)
        self._items = ItemKeys(readers.holding)
        self._declining = Declining(restores.values)
        self.ways = WaysIn(around, restores.calls, restores.values.symbols)
        self._leaves = LeafClasses(around, restores.calls.subtypes)

    def of(self, changes: Iterable[tuple[Change, set[Function]]]) -> dict[Key, tuple[Use, ...]]:
        """The uses of each kind and name in each process, outside of the functions that change it."""
        makers: dict[tuple[str, str, str], set[Function]] = {}
        sample: dict[Key, Change] = {}
        shared: set[Key] = set()
        felt: set[Key] = set()
        for change, functions in changes:
            key = self.key_of(change)
            together = makers.setdefault(change.of_process, set())
            together.update(functions)
            together.add((change.where.path, self.units[change.where.path].scope_at(change.where.start)))
            sample.setdefault(key, change)
            if change.kind != MEMORY or not self._own_keys.is_own(change):
                shared.add(key)
            if change.kind != MEMORY or not self._declining.is_declining(change):
                felt.add(key)
        variables = self.readers.of_texts(name for kind, name, *_ in sample if kind == "environment" and name)
        memory = self.readers.of_memory(name for kind, name, *_ in sample if kind == MEMORY)
        found: dict[Key, tuple[Use, ...]] = {}
        self.memory.update(memory)
        for key, change in sample.items():
            if change.kind == MEMORY:
                reads = memory.get(read_key(change.name), [])
                if key not in felt:
                    reads = [one for one in reads if one.function in self.around.runs]
                if key not in shared:
                    looks_up = self._own_keys.looks_up
                    reads = [one for one in reads if not looks_up(one.function[0], one.site)]
                if key[-1]:
                    reads = [one for one in reads if not self._items.is_of_other(one, key[-1])]
            else:
                known = self.asked if change.process else variables
                reads = [one for one in known.get(change.name, []) if not self._sets(one, change)]
            found[key] = self._uses(change, reads, makers[change.of_process])
        return found

    def key_of(self, change: Change) -> Key:
        """Equal for changes that are found by the same readers."""
        return (*change.of_process, self._items.of(change))

    def _uses(self, change: Change, reads: list[Read], makers: set[Function]) -> tuple[Use, ...]:
        touched = as_effect(change)
        uses: dict[Function, Use] = {}
        for read in reads:
            if not makers.isdisjoint(self._enclosing(read.function)):
                continue
            for function in self._readers(change, read):
                is_test = function in self.around.runs
                by_code = is_test and not self.is_suite(read.function[0])
                is_own = change.kind == MEMORY or change.process
                is_fed = is_test and is_own and self._has_own(function, read, touched)
                if function in uses or function in makers or is_fed or self._is_inside(function, makers):
                    continue
                is_set_anew = change.kind == MEMORY and change.verb is Verb.WRITE and not change.of_item
                if not is_test and is_set_anew and self._is_for_makers(function, read, makers, touched):
                    continue
                uses[function] = Use(
                    site=read.site,
                    owner=self._owner(function),
                    is_test=is_test,
                    needs=is_test and (by_code or not (read.asks and change.starts_empty)),
                    takes=read.takes,
                    empty=read.empty,
                    by_code=by_code,
                    in_order=is_test and self._is_in_order(function, makers),
                )
            if len(uses) >= _MOST:
                break
        return tuple(sorted(uses.values(), key=lambda use: (not use.is_test, use.site, use.owner)))

    def _is_for_makers(self, function: Function, read: Read, makers: set[Function], touched: Effect) -> bool:
        """All tests that may get to the code have set the thing before, themselves or by their set-up.

        Where it is a switch that tests put this way and that, those are meant that are nearest to the
        code: they say how it is used.
        """
        if self.units[function[0]].package:
            return False
        near = self.ways.nearest(function)
        tests = near if self._is_switched(near, touched) else self.ways.tests(function)
        familiar = self._leaves.tests(touched.name.text)
        if familiar is not None:
            tests = familiar if tests is None else tests & familiar
        return tests is not None and all(
            test in makers or self._has_own(test, read, touched) for test in sorted(tests)
        )

    def _is_switched(self, tests: Iterable[Function], touched: Effect) -> bool:
        """Tests give it different constants."""
        own = (one for test in tests for one in self.restores.of(test) if is_same(touched, one))
        return len({self.constants.stored(one.site) for one in own} - {""}) > 1

    def _readers(self, change: Change, read: Read) -> Iterable[Function]:
        """The function that reads; for the suite's own helpers, the tests that call them.

        Where each package's tests are a process, only they meet what one of them leaves there.
        """
        if change.process:
            tests = self._tests_above(read.function)
            return [one for one in tests if self.around.process(one[0]) == change.process]
        is_helper = change.kind == MEMORY and self.is_suite(read.function[0])
        return self._tests_above(read.function) if is_helper else (read.function,)

    def _tests_above(self, function: Function) -> tuple[Function, ...]:
        """The tests that get to a function: itself, or those that call it, however far up."""
        if function in self.around.runs:
            return (function,)
        if function not in self._above:
            callers = self.restores.calls.closure([function])
            reached, waiting = {function}, [function]
            while waiting:
                for caller, _ in callers.get(waiting.pop(), ()):
                    if caller not in reached:
                        reached.add(caller)
                        waiting.append(caller)
            self._above[function] = tuple(sorted(one for one in reached if one in self.around.runs))
        return self._above[function]

    def _enclosing(self, function: Function) -> Iterator[Function]:
        """A function and those that it is nested in."""
        path, scope = function
        while scope != NONE:
            yield path, scope
            scope = self.units[path].scopes[scope].parent

    def _is_inside(self, function: Function, makers: set[Function]) -> bool:
        """A test that is handed to the runner runs within the test function that starts the runner."""
        kinds = {self.units[path].scopes[scope].kind for path, scope in makers}
        is_handed = self.units[function[0]].scopes[function[1]].kind == ScopeKind.CLOSURE
        return is_handed and function in self.around.runs and kinds == {ScopeKind.FUNCTION}

    def _is_in_order(self, function: Function, makers: set[Function]) -> bool:
        """The runner moves all these tests as a whole, whatever else it puts on other lanes."""
        scheduling = self.around.places.tests.scheduling
        items = [item for one in (function, *makers) for item in self.around.tests.get(one, ())]
        wholes = {scheduling.whole_of(item) for item in items}
        return len(wholes) == 1 and scheduling.keeps_together(items[0])

    def _owner(self, function: Function) -> str:
        if function in self.around.runs:
            return self.around.runs[function].place.owner
        unit = self.units[function[0]]
        return f"`{unit.scopes[function[1]].name}`" if function[1] else f"`{unit.path}`"

    def _has_own(self, function: Function, read: Read, touched: Effect) -> bool:
        """The reading test sets the thing up itself, or one of its fixtures does."""
        if self.restores.is_protected(function, touched):
            return True
        for other in self.restores.of(function):
            start = other.start
            is_later = read.function == function and start.start >= read.site.start
            if is_same(touched, other) and not is_later:
                return True
        return any(
            any(is_same(touched, other) for other in self.restores.of(one.function))
            or self.restores.is_protected(one.function, touched)
            for one in self.around.of_test(function)
        )

    def _sets(self, read: Read, change: Change) -> bool:
        """The name of a variable where it is set or removed, not read."""
        unit = self.units[read.function[0]]
        for position in unit.steps_in.get(read.function[1], ()):
            step = unit.facts.steps[position]
            if step.subject == NONE or not step.start <= read.site.start < step.end:
                continue
            subject = unit.site(step.subject)
            is_inside = subject.start <= read.site.start < subject.end
            if is_inside and step.kind in (StepKind.ASSIGN, StepKind.DELETE, StepKind.UPDATE):
                return True
            if is_inside and step.kind == StepKind.CALL and self._is_setting(unit, step.subject):
                return True
        return False

    def _is_setting(self, unit: Unit, call: int) -> bool:
        callee = unit.callee(call)
        return unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] in _SETTING


def as_effect(change: Change) -> Effect:
    return Effect(
        verb=Verb.MUTATE,
        kind=change.kind,
        name=constant(change.name, change.site),
        lanes=Lanes.ALL,
        locked=False,
        once=False,
        tolerant=False,
        late=False,
        moment=None,
        site=change.site,
        call=change.call,
    )
