"""What the server and the process of a project say to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from isolint.lsp.settings import Choices


class Range(NamedTuple):
    """As the protocol counts: from 0, columns in the units that the client has asked for."""

    start_row: int
    start_column: int
    end_row: int
    end_column: int

    def meets(self, other: Range) -> bool:
        """They share a place, were it only an end: that is where a cursor stands."""
        return self[:2] <= other[2:] and other[:2] <= self[2:]


class Spot(NamedTuple):
    """Another place of a finding."""

    path: Path
    range: Range
    message: str


class Shown(NamedTuple):
    """A finding, or a problem with a file, as an editor shows it."""

    range: Range
    code: str
    name: str
    is_error: bool
    message: str
    url: str
    spots: tuple[Spot, ...] = ()
    repair: str = ""
    """How far its fix can be trusted, "" without one."""


class Change(NamedTuple):
    """New texts of open files, None for those that were closed, and files that have changed on disk."""

    number: int
    texts: Mapping[Path, str | None]
    touched: tuple[Path, ...] = ()


class Start(NamedTuple):
    """Begin, or begin anew, with these settings."""

    number: int
    choices: Choices


class Ask(NamedTuple):
    """A question; `what` is the name of a method of the desk."""

    ticket: int
    what: str
    arguments: tuple[object, ...]


class Progress(NamedTuple):
    """`done` of `known` files are read; equal when that is over."""

    done: int
    known: int


class Answer(NamedTuple):
    """All that is shown of the open files after the change of that number; `complete` when it is final."""

    number: int
    files: Mapping[Path, tuple[Shown, ...]]
    complete: bool


class Reply(NamedTuple):
    """The answer to a question."""

    ticket: int
    value: object


class Complaint(NamedTuple):
    """Something that a person should read; `ours` for a mistake in isolint itself."""

    text: str
    ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A code action: `edits` by file, `repairs` what it makes go away."""

    title: str
    kind: str
    edits: Mapping[Path, tuple[tuple[Range, str], ...]]
    repairs: tuple[Shown, ...] = ()
    preferred: bool = False
    explains: str = ""
    """The code of a rule whose page is shown instead."""


class Hover(NamedTuple):
    """The same in Markdown and in plain text."""

    range: Range
    markdown: str
    plain: str
