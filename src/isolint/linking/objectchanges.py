"""What calls of methods change in objects that outlive a test, or in what such objects were given."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.aliases import only_step
from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.holding import Held, Holding
from isolint.linking.mutators import RESETS
from isolint.linking.objectstate import ObjectState
from isolint.linking.passing import passed
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind
from isolint.model.resource import Verb

_AROUND = frozenset({"__enter__", "__exit__"})
_RUNNING = (ScopeKind.FUNCTION, ScopeKind.CLOSURE)


class ObjectChanges:
    """The calls of first-party methods that change fields, as changes of the variables behind them."""

    def __init__(self, holding: Holding, state: ObjectState) -> None:
        self.holding = holding
        self.values = holding.values
        self.units = holding.units
        self.state = state

    def collect(self) -> dict[Function, list[Effect]]:
        """All of them, by the function that calls."""
        found: dict[Function, list[Effect]] = {}
        for unit in self.units.values():
            for position in () if unit.package else self._positions(unit):
                step = unit.facts.steps[position]
                is_running = unit.scopes[step.scope].kind in _RUNNING
                if not is_running or self.holding.fakes.is_refused(unit, step):
                    continue
                is_call = step.kind == StepKind.CALL
                for held, verb in self._of_call(unit, step) if is_call else self._of_entering(unit, step):
                    at = step.subject if is_call else step.value
                    effect = self.holding.effect(unit, position, held, verb, at)
                    found.setdefault((unit.path, step.scope), []).append(effect)
        return found

    def _positions(self, unit: Unit) -> list[int]:
        """Calls of methods that change something, and context managers that are entered."""
        calls = unit.calls.of_any(self.state.names)
        if self.state.names.isdisjoint(_AROUND) or not unit.entered:
            return calls
        entered = (at for at, step in enumerate(unit.facts.steps) if step.kind == StepKind.ENTER)
        return sorted((*calls, *entered))

    def _of_entering(self, unit: Unit, step: Step) -> Iterator[tuple[Held, Verb]]:
        held = self.holding.held(unit, step.scope, step.value)
        value = self.values.value(unit, step.scope, step.value) if held is not None else None
        if held is None or value is None or value.form != "instance":
            return
        for name in sorted(_AROUND):
            method = self.state.method(self.units[value.path], value.scope, name)
            for field in self.state.changing.get(method, ()) if method is not None else ():
                # It sets up what it needs: what was there before is of no account.
                yield Held(f"{held.key}.{field}[]", held.text, inside=True), Verb.CLOSE

    def _of_call(self, unit: Unit, step: Step) -> Iterator[tuple[Held, Verb]]:
        callee = unit.callee(step.subject)
        if unit.kinds[callee] != ExprKind.ATTRIBUTE or unit.texts[callee] not in self.state.names:
            return
        owner = unit.parts(callee)[0]
        held = self.holding.held(unit, step.scope, owner)
        given = {} if held is not None else self._given(unit, step, owner)
        if held is None and not given:
            return
        method = self.values.callee(unit, step.scope, step.subject)
        if method is None or method.form != "function":
            return
        is_reset = unit.texts[callee] in RESETS
        for field, verb in self.state.changing.get((method.path, method.scope), {}).items():
            verb = Verb.CLOSE if is_reset else verb
            if held is not None:
                yield Held(f"{held.key}.{field}[]", held.text, inside=True), verb
            elif field in given and verb is not Verb.WRITE:
                yield Held(f"{given[field].key}[]", given[field].text, inside=True), verb

    def _given(self, unit: Unit, step: Step, owner: int) -> dict[str, Held]:
        """The fields of a local object that hold a variable's own thing, because it was made from that."""
        name = unit.texts[owner]
        home = unit.home(step.scope, name) if unit.kinds[owner] == ExprKind.NAME else 0
        made = only_step(unit, home, name)
        if made is None:
            return {}
        if made.kind != StepKind.ASSIGN or made.value == NONE or unit.kinds[made.value] != ExprKind.CALL:
            return {}
        cls = self.values.callee(unit, made.scope, made.value)
        if cls is None or cls.form != "type":
            return {}
        init = self.state.method(self.units[cls.path], cls.scope, "__init__")
        if init is None:
            return {}
        other = self.units[init[0]]
        arguments = passed(unit, made.value, other, init[1], bound=True)
        return {
            field: held
            for field, parameter in self.state.kept(init).items()
            if parameter in arguments
            and (held := self.holding.held(unit, made.scope, arguments[parameter])) is not None
        }
