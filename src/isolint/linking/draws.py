"""What a source hands out: how much chance is in it, whether it repeats, whether it is still held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from isolint.linking.entropy import ENOUGH, bits_of, with_bits
from isolint.linking.environment import Environment
from isolint.linking.naming import converted, unknown, varying
from isolint.linking.seeding import Seed, Seeding, makes_own
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.name import Form, Name, Trait
from isolint.model.resource import Verb
from isolint.model.source import Site
from isolint.model.vocabulary import SourceWord

Evaluate = Callable[[Unit, int, int], Name]
"""The name of an expression of a file, read in a scope."""

_LETTER_BITS = 6
"""Of one of an alphabet that is not seen: there is none with more than 64 letters in use."""


class Draws:
    """Applies the sources of the catalogue to the calls that draw from them."""

    def __init__(self, name: Evaluate, values: Values, environment: Environment) -> None:
        self.name = name
        self.environment = environment
        self.values = values
        self.catalogue = values.catalogue
        self.seeding = Seeding(values)

    def drawn(self, unit: Unit, scope: int, call: int, word: SourceWord, form: Form) -> Name:
        """The name that a call of a source gives."""
        name = varying(word, unit.site(call), form)
        if word.variable and word.variable in self.environment.spelled:
            return replace(name, traits=name.traits | {Trait.RUN})  # what this run has made for itself
        if word.picked:
            return replace(name, traits=name.traits | self._kept_apart(unit, scope, call), whole=False)
        if word.held and self._is_given_back(unit, scope, call):
            return _as(Trait.PICKED, name)
        if word.measure == "start":
            return self._counted(unit, scope, call, name)
        if word.trait not in (Trait.RANDOM, Trait.SHORT_RANDOM):
            return name
        if word.seeded_by and makes_own(word):
            made = self.seeding.makers(unit, word.seeded_by)
            if not made or any(seed.argument != NONE for seed in made):
                return _as(Trait.SEEDED, name) if self._are_constant(made) else unknown(name.site)
        elif word.seeded_by and self._is_seeded(unit, scope, word.seeded_by):
            return _as(Trait.SEEDED, name)
        bits = self._measured(unit, scope, call, word) if word.measure else word.bits
        return with_bits(name, bits)

    def repeated(self, unit: Unit, scope: int, comprehension: int, site: Site) -> Name:
        """One draw for each turn of a loop, side by side."""
        element, *loops = unit.parts(comprehension)
        name = self.name(unit, scope, element)
        if not name.whole or not name.traits <= {Trait.RANDOM, Trait.SHORT_RANDOM, Trait.SEEDED}:
            return unknown(site)
        if name.traits != {Trait.SHORT_RANDOM}:
            return converted(name, site, Form.TEXT)
        turns = self._turns(unit, scope, unit.parts(loops[0])[1]) if len(loops) == 1 else 0
        whole = converted(name, site, Form.TEXT)
        known = with_bits(whole, min(name.bits * turns, ENOUGH))
        return known if turns and name.bits else replace(known, bits=0)

    def _counted(self, unit: Unit, scope: int, call: int, name: Name) -> Name:
        """A counter is as distinct as what it starts from."""
        start = self._given(unit, scope, call)[:1]
        if not start:
            return name
        is_same = not start[0].traits
        whole = replace(name, traits=name.traits | start[0].traits, whole=is_same)
        return replace(whole, text=f"{{{start[0].text} and up}}") if is_same else whole

    def _kept_apart(self, unit: Unit, scope: int, call: int) -> frozenset[Trait]:
        """What tells lanes apart in the place that is looked at: `mktemp(dir=tmp_path)`."""
        names = self._given(unit, scope, call)
        names += [fallback for name in names for _, fallback in name.fallbacks]
        return frozenset(trait for name in names for trait in name.traits if trait.separates_lanes)

    def _given(self, unit: Unit, scope: int, call: int) -> list[Name]:
        """The names of what a call is passed."""
        arguments = unit.parts(call)[1:]
        values = [unit.parts(one)[0] if unit.kinds[one] == ExprKind.KEYWORD else one for one in arguments]
        return [self.name(unit, scope, one) for one in values]

    def _turns(self, unit: Unit, scope: int, iterable: int) -> int:
        """How often a loop over `range(8)` turns."""
        if unit.kinds[iterable] != ExprKind.CALL or unit.texts[unit.callee(iterable)] != "range":
            return 0
        arguments = unit.parts(iterable)[1:]
        return self._number(unit, scope, arguments[0]) if len(arguments) == 1 else 0

    def _measured(self, unit: Unit, scope: int, call: int, word: SourceWord) -> int:
        """The bits that the arguments of a draw ask for; 0 where they do not tell."""
        arguments = unit.parts(call)[1:]
        plain = [one for one in arguments if unit.kinds[one] not in (ExprKind.KEYWORD, ExprKind.SPREAD)]
        first = self._number(unit, scope, plain[0]) if plain else 0
        if word.measure == "range":
            stop = self._number(unit, scope, plain[1]) if len(plain) > 1 else 0
            is_known = len(plain) < 2 or (stop > 0 and self._is_number(unit, scope, plain[0]))
            count = abs(stop - first) + 1 if len(plain) > 1 else first
            return bits_of(count) if is_known else 0
        if word.measure == "elements":
            return self._of_elements(unit, scope, arguments, plain)
        return first * {"bytes": 8, "bits": 1, "characters": word.bits or _LETTER_BITS}[word.measure]

    def _of_elements(self, unit: Unit, scope: int, arguments: list[int], plain: list[int]) -> int:
        """As many letters as `k` says, or one."""
        counts = [
            unit.parts(one)[0]
            for one in arguments
            if unit.kinds[one] == ExprKind.KEYWORD and unit.texts[one] == "k"
        ]
        counts = counts or plain[1:2]
        count = self._number(unit, scope, counts[0]) if counts else 1
        is_listed = bool(plain) and unit.kinds[plain[0]] in (ExprKind.LIST, ExprKind.TUPLE)
        if is_listed:
            return bits_of(len(unit.parts(plain[0])) ** min(count, ENOUGH))
        alphabet = self.name(unit, scope, plain[0]) if plain else unknown(None)
        is_text = alphabet.is_constant and len(alphabet.text) > 1
        return bits_of(len(alphabet.text) ** min(count, ENOUGH)) if is_text else _LETTER_BITS * count

    def _is_number(self, unit: Unit, scope: int, expression: int) -> bool:
        name = self.name(unit, scope, expression)
        return name.is_constant and name.text.isdigit()

    def _number(self, unit: Unit, scope: int, expression: int) -> int:
        """A constant number, 0 for anything else."""
        if unit.kinds[expression] in (ExprKind.LIST, ExprKind.TUPLE):
            return 0
        is_number = self._is_number(unit, scope, expression)
        return int(self.name(unit, scope, expression).text) if is_number else 0

    def _is_seeded(self, unit: Unit, scope: int, chain: str) -> bool:
        """It starts from a constant in every process: on import, or in the function that draws."""
        seeds = (*self.seeding.above(unit.path), *(self.seeding.within(unit, scope) if scope else ()))
        return self._are_constant([seed for seed in seeds if seed.chain == chain])

    def _are_constant(self, seeds: Sequence[Seed]) -> bool:
        return bool(seeds) and all(
            seed.argument != NONE and self.name(seed.unit, seed.scope, seed.argument).is_constant
            for seed in seeds
        )

    def _is_given_back(self, unit: Unit, scope: int, call: int) -> bool:
        """The function closes what the number was asked of, and does not wait for others before."""
        callee = unit.callee(call)
        owner = unit.parts(callee)[0] if unit.kinds[callee] == ExprKind.ATTRIBUTE else NONE
        if owner == NONE or unit.kinds[owner] != ExprKind.NAME or unit.scopes[scope].yields:
            return False
        return any(
            self._closes(unit, position, unit.texts[owner]) for position in unit.steps_in.get(scope, ())
        )

    def _closes(self, unit: Unit, position: int, name: str) -> bool:
        step = unit.facts.steps[position]
        if step.kind == StepKind.ENTER:
            entered = step.subject if step.subject != NONE else step.value
            arguments = unit.parts(step.value)[1:] if unit.kinds[step.value] == ExprKind.CALL else []
            return any(unit.dotted(one) == name for one in (entered, *arguments))
        if step.kind != StepKind.CALL:
            return False
        callee = unit.callee(step.subject)
        if unit.kinds[callee] != ExprKind.ATTRIBUTE or unit.dotted(unit.parts(callee)[0]) != name:
            return False
        value = self.values.callee(unit, step.scope, step.subject)
        words = self.catalogue.accesses.get(value.text, ()) if value is not None else ()
        return any(word.does is Verb.CLOSE for word in words)


def _as(trait: Trait, name: Name) -> Name:
    marks = tuple(mark._replace(trait=trait) for mark in name.marks)
    return replace(name, traits=frozenset({trait}), marks=marks, bits=0)
