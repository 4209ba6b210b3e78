"""What there is to say about one line: its findings in full, or who runs it and why all is well."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.finding import Finding
from isolint.model.source import Site
from isolint.model.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding with its story; `hidden` says why a check does not show it, "" where it does."""

    finding: Finding
    story: Story
    hidden: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A function that the runner calls, and that gets to the line; the words are those of `Step`.

    `via` are the calls that lead there, `through` what they call; `others` get there alike.
    """

    owner: str
    lanes: tuple[str, ...]
    moment: str
    frequency: str
    via: tuple[Site, ...] = ()
    through: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something that isolint sees on the line, and `why` it is no hazard, as far as that is known."""

    site: Site
    text: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All about the line `row` of a file. `function` is the one it stands in, "" outside of all.

    `told` are the findings that have to do with the line. `running` and `seen` are told where there
    is none. `remark` is a sentence about the file, where one is needed to understand the rest.
    """

    path: str
    row: int
    function: str
    told: tuple[Told, ...] = ()
    running: tuple[Running, ...] = ()
    seen: tuple[Seen, ...] = ()
    remark: str = ""
