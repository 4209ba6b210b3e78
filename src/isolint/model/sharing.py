"""Containers that several threads of one process get at."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.source import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockedUse:
    """A method reads or changes a container of its object, with no lock held.

    `field` is called as the code calls it, `owner` is the type. `beside` is the call by which
    another thread gets there, or the test that several run; `also` says who is at it, in words.
    `partly`: other methods of the type do take a lock for it.
    """

    site: Site
    field: str
    owner: str
    method: str
    writes: bool
    beside: Site
    also: str
    partly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoiledValue:
    """A test changes the value of a fixture that other tests of the same process get, too.

    `value` is what is changed, as the code calls it; `fixture` and `owner` name the fixture and the
    test for a reader. `reader` finds at `read` what the test has left. `also` are further changes
    of the same value in the same test.
    """

    site: Site
    value: str
    owner: str
    fixture: str
    made: Site
    reader: str
    read: Site
    also: tuple[Site, ...] = ()
    again: bool = False
    """The reader is the test itself, which says at its end that what it started from is no longer so."""


OUTLIVING = "outliving"
"""The kind of a common thing that the test did not bring: a variable of a module or class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """A thing that all threads which run one test have in common.

    `kind`: "fixture", "argument" (a parametrised one), "self" (an attribute of the object that the test
    is a method of) or OUTLIVING. `origin` is where it comes from.
    """

    key: str
    text: str
    kind: str
    origin: Site | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfRace:
    """A statement of a test's body that disturbs the same body in another thread.

    `does` says what it does ("changes"), `then` what comes of it. `tests` are the names of the functions
    that it stands in or is called by, which a mark could be put on.
    """

    site: Site
    owner: str
    common: Common
    does: str
    then: str
    tests: tuple[Site, ...]
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadUnsafe:
    """A test does something that one thread at a time can do, and the runner does not see it.

    `seen`: it does, and runs the test in one thread; that costs time, and nothing else.
    """

    site: Site
    owner: str
    what: str
    then: str
    tests: tuple[Site, ...]
    seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonFolder:
    """A test puts a file of a fixed name into a directory that all its threads have in common.

    `maker` names what hands the directory out, `made` is where that stands.
    """

    site: Site
    owner: str
    leaf: str
    maker: str
    made: Site
