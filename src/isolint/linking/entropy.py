"""How much chance is left of a random value: what slices, remainders and joins make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log2

from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind
from isolint.model.name import Form, Mark, Name, Trait
from isolint.model.source import Site

ENOUGH = 64
"""Bits that are as good as any number of them."""
_HEX_BITS = 4
_CHANCE = frozenset({Trait.RANDOM, Trait.SHORT_RANDOM})


def bits_of(count: float) -> int:
    """The whole bits in a choice among so many; 0 where that says nothing."""
    return int(log2(count)) if count >= 2 else 0


def with_bits(name: Name, bits: int) -> Name:
    """A random value of so many bits; 0 says that nobody knows how many, and then nothing changes."""
    if not bits or name.traits not in ({Trait.RANDOM}, {Trait.SHORT_RANDOM}):
        return name
    trait = Trait.RANDOM if bits >= ENOUGH else Trait.SHORT_RANDOM
    marks = tuple(mark._replace(trait=trait) for mark in name.marks)
    return replace(name, traits=frozenset({trait}), bits=0 if bits >= ENOUGH else bits, marks=marks)


def together(parts: Sequence[Name]) -> int:
    """The bits of parts that stand side by side; 0 where those of one are not known."""
    drawn = [part for part in parts if Trait.SHORT_RANDOM in part.traits]
    return sum(part.bits for part in drawn) if all(part.bits for part in drawn) else 0


def reduced(operator: str, left: Name, right: Name, site: Site) -> Name | None:
    """A random number modulo a constant; None for any other operation."""
    is_number = right.is_constant and right.text.isdigit()
    if operator != "%" or not left.whole or not left.traits <= _CHANCE or not is_number:
        return None
    bits = bits_of(int(right.text))
    marks = (Mark(next(iter(left.traits)), site, Form.NUMBER),)
    name = replace(left, site=site, marks=marks)
    return with_bits(name, min(bits, left.bits or bits))


def shortened(name: Name, unit: Unit, key: int, site: Site | None) -> Name:
    """A slice of a text: full-entropy random keeps four bits a character."""
    length = _length(unit, key)
    if not name.traits and length and unit.parts(key)[0] == NONE:
        return Name(text=name.text[:length], root=name.root, site=site)
    if name.traits != frozenset({Trait.RANDOM}) or not length:
        return name if name.traits else Name(text="{...}", traits=frozenset({Trait.UNKNOWN}), site=site)
    bits = _HEX_BITS * length
    if bits >= ENOUGH:
        return name
    marks = (Mark(Trait.SHORT_RANDOM, site, Form.TEXT, is_piece=True),) if site else ()
    return Name(
        text=name.text,
        traits=frozenset({Trait.SHORT_RANDOM}),
        bits=bits,
        site=site,
        marks=marks,
        whole=True,
    )


def _length(unit: Unit, key: int) -> int:
    """How many characters `[:6]`, `[0:6]` and `[-6:]` leave; 0 where that cannot be told."""
    lower, upper, step = unit.parts(key)
    first, last = _number(unit, lower), _number(unit, upper)
    if step != NONE or (lower != NONE and first is None) or (upper != NONE and last is None):
        return 0
    if last is None:
        return max(-(first or 0), 0)
    return max(last - (first or 0), 0) if last >= 0 and (first or 0) >= 0 else 0


def _number(unit: Unit, expression: int) -> int | None:
    if expression == NONE:
        return None
    if unit.kinds[expression] == ExprKind.UNARY and unit.texts[expression] == "-":
        inner = _number(unit, unit.parts(expression)[0])
        return -inner if inner is not None else None
    text = unit.texts[expression]
    is_number = unit.kinds[expression] == ExprKind.NUMBER and text.removeprefix("-").isdigit()
    return int(text) if is_number else None
