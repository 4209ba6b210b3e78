"""Variables that outlive a test: module globals, class attributes, what hangs on the config."""

from __future__ import annotations

from collections.abc import Mapping

from isolint.linking.calls import Calls
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step
from isolint.model.place import Lanes
from isolint.model.vocabulary import ProtectionWord

ENVIRONMENT = "os.environ"


class Variables:
    """Says which variable an expression means, by an id that all files share; "" for none."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.values = calls.values
        self.units = calls.units
        self._changing = _changing(calls.values.catalogue.protections)
        self._changing_names = frozenset(self._changing)

    def targets(self, unit: Unit, expression: int) -> list[int]:
        """The single targets of an assignment."""
        if unit.kinds[expression] in (ExprKind.TUPLE, ExprKind.LIST, ExprKind.SPREAD):
            parts = unit.parts(expression)
            return [target for part in parts for target in self.targets(unit, part)]
        return [expression]

    def written(self, unit: Unit, step: Step, target: int) -> str:
        """The variable that an assignment target means, "" for a local."""
        kind, text = unit.kinds[target], unit.texts[target]
        scope = unit.scopes[step.scope]
        if kind == ExprKind.NAME:
            return self._written_name(unit, step, text)
        is_import = scope.kind in (ScopeKind.MODULE, ScopeKind.TYPE)
        if is_import and self.calls.around(unit, step).lanes == Lanes.ALL:
            return ""  # on import, and in every process alike: the value to start with
        if kind == ExprKind.ATTRIBUTE:
            if unit.package:
                # A part of an object is filled in: as good as the whole, for who asks whether it is there.
                return self.around(unit, step.scope, unit.parts(target)[0])
            owner = self.values.value(unit, step.scope, unit.parts(target)[0])
            if owner is not None and owner.form == "instance":
                return ""  # the object's own
            return self._attribute(unit, step.scope, target)
        if kind == ExprKind.INDEX:
            container, key = unit.parts(target)
            held = self.values.value(unit, step.scope, container)
            if held == Value("chain", ENVIRONMENT):
                return f"{ENVIRONMENT}:{unit.texts[key]}"
            return (self.around if unit.package else self.named)(unit, step.scope, container)
        return ""

    def _written_name(self, unit: Unit, step: Step, name: str) -> str:
        """A global that a function rebinds, or a module's own name under a condition."""
        scope = unit.scopes[step.scope]
        if unit.package:
            return self._of_package(unit, step.scope, name)
        if scope.kind == ScopeKind.FUNCTION:
            return f"{unit.path}::{name}" if name in scope.outer else ""
        if step.scope == 0 and unit.facts.blocks[step.block].parent != NONE:
            lanes = self.calls.around(unit, step).lanes
            return f"{unit.path}::{name}" if lanes != Lanes.ALL else ""
        return ""

    def _of_package(self, unit: Unit, scope: int, name: str) -> str:
        """A variable of the package, whichever file declares it."""
        if name not in unit.scopes[scope].outer:
            return ""
        symbol = self.values.symbols.lookup(unit, scope, name)
        is_variable = symbol is not None and symbol.form == "variable" and symbol.scope == 0
        return f"{symbol.path}::{name}" if symbol is not None and is_variable else ""

    def _attribute(self, unit: Unit, scope: int, expression: int) -> str:
        """The variable behind `owner.name` where the owner lives as long as the process."""
        text = unit.texts[expression]
        owner = self.values.value(unit, scope, unit.parts(expression)[0])
        if owner is None:
            return ""
        if owner.form == "module":
            symbol = self.values.symbols.member(owner.path, text)
            is_declared = symbol is not None and symbol.form == "variable"
            return f"{symbol.path if symbol is not None and is_declared else owner.path}::{text}"
        if owner.form in ("type", "instance"):
            return "" if unit.package else self._of_class(owner, text)
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

    def named(self, unit: Unit, scope: int, expression: int) -> str:
        """The module variable or class attribute that an expression names."""
        if unit.kinds[expression] == ExprKind.ATTRIBUTE:
            return self._attribute(unit, scope, expression)
        if unit.kinds[expression] != ExprKind.NAME:
            return ""
        symbol = self.values.symbols.lookup(unit, scope, unit.texts[expression])
        if symbol is None or symbol.form != "variable" or symbol.scope != 0:
            return ""
        return f"{symbol.path}::{symbol.name}"

    def around(self, unit: Unit, scope: int, expression: int) -> str:
        """The variable that an expression names, or that it names a part of."""
        found = self.named(unit, scope, expression)
        if found or unit.kinds[expression] not in (ExprKind.ATTRIBUTE, ExprKind.INDEX):
            return found
        return self.around(unit, scope, unit.parts(expression)[0])

    @staticmethod
    def handing_over(unit: Unit) -> frozenset[int]:
        """The positions of the calls that are given addresses."""
        addresses = {one for one in unit.of_kind(ExprKind.UNARY) if unit.texts[one] == "&"}
        steps = unit.facts.steps
        return frozenset(
            at
            for at in (unit.calls.every if addresses else ())
            if not addresses.isdisjoint(unit.parts(steps[at].subject))
        )

    def mutating(self, unit: Unit) -> list[int]:
        """The positions of the calls that `mutated` may have an answer for."""
        return unit.calls.of_any(self._changing_names)

    def mutated(self, unit: Unit, step: Step, callee: int) -> str:
        """The variable that a call such as `X.append` changes in place, "" for a local."""
        if unit.scopes[step.scope].kind in (ScopeKind.MODULE, ScopeKind.TYPE):
            return ""
        if unit.kinds[callee] != ExprKind.ATTRIBUTE or not self._changes(unit, step, callee):
            return ""
        owner = unit.parts(callee)[0]
        value = self.values.value(unit, step.scope, owner)
        arguments = unit.parts(step.subject)[1:]
        if value == Value("chain", ENVIRONMENT):
            return f"{ENVIRONMENT}:{_key(unit, arguments)}"
        if value is not None and value.form == "instance":
            return ""
        return self.named(unit, step.scope, owner)

    def _changes(self, unit: Unit, step: Step, callee: int) -> bool:
        """The catalogue says so of the method, by its name alone or by what it is called on."""
        calls = self._changing.get(unit.texts[callee])
        if not calls or f"*.{unit.texts[callee]}" in calls:
            return bool(calls)
        value = self.values.callee(unit, step.scope, step.subject)
        return value is not None and value.form == "chain" and value.text in calls


def _changing(protections: Mapping[str, tuple[ProtectionWord, ...]]) -> dict[str, set[str]]:
    """The calls that change what they are called on, by the method's name."""
    found: dict[str, set[str]] = {}
    for call, words in protections.items():
        if any(word.form == "changes" for word in words):
            found.setdefault(call.rpartition(".")[2], set()).add(call)
    return found


def _key(unit: Unit, arguments: list[int]) -> str:
    """The variable that `setdefault("X", ...)` or `update(X=...)` sets, "*" where unknown."""
    first = arguments[0] if arguments else NONE
    if first != NONE and unit.kinds[first] in (ExprKind.STRING, ExprKind.KEYWORD):
        return unit.texts[first]
    return "*"
