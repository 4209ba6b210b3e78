"""What a test or a set-up changes in its process and nothing puts back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from isolint.model.place import Frequency, Moment, Place
from isolint.model.resource import Verb
from isolint.model.source import Site

MEMORY = "memory"
"""The kind of a module variable, a class attribute, or something in one."""

UNSET = "nothing"
"""The initial value of a variable that only functions bind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Another function that has to do with what is changed; `owner` names it for a reader.

    `is_test`: a test runs it. `needs`: what it finds there decides how it ends, because it
    neither sets the thing up itself nor asks whether it is there. `takes`: it cannot do with an
    empty container, for it takes an item or asserts what is in it. `by_code`: the code under
    test reads it, which the test calls.
    """

    site: Site
    owner: str
    is_test: bool
    needs: bool = False
    takes: bool = False
    by_code: bool = False


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
    process: str = ""
    """The folder whose tests run in one process of their own; "" where those of all folders may."""

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
    def readers(self) -> tuple[Use, ...]:
        """The code under test, and tests that take what they find."""
        return tuple(use for use in self.uses if not use.is_test or use.needs)


@dataclass(frozen=True)
class Leaks:
    """All changes of a suite that outlive their tests."""

    found: tuple[Change, ...] = ()

    def of(self, *kinds: str) -> Iterator[Change]:
        """Those of some kinds that are not made once for the whole run, one for each statement."""
        seen: set[tuple[Site, str]] = set()
        for change in self.found:
            is_for_all = change.place.frequency in (Frequency.RUN, Frequency.PACKAGE)
            if change.kind in kinds and not is_for_all and (change.where, change.name) not in seen:
                seen.add((change.where, change.name))
                yield change

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
            and change.verb is not Verb.DESTROY
            and all(one.place.moment is Moment.TEST for one in self._alike(change))
        )

    def is_in_need(self, change: Change, use: Use) -> bool:
        """A test that fails where the other one has not been."""
        is_container = change.initial in _EMPTY_CONTAINERS
        return (
            use.needs
            and not use.by_code
            and (use.takes if is_container else change.initial in (UNSET, "None"))
        )


_EMPTY_CONTAINERS = frozenset({"[]", "{}", "()"})
