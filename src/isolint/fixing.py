"""Fixes applied until nothing is left to fix, and nothing written that makes matters worse.

Each pass rewrites the files that have something to fix, takes their facts anew, and
checks the whole project again. A file that no longer parses, that gains a finding, or
that is still changing after the last pass goes back to what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Container
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isolint.collection import Collection
from isolint.engine import Outcome, Plan, check
from isolint.model.finding import Finding, Fix, Problem, Safety
from isolint.model.source import Source
from isolint.suppress import UNUSED_CODE

if TYPE_CHECKING:
    from isolint.fixers.apply import Rewritten

PASSES = 10

Tally = Counter[tuple[str, str]]
"""How many findings of a code a file has, by (path, code)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What fixing came to; nothing is written yet.

    `outcome` is what is left to find, `fixed` what is gone, `refused` what a recipe would
    not do and why, `problems` the files that were put back and the recipes that are to blame.
    """

    changed: Mapping[str, Source]
    outcome: Outcome
    fixed: tuple[Finding, ...]
    refused: tuple[tuple[Finding, str], ...]
    problems: tuple[Problem, ...]


def repair(plan: Plan, collection: Collection, outcome: Outcome, safeties: Container[Safety]) -> Repair:
    """Applies the fixes of the given safeties to every file that was asked about."""
    state = _State(plan, collection, outcome, safeties)
    for _ in range(PASSES):
        if not state.advance():
            break
    else:
        state.give_up()
    return state.result()


@dataclass(slots=True)
class _Progress:
    """What has been done to one file since it was last as it is on disk."""

    source: Source
    fixed: list[Finding] = field(default_factory=list)


class _State:
    """The project as it would be if everything done so far were written."""

    def __init__(
        self, plan: Plan, collection: Collection, outcome: Outcome, safeties: Container[Safety]
    ) -> None:
        self.plan = plan
        self.original = collection
        self.before = outcome
        self.outcome = outcome
        self.safeties = safeties
        self.baseline = tally(outcome.every)
        self.progress: dict[str, _Progress] = {}
        self.frozen: set[str] = set()
        self.refused: dict[Finding, str] = {}
        self.problems: list[Problem] = []

    def pending(self) -> dict[str, list[Finding]]:
        """Findings that can be fixed and have not been refused, by the file that would change."""
        found: dict[str, list[Finding]] = {}
        for finding in self.outcome.findings:
            fix = finding.fix
            if fix and fix.safety in self.safeties and finding not in self.refused:
                path = fix.anchor.path
                if path not in self.frozen and self.plan.shows(path):
                    found.setdefault(path, []).append(finding)
        return found

    def advance(self) -> bool:
        """One pass; false when it changed nothing."""
        changed = [path for path, findings in self.pending().items() if self._rewrite(path, findings)]
        if not changed:
            return False
        self._settle(changed)
        return True

    def give_up(self) -> None:
        """After the last pass: what is still changing goes back."""
        for path, findings in self.pending().items():
            complaint = f"had not come to an end after {PASSES} passes"
            self.problems.append(_left_alone(path, _recipes(findings), complaint))
            self._forget(path)
        self.outcome = check(self.plan, self._collection())

    def result(self) -> Repair:
        fixed = [finding for done in self.progress.values() for finding in done.fixed]
        left = set(self.outcome.findings)
        return Repair(
            changed={path: done.source for path, done in sorted(self.progress.items())},
            outcome=self.outcome,
            fixed=tuple(fixed),
            refused=tuple((finding, why) for finding, why in self.refused.items() if finding in left),
            problems=tuple(self.problems),
        )

    def _rewrite(self, path: str, findings: Sequence[Finding]) -> bool:
        source = self._source(path)
        try:
            answer = _apply(source, [finding.fix for finding in findings if finding.fix])
        except Exception as error:
            self.problems.append(_broken(path, self._blamed(path, findings), error))
            self._forget(path)
            self.outcome = check(self.plan, self._collection())
            return False
        applied = [finding for finding in findings if finding.fix in answer.applied]
        whys = dict(answer.refused)
        if not applied or answer.text == source.text:
            self.refused.update({each: whys[each.fix] for each in findings if each.fix in whys})
            return False
        fresh = Source(path, answer.text, source.encoding, source.bom)
        done = self.progress.setdefault(path, _Progress(fresh))
        done.source = fresh
        done.fixed += applied
        return True

    def _source(self, path: str) -> Source:
        done = self.progress.get(path)
        return done.source if done else self.original.sources[path]

    def _forget(self, path: str) -> None:
        """The file is as it is on disk, and stays so."""
        self.progress.pop(path, None)
        self.frozen.add(path)

    def _put_back(self, paths: Iterable[str], complaint: str) -> None:
        """Files that have come out worse; the recipes that did it are named."""
        for path in paths:
            self.problems.append(_left_alone(path, self._blamed(path, self.progress[path].fixed), complaint))
            self._forget(path)
        self.outcome = check(self.plan, self._collection())

    def _settle(self, changed: Sequence[str]) -> None:
        """Checks the project again, and puts files back until none has gained a finding."""
        unreadable = [path for path in changed if isinstance(self._reread([path]), Problem)]
        if unreadable:
            self._put_back(unreadable, "gave a text that cannot be parsed")
        self.outcome = check(self.plan, self._collection())
        while self.progress:
            gained = {path for path, _ in tally(self.outcome.every) - self.baseline}
            if not gained:
                return
            guilty = gained & self.progress.keys() or set(changed) & self.progress.keys()
            self._put_back(sorted(guilty or self.progress), "would have brought in a new finding")

    def _collection(self) -> Collection:
        rewritten = self._reread(self.progress)
        return self.original if isinstance(rewritten, Problem) else rewritten

    def _reread(self, paths: Iterable[str]) -> Collection | Problem:
        return self.original.rewritten(self.progress[path].source for path in paths)

    def _blamed(self, path: str, findings: Sequence[Finding]) -> str:
        """The recipes that do harm by themselves, all of them when none does."""
        by_recipe: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.fix:
                by_recipe.setdefault(finding.fix.recipe, [])
        for finding in self.before.findings:
            if finding.fix and finding.fix.anchor.path == path and finding.fix.recipe in by_recipe:
                by_recipe[finding.fix.recipe].append(finding)
        guilty = [recipe for recipe, own in by_recipe.items() if self._harms(path, own)]
        return _named(guilty or list(by_recipe))

    def _harms(self, path: str, findings: Sequence[Finding]) -> bool:
        source = self.original.sources[path]
        try:
            answer = _apply(source, [finding.fix for finding in findings if finding.fix])
        except Exception:
            return True  # it did not fail beside the others, but it is not to be trusted
        alone = self.original.rewritten([Source(path, answer.text, source.encoding, source.bom)])
        if isinstance(alone, Problem):
            return True
        return bool(tally(check(self.plan, alone).every) - self.baseline)


def tally(findings: Iterable[Finding]) -> Tally:
    """Findings counted without their messages and places, which a rewrite may move."""
    return Counter((each.site.path, each.code) for each in findings if each.code != UNUSED_CODE)


def _apply(source: Source, fixes: Sequence[Fix]) -> Rewritten:
    from isolint.fixers import apply

    return apply.apply(source, tuple(dict.fromkeys(fixes)))


def _left_alone(path: str, recipes: str, complaint: str) -> Problem:
    return Problem(stage="fix", path=path, message=f"{recipes} {complaint}; the file is left as it was")


def _broken(path: str, recipes: str, error: Exception) -> Problem:
    from traceback import format_exc

    message = f"{recipes} failed with {error!r}; the file is left as it was"
    return Problem(stage="fix", path=path, message=message, ours=True, trace=format_exc())


def _recipes(findings: Iterable[Finding]) -> str:
    return _named(list(dict.fromkeys(each.fix.recipe for each in findings if each.fix)))


def _named(recipes: Sequence[str]) -> str:
    quoted = [f'"{recipe}"' for recipe in recipes]
    return f"the recipe {quoted[0]}" if len(quoted) == 1 else f"the recipes {', '.join(quoted)}"
