"""Functions that are not called but started: in a thread, in another process, in a pool.

What they do to files, ports and services is done all the same, at about the time of their start.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from isolint.linking.call import Apart, Call, Callers, Function
from isolint.linking.calls import Calls
from isolint.linking.construction import Construction
from isolint.linking.jobs import job_of, runners, selector_of
from isolint.linking.spellings import last_names
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, ExprKind, ScopeKind, Step
from isolint.model.vocabulary import Selector

_RUN = "run"
"""The method that a thread or process object runs when nobody gives it anything else."""


class Spawning:
    """Finds the calls that make a thread, a process or a task of a function of the project."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.values = calls.values
        self.units = calls.units
        self._words = runners(self.values.catalogue.protections)

    def starters(self) -> Callers:
        """For each function that is started somewhere, who does that."""
        found: Callers = {}
        for function, call in (*self._handed_over(), *self._of_own_kind()):
            found.setdefault(function, []).append(((call.path, call.scope), call))
        return found

    def _handed_over(self) -> Iterator[tuple[Function, Call]]:
        """`Thread(target=serve, args=(8000,))`, `pool.submit(serve, 8000)`."""
        lasts = last_names(self._words)
        for unit in self.units.values():
            for position in unit.calls.of_any(lasts) if not lasts.isdisjoint(unit.vocabulary) else ():
                step = unit.facts.steps[position]
                callee = self.values.callee(unit, step.scope, step.subject)
                selector = selector_of(self.values, self._words, callee)
                found = self._started(unit, step, selector) if selector is not None else None
                if found is not None:
                    function, given = found
                    yield function, self._call(unit, position, function, given)

    def _started(self, unit: Unit, step: Step, selector: Selector) -> tuple[Function, dict[str, int]] | None:
        """The function that a call starts, and what for its parameters."""
        job = job_of(unit, step.subject, selector)
        value = self.values.value(unit, step.scope, job.target) if job is not None else None
        if job is None or value is None or value.form != "function":
            return None
        names = self._parameters(unit, job.target, value)
        return (value.path, value.scope), {**dict(zip(names, job.positional, strict=False)), **job.named}

    def _parameters(self, unit: Unit, target: int, function: Value) -> list[str]:
        """Those that are left for whoever calls what was handed over."""
        other = self.units[function.path]
        record = other.scopes[function.scope]
        names = [parameter.name for parameter in record.parameters]
        is_method = other.scopes[record.parent].kind == ScopeKind.TYPE
        is_static = any(other.dotted(one) == "staticmethod" for one in record.decorators)
        is_bound = is_method and not is_static and unit.kinds[target] == ExprKind.ATTRIBUTE
        return names[1:] if is_bound else names

    def _of_own_kind(self) -> Iterator[tuple[Function, Call]]:
        """`EchoServer(8000)`, a thread or process of the project's own kind, with a `run` of its own."""
        for (path, cls), method in self._runners.items():
            for unit, position in self.calls.index.named(self.units[path].scopes[cls].name):
                step = unit.facts.steps[position]
                callee = self.values.callee(unit, step.scope, step.subject)
                if callee == Value("type", "", path, cls):
                    yield method, self._call(unit, position, method, {}, self._made(unit, step, callee))

    @cached_property
    def _runners(self) -> dict[Function, Function]:
        """The `run` of each class of the project that is a thread or a process."""
        found: dict[Function, Function] = {}
        for unit in self.units.values():
            for index, scope in enumerate(unit.scopes):
                if scope.kind == ScopeKind.TYPE and scope.bases and not unit.package:
                    bases = self.values.outside_bases(unit, index)
                    method = self._method(unit, index, _RUN)
                    if method is not None and any(base in self._words for base in bases):
                        found[unit.path, index] = method
        return found

    def _method(self, unit: Unit, cls: int, name: str) -> Function | None:
        for path, family in self.values.ancestry(unit, cls):
            binding = self.units[path].bindings[family].get(name)
            if binding is not None and binding.form == "definition":
                return path, binding.target
        return None

    def _made(self, unit: Unit, step: Step, cls: Value) -> Construction | None:
        init = self._method(self.units[cls.path], cls.scope, "__init__")
        if init is None:
            return None
        return Construction(unit, step.scope, step.subject, Value("function", "", *init))

    def _call(
        self,
        unit: Unit,
        position: int,
        function: Function,
        given: dict[str, int],
        made: Construction | None = None,
    ) -> Call:
        call = self.calls.at(unit, position, function, runs_late=True)
        name = unit.texts[unit.callee(call.expression)]
        return call._replace(
            expression=NONE, apart=Apart.BESIDE, given=tuple(given.items()), made=made, name=name
        )
