"""Settings of a process that a test leaves changed: whether anybody else there may notice.

A locale or a recursion limit is felt by code that never names it. Other settings come into play only
where somebody asks for them: a handler of SIGALRM when an alarm is set, the start method of processes
when one is started, a hook of the interpreter when code of the project looks at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from isolint.linking.calls import Calls, Function
from isolint.linking.effects import Effect
from isolint.linking.readers import NEAR
from isolint.linking.unit import Unit
from isolint.model.change import SETTINGS, Change, Leaks
from isolint.model.facts import NONE, BlockKind, ExprKind, StepKind
from isolint.model.name import Root, Trait

_SENT_ON_REQUEST = {
    "SIGALRM": frozenset({"alarm", "ITIMER_REAL"}),
    "SIGVTALRM": frozenset({"ITIMER_VIRTUAL"}),
    "SIGPROF": frozenset({"ITIMER_PROF"}),
    "SIGUSR1": frozenset[str](),
    "SIGUSR2": frozenset[str](),
}
"""Signals that no terminal and no supervisor sends, with what sends them besides `kill`."""
_AT_START = {"SIGINT": "default_int_handler", "SIGPIPE": "SIG_IGN", "SIGXFSZ": "SIG_IGN"}
"""Handlers that Python sets up; for all other signals it is SIG_DFL."""
_LOOKED_AT = frozenset({"excepthook", "unraisablehook", "displayhook", "breakpointhook"})
_SIGNAL_AND_HANDLER = 2
_NAMED = "getLogger "
_AT_END = frozenset({"append", "extend"})


def with_minding(calls: Calls, own: Mapping[Function, Iterable[Effect]], leaks: Leaks) -> Leaks:
    """The changes, those of settings marked that nobody else is seen to mind."""
    minding = _Minding(calls, own, leaks)
    return replace(
        leaks,
        found=tuple(
            replace(one, minded=minding.is_minded(one)) if one.kind in SETTINGS else one
            for one in leaks.found
        ),
    )


class _Minding:
    def __init__(self, calls: Calls, own: Mapping[Function, Iterable[Effect]], leaks: Leaks) -> None:
        self.values = calls.values
        self.names = calls.names
        self.units = calls.units
        self.own = own
        self.leaks = leaks
        self._setters: dict[str, frozenset[Function]] = {}

    def is_minded(self, change: Change) -> bool:
        unit = self.units[change.site.path]
        if unit.package:
            return True
        method = change.call.rpartition(".")[2]
        if method == "__set__" and self._is_saved(change, unit):
            return False
        call = next((one for one in unit.called if unit.site(one) == change.site), NONE)
        arguments = unit.parts(call)[1:] if call != NONE else []
        if change.kind == "signal handler" and method == "signal":
            return self._is_signal_felt(change, unit, arguments)
        if change.kind == "logging":
            return not self._is_of_own_logger(change, unit) and not (
                method == "addHandler" and arguments and self._keeps_records(change, unit, arguments[0])
            )
        if change.kind == "import path":
            return not arguments or not self._is_path_dead(change, unit, arguments[-1])
        if change.kind == "interpreter hook":
            module, _, hook = change.call.removesuffix(".__set__").rpartition(".")
            if hook not in _LOOKED_AT or self._is_reloaded(module, unit):
                return hook not in _LOOKED_AT
            return self._is_spelled({hook}, change)
        words = self.values.catalogue.resources[change.kind].minded_by
        return not words or self._is_spelled(words, change)

    def _is_reloaded(self, module: str, unit: Unit) -> bool:
        """A set-up of the file makes the module as it is at the start, before each of its tests."""
        return any(
            [unit.texts[one] for one in unit.parts(unit.facts.steps[at].subject)] == ["reload", module]
            and unit.scopes[unit.facts.steps[at].scope].name in self.values.catalogue.hooks
            for at in unit.calls.of("reload")
        )

    @staticmethod
    def _is_saved(change: Change, unit: Unit) -> bool:
        """`sys.path = before`, where that name of the function holds what it has read from there."""
        step = unit.step_at(change.site.start)
        if step.kind != StepKind.ASSIGN or step.value == NONE or unit.kinds[step.value] != ExprKind.NAME:
            return False
        binding = unit.bindings[step.scope].get(unit.texts[step.value])
        kept = [unit.facts.steps[at] for at in binding.steps] if binding is not None else []
        if len(kept) != 1 or kept[0].kind != StepKind.ASSIGN or kept[0].start > step.start:
            return False
        target = change.call.removesuffix(".__set__").rpartition(".")[2]
        return kept[0].value != NONE and target in unit.texts_under(kept[0].value)

    def _is_signal_felt(self, change: Change, unit: Unit, arguments: list[int]) -> bool:
        """It is not the handler that is there at the start, and somebody may send the signal."""
        if len(arguments) != _SIGNAL_AND_HANDLER:
            return True
        signal, handler = (unit.texts[one] for one in arguments)
        if handler == _AT_START.get(signal, "SIG_DFL"):
            return False
        senders = _SENT_ON_REQUEST.get(signal)
        return senders is None or self._is_spelled({signal, *senders}, change)

    def _is_of_own_logger(self, change: Change, unit: Unit) -> bool:
        """No other function, and no module, has a logger of that name."""
        name = change.name.removeprefix(_NAMED)
        if not change.name.startswith(_NAMED) or not name or f"{name.replace('.', '/')}.py" in self.units:
            return False
        here = unit.scope_at(change.site.start)
        return not any(
            other.kinds[one] == ExprKind.STRING
            and text == name
            and (other is not unit or other.scope_at(other.start(one)) != here)
            for other in self.units.values()
            if name in other.vocabulary
            for one, text in enumerate(other.texts)
        )

    def _keeps_records(self, change: Change, unit: Unit, handler: int) -> bool:
        """A handler of the suite's own class, or one with a stream of its own: output stays as it was.

        Unless a test counts the handlers of a logger.
        """
        scope = unit.scope_at(change.site.start)
        value = self.values.value(unit, scope, handler)
        is_own = value is not None and value.form == "instance" and not value.text.startswith("unittest.")
        return is_own and not any(self._are_counted(other) for other in self.units.values())

    @staticmethod
    def _are_counted(unit: Unit) -> bool:
        """The handlers of something that is called a log are compared, or counted."""
        for one in unit.of_kind(ExprKind.ATTRIBUTE) if "handlers" in unit.vocabulary else ():
            if unit.texts[one] != "handlers" or "log" not in unit.texts[unit.parts(one)[0]].lower():
                continue
            parents = (other for other in range(one + 1, min(one + NEAR, len(unit.texts))))
            around = next((other for other in parents if one in unit.parts(other)), NONE)
            kind = unit.kinds[around] if around != NONE else 0
            if kind == ExprKind.COMPARE or (
                kind == ExprKind.CALL and unit.texts[unit.callee(around)] == "len"
            ):
                return True
        return False

    def _is_path_dead(self, change: Change, unit: Unit, argument: int) -> bool:
        """The directory is gone when the test ends, or is the project's own and searched last."""
        scope = unit.scope_at(change.site.start)
        name = self.names.name(unit, scope, argument)
        if name.is_constant and name.root is Root.CHECKOUT:
            return change.call.rpartition(".")[2] in _AT_END
        return Trait.PRIVATE in name.traits and self._is_in_short_lived(unit, scope, change)

    def _is_in_short_lived(self, unit: Unit, scope: int, change: Change) -> bool:
        """A context manager around the statement makes a directory and removes it."""
        return any(
            above.kind == BlockKind.WITHIN
            and above.condition != NONE
            and Trait.PRIVATE in self.names.name(unit, scope, above.condition).traits
            for above in unit.blocks_above(unit.step_at(change.site.start).block)
        )

    def _is_spelled(self, words: Iterable[str], change: Change) -> bool:
        """A function that does not set the thing itself uses one of the words."""
        wanted = frozenset(words)
        setters = self._setting(change.kind)
        return any(
            text in wanted
            and unit.kinds[one] in (ExprKind.NAME, ExprKind.ATTRIBUTE)
            and not self._is_within(setters, unit, unit.scope_at(unit.start(one)))
            for unit in self.units.values()
            if not wanted.isdisjoint(unit.vocabulary)
            for one, text in enumerate(unit.texts)
        )

    def _setting(self, kind: str) -> frozenset[Function]:
        if kind not in self._setters:
            sites = (one.site for one in self.leaks.found if one.kind == kind)
            self._setters[kind] = frozenset(
                function for function, effects in self.own.items() if any(one.kind == kind for one in effects)
            ) | {(site.path, self.units[site.path].scope_at(site.start)) for site in sites}
        return self._setters[kind]

    @staticmethod
    def _is_within(functions: frozenset[Function], unit: Unit, scope: int) -> bool:
        """The scope is one of the functions, or nested in one; what runs on import is not asked."""
        if scope == 0:
            return True
        while scope > 0 and (unit.path, scope) not in functions:
            scope = unit.scopes[scope].parent
        return scope > 0
