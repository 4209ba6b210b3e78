"""What a test or a set-up changes in its process and nothing puts back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from isolint.model.finding import Fix
from isolint.model.place import Frequency, Moment, Place
from isolint.model.resource import Verb
from isolint.model.source import Site

MEMORY = "memory"
"""The kind of a module variable, a class attribute, or something in one."""

REGISTRY = "registry"
"""The kind of what is entered in a registry of some library."""

CODE = "replaced code"
"""The kind of a function, class or module that something else is put in the place of."""

MODULE = "module"
"""The kind of an entry of the table of imported modules."""

SETTINGS = frozenset(
    {
        "locale",
        "time zone",
        "logging",
        "signal handler",
        "import path",
        "limit",
        "default timeout",
        "decimal context",
        "event loop",
        "start method",
        "umask",
        "interpreter hook",
        "standard stream",
        "flag",
        "http default",
        "feature gate",
    }
)
"""Kinds of state that a process has one of, and its libraries keep to."""

UNSET = "nothing"
"""The initial value of a variable that only functions bind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Another function that has to do with what is changed; `owner` names it for a reader.

    `is_test`: a test runs it. `needs`: what it finds there decides how it ends, because it
    neither sets the thing up itself nor asks whether it is there. `takes`: it cannot do with an
    empty container, for it takes an item or asserts what is in it. `empty`: it asserts that
    nothing is there. `by_code`: the code under test reads it, which the test calls.
    """

    site: Site
    owner: str
    is_test: bool
    needs: bool = False
    takes: bool = False
    empty: bool = False
    by_code: bool = False
    again: bool = False
    """It is the test that makes the change, and would find it when it is run again in the process."""
    in_order: bool = False
    """The runner keeps it in one process with those that change the thing, and in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of process-wide state, in one place, that is still there when the test has ended.

    `kind` is a word of the catalogue, or MEMORY; `name` says which one ("" where that is not
    known), `text` calls it what a reader would. `site` is the statement, `where` the same as far
    as it is the suite's own code, else the call there that leads to it. `value` is the constant
    that is stored, "" for anything else. `initial` is what a variable holds on import, as text: a
    constant, an empty container, UNSET, or "" for all else.
    """

    kind: str
    name: str
    text: str
    verb: Verb
    call: str
    place: Place
    site: Site
    where: Site
    value: str = ""
    initial: str = ""
    users: int = 1
    uses: tuple[Use, ...] = ()
    known: bool = False
    """An environment variable that outside code looks at by itself."""
    remedy: Fix | None = None
    """How the runner can be made to put it back, where the statement and its place allow that."""
    process: str = ""
    """The folder whose tests run in one process of their own; "" where those of all folders may."""
    minded: bool = True
    """False for a setting that nobody else in the project is seen to depend on."""

    @property
    def of_process(self) -> tuple[str, str, str]:
        """Equal for changes of the same thing in the same process."""
        return self.kind, self.name, self.process

    @property
    def direct(self) -> bool:
        """It stands in the suite's own code."""
        return self.site == self.where

    @property
    def starts_empty(self) -> bool:
        """On import there is nothing in it yet."""
        return self.initial in (UNSET, "None") or self.initial in _EMPTY_CONTAINERS

    @property
    def of_item(self) -> bool:
        """One item of a container is concerned, not the container or an attribute."""
        return self.name.endswith("[]")

    @property
    def of_object(self) -> bool:
        """What a method of a variable's object does to that, and not the statement itself."""
        inside = self.name.partition("::")[2].partition("[]")[0]
        return self.kind == MEMORY and not inside.endswith(self.text.rpartition(".")[2])

    @property
    def again(self) -> bool:
        """The test that makes it is the one that is hurt."""
        return any(use.again for use in self.uses)

    @property
    def readers(self) -> tuple[Use, ...]:
        """The code under test, and tests that take what they find."""
        return tuple(use for use in self.uses if not use.is_test or use.needs)


class LeftOut(Enum):
    """The case in which a change stays, although something puts it back otherwise."""

    FAILURE = "what stands between the change and the restore is not passed"
    ABSENCE = "there was no value before"
    OTHER = "something else that is changed with it is put back, and this is not"
    UNRECORDED = "there was nothing to remove, and so nothing is remembered"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialRestore:
    """A change that is put back on some ways only.

    `site` is the restore that does not always run, or is not enough; `start` is what changes the state
    in the same function, `text` what keeps the restore from being reached, at `cause`. `more` are further
    statements that belong to the restore.
    """

    change: Change
    left_out: LeftOut
    site: Site
    start: Site
    cause: Site | None
    text: str
    more: tuple[Site, ...] = ()
    of_block: bool = False
    """A context manager of the suite restores it, unless the block under it fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededOutcome:
    """A file of tests seeds the process by `call` on import, and `owner` asserts what came of it."""

    site: Site
    call: str
    owner: str
    asserted: Site


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainEnvironment:
    """A function of the suite leaves a plain dictionary in the place of the environment's mapping."""

    site: Site
    owner: str


@dataclass(frozen=True)
class Leaks:
    """All changes of a suite that outlive their tests."""

    found: tuple[Change, ...] = ()
    at_import: tuple[Change, ...] = ()
    """What is changed as soon as a file of the suite is imported."""
    partly: tuple[PartialRestore, ...] = ()
    outcomes: tuple[SeededOutcome, ...] = ()
    environments: tuple[PlainEnvironment, ...] = ()

    def of(self, *kinds: str) -> Iterator[Change]:
        """Those of some kinds that are not made once for the whole run, one for each statement."""
        seen: set[tuple[Site, str]] = set()
        for change in self.found:
            is_for_all = change.place.frequency in (Frequency.RUN, Frequency.PACKAGE)
            if change.kind in kinds and not is_for_all and (change.where, change.name) not in seen:
                seen.add((change.where, change.name))
                yield change

    def partial_restores(self) -> Iterator[tuple[PartialRestore, ...]]:
        """Those of one function that leave out the same case, for changes that somebody would find."""
        groups: dict[tuple[object, ...], list[PartialRestore]] = {}
        sites: set[Site] = set()
        for one in self.partly:
            is_of_callers = one.of_block and one.change.kind == "environment" and not one.change.name
            if one.site not in sites and (is_of_callers or self._is_felt(one.change)):
                sites.add(one.site)
                is_alone = one.left_out is not LeftOut.FAILURE
                key = (one.left_out, one.site.path, one.change.place.owner, one.site if is_alone else None)
                groups.setdefault(key, []).append(one)
        for group in groups.values():
            yield tuple(sorted(group, key=lambda one: one.site))

    def _is_felt(self, change: Change) -> bool:
        """It is not the same afterwards, and somebody reads it then."""
        if change.place.frequency in (Frequency.RUN, Frequency.PACKAGE):
            return False  # put back when all is over
        if change.verb is Verb.DESTROY and (change.kind != MEMORY or change.initial or not change.of_item):
            return False
        if change.kind == "environment":
            return bool(change.name) and bool(change.readers or change.known)
        if change.kind == MEMORY:
            is_same = bool(change.value) and change.value == change.initial
            return bool(change.readers) and not is_same
        if change.kind == CODE:
            return change.verb is not Verb.START
        return change.kind in ("working directory", MODULE) or change.kind in SETTINGS

    def _alike(self, change: Change) -> list[Change]:
        """The changes of the same thing in processes that may be the same one."""
        return [one for one in self.found if one.of_process == change.of_process]

    def is_set_alike(self, change: Change) -> bool:
        """Others set the same thing to the same constant, and nobody to another one."""
        same = self._alike(change)
        return len(same) > 1 and bool(change.value) and {one.value for one in same} == {change.value}

    def makes_sequence(self, change: Change) -> bool:
        """Tests alone fill what is empty on import, and another test needs it."""
        is_needed = any(self.is_in_need(change, use) for use in change.uses)
        return (
            is_needed
            and not change.again
            and change.verb is not Verb.DESTROY
            and all(one.place.moment is Moment.TEST for one in self._alike(change))
        )

    def is_in_need(self, change: Change, use: Use) -> bool:
        """A test that fails where the other one has not been."""
        is_container = change.initial in _EMPTY_CONTAINERS
        return (
            use.needs
            and not use.by_code
            and not use.empty
            and (use.takes if is_container else change.initial in (UNSET, "None"))
        )


_EMPTY_CONTAINERS = frozenset({"[]", "{}", "()"})
