"""Memory that outlives a test: which variables are written where, and who reads them."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.calls import Calls, Function
from isolint.linking.effects import Effect, Summaries
from isolint.linking.naming import constant
from isolint.linking.places import Places
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, Step, StepKind
from isolint.model.memory import Touch, Variable
from isolint.model.place import Lanes, Moment
from isolint.model.resource import Verb
from isolint.model.source import Site

_MUTATORS = frozenset(
    {"append", "add", "update", "extend", "insert", "setdefault", "appendleft", "put", "push"}
)
_CLOSING = frozenset({"close", "stop", "shutdown", "kill", "terminate", "quit", "disconnect", "server_close"})
_WRITING = frozenset({StepKind.ASSIGN, StepKind.UPDATE, StepKind.ENTER, StepKind.ITERATE})
_ENVIRONMENT = "os.environ"


class Memory:
    """Finds writes of globals, and for those written in one lane only, the reads."""

    def __init__(self, places: Places, calls: Calls) -> None:
        self.places = places
        self.calls = calls
        self.values = calls.values
        self.units = calls.units
        own: dict[Function, list[Effect]] = {}
        for unit in self.units.values():
            for function, effect in self._writes(unit):
                own.setdefault(function, []).append(effect)
        self.writers = own
        self._write_touches = self._touches(own)
        self._unreached = self._unreached_names(own)

    @property
    def run_variables(self) -> frozenset[str]:
        """Environment variables that the controller sets before the workers start."""
        found = set()
        for name, touches in self._write_touches.items():
            variable = name.removeprefix(f"{_ENVIRONMENT}:")
            is_once = all(not touch.lanes & Lanes.REST for touch in touches)
            if variable != name and is_once and name not in self._unreached:
                found.add(variable)
        return frozenset(found)

    @property
    def set_variables(self) -> frozenset[str]:
        """Environment variables that any code of the project sets."""
        return frozenset(
            name.removeprefix(f"{_ENVIRONMENT}:")
            for name in self._write_touches
            if name.startswith(f"{_ENVIRONMENT}:")
        )

    @property
    def late_environment(self) -> tuple[Touch, ...]:
        """Environment that the controller sets when the worker it is meant for has started."""
        return tuple(
            touch
            for name, touches in sorted(self._write_touches.items())
            if name.startswith(f"{_ENVIRONMENT}:")
            for touch in touches
            if touch.lanes == Lanes.CONTROLLER
            and touch.place.lanes == Lanes.CONTROLLER
            and touch.place.moment is Moment.CONFIGURE
            and not touch.ordered
        )

    def variables(self) -> tuple[Variable, ...]:
        """Variables that one lane writes and no other ever does, with their reads."""
        once = {
            name: touches
            for name, touches in self._write_touches.items()
            if name not in self._unreached
            and not name.startswith(f"{_ENVIRONMENT}:")
            and all(not touch.lanes & Lanes.REST for touch in touches)
            and any(touch.lanes.only_once or touch.lanes.never_parallel for touch in touches)
        }
        reads = self._touches(self._reads(frozenset(once)))
        return tuple(
            Variable(
                name=_spoken(name),
                initial=self._initial(name),
                writes=tuple(once[name]),
                reads=tuple(touch for touch in reads.get(name, ())),
            )
            for name in sorted(once)
        )

    def _touches(self, own: dict[Function, list[Effect]]) -> dict[str, list[Touch]]:
        """Effects on memory in the places where entry points make them happen, by variable."""
        summaries = Summaries(self.calls, own)
        found: dict[str, dict[tuple[object, ...], Touch]] = {}
        for entry in self.places.entries:
            for effect in summaries.of.get((entry.path, entry.scope), {}).values():
                place = entry.after if effect.late else entry.place
                lanes = place.lanes & effect.lanes
                where = self.places.where(effect.site, effect.via)
                if not lanes or where is None:
                    continue
                touch = Touch(
                    site=where,
                    place=place,
                    lanes=lanes,
                    ordered=place.ordered,
                    closes=effect.verb is Verb.CLOSE,
                )
                key = (where, place.lanes, place.moment, lanes)
                found.setdefault(effect.name.text, {}).setdefault(key, touch)
        return {
            name: sorted(touches.values(), key=lambda touch: (touch.site, touch.lanes.value))
            for name, touches in found.items()
        }

    def _unreached_names(self, own: dict[Function, list[Effect]]) -> frozenset[str]:
        """Variables with a writer that nobody is seen to call: it may run anywhere."""
        callers = self.calls.closure(own)
        entries = {(entry.path, entry.scope) for entry in self.places.entries}
        reached = set(entries)
        waiting = [function for function in callers if function in entries]
        downward: dict[Function, list[Function]] = {}
        for function, known in callers.items():
            for caller, _ in known:
                downward.setdefault(caller, []).append(function)
        while waiting:
            for function in downward.get(waiting.pop(), ()):
                if function not in reached:
                    reached.add(function)
                    waiting.append(function)
        return frozenset(
            effect.name.text
            for function, effects in own.items()
            if function not in reached
            for effect in effects
        )

    def _writes(self, unit: Unit) -> Iterator[tuple[Function, Effect]]:
        for position, step in enumerate(unit.facts.steps):
            if step.kind in _WRITING and step.subject != NONE:
                for target in self._targets(unit, step.subject):
                    name = self._written(unit, step, target)
                    if name:
                        yield (unit.path, step.scope), self._effect(unit, position, name, target)
            elif step.kind == StepKind.CALL:
                callee = unit.callee(step.subject)
                if unit.texts[callee] in _MUTATORS and unit.kinds[callee] == ExprKind.ATTRIBUTE:
                    name = self._mutated(unit, step, callee)
                    if name:
                        effect = self._effect(unit, position, name, step.subject)
                        yield (unit.path, step.scope), effect

    def _targets(self, unit: Unit, expression: int) -> list[int]:
        if unit.kinds[expression] in (ExprKind.TUPLE, ExprKind.LIST, ExprKind.SPREAD):
            parts = unit.parts(expression)
            return [target for part in parts for target in self._targets(unit, part)]
        return [expression]

    def _written(self, unit: Unit, step: Step, target: int) -> str:
        """The variable that an assignment target means, "" for a local."""
        kind, text = unit.kinds[target], unit.texts[target]
        scope = unit.scopes[step.scope]
        if kind == ExprKind.NAME:
            return self._written_name(unit, step, text)
        is_import = scope.kind != ScopeKind.FUNCTION
        if is_import and self.calls.around(unit, step).lanes == Lanes.ALL:
            return ""  # on import, and in every process alike: the value to start with
        if kind == ExprKind.ATTRIBUTE:
            owner = self.values.value(unit, step.scope, unit.parts(target)[0])
            if owner is not None and owner.form == "instance":
                return ""  # the object's own
            return self._attribute(unit, step.scope, target)
        if kind == ExprKind.INDEX:
            owner, key = unit.parts(target)
            value = self.values.value(unit, step.scope, owner)
            if value == Value("chain", _ENVIRONMENT):
                return f"{_ENVIRONMENT}:{unit.texts[key]}"
            return self._variable(unit, step.scope, owner)
        return ""

    def _written_name(self, unit: Unit, step: Step, name: str) -> str:
        """A global that a function rebinds, or a module's own name under a condition."""
        scope = unit.scopes[step.scope]
        if scope.kind == ScopeKind.FUNCTION:
            return f"{unit.path}::{name}" if name in scope.outer else ""
        if step.scope == 0 and unit.facts.blocks[step.block].parent != NONE:
            lanes = self.calls.around(unit, step).lanes
            return f"{unit.path}::{name}" if lanes != Lanes.ALL else ""
        return ""

    def _attribute(self, unit: Unit, scope: int, expression: int) -> str:
        """The variable behind `owner.name` where the owner lives as long as the process."""
        text = unit.texts[expression]
        owner = self.values.value(unit, scope, unit.parts(expression)[0])
        if owner is None:
            return ""
        if owner.form == "module":
            return f"{owner.path}::{text}"
        if owner.form in ("type", "instance"):
            return self._of_class(owner, text)
        if owner.form == "chain" and owner.text == "fixture:pytestconfig":
            return f"config.{text}"
        if owner.form == "chain" and owner.text == "pytest":
            return f"pytest.{text}"
        return ""

    def _of_class(self, owner: Value, name: str) -> str:
        """A class attribute, under the class of the family that binds it, else under its own."""
        unit = self.units[owner.path]
        family = self.values.ancestry(unit, owner.scope)
        for path, cls in family:
            if name in self.units[path].bindings[cls]:
                return f"{path}::{self.units[path].scopes[cls].name}.{name}"
        path, cls = family[-1]
        return f"{path}::{self.units[path].scopes[cls].name}.{name}"

    def _variable(self, unit: Unit, scope: int, expression: int) -> str:
        """The module variable or class attribute that an expression names."""
        if unit.kinds[expression] == ExprKind.ATTRIBUTE:
            return self._attribute(unit, scope, expression)
        if unit.kinds[expression] != ExprKind.NAME:
            return ""
        symbol = self.values.symbols.lookup(unit, scope, unit.texts[expression])
        if symbol is None or symbol.form != "variable" or symbol.scope != 0:
            return ""
        return f"{symbol.path}::{symbol.name}"

    def _mutated(self, unit: Unit, step: Step, callee: int) -> str:
        if unit.scopes[step.scope].kind != ScopeKind.FUNCTION:
            return ""
        owner = unit.parts(callee)[0]
        value = self.values.value(unit, step.scope, owner)
        arguments = unit.parts(step.subject)[1:]
        if value == Value("chain", _ENVIRONMENT):
            return f"{_ENVIRONMENT}:{_key(unit, arguments)}"
        if value is not None and value.form == "instance":
            return ""
        return self._variable(unit, step.scope, owner)

    def _effect(self, unit: Unit, position: int, name: str, target: int) -> Effect:
        step = unit.facts.steps[position]
        return self._touch(unit, step, name, unit.site(target), Verb.WRITE, position)

    def _touch(self, unit: Unit, step: Step, name: str, site: Site, verb: Verb, position: int) -> Effect:
        around = self.calls.around(unit, step)
        return Effect(
            verb=verb,
            kind="memory",
            name=constant(name, site),
            lanes=around.lanes,
            locked=around.locked,
            once=around.once,
            conditional=around.conditional,
            tolerant=False,
            late=self.calls.is_late(unit, position) if position != NONE else False,
            moment=None,
            site=site,
            call="",
        )

    def _reads(self, names: frozenset[str]) -> dict[Function, list[Effect]]:
        """Reads of some variables, by function."""
        own: dict[Function, list[Effect]] = {}
        lasts = {name.rpartition("::")[2].rpartition(".")[2] for name in names}
        written = {effect.site for effects in self.writers.values() for effect in effects}
        for unit in self.units.values() if names else ():
            if lasts.isdisjoint(unit.vocabulary):
                continue
            for expression, text in enumerate(unit.texts):
                kind = unit.kinds[expression]
                if text not in lasts or kind not in (ExprKind.NAME, ExprKind.ATTRIBUTE):
                    continue
                site = unit.site(expression)
                step = unit.step_at(site.start)
                if step is None or site in written:
                    continue
                name = self._variable(unit, step.scope, expression)
                is_read = name in names and not self._is_target(unit, step, expression)
                if is_read and not self._is_asked_for(unit, step, text):
                    closing = self._closing(unit, step, expression)
                    verb = Verb.READ if closing is None else Verb.CLOSE
                    effect = self._touch(unit, step, name, closing or site, verb, NONE)
                    own.setdefault((unit.path, step.scope), []).append(effect)
        return own

    def _is_asked_for(self, unit: Unit, step: Step, name: str) -> bool:
        """Under a condition that looks whether the variable is set at all, or in it."""
        if step.subject == NONE and step.value == NONE and unit.is_condition(step.start):
            return True
        return any(
            block.condition != NONE
            and block.kind in (BlockKind.WHEN, BlockKind.UNLESS)
            and name in unit.texts_under(block.condition)
            for block in unit.blocks_above(step.block)
        )

    def _closing(self, unit: Unit, step: Step, expression: int) -> Site | None:
        """The call that closes what is read: `server.stop()`, at once or by a local name."""
        local = ""
        if step.kind == StepKind.ASSIGN and step.value == expression:
            local = unit.texts[step.subject]
        for position in unit.steps_in.get(step.scope, ()):
            other = unit.facts.steps[position]
            if other.kind != StepKind.CALL:
                continue
            callee = unit.parts(other.subject)[0]
            if unit.kinds[callee] == ExprKind.ATTRIBUTE and unit.texts[callee] in _CLOSING:
                owner = unit.parts(callee)[0]
                if owner == expression or (local and unit.texts[owner] == local):
                    return unit.site(other.subject)
        return None

    def _is_target(self, unit: Unit, step: Step, expression: int) -> bool:
        is_write = step.kind == StepKind.ASSIGN and step.subject != NONE
        return is_write and expression in self._targets(unit, step.subject)

    def _initial(self, name: str) -> str:
        """The text of what a variable holds in a process that never writes it."""
        path, _, rest = name.partition("::")
        if path not in self.units or "." in rest:
            return ""
        unit = self.units[path]
        binding = unit.bindings[0].get(rest)
        for position in binding.steps if binding else ():
            step = unit.facts.steps[position]
            if step.scope == 0 and step.value != NONE:
                kind = unit.kinds[step.value]
                if kind in (ExprKind.SINGLETON, ExprKind.NUMBER, ExprKind.STRING):
                    quote = '"' if kind == ExprKind.STRING else ""
                    return f"{quote}{unit.texts[step.value]}{quote}"
                return {ExprKind.LIST: "[]", ExprKind.MAP: "{}", ExprKind.SET: "set()"}.get(
                    ExprKind(kind), ""
                )
        return ""


def _key(unit: Unit, arguments: list[int]) -> str:
    """The variable that `setdefault("X", ...)` or `update(X=...)` sets, "*" where unknown."""
    first = arguments[0] if arguments else NONE
    if first != NONE and unit.kinds[first] in (ExprKind.STRING, ExprKind.KEYWORD):
        return unit.texts[first]
    return "*"


def _spoken(name: str) -> str:
    return name.rpartition("::")[2]
