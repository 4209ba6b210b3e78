"""First-party classes: what they derive from, and where their attributes are assigned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from isolint.linking.packages import Packages
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step, StepKind

Evaluate = Callable[[Unit, int, int], "Value | None"]


class Classes:
    """`evaluate` says what an expression of a file stands for in a scope."""

    def __init__(self, units: Mapping[str, Unit], packages: Packages, evaluate: Evaluate) -> None:
        self.units = units
        self.packages = packages
        self.evaluate = evaluate
        self._ancestry: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self._attributes: dict[str, dict[tuple[int, str], list[Step]]] = {}

    def outside_base(self, unit: Unit, scope: int) -> str:
        """The chain of the outside class that a first-party class derives from: of several, a test case."""
        found = list(self.outside_bases(unit, scope))
        return next((one for one in found if is_case(one)), found[0] if found else "")

    def outside_bases(self, unit: Unit, scope: int) -> Iterator[str]:
        """The chains of all outside classes that a first-party class derives from."""
        for path, cls in self.ancestry(unit, scope):
            other = self.units[path]
            for base in other.scopes[cls].bases:
                found = self.evaluate(other, other.scopes[cls].parent, base)
                if found is not None and found.form == "chain" and found.text != "object":
                    yield found.text

    def ancestry(self, unit: Unit, scope: int) -> list[tuple[str, int]]:
        """A class and its first-party base classes, nearest first, as (path, scope)."""
        key = (unit.path, scope)
        if key not in self._ancestry:
            self._ancestry[key] = self._ancestors(*key)
        return self._ancestry[key]

    def _ancestors(self, root: str, scope: int) -> list[tuple[str, int]]:
        order: list[tuple[str, int]] = []
        queue = [(root, scope)]
        while queue:
            path, cls = queue.pop(0)
            if (path, cls) in order:
                continue
            order.append((path, cls))
            other = self.units[path]
            for base in other.scopes[cls].bases:
                found = self.evaluate(other, other.scopes[cls].parent, base)
                if found is not None and found.form == "type":
                    queue.append((found.path, found.scope))
        return order

    def method(self, path: str, cls: int, name: str) -> tuple[str, int] | None:
        """What a class itself defines under a name: in its body, or beside it with the class as owner."""
        unit = self.units[path]
        binding = unit.bindings[cls].get(name)
        if binding is not None and binding.form == "definition":
            return path, binding.target
        return self.packages.method(unit, unit.scopes[cls].name, name) if unit.package else None

    def field(self, path: str, cls: int, name: str) -> int:
        """The type that a class declares for a field, NONE where it does not."""
        declared = self.units[path].scopes[cls].parameters
        return next((one.annotation for one in declared if one.name == name), NONE)

    def attribute_steps(self, unit: Unit, cls: int, name: str) -> list[Step]:
        """Assignments to `Class.name` in the class body and to `self.name` in its methods."""
        if unit.path not in self._attributes:
            self._attributes[unit.path] = _attribute_steps(unit)
        return self._attributes[unit.path].get((cls, name), [])


def is_case(chain: str) -> bool:
    """A class that calls itself a test case is one of unittest's."""
    return chain.endswith("TestCase")


def as_case(chain: str) -> str:
    """The class that has the methods: a library's test case has those of unittest's."""
    return _CASE if is_case(chain) else chain


_CASE = "unittest.TestCase"


def _attribute_steps(unit: Unit) -> dict[tuple[int, str], list[Step]]:
    table: dict[tuple[int, str], list[Step]] = {}
    for step in unit.facts.steps:
        if step.kind not in (StepKind.ASSIGN, StepKind.ENTER) or step.subject == NONE:
            continue
        if unit.scopes[step.scope].kind == ScopeKind.TYPE:
            for name in unit.targets(step.subject):
                table.setdefault((step.scope, name), []).append(step)
        elif unit.kinds[step.subject] == ExprKind.ATTRIBUTE:
            owner = _receiver_class(unit, step)
            if owner != NONE:
                table.setdefault((owner, unit.texts[step.subject]), []).append(step)
    return table


def _receiver_class(unit: Unit, step: Step) -> int:
    """The class whose `self` (or `cls`) an attribute assignment goes through."""
    base = unit.parts(step.subject)[0]
    function = unit.scopes[step.scope]
    first = function.parameters[0].name if function.parameters else ""
    owner = function.parent
    is_method = owner != NONE and unit.scopes[owner].kind == ScopeKind.TYPE
    is_receiver = unit.kinds[base] == ExprKind.NAME and unit.texts[base] == first
    return owner if is_method and is_receiver else NONE
