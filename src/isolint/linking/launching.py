"""Scripts of the suite that its tests start as programs: what their main block does, each worker does.

A script is known by the command line, `python -m suite.server` or `python suite/server.py`. What it
does when it is imported it does as well, and what stands under its `__name__ == "__main__"` only now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from posixpath import normpath

from isolint.linking.call import PROGRAM, Apart, Call, Callers, Function
from isolint.linking.calls import Calls
from isolint.linking.effects import Effect, Summaries
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind
from isolint.model.place import Lanes
from isolint.model.source import Site

_SCRIPT = "script"
"""The kind of resource that a command says it runs."""

Own = Mapping[Function, Sequence[Effect]]


def without_scripts(own: Own) -> dict[Function, list[Effect]]:
    """All effects but the starts of scripts, which are there to be followed."""
    kept = {function: [one for one in effects if one.kind != _SCRIPT] for function, effects in own.items()}
    return {function: effects for function, effects in kept.items() if effects}


class Launching:
    """Follows commands to the scripts that they run; `suite` are the files of the tests and their helpers."""

    def __init__(self, calls: Calls, own: Own, suite: frozenset[str]) -> None:
        self.calls = calls
        self.units = calls.units
        self.symbols = calls.values.symbols
        self.own = own
        self.suite = suite
        self.launched: dict[str, list[tuple[Function, Call]]] = {}
        scripts = {
            function: [one for one in effects if one.kind == _SCRIPT] for function, effects in own.items()
        }
        scripts = {function: effects for function, effects in scripts.items() if effects}
        summaries = Summaries(calls, scripts)
        for function in sorted(calls.closure(scripts)) if scripts else ():
            for effect in summaries.of(function):
                script = self._script(effect, function[0])
                if script is not None:
                    call = self._launch(effect, function, script)
                    self.launched.setdefault(script, []).append((function, call))

    def effects(self) -> dict[Function, list[Effect]]:
        """What stands in the main blocks of the scripts that are run."""
        found: dict[Function, list[Effect]] = {}
        for path in sorted(self.launched):
            unit = self.units[path]
            for one in self.own.get((path, 0), ()):
                if _is_in_main(unit, one.site):
                    found.setdefault((path, PROGRAM), []).append(_done(one))
        return found

    def starters(self, started: Callers) -> Callers:
        """Who runs each script, and what its main block calls; `started` is what is known already."""
        found = {function: list(callers) for function, callers in started.items()}
        for path, launches in sorted(self.launched.items()):
            found.setdefault((path, 0), []).extend(launches)
            found.setdefault((path, PROGRAM), []).extend(launches)
        for function, caller, call in [*self._called(), *self._started(started)]:
            main = call._replace(lanes=Lanes.ALL, conditional=False)
            found.setdefault(function, []).append(((caller[0], PROGRAM), main))
        return found

    def _called(self) -> Iterator[tuple[Function, Function, Call]]:
        """The calls in main blocks."""
        for path in sorted(self.launched):
            unit = self.units[path]
            for position in unit.steps_in.get(0, ()):
                step = unit.facts.steps[position]
                if step.kind == StepKind.CALL and _is_in_main(unit, unit.site(step.subject)):
                    callee = self.calls.values.callee(unit, 0, step.subject)
                    for function, runs_late in self.calls.targets(unit, step, callee):
                        yield (
                            function,
                            (path, 0),
                            self.calls.at(unit, position, function, runs_late=runs_late),
                        )

    def _started(self, started: Callers) -> Iterator[tuple[Function, Function, Call]]:
        """The threads and processes that main blocks start."""
        for function, callers in sorted(started.items()):
            for caller, call in callers:
                is_of_script = caller[1] == 0 and caller[0] in self.launched
                if is_of_script and _is_in_main(self.units[caller[0]], call.site):
                    yield function, caller, call

    def _script(self, effect: Effect, importer: str) -> str | None:
        """The file among the tests that a command runs."""
        text = effect.name.text
        if not effect.name.is_constant:
            return None
        is_path = text.endswith(".py")
        path = normpath(text) if is_path else self._module(text, importer)
        return path if path in self.suite and path in self.units else None

    def _module(self, name: str, importer: str) -> str | None:
        """What `python -m` runs: a module, or what a package has for that."""
        return self.symbols.module(f"{name}.__main__", importer) or self.symbols.module(name, importer)

    def _launch(self, effect: Effect, function: Function, script: str) -> Call:
        return Call(
            path=function[0],
            scope=function[1],
            expression=NONE,
            callee=Value("function", "", script, PROGRAM),
            lanes=effect.lanes,
            locked=effect.locked,
            once=effect.once,
            conditional=effect.conditional,
            late=effect.late,
            runs_late=True,
            defers=False,
            moment=effect.moment,
            site=effect.start,
            name=effect.call.rpartition(".")[2],
            apart=Apart.ELSEWHERE if self._is_elsewhere(effect) else Apart.BESIDE,
        )

    def _is_elsewhere(self, effect: Effect) -> bool:
        """The command is told, or may be, where to run."""
        unit = self.units[effect.site.path]
        step = unit.step_at(effect.site.start)
        return any(
            unit.site(one.subject) == effect.site and _may_say_where(unit, one.subject)
            for one in (unit.facts.steps[at] for at in unit.steps_in.get(step.scope, ()))
            if one.kind == StepKind.CALL
        )


def _may_say_where(unit: Unit, call: int) -> bool:
    return any(
        (unit.kinds[part] == ExprKind.KEYWORD and unit.texts[part] == "cwd")
        or (unit.kinds[part] == ExprKind.SPREAD and unit.texts[part] == "**")
        for part in unit.parts(call)[1:]
    )


def _done(effect: Effect) -> Effect:
    """Where the main block runs, nothing stands in its way."""
    return effect._replace(lanes=Lanes.ALL, conditional=False)


def _is_in_main(unit: Unit, site: Site) -> bool:
    """It stands under `if __name__ == "__main__":`."""
    if "__main__" not in unit.vocabulary:
        return False
    step = unit.step_at(site.start)
    return any(
        block.kind == BlockKind.WHEN and _asks_for_main(unit, block.condition)
        for block in unit.blocks_above(step.block)
    )


def _asks_for_main(unit: Unit, condition: int) -> bool:
    is_equal = unit.kinds[condition] == ExprKind.COMPARE and unit.texts[condition] == "=="
    return is_equal and {unit.texts[part] for part in unit.parts(condition)} == {"__name__", "__main__"}
