"""Whether what a function changes is put back, by itself, by who calls it, or around its tests.

An effect reaches an entry point through calls. At each of these levels the function may put
the state back: after the change, in a `finally`, after its yield, by a registered clean-up, or
because the change stands inside a context manager that does. What is left then may still be
undone by the fixtures and the set-up and tear-down methods of the tests it is left to.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.calls import Calls, Function
from isolint.linking.callsafter import calls_after
from isolint.linking.effects import Effect, Summaries
from isolint.linking.fakes import Fakes
from isolint.linking.unit import Unit
from isolint.model.change import CODE, MEMORY, MODULE
from isolint.model.facts import NONE, BlockKind, ExprKind, ScopeKind, StepKind
from isolint.model.resource import Verb
from isolint.model.source import Site

_UNDOING = frozenset(
    {
        "__exit__", "__aexit__", "__del__", "stop", "close", "restore", "reset", "undo", "revert", "teardown",
        "tearDown", "tear_down", "shutdown", "disable", "deactivate", "uninstall", "unpatch", "cleanup",
        "clean_up",
    }
)  # fmt: skip
_MADE_HERE = frozenset(
    {
        ExprKind.STRING, ExprKind.TEMPLATE, ExprKind.NUMBER, ExprKind.SINGLETON, ExprKind.BYTES,
        ExprKind.LIST, ExprKind.MAP, ExprKind.SET, ExprKind.TUPLE,
    }
)  # fmt: skip
_NAMED = frozenset({"environment", MEMORY, CODE, MODULE})
_FAMILIES = frozenset({"interpreter hook", "settings"})


def is_same(one: Effect, other: Effect) -> bool:
    """Both touch the same state, or one of them more than that and the other within it."""
    if one.kind != other.kind:
        return False
    if one.kind in _FAMILIES:
        return one.call.rpartition(".")[0] == other.call.rpartition(".")[0]
    if one.kind not in _NAMED:
        return True
    mine, theirs = _key(one), _key(other)
    return not mine or not theirs or _covers(mine, theirs) or _covers(theirs, mine)


def _key(effect: Effect) -> str:
    return effect.name.text if effect.name.is_known else ""


def _covers(whole: str, part: str) -> bool:
    return part == whole or (part.startswith(whole) and part[len(whole)] in ".[")


class Restores:
    """`summaries` are those of all changes, the ones that undo others included."""

    def __init__(self, calls: Calls, summaries: Summaries, fakes: Fakes) -> None:
        self.calls = calls
        self.units = calls.units
        self.values = calls.values
        self.summaries = summaries
        self.fakes = fakes
        self._changes: dict[Function, list[Effect]] = {}
        self._protected: dict[Function, frozenset[str]] = {}

    def is_undone(self, function: Function, effect: Effect) -> bool:
        """On the way from the statement to the function, itself included."""
        levels = (*effect.via, effect.site)
        for number, site in enumerate(levels):
            unit = self.units[site.path]
            here = (site.path, unit.scope_at(site.start)) if number else function
            if self._undoes(unit, here, site, effect) or (number and self.is_paired(unit, here, effect)):
                return True
        return False

    def of(self, function: Function) -> list[Effect]:
        """The changes of a function, kept: each is held against all others of the function."""
        if function not in self._changes:
            self._changes[function] = list(self.summaries.of(function))
        return self._changes[function]

    def is_protected(self, function: Function, effect: Effect) -> bool:
        """The function works under something that puts the state back when it ends."""
        return not self._words(effect).isdisjoint(self._protections(function))

    def _undoes(self, unit: Unit, function: Function, site: Site, effect: Effect) -> bool:
        others = self.undoing(unit, function, site, effect)
        return self.is_covered(unit, function, site, effect) or any(others)

    def is_covered(self, unit: Unit, function: Function, site: Site, effect: Effect) -> bool:
        """What stands around the statement puts the state back, or it is itself what does."""
        if self.is_protected(function, effect) or self._is_within(unit, site, effect):
            return True
        if self._is_decorated(unit, function[1], effect) or self._is_going_back(unit, function, site, effect):
            return True
        return self._is_nested(unit, function, effect)

    def undoing(self, unit: Unit, function: Function, site: Site, effect: Effect) -> Iterator[Effect]:
        """The changes of the function that put back what the statement has changed."""
        is_late = self._is_late(unit, function[1], site)
        for other in self.of(function):
            start = other.start
            if not is_same(effect, other):
                continue
            again = [*calls_after(unit, function[1], site, other)]
            if start == site:  # made anew at the end, of what is there by then
                yield from [other] if any(self.is_final(unit, one) for one in again) else []
                continue
            is_after = start.start >= site.end or bool(again)
            if (
                other.moment is not None
                or (other.late and not is_late)
                or self.is_final(unit, start)
                or (is_after and self._restores(unit, start, other, effect))
            ):
                yield other

    def _is_nested(self, unit: Unit, function: Function, effect: Effect) -> bool:
        """A function defined inside changes the same state: handed over to run at the end, as a rule."""
        return any(
            is_same(effect, other) and other.site != effect.site and other.route is None
            for index in (unit.children.get(function[1], ()) if function[1] else ())
            if unit.scopes[index].kind in (ScopeKind.FUNCTION, ScopeKind.CLOSURE)
            for other in self.of((function[0], index))
        )

    def _restores(self, unit: Unit, start: Site, other: Effect, first: Effect) -> bool:
        """A change that may well put back what was there; storing the next constant does not."""
        step = unit.step_at(start.start)
        if other.grows and first.verb is not Verb.DESTROY:
            return self.is_final(unit, start)
        if other.verb is Verb.DESTROY or self.is_final(unit, start):
            return True
        if other.kind not in ("environment", MEMORY):
            return other.kind != CODE  # of that, what puts the old one back is known
        if other.route is not None:
            return other.kind != MEMORY or other.verb is Verb.WRITE
        is_store = step.kind == StepKind.ASSIGN and step.value != NONE
        is_saved = is_store and unit.kinds[step.value] not in _MADE_HERE
        return is_saved or (other.kind == MEMORY and other.verb is Verb.WRITE)

    def is_final(self, unit: Unit, site: Site) -> bool:
        """A statement in a `finally`, or put off until the function is left."""
        block = unit.step_at(site.start).block
        return any(above.kind == BlockKind.FINALLY for above in unit.blocks_above(block))

    def _is_going_back(self, unit: Unit, function: Function, site: Site, effect: Effect) -> bool:
        """The statement itself puts back what an earlier one of the function has changed."""
        if self.is_final(unit, site):
            return True
        earlier = (one for one in self.of(function) if is_same(effect, one) and one.start.end <= site.start)
        return any(self._restores(unit, site, effect, one) for one in earlier)

    def _is_late(self, unit: Unit, scope: int, site: Site) -> bool:
        return any(
            unit.facts.steps[at].kind == StepKind.YIELD and unit.facts.steps[at].start < site.start
            for at in unit.steps_in.get(scope, ())
        )

    def _is_within(self, unit: Unit, site: Site, effect: Effect) -> bool:
        """Inside a context manager that puts the state back, or whose own code touches it."""
        step = unit.step_at(site.start)
        for block in unit.blocks_above(step.block):
            if block.kind != BlockKind.WITHIN or block.condition == NONE:
                continue
            if self._guards(unit, block.scope, block.condition, effect):
                return True
            if self._is_touched(unit, block.scope, block.condition, effect):
                return True
        return False

    def _is_touched(self, unit: Unit, scope: int, manager: int, effect: Effect) -> bool:
        """A context manager of the project changes the same state."""
        site = unit.site(manager)
        others = (one for one in self.of((unit.path, scope)) if one.route is not None)
        if any(other.start == site and is_same(effect, other) for other in others):
            return True
        value = self.values.value(unit, scope, manager)
        if value is None or value.form != "instance":
            return False
        return any(
            is_same(effect, other)
            for path, cls in self.values.ancestry(self.units[value.path], value.scope)
            for index in self.units[path].children.get(cls, ())
            for other in self.of((path, index))
        )

    def _guards(self, unit: Unit, scope: int, manager: int, effect: Effect) -> bool:
        """A context manager of the catalogue that puts back what its library keeps."""
        is_call = unit.kinds[manager] == ExprKind.CALL
        found = self.values.as_written(unit, scope, unit.callee(manager) if is_call else manager)
        chain = found.text if found is not None and found.form == "chain" else ""
        words = self.values.catalogue.protections.get(chain, ())
        if any(word.form == "directory" for word in words):
            return effect.kind == "working directory"
        is_restore = any(word.form == "restore" for word in words)
        return is_restore and chain.partition(".")[0] == effect.call.partition(".")[0]

    def _is_decorated(self, unit: Unit, scope: int, effect: Effect) -> bool:
        """A decorator of the project, on the function or its class, changes the same state."""
        record = unit.scopes[scope]
        owner = unit.scopes[record.parent] if record.parent != NONE else record
        decorators = [*record.decorators, *(owner.decorators if owner.kind == ScopeKind.TYPE else ())]
        for decorator in decorators:
            is_call = unit.kinds[decorator] == ExprKind.CALL
            value = self.values.value(unit, record.parent, unit.callee(decorator) if is_call else decorator)
            if value is not None and value.form == "function":
                inner = [value.scope]
                for one in inner:
                    inner += self.units[value.path].children.get(one, ())
                if any(is_same(effect, other) for one in inner for other in self.of((value.path, one))):
                    return True
        return False

    def is_paired(self, unit: Unit, function: Function, effect: Effect) -> bool:
        """Another method of the object undoes it: who calls the one may be trusted with the other."""
        owner = unit.scopes[function[1]].parent
        if owner == NONE or unit.scopes[owner].kind != ScopeKind.TYPE:
            return False
        return any(
            self.units[path].scopes[index].name in _UNDOING
            and any(is_same(effect, other) for other in self.of((path, index)))
            for path, cls in self.values.ancestry(unit, owner)
            for index in self.units[path].children.get(cls, ())
        )

    def _words(self, effect: Effect) -> frozenset[str]:
        """The last names by which a protection may speak of the state."""
        if effect.kind == "environment":
            return frozenset({"environ", "_environ", _key(effect) or "environ"})
        if effect.kind == "working directory":
            return frozenset({"chdir", "cwd"})
        if effect.kind == MEMORY:
            rest = effect.name.text.rpartition("::")[2].replace("[]", "")
            module = effect.name.text.partition("::")[0]
            return frozenset({f"{module}::", *rest.split(".")})
        return frozenset({effect.kind, *effect.call.split(".")[-2:-1]})

    def _protections(self, function: Function) -> frozenset[str]:
        """Last names of what a function replaces for its time; "chdir" where it moves by such means."""
        if function not in self._protected:
            unit = self.units[function[0]]
            found = set(self.fakes.whole(*function)) - {"*"}
            found |= set(self.fakes.patched_in(unit, function[1])) - {"*"}
            found.update(self._words_of_calls(unit, function[1]))
            self._protected[function] = frozenset(found)
        return self._protected[function]

    def _words_of_calls(self, unit: Unit, scope: int) -> Iterator[str]:
        """What is put back although no text names it: the directory, the import path, all variables."""
        yield from self._put_back(unit, scope)
        if _NAMELESS.keys().isdisjoint(unit.vocabulary):
            return
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            word = (
                _NAMELESS.get(unit.texts[unit.callee(step.subject)]) if step.kind == StepKind.CALL else None
            )
            if not word:
                continue
            callee = self.values.callee(unit, scope, step.subject)
            is_kept = callee is not None and callee.text.startswith("fixture:monkeypatch")
            first = unit.parts(step.subject)[1:2]
            is_one = word == "environ" and (not first or unit.kinds[first[0]] == ExprKind.STRING)
            if is_kept and not is_one:
                yield word

    def _put_back(self, unit: Unit, scope: int) -> Iterator[str]:
        """Attributes that a clean-up is to set, is to clear, or finds in a copy of the whole module."""
        if unit.vocabulary.isdisjoint(("setattr", "clear", "__dict__")):
            return
        for position in unit.steps_in.get(scope, ()):
            step = unit.facts.steps[position]
            if step.kind != StepKind.CALL:
                continue
            callee, *arguments = unit.parts(step.subject)
            if [unit.texts[one] for one in arguments[:1]] == ["setattr"]:
                yield from (unit.texts[one] for one in arguments[2:3] if unit.kinds[one] == ExprKind.STRING)
            owner = unit.parts(callee)[0] if unit.kinds[callee] == ExprKind.ATTRIBUTE else NONE
            if owner == NONE or unit.kinds[owner] != ExprKind.ATTRIBUTE:
                continue
            at = unit.site(step.subject)
            is_last = self.is_final(unit, at) or self._is_late(unit, scope, at)
            if unit.texts[callee] == "clear" and is_last:
                yield unit.texts[owner]
            elif unit.texts[callee] == "update" and unit.texts[owner] == "__dict__":
                module = self.values.value(unit, scope, unit.parts(owner)[0])
                if module is not None and module.form == "module":
                    yield f"{module.path}::"


_NAMELESS = {"chdir": "chdir", "syspath_prepend": "path", "setenv": "environ", "delenv": "environ"}
