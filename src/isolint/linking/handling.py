"""What a function does with a value that it is given: which parts it reads, which it changes in place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from isolint.catalogue.patterns import compiled
from isolint.linking.sharedvalues import Made, SharedValues
from isolint.linking.stores import targets
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, Step, StepKind

Trail = tuple[str, ...]
"""The way into a value: `.rates`, `["tea"]`, `[]` for an item that is not named, `()` before a method."""

_GROWING = frozenset(
    {"append", "extend", "insert", "appendleft", "extendleft", "add", "update", "setdefault", "|=", "+="}
)
_METHODS = {
    "list": _GROWING - {"add", "update", "setdefault"}
    | {"remove", "pop", "popleft", "clear", "sort", "reverse", "rotate"},
    "map": frozenset({"update", "setdefault", "pop", "popitem", "clear", "subtract", "move_to_end"}),
    "set": frozenset(
        {
            "add", "update", "discard", "remove", "pop", "clear", "difference_update", "intersection_update",
            "symmetric_difference_update",
        }
    ),
}  # fmt: skip
_KEYED = frozenset({"pop", "setdefault"})
REMOVING = frozenset({"pop", "popleft", "popitem", "remove", "discard", "clear", "del"})
_ABOUT_TYPE = frozenset({"isinstance", "type", "id", "callable", "hasattr", "issubclass"})


class Handled(NamedTuple):
    """`how`: the method or operator that changes it in place, "=" where it is set, "" where it is read."""

    trail: Trail
    how: str
    step: Step
    expression: int

    @property
    def changes(self) -> bool:
        return bool(self.how)

    @property
    def grows(self) -> bool:
        return self.how in _GROWING


class Handling:
    """One function, and the name under which it has the value."""

    def __init__(self, shared: SharedValues, unit: Unit, scope: int, name: str, made: Made) -> None:
        self.shared = shared
        self.unit = unit
        self.scope = scope
        self.name = name
        self.made = made
        self.words = shared.values.catalogue.protections
        self.trails: dict[str, Trail] = {name: ()}
        for step in self._steps:
            self._learn(step)

    @cached_property
    def _steps(self) -> list[Step]:
        return [self.unit.facts.steps[at] for at in self.unit.steps_in.get(self.scope, ())]

    def _learn(self, step: Step) -> None:
        """Another local name for a part of the value, bound once."""
        is_naming = step.kind in (StepKind.ASSIGN, StepKind.ITERATE) and step.value != NONE
        if not is_naming or step.subject == NONE or self.unit.kinds[step.subject] != ExprKind.NAME:
            return
        name = self.unit.texts[step.subject]
        binding = self.unit.bindings[self.scope].get(name)
        trail = self._trail(step.value)
        is_once = binding is not None and len(binding.steps) == 1 and binding.form == "variable"
        if trail is not None and is_once:
            self.trails[name] = trail if step.kind == StepKind.ASSIGN else (*trail, "[]")

    @cached_property
    def rebound(self) -> bool:
        """The function gives the name another meaning somewhere."""
        binding = self.unit.bindings[self.scope].get(self.name)
        steps = [self.unit.facts.steps[at] for at in binding.steps] if binding is not None else []
        return any(step.kind != StepKind.UPDATE for step in steps)

    def _trail(self, expression: int) -> Trail | None:
        """The way from the value to what an expression reaches in it."""
        unit, kind = self.unit, self.unit.kinds[expression]
        if kind == ExprKind.NAME:
            return self.trails.get(unit.texts[expression]) if expression not in unit.loop_names else None
        if kind not in (ExprKind.ATTRIBUTE, ExprKind.INDEX):
            return None
        owner, *key = unit.parts(expression)
        trail = self._trail(owner)
        if trail is None:
            return None
        if kind == ExprKind.ATTRIBUTE:
            return (*trail, f".{unit.texts[expression]}")
        if unit.kinds[key[0]] == ExprKind.SLICE:
            return None  # a copy
        return (*trail, self._key(key[0]))

    def _key(self, key: int) -> str:
        kind, text = self.unit.kinds[key], self.unit.texts[key]
        if kind == ExprKind.STRING:
            return f'["{text}"]'
        return f"[{text}]" if kind == ExprKind.NUMBER else "[]"

    def made_at(self, trail: Trail) -> Made | None:
        """What is known of a part of the value."""
        found: Made | None = self.made
        for leg in trail:
            if found is None:
                return None
            if leg.startswith("."):
                found = self._outside(found, leg) or self.shared.member(found, leg[1:])
            else:
                found = (
                    self.shared.item(found, leg[1:-1].strip('"'))
                    if leg != "[]"
                    else self.shared.element(found)
                )
        return found

    def _outside(self, made: Made, leg: str) -> Made | None:
        is_chain = made.form.endswith(")") or "()." in made.form
        return made._replace(form=f"{made.form}{leg}") if is_chain else None

    @cached_property
    def all(self) -> tuple[Handled, ...]:
        """Everything that the function does with the value, in source order, and what its conditions read."""
        return tuple(self._all())

    def _all(self) -> Iterator[Handled]:
        for step in self._steps:
            yield from self._of_step(step)
        for index in self.unit.blocks_in.get(self.scope, ()):
            block = self.unit.facts.blocks[index]
            if block.condition != NONE:
                step = Step(StepKind.ASSERT, self.scope, index, NONE, NONE, block.start, block.start)
                yield from self._reads(step, block.condition)

    def _of_step(self, step: Step) -> Iterator[Handled]:
        if step.kind in (StepKind.ASSIGN, StepKind.UPDATE, StepKind.DELETE) and step.subject != NONE:
            for target in targets(self.unit, step.subject):
                yield from self._of_target(step, target)
            is_alias = self.unit.kinds[step.subject] == ExprKind.NAME and step.kind == StepKind.ASSIGN
            if step.value != NONE and not (is_alias and self._trail(step.value) is not None):
                yield from self._reads(step, step.value)
        elif step.kind == StepKind.CALL:
            yield from self._of_call(step)
            yield from (one for part in self.unit.parts(step.subject)[1:] for one in self._reads(step, part))
        elif step.value != NONE and step.kind in _READING:
            is_bare = step.kind == StepKind.ASSERT and self._trail(step.value) == ()
            yield from self._reads(step, step.value) if not is_bare else ()

    def _of_target(self, step: Step, target: int) -> Iterator[Handled]:
        kind, unit = self.unit.kinds[target], self.unit
        trail = self._trail(target)
        if trail is None:
            return
        how = {StepKind.UPDATE: "+=", StepKind.DELETE: "del"}.get(step.kind, "=")
        if kind == ExprKind.NAME:
            made = self.made_at(trail) if step.kind == StepKind.UPDATE else None
            if made is not None and (made.form in _METHODS or self._is_word(made, "__iadd__")):
                yield Handled(trail, how, step, target)
            return
        owner = self.made_at(trail[:-1])
        if owner is None:
            return
        if kind == ExprKind.INDEX and (
            owner.form in ("list", "map") or self._is_word(owner, "__setitem__", "__delitem__")
        ):
            yield Handled(trail, "=" if how == "+=" else how, step, target)
        if kind == ExprKind.ATTRIBUTE and (
            self._is_word(owner, f"{unit.texts[target]}.__set__") or self._is_own(owner, unit.texts[target])
        ):
            yield Handled(trail, "=" if how == "+=" else how, step, target)

    def _is_own(self, owner: Made, name: str) -> bool:
        return owner.form == "object" and self.shared.has_plain(owner, name)

    def _is_word(self, made: Made, *methods: str) -> bool:
        return any(
            word.form == "changes"
            for method in methods
            for word in self.words.get(f"{made.form}.{method}", ())
        )

    def _of_call(self, step: Step) -> Iterator[Handled]:
        """A method of the value, or of a part of it."""
        callee, *arguments = self.unit.parts(step.subject)
        if self.unit.kinds[callee] != ExprKind.ATTRIBUTE:
            return
        trail, name = self._trail(self.unit.parts(callee)[0]), self.unit.texts[callee]
        made = self.made_at(trail) if trail is not None else None
        if trail is None:
            return
        if made is not None and (name in _METHODS.get(made.form, ()) or self._changes(made, name, arguments)):
            key = self._key(arguments[0]) if name in _KEYED and arguments and made.form == "map" else ""
            yield Handled((*trail, key) if key else trail, name, step, step.subject)
        elif name == "get" and arguments:
            yield Handled((*trail, self._key(arguments[0])), "", step, step.subject)
        else:
            is_object = made is not None and made.form == "object"
            yield Handled((*trail, f"(){name}") if is_object else trail, "", step, step.subject)

    def _changes(self, made: Made, name: str, arguments: list[int]) -> bool:
        """A word of the catalogue, under the condition that it names."""
        given = {
            self.unit.texts[one]: self.unit.texts[self.unit.parts(one)[0]]
            for one in arguments
            if self.unit.kinds[one] == ExprKind.KEYWORD
        }
        return any(
            word.form == "changes"
            and (
                word.when is None
                or bool(compiled(word.when.pattern).search(given.get(word.when.argument.keyword, "")))
            )
            for word in self.words.get(f"{made.form}.{name}", ())
        )

    def _reads(self, step: Step, expression: int) -> Iterator[Handled]:
        """The parts of the value in an expression; calls of its methods have steps of their own."""
        unit, kind = self.unit, self.unit.kinds[expression]
        if kind == ExprKind.CLOSURE:
            return
        trail = self._trail(expression)
        if trail is not None:
            yield Handled(trail, "", step, expression)
            return
        parts = unit.parts(expression)
        if kind == ExprKind.CALL:
            is_method = unit.kinds[parts[0]] == ExprKind.ATTRIBUTE
            if unit.texts[parts[0]] in _ABOUT_TYPE and not is_method:
                return
            own = is_method and self._trail(unit.parts(parts[0])[0]) is not None
            parts = parts[1:] if own else parts
        if kind == ExprKind.COMPARE and unit.texts[expression] in ("is", "is-not"):
            return
        for part in parts:
            if part != NONE:
                yield from self._reads(step, part)


_READING = frozenset({StepKind.ASSERT, StepKind.RETURN, StepKind.YIELD, StepKind.ITERATE, StepKind.ENTER})
