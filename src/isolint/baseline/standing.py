"""Which entries of a baseline a run can speak about, and a baseline after what the run has seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from isolint.baseline.weighing import counted
from isolint.model.identity import Identity

if TYPE_CHECKING:
    from isolint.collection import Collection
    from isolint.engine import Outcome, Plan


def stale(plan: Plan, outcome: Outcome) -> Mapping[Identity, int]:
    """Entries with nothing to hold any more: what they held has been repaired, or has changed.

    What was not asked about, what a rule was not asked for, and what could not be read is not judged.
    """
    unread = {problem.path for problem in outcome.problems}
    return {
        entry: count
        for entry, count in outcome.left.items()
        if plan.tree.covers(entry.path)
        and entry.path not in unread
        and (entry.code in plan.active or entry.code not in plan.known)
    }


def pruned(plan: Plan, outcome: Outcome, collection: Collection) -> Counter[Identity]:
    """What is still there, under the names that its files have now, and what was not judged."""
    gone = stale(plan, outcome)
    unjudged = {entry: count for entry, count in outcome.left.items() if entry not in gone}
    return counted(outcome.held, collection) + Counter(unjudged)
