"""What a check says, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from isolint.model.source import Site


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"


class Confidence(Enum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Safety(Enum):
    """How far a fix may be trusted; there is no default on purpose."""

    SAFE = "safe"
    """Same behaviour, comments kept."""
    UNSAFE = "unsafe"
    """Valid code, but behaviour may change."""
    MANUAL = "display"
    """Shown, never written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A request to a recipe; the fixer named so in the file's language fulfils it.

    `anchor` is the node to rewrite, `title` the help line ("Name it with a uuid"),
    `arguments` what the recipe needs to know beyond the anchor.
    """

    recipe: str
    anchor: Site
    safety: Safety
    title: str
    arguments: tuple[tuple[str, str], ...] = ()
    also: tuple[Site, ...] = ()
    """Other nodes of the file that the same recipe has to rewrite with this one, or none."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to the story: who writes, who reads, who else uses it."""

    site: Site
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a check yields. `message` is two short sentences at most, no full stop."""

    site: Site
    message: str
    help: str = ""
    related: tuple[Related, ...] = ()
    lanes: tuple[str, ...] = ()
    confidence: Confidence = Confidence.HIGH
    severity: Severity | None = None
    """Where it differs from the rule's own."""
    fix: Fix | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A hit with its rule's identity; what reporters print."""

    code: str
    name: str
    family: str
    severity: Severity
    confidence: Confidence
    site: Site
    message: str
    help: str
    related: tuple[Related, ...]
    lanes: tuple[str, ...]
    fix: Fix | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that kept isolint from doing its work on a part of the input.

    `stage` is "read", "parse", "suppress", or, for a bug of ours, the stage or rule
    that failed; then `ours` is true and `trace` holds the traceback.
    """

    stage: str
    path: str
    message: str
    row: int = 0
    column: int = 0
    ours: bool = False
    trace: str = ""


def bug(stage: str, error: Exception, path: str = "") -> Problem:
    """A failure of ours that has just been caught."""
    from traceback import format_exc

    return Problem(stage=stage, path=path, message=repr(error), ours=True, trace=format_exc())
