"""Abstract names: what makes the name of an outside thing distinct."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from isolint.model.source import Site


class Trait(Enum):
    """One thing that varies in a name. No trait at all means: a constant."""

    WORKER = "worker id"
    PROCESS = "process id"
    PRIVATE = "test-private directory"
    HANDED_OUT = "number or name handed out by the system"
    PICKED = "number or name that was free when it was looked up"
    RANDOM = "full-entropy random"
    TEST = "test identity"
    RUN = "run id"
    CLOCK = "clock"
    SHORT_RANDOM = "truncated random"
    SEEDED = "seeded random"
    COUNTER = "counter"
    PARAMETER = "parameter of a caller"
    UNKNOWN = "unknown"

    @property
    def separates_lanes(self) -> bool:
        return self in _SEPARATING


SEPARATOR = "\x1f"
"""Stands in a name's text between what holds a thing and the thing's own name."""

_SEPARATING = frozenset(
    {Trait.WORKER, Trait.PROCESS, Trait.PRIVATE, Trait.HANDED_OUT, Trait.PICKED, Trait.RANDOM}
)


class Root(Enum):
    """What a path hangs from."""

    NOWHERE = ""
    TEMP = "the temp directory"
    HOME = "the home directory"
    CHECKOUT = "the checkout"
    CWD = "the working directory"
    ABSOLUTE = "an absolute path"
    PRIVATE = "a private directory"

    @property
    def text(self) -> str:
        """How a path under it is spelled, "" where that has no one spelling."""
        return {"TEMP": "/tmp", "HOME": "~", "CWD": ".", "CHECKOUT": "."}.get(self.name, "")


class Form(Enum):
    """What would have to stand in place of an expression, were it replaced."""

    INSIDE = "part of the text that is made right there"
    TEXT = "text"
    NUMBER = "number"
    OBJECT = "object"


class Mark(NamedTuple):
    """The outermost expression that brings in nothing but one trait.

    `is_piece`: it is cut off from something with chance enough.
    """

    trait: Trait
    site: Site
    form: Form
    is_piece: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The abstract value of an expression in a naming position.

    `text` is for people: constants verbatim, what varies in braces
    ("ns-{time_ns()}"). `bits` is the entropy of a SHORT_RANDOM part. `parameters`
    are the parameters (`path:scope:name`) that a caller still has to fill in. `site` is
    the expression the name was made by, `marks` say where its traits come in. `whole` says
    that the name is nothing but one trait. `fallbacks` are what stands for a parameter, by its
    key, if the caller passes nothing (None). `possible` are traits that only some of the values
    have that it may be.
    """

    text: str
    traits: frozenset[Trait] = frozenset()
    root: Root = Root.NOWHERE
    bits: int = 0
    parameters: frozenset[str] = frozenset()
    site: Site | None = None
    marks: tuple[Mark, ...] = ()
    whole: bool = False
    fallbacks: tuple[tuple[str, Name], ...] = ()
    possible: frozenset[Trait] = frozenset()

    @property
    def is_known(self) -> bool:
        return Trait.UNKNOWN not in self.traits and Trait.PARAMETER not in self.traits

    @property
    def hole(self) -> str:
        """The key of the parameter whose value it is, as it is passed; "" for anything else."""
        key = next(iter(self.parameters), "") if len(self.parameters) == 1 else ""
        is_bare = self.traits == frozenset({Trait.PARAMETER}) and self.text == hole(key)
        return key if is_bare else ""

    @property
    def is_constant(self) -> bool:
        return not self.traits

    @property
    def is_for_all(self) -> bool:
        """The same in all lanes of a run."""
        return not self.traits - {Trait.RUN}

    @property
    def is_named_after_run(self) -> bool:
        """A run id is in it, and has not only come with what it lies in."""
        return Trait.RUN in self.traits and "{" in self.text.rpartition(SEPARATOR)[2]

    @property
    def separates_lanes(self) -> bool:
        return any(trait.separates_lanes for trait in self.traits)

    @property
    def clock_only(self) -> bool:
        """A clock is in it and nothing that tells two lanes apart."""
        return Trait.CLOCK in self.traits and self.is_known and not self.separates_lanes


def hole(parameter: str) -> str:
    """How the text of a name shows the parameter of a key."""
    return f"{{{parameter.rpartition(':')[2]}}}"


def collision_odds(bits: int, names: int) -> float:
    """The birthday bound: the chance that two of `names` draws of `bits` bits are equal.

    Exact for the product form 1 - prod(1 - i/2**bits) up to the usual exponential
    approximation; good to 1 % for probabilities below a half.
    """
    from math import expm1

    return -expm1(-names * (names - 1) / 2 / 2**bits)
