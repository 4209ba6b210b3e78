"""What tear-down code does to things that may not be there, or are still in use."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.finding import Fix, Safety
from isolint.model.place import Place
from isolint.model.source import Site


def once_guard(place: Place, title: str = "Let only the controller do it") -> Fix | None:
    """A guard at the top of a hook that can ask which process it runs in; None for all other code."""
    if not place.config or place.site is None:
        return None
    return Fix(
        recipe="once-guard",
        anchor=place.site,
        safety=Safety.UNSAFE,
        title=title,
        arguments=(("config", place.config),),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unset:
    """A tear-down uses a variable that a set-up, if it fails early, has not yet set.

    `site` is the use, `statement` all of the statement, `write` where the set-up sets it.
    """

    variable: str
    site: Site
    statement: Site
    place: Place
    write: Site
    setup: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyClose:
    """A tear-down closes a thing before it ends what was started beside the tests and has that thing.

    `site` is the closing call, `ending` the call that ends the others, `start` where they start,
    `given` where the thing is handed to them.
    """

    variable: str
    site: Site
    ending: Site
    start: Site
    given: Site
    place: Place
    removes: bool = False
    """It is a path, and what lies there is removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A tear-down of each process that ends, among others, what belongs to one of them.

    `registered` is the call that hands it to the runner, `shared` what in it deals with the
    things that one process made for all, or for itself.
    """

    registered: Site
    shared: tuple[Site, ...]

    def ends(self, site: Site) -> bool:
        return site in self.shared

    @property
    def fix(self) -> Fix:
        """One request for the whole tear-down, equal whichever of its statements is complained of."""
        spans = ",".join(f"{site.start}-{site.end}" for site in self.shared)
        return Fix(
            recipe="suite-teardown-split",
            anchor=self.registered,
            safety=Safety.UNSAFE,
            title="Let process 1 alone end what it made, after the others",
            arguments=(("shared", spans),),
        )
