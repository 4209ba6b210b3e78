"""Conditions that differ from lane to lane: in which lanes a guarded step runs.

Expressions are evaluated four times, once for each kind of process, with the worker's
id, the attribute that a worker's config has, the variables in its environment and the
options of the command line standing for themselves. What none of that decides is unknown,
and an unknown condition narrows nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import ge, gt, le, lt

from isolint.linking.symbols import Symbol
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.linking.values import Values
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind
from isolint.model.place import Lanes
from isolint.model.running import LaneWord


class Unknown:
    """The value of what no lane decides."""


UNKNOWN = Unknown()
KINDS = (Lanes.SERIAL, Lanes.CONTROLLER, Lanes.FIRST, Lanes.REST)
_IDS = {Lanes.FIRST: "gw0", Lanes.REST: "gw1"}
_OTHERS = range(2, 1024)
"""The numbers of all processes but the first, where they have numbers."""
_ORDER: dict[str, Callable[[int, int], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_CONSTANTS = {"None": None, "True": True, "False": False, "...": ...}
_DEPTH = 8


class LaneTests:
    """Answers which lanes pass a condition, with what the catalogue says of lane tests."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self._truths: dict[tuple[str, int, int], dict[Lanes, bool | None]] = {}
        self._words: dict[str, dict[str, LaneWord]] = {}
        for word in values.catalogue.lanes:
            self._words.setdefault(word.form, {})[word.text] = word

    def of_block(self, unit: Unit, block: int) -> Lanes:
        """The lanes that reach the steps of a block, as far as its conditions tell."""
        lanes = Lanes.ALL
        for above in unit.blocks_above(block):
            if above.condition != NONE and above.kind in (BlockKind.WHEN, BlockKind.UNLESS):
                truth = self.truth(unit, above.scope, above.condition)
                wanted = above.kind == BlockKind.WHEN
                for lane in KINDS:
                    if truth[lane] is (not wanted):
                        lanes &= ~lane
        return lanes

    def truth(self, unit: Unit, scope: int, condition: int) -> dict[Lanes, bool | None]:
        """For each kind of process: whether the condition holds; None where that is open."""
        key = (unit.path, scope, condition)
        answers = self._truths.get(key)
        if answers is None:
            answers = self._truths[key] = {}
            for lane in KINDS:
                found = self.evaluate(unit, scope, condition, lane, _DEPTH)
                answers[lane] = None if isinstance(found, Unknown) else bool(found)
        return answers

    def evaluate(self, unit: Unit, scope: int, expression: int, lane: Lanes, depth: int) -> object:
        """The value of an expression in one kind of process, or UNKNOWN."""
        if depth == 0 or expression == NONE:
            return UNKNOWN
        kind, text = unit.kinds[expression], unit.texts[expression]
        if kind == ExprKind.STRING:
            return text
        if kind == ExprKind.SINGLETON:
            return _CONSTANTS[text]
        if kind == ExprKind.NUMBER:
            return int(text) if text.isdigit() else UNKNOWN
        if kind == ExprKind.MAP:
            return self._map(unit, scope, expression, lane, depth)
        if kind in (ExprKind.LIST, ExprKind.TUPLE, ExprKind.SET):
            return [self.evaluate(unit, scope, p, lane, depth - 1) for p in unit.parts(expression)]
        if kind == ExprKind.UNARY and text == "not":
            inner = self.evaluate(unit, scope, unit.parts(expression)[0], lane, depth - 1)
            return inner if isinstance(inner, Unknown) else not inner
        if kind == ExprKind.LOGIC:
            return self._logic(unit, scope, expression, lane, depth)
        if kind == ExprKind.COMPARE:
            return self._compare(unit, scope, expression, lane, depth)
        if kind == ExprKind.BIND:
            return self.evaluate(unit, scope, unit.parts(expression)[1], lane, depth - 1)
        if kind == ExprKind.CHOICE:
            return self._choice(unit, scope, expression, lane, depth)
        if kind == ExprKind.CALL:
            return self._call(unit, scope, expression, lane, depth)
        if kind in (ExprKind.NAME, ExprKind.ATTRIBUTE):
            return self._named(unit, scope, expression, lane, depth)
        if kind == ExprKind.INDEX:
            return self._index(unit, scope, expression, lane, depth)
        return UNKNOWN

    def _logic(self, unit: Unit, scope: int, expression: int, lane: Lanes, depth: int) -> object:
        """`and` and `or` by Kleene's rules: an unknown operand may not matter."""
        stops_at = unit.texts[expression] == "or"
        known = True
        last: object = UNKNOWN
        for part in unit.parts(expression):
            last = self.evaluate(unit, scope, part, lane, depth - 1)
            if isinstance(last, Unknown):
                known = False
            elif bool(last) is stops_at:
                return last
        return last if known else UNKNOWN

    def _choice(self, unit: Unit, scope: int, expression: int, lane: Lanes, depth: int) -> object:
        condition, yes, no = unit.parts(expression)
        found = self.evaluate(unit, scope, condition, lane, depth - 1)
        if isinstance(found, Unknown):
            return UNKNOWN
        return self.evaluate(unit, scope, yes if found else no, lane, depth - 1)

    def _compare(self, unit: Unit, scope: int, expression: int, lane: Lanes, depth: int) -> object:
        operators, parts = unit.texts[expression].split(), unit.parts(expression)
        if len(operators) != 1:
            return UNKNOWN
        left, right = (self.evaluate(unit, scope, part, lane, depth - 1) for part in parts)
        if operators[0] in ("in", "not-in") and isinstance(right, Unknown):
            found = self._is_member(unit, scope, parts, lane)
            return found if isinstance(found, Unknown) or operators[0] == "in" else not found
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return UNKNOWN
        return _compared(operators[0], left, right)

    def _is_member(self, unit: Unit, scope: int, parts: list[int], lane: Lanes) -> object:
        """`"VARIABLE" in os.environ`."""
        owner = self.values.value(unit, scope, parts[1])
        if owner == Value("chain", "os.environ") and unit.kinds[parts[0]] == ExprKind.STRING:
            return self._environment(unit.texts[parts[0]], lane) is not None
        return UNKNOWN

    def _environment(self, variable: str, lane: Lanes) -> object:
        word = self._words.get("environment", {}).get(variable)
        if word is None:
            return UNKNOWN
        return _IDS.get(lane) if lane in word.true_in else None

    def _call(self, unit: Unit, scope: int, expression: int, lane: Lanes, depth: int) -> object:
        callee = self.values.callee(unit, scope, expression)
        arguments = unit.parts(expression)[1:]
        if callee is None:
            return UNKNOWN
        if callee.form == "function":
            return self._returned(callee, lane, depth)
        if callee.text == "bool" and arguments:
            return self.evaluate(unit, scope, arguments[0], lane, depth - 1)
        if callee.text in ("hasattr", "getattr") and len(arguments) >= 2:
            return self._has_attribute(unit, scope, arguments, lane, depth)
        if callee.text in ("os.environ.get", "os.getenv", "environ.get") and arguments:
            return self._variable(unit, scope, arguments, lane, depth)
        if callee.text.endswith((".getoption", ".getvalue")) and arguments:
            return self._option(unit.texts[arguments[0]].lstrip("-"), lane)
        if callee.text.endswith(".startswith") and arguments:
            return self._starts(unit, scope, expression, lane, depth)
        word = self._words.get("call", {}).get(callee.text)
        if word is not None:
            return lane in word.true_in
        return self._identity(callee.text, lane)

    def _starts(self, unit: Unit, scope: int, expression: int, lane: Lanes, depth: int) -> object:
        callee, *arguments = unit.parts(expression)
        text = self.evaluate(unit, scope, unit.parts(callee)[0], lane, depth - 1)
        prefix = self.evaluate(unit, scope, arguments[0], lane, depth - 1)
        if isinstance(text, str) and isinstance(prefix, str):
            return text.startswith(prefix)
        return UNKNOWN

    def _returned(self, function: Value, lane: Lanes, depth: int) -> object:
        """What a first-party predicate such as `is_controller(config)` returns in a lane."""
        unit = self.values.symbols.units[function.path]
        steps = [unit.facts.steps[at] for at in unit.steps_in.get(function.scope, ())]
        returns = [step for step in steps if step.kind == StepKind.RETURN]
        if len(returns) != 1 or any(step.kind == StepKind.YIELD for step in steps):
            return UNKNOWN
        return self.evaluate(unit, function.scope, returns[0].value, lane, depth - 1)

    def _has_attribute(self, unit: Unit, scope: int, arguments: list[int], lane: Lanes, depth: int) -> object:
        """`hasattr(config, "workerinput")`, and `getattr` with a default."""
        word = self._words.get("attribute", {}).get(unit.texts[arguments[1]])
        if word is None:
            return UNKNOWN
        present = lane in word.true_in and unit.scopes[scope].name not in word.unset_in
        if len(arguments) < 3:
            return present
        if present:
            return {"workerid": _IDS[lane]}
        return self.evaluate(unit, scope, arguments[2], lane, depth - 1)

    def _map(self, unit: Unit, scope: int, expression: int, lane: Lanes, depth: int) -> object:
        found: dict[object, object] = {}
        for pair in unit.parts(expression):
            if unit.kinds[pair] != ExprKind.PAIR:
                return UNKNOWN
            key, value = unit.parts(pair)
            found[unit.texts[key]] = self.evaluate(unit, scope, value, lane, depth - 1)
        return found

    def _variable(self, unit: Unit, scope: int, arguments: list[int], lane: Lanes, depth: int) -> object:
        found = self._environment(unit.texts[arguments[0]], lane)
        if found is None and len(arguments) > 1:
            return self.evaluate(unit, scope, arguments[1], lane, depth - 1)
        return found

    def _option(self, name: str, lane: Lanes) -> object:
        word = self._words.get("option", {}).get(name)
        if word is None:
            return UNKNOWN
        chosen = lane in word.true_in
        if name == "dist":
            return "load" if chosen else "no"
        return 2 if chosen else None

    def _identity(self, chain: str, lane: Lanes) -> object:
        word = self._words.get("identity", {}).get(chain)
        if word is not None and word.numbered:
            return _OTHERS if lane == Lanes.REST else 1
        return UNKNOWN if word is None else _IDS.get(lane, word.serial)

    def _named(self, unit: Unit, scope: int, expression: int, lane: Lanes, depth: int) -> object:
        dotted = unit.dotted(expression)
        if dotted.endswith("__name__"):
            return "a module"  # never "__main__": the suite is imported
        if dotted.endswith("TYPE_CHECKING"):
            return False
        owner, _, attribute = dotted.rpartition(".")
        if owner.endswith("option"):
            return self._option(attribute, lane)
        value = self.values.value(unit, scope, expression)
        if value is not None and value.form == "chain":
            found = self._identity(value.text, lane)
            if not isinstance(found, Unknown):
                return found
        symbol = self.values.symbols.lookup(unit, scope, dotted) if dotted and not owner else None
        return self._assigned(symbol, lane, depth) if symbol is not None else UNKNOWN

    def _assigned(self, symbol: Symbol, lane: Lanes, depth: int) -> object:
        """A variable that is assigned once stands for what was assigned."""
        if symbol.form != "variable":
            return UNKNOWN
        unit = self.values.symbols.units[symbol.path]
        binding = unit.bindings[symbol.scope][symbol.name]
        steps = [unit.facts.steps[at] for at in binding.steps]
        if len(steps) != 1 or steps[0].kind != StepKind.ASSIGN:
            return UNKNOWN
        if unit.kinds[steps[0].subject] != ExprKind.NAME:
            return UNKNOWN
        return self.evaluate(unit, steps[0].scope, steps[0].value, lane, depth - 1)

    def _index(self, unit: Unit, scope: int, expression: int, lane: Lanes, depth: int) -> object:
        owner, key = unit.parts(expression)
        value = self.values.value(unit, scope, owner)
        text = unit.texts[key]
        if value == Value("chain", "os.environ"):
            return self._environment(text, lane)
        if unit.dotted(owner).endswith("workerinput"):
            return _IDS.get(lane, UNKNOWN) if text == "workerid" else UNKNOWN
        whole = self.evaluate(unit, scope, owner, lane, depth - 1)
        return whole.get(text, UNKNOWN) if isinstance(whole, dict) else UNKNOWN


def _compared(operator: str, left: object, right: object) -> object:
    if isinstance(left, range):
        return _agreed([_compared(operator, one, right) for one in left])
    if isinstance(right, range):
        return _agreed([_compared(operator, left, one) for one in right])
    if isinstance(left, int) and isinstance(right, int) and operator in _ORDER:
        return _ORDER[operator](left, right)
    if operator in ("==", "is"):
        return left == right
    if operator in ("!=", "is-not"):
        return left != right
    if operator in ("in", "not-in") and isinstance(right, list):
        if any(isinstance(one, Unknown) for one in right):
            return UNKNOWN
        return (left in right) is (operator == "in")
    if operator in ("in", "not-in") and isinstance(right, str) and isinstance(left, str):
        return (left in right) is (operator == "in")
    return UNKNOWN


def _agreed(answers: list[object]) -> object:
    """What holds for each of some processes alike."""
    return answers[0] if all(one == answers[0] for one in answers) else UNKNOWN
