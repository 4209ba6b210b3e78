"""What is known of a project at one moment: as it is, as far as it was looked at, as it can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from isolint.collection import Collection
from isolint.engine import Outcome, Plan, Verdicts, examined
from isolint.model.duty import Called
from isolint.model.finding import Finding, Problem
from isolint.stopwatch import Stopwatch

Duties = Mapping[str, tuple[Called, ...]]
"""What the runner calls, by file."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The facts as they were at one moment, to be looked at wherever there is time for it."""

    plan: Plan
    collection: Collection

    def is_of(self, other: Ticket) -> bool:
        """Both are of the very same state."""
        return self.plan is other.plan and self.collection is other.collection

    def run(self, watch: Stopwatch | None = None, *, keeping: bool = False) -> Verdicts:
        """Asks all rules; this is what takes long."""
        return examined(self.plan, self.collection.facts, watch, keeping=keeping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What can be said at this moment; not yet `complete` where a pass may find more, or less."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The last state of the project of which all is known."""

    ticket: Ticket
    verdicts: Verdicts
    outcome: Outcome
    duties: Duties | None
