"""First-party calls: who calls whom, under which conditions, found on demand.

Resolving every call of a large suite would cost more than reading it. A call can only
matter when what it calls has an effect, so callers are looked up by the last name of the
call, and resolved only where a function of that name is known to matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from isolint.linking.arguments import Arguments
from isolint.linking.call import PROGRAM, Apart, Call, Callers
from isolint.linking.callindex import CallIndex
from isolint.linking.construction import Construction, construction_of
from isolint.linking.implied import ImpliedCalls
from isolint.linking.lanes import LaneTests
from isolint.linking.names import Names
from isolint.linking.passing import Given, passed
from isolint.linking.registrars import is_registrar, registrar
from isolint.linking.subtypes import Subtypes
from isolint.linking.surroundings import Around
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, BlockKind, ScopeKind, Step, StepKind
from isolint.model.name import Name, Root
from isolint.model.place import Moment
from isolint.model.resource import Reach, Verb

Function = tuple[str, int]
_FELT = frozenset(
    {Verb.CREATE, Verb.BIND, Verb.WRITE, Verb.MUTATE, Verb.OPEN, Verb.READ, Verb.CHECK, Verb.DESTROY}
)


class Calls:
    """The call graph, and the conditions around any step."""

    def __init__(
        self, names: Names, lanes: LaneTests, test_code: frozenset[str], nodes: Set[tuple[str, int]]
    ) -> None:
        self.names = names
        self.values = names.values
        self.units = names.units
        self.lane_tests = lanes
        surroundings = Around(lanes, test_code)
        self.around = surroundings.of
        self.locking = surroundings.locking
        self.is_late = surroundings.is_late
        self.index = CallIndex(self.values, nodes)
        self._implied = ImpliedCalls(self)
        self.subtypes = Subtypes(self.units.values())
        self._by_name: dict[str, list[tuple[Function, Function, Call]]] = {}
        self._spots: dict[Function, list[tuple[Function, Call]]] = {}
        self.values.passed_value = self.passed_value

    def passed_value(self, unit: Unit, scope: int, name: str) -> Value | None:
        """What a parameter holds, where one call is all there is of its function."""
        if len(self.index.named(unit.scopes[scope].name)) != 1:
            return None
        found = next(iter(self.passed_for(unit, scope, name)), None)
        return None if found is None else self.values.value(found[0], found[1].scope, found[2])

    def passed_for(self, unit: Unit, scope: int, name: str) -> list[tuple[Unit, Step, int]]:
        """What the calls of a function pass for a parameter; nothing where one call is not known."""
        found = []
        for other, position in self.index.named(unit.scopes[scope].name):
            step = other.facts.steps[position]
            callee = self.values.callee(other, step.scope, step.subject)
            if callee != Value("function", "", unit.path, scope):
                return []
            given = passed(other, step.subject, self.units[callee.path], callee.scope).get(name, NONE)
            if given == NONE:
                return []
            found.append((other, step, given))
        return found

    def closure(self, own: Iterable[Function], started: Callers | None = None) -> Callers:
        """For each function that matters, its callers with the call, all the way up.

        `started` has those that start a function without calling it.
        """
        table: Callers = {}
        waiting, seen_names = list(own), set[str]()
        resolved: Callers = {one: list(calls) for one, calls in (started or {}).items()}
        known = set(waiting)
        while waiting:
            function = waiting.pop()
            if function not in self._spots:
                self._spots[function] = [*self._on_the_spot(function), *self._implied.of(function)]
            for caller, call in self._spots[function]:
                resolved.setdefault(function, []).append((caller, call))
            for name in self.names_of(function) - seen_names:
                seen_names.add(name)
                for callee, caller, call in self._resolved(name):
                    resolved.setdefault(callee, []).append((caller, call))
            table[function] = resolved.get(function, [])
            for caller, _ in table[function]:
                if caller not in known:
                    known.add(caller)
                    waiting.append(caller)
        # A name met later may have been another way to call a function seen before.
        return {function: resolved.get(function, []) for function in table}

    def _on_the_spot(self, function: Function) -> Iterator[tuple[Function, Call]]:
        """The call that a function without a name is made for: of itself, or one that takes it."""
        for unit, position, is_callback in self.index.closures.get(function, ()):
            call = self.at(unit, position, function, runs_late=True)
            if is_callback:
                call = call._replace(moment=Moment.TEARDOWN)
            if unit.callee(unit.facts.steps[position].subject) not in self.index.immediate[unit.path]:
                call = call._replace(expression=NONE)
            yield (unit.path, call.scope), call

    def names_of(self, function: Function) -> set[str]:
        """What a call of the function may be written as."""
        if function[1] == PROGRAM:
            return set()
        unit, scope = self.units[function[0]], function[1]
        record = unit.scopes[scope]
        if unit.package and record.kind == ScopeKind.CLOSURE:
            return set(self.index.variables.get(function, ()))
        names = {record.name}
        parent = record.parent
        if record.name in ("__init__", "__enter__", "__exit__", "__call__", "__post_init__"):
            names.add(unit.scopes[parent].name)
            names |= self.subtypes.of(unit.scopes[parent].name)
        while parent != NONE and unit.scopes[parent].kind in (
            ScopeKind.FUNCTION,
            ScopeKind.CLOSURE,
        ):
            names.add(unit.scopes[parent].name)  # the fixture or factory that hands it out
            parent = unit.scopes[parent].parent
        return names

    def _resolved(self, name: str) -> list[tuple[Function, Function, Call]]:
        """The calls that are written with a name: callee, caller and call."""
        if name not in self._by_name:
            found: dict[Function, list[tuple[Function, Call]]] = {}
            self._resolve(name, found)
            self._by_name[name] = [(callee, *each) for callee, known in found.items() for each in known]
        return self._by_name[name]

    def _resolve(self, name: str, into: dict[Function, list[tuple[Function, Call]]]) -> None:
        for unit, position in self.index.named(name):
            step = unit.facts.steps[position]
            callee = self.values.callee(unit, step.scope, step.subject)
            for function, runs_late in self.targets(unit, step, callee):
                call = self.at(unit, position, function, runs_late=runs_late)
                into.setdefault(function, []).append(((unit.path, step.scope), call))

        for unit, position in self.index.callbacks.get(name, ()):
            self._register(unit, position, into)
        for unit, position, value in self.index.passed.get(name, ()):
            self._hand_over(unit, position, value, into)

    def _hand_over(
        self,
        unit: Unit,
        position: int,
        value: int,
        into: dict[Function, list[tuple[Function, Call]]],
    ) -> None:
        """A function made on the spot and passed on is taken to be called there."""
        step = unit.facts.steps[position]
        callee = self.values.value(unit, step.scope, value)
        if callee is None or callee.form != "function" or callee.path != unit.path:
            return
        if unit.scopes[callee.scope].parent == step.scope:
            function = (callee.path, callee.scope)
            call = self.at(unit, position, function, runs_late=True)._replace(expression=NONE)
            into.setdefault(function, []).append(((unit.path, step.scope), call))

    def at(self, unit: Unit, position: int, function: Function, *, runs_late: bool) -> Call:
        """The call of a function that a step is."""
        step = unit.facts.steps[position]
        around = self.around(unit, step)
        return Call(
            path=unit.path,
            scope=step.scope,
            expression=step.subject,
            callee=Value("function", "", function[0], function[1]),
            lanes=around.lanes,
            locked=around.locked,
            once=around.once,
            conditional=around.conditional,
            late=self.is_late(unit, position),
            runs_late=runs_late,
            defers=runs_late and self._is_entered(unit, step) and self._yields_inside(unit, step),
            moment=None,
            site=unit.site(step.subject),
            name=self.units[function[0]].scopes[function[1]].name,
        )

    def _register(self, unit: Unit, position: int, into: dict[Function, list[tuple[Function, Call]]]) -> None:
        """A function handed over to run at teardown counts as called there."""
        step = unit.facts.steps[position]
        handing = self.values.callee(unit, step.scope, step.subject)
        chain = registrar(unit, step.subject, handing)
        function, callback = unit.parts(step.subject)[:2]
        callee = self.values.value(unit, step.scope, callback)
        words = self.values.catalogue.protections
        if not is_registrar(words, unit, function, handing) or callee is None or callee.form != "function":
            return
        call = self.at(unit, position, (callee.path, callee.scope), runs_late=True)
        at_exit = chain.startswith("atexit.") or chain.endswith(".add_cleanup")
        call = call._replace(moment=Moment.EXIT if at_exit else Moment.TEARDOWN)
        into.setdefault((callee.path, callee.scope), []).append(((unit.path, step.scope), call))

    def targets(self, unit: Unit, step: Step, callee: Value | None) -> list[tuple[Function, bool]]:
        """The functions that a call runs; with each whether it runs past its yield too."""
        if callee is None:
            return []
        entered = self._is_entered(unit, step)
        if callee.form == "function":
            other = self.units[callee.path]
            yields = other.scopes[callee.scope].yields
            return [((callee.path, callee.scope), entered or not yields)]
        if callee.form not in ("type", "instance"):
            return []
        wanted = ["__init__", "__post_init__"] if callee.form == "type" else ["__call__"]
        wanted += ["__enter__", "__exit__", "__aenter__", "__aexit__"] if entered else []
        return [((path, scope), True) for path, scope in self._methods(callee, wanted)]

    def _methods(self, owner: Value, names: list[str]) -> list[Function]:
        found: dict[str, Function] = {}
        unit = self.units[owner.path]
        for path, cls in self.values.ancestry(unit, owner.scope):
            bindings = self.units[path].bindings[cls]
            for name in names:
                if name in bindings and bindings[name].form == "definition":
                    found.setdefault(name, (path, bindings[name].target))
        return list(found.values())

    def _is_entered(self, unit: Unit, step: Step) -> bool:
        return step.subject in unit.entered

    def _yields_inside(self, unit: Unit, step: Step) -> bool:
        for position in unit.steps_in.get(step.scope, ()):
            other = unit.facts.steps[position]
            if other.kind == StepKind.YIELD and any(
                block.kind == BlockKind.WITHIN and block.condition == step.subject
                for block in unit.blocks_above(other.block)
            ):
                return True
        return False

    def is_felt(self, apart: Apart, kind: str, verb: Verb, name: Name) -> bool:
        """What is done in a thread or process that is started can be noticed outside of it."""
        word = self.values.catalogue.resources.get(kind)
        if word is None or word.reach is Reach.PROCESS or verb not in _FELT:
            return False
        is_placed = not word.path or name.root not in (Root.CWD, Root.NOWHERE)
        return is_placed or apart is not Apart.ELSEWHERE

    def arguments(self, call: Call) -> Given:
        unit = self.units[call.path]
        if call.apart is not Apart.NOT:
            beside = self.names.making(call.made) if call.made is not None else None
            return Arguments(self.names, unit, call.scope, dict(call.given), call.callee, beside)
        if call.expression == NONE:
            return {}
        is_callback = call.moment is not None
        made = None if is_callback else self._construction(call)
        return self.names.arguments(
            unit,
            call.scope,
            call.expression,
            call.callee,
            skip=1 if is_callback else 0,
            beside=self.names.making(made) if made is not None else None,
        )

    def maker(self, call: Call) -> Function | None:
        """The function that has made the object whose method is called, as far as that is seen."""
        is_plain = call.expression != NONE and call.moment is None
        made = self._construction(call) if is_plain else call.made
        return (made.init.path, made.init.scope) if made is not None else None

    def _construction(self, call: Call) -> Construction | None:
        return construction_of(self.values, self.units[call.path], call.scope, call.expression)
