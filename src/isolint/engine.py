"""Facts in, findings out: links, runs the rules, and keeps what the user wants to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

from isolint import fixers
from isolint.baseline import Baseline, weigh
from isolint.catalogue import Catalogue
from isolint.changes import ChangedLines
from isolint.collection import Collection
from isolint.model.facts import FileFacts
from isolint.model.finding import Confidence, Finding, Fix, Hit, Problem, bug
from isolint.model.identity import Identity
from isolint.model.language import language_of
from isolint.model.project import Layout
from isolint.model.rule import Rule
from isolint.selection import matching
from isolint.settings import Settings
from isolint.speech import spoken
from isolint.stopwatch import Stopwatch
from isolint.suites import Suites
from isolint.suppress import UNUSED_CODE, UNUSED_NAME, Judge, judge
from isolint.survey.discovery import Tree
from isolint.survey.exclusion import Exclusion

if TYPE_CHECKING:
    from isolint.linking.suite import Suite
    from isolint.model.story import IsolationMap, Story
    from isolint.verdicts import Archive

_ORDER = tuple(Confidence)


@dataclass(frozen=True, slots=True)
class Part:
    """The files of one language: where its tests lie, and what is known about its libraries."""

    layout: Layout
    catalogue: Catalogue

    def of(self, facts: Iterable[FileFacts]) -> tuple[FileFacts, ...]:
        """Those of its own language, which are linked by themselves."""
        return tuple(each for each in facts if each.language == self.layout.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to check and what to show; the same for every pass of a run.

    There is one of the `parts` for each language that the project is written in.
    `known` are all codes with their names, `active` those whose findings are wanted. Findings that
    the `baseline` holds are not, and with `changed` only those that have to do with such a line.
    `edition` changes with the code of rules and with catalogues; "" where nobody keeps verdicts.
    """

    tree: Tree
    settings: Settings
    exclusion: Exclusion
    parts: tuple[Part, ...]
    rules: tuple[Rule[Any], ...]
    active: frozenset[str]
    suppressing: bool = True
    baseline: Baseline | None = None
    changed: ChangedLines | None = None
    edition: str = ""

    @property
    def known(self) -> Mapping[str, str]:
        return codes(self.rules)

    def shows(self, path: str) -> bool:
        """Whether findings in a file are wanted: it was asked about and is not left out."""
        return self.tree.covers(path) and (self.tree.frees(path) or not self.exclusion.by_setting(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a pass came to; `suppressed` counts what comments have silenced.

    `held` are findings that the baseline knows, `left` its entries that held none, with how often;
    `unchanged` are findings that have to do with no changed line.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    suites: Suites = field(repr=False, compare=False)
    suppressed: int = 0
    held: tuple[Finding, ...] = ()
    left: Mapping[Identity, int] = field(default_factory=dict)
    unchanged: tuple[Finding, ...] = ()

    @property
    def every(self) -> tuple[Finding, ...]:
        """Whether or not anybody wants to hear of them now."""
        return (*self.findings, *self.held, *self.unchanged)

    def story(self, finding: Finding) -> Story:
        """The whole reasoning behind one of the findings, worked out when it is asked for."""
        return self.suites.story(finding)

    def maps(self) -> tuple[IsolationMap, ...]:
        """What the lanes of each language's suite touch, worked out when it is asked for."""
        return tuple(self.suites.maps())


def codes(rules: Iterable[Rule[Any]]) -> Mapping[str, str]:
    """All codes that can be selected, with their names."""
    return {UNUSED_CODE: UNUSED_NAME, **{rule.code: rule.name for rule in rules}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What the rules say of some facts, before anybody asks whether it is wanted."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    suites: Suites = field(repr=False, compare=False)


def check(
    plan: Plan,
    collection: Collection,
    watch: Stopwatch | None = None,
    *,
    keeping: bool = False,
    archive: Archive | None = None,
) -> Outcome:
    """Links the facts and asks the rules; problems of other files than those asked about stay out.

    `keeping`: the suites are wanted afterwards. Else each goes when its rules have been asked, and the
    outcome has to link again what somebody asks about. What the `archive` has is not asked again.
    """

    def ask() -> Verdicts:
        return examined(plan, collection.facts, watch, keeping=keeping)

    verdicts = archive.verdicts(plan, collection, ask, watch) if archive else ask()
    return settled(plan, collection, verdicts)


def examined(
    plan: Plan, facts: Mapping[str, FileFacts], watch: Stopwatch | None = None, *, keeping: bool = False
) -> Verdicts:
    """The part of a check that takes time and needs nothing but facts."""
    found: list[Finding] = []
    problems: list[Problem] = []
    watch = watch or Stopwatch()
    suites = Suites(plan.parts, facts)
    for part in plan.parts:
        own, broken = _examine(plan, part, part.of(facts.values()), watch, suites.keep if keeping else None)
        found += own
        problems += broken
    return Verdicts(findings=tuple(found), problems=tuple(problems), suites=suites)


def settled(plan: Plan, collection: Collection, verdicts: Verdicts, judge: Judge = judge) -> Outcome:
    """The part that looks at settings and comments; `judge` is asked about each commented file."""
    wanted = [finding for finding in verdicts.findings if _is_wanted(plan, finding)]
    kept = wanted
    about_comments: list[Finding] = []
    if plan.suppressing:
        kept, about_comments = _judged(plan, collection, wanted, judge)
    mentioned = [each for each in collection.problems if each.ours or plan.shows(each.path)]
    outcome = Outcome(
        findings=tuple(sorted([*kept, *about_comments], key=_place)),
        problems=(*sorted(mentioned, key=lambda problem: problem.path), *verdicts.problems),
        suites=verdicts.suites,
        suppressed=len(wanted) - len(kept),
    )
    return _narrowed(plan, collection, outcome)


def _narrowed(plan: Plan, collection: Collection, outcome: Outcome) -> Outcome:
    """Without what the baseline holds, and then without what has to do with no changed line."""
    if plan.baseline is not None:
        weighed = weigh(plan.baseline, outcome.findings, collection)
        outcome = replace(outcome, findings=weighed.fresh, held=weighed.held, left=weighed.left)
    if plan.changed is not None:
        touched = [each for each in outcome.findings if plan.changed.touch(each, collection.sources)]
        unchanged = tuple(each for each in outcome.findings if each not in set(touched))
        outcome = replace(outcome, findings=tuple(touched), unchanged=unchanged)
    return outcome


def _place(finding: Finding) -> tuple[str, int, int, str, str]:
    return (finding.site.path, finding.site.start, finding.site.end, finding.code, finding.message)


def _examine(
    plan: Plan,
    part: Part,
    facts: Sequence[FileFacts],
    watch: Stopwatch,
    keep: Callable[[Suite], None] | None,
) -> tuple[list[Finding], list[Problem]]:
    """What the rules say about the suite of one language."""
    from isolint import linking

    try:
        with watch.measure("linking"):
            suite = linking.link(facts, part.catalogue, part.layout)
    except Exception as error:
        return [], [bug("link", error)]
    if keep is not None:
        keep(suite)
    findings: dict[Finding, None] = {}
    problems: list[Problem] = []
    for rule in plan.rules:
        if rule.code in plan.active and (part.layout.threads is not None or not rule.threads):
            with watch.measure(rule.code):
                results = list(run_rule(rule, suite))
            for result in results:
                if isinstance(result, Finding):
                    findings[result] = None
                else:
                    problems.append(result)
    return list(findings), problems


def run_rule(rule: Rule[Any], suite: Any) -> Iterator[Finding | Problem]:
    """A broken rule must not hide the others, nor what it said before it broke."""
    try:
        for hit in rule.check(suite):
            plain = not suite.has_specs(hit.site.path)
            yield _finding(rule, spoken(hit, rule.code, suite.catalogue, plain=plain))
    except Exception as error:
        yield bug(rule.code, error)


def _finding(rule: Rule[Any], hit: Hit) -> Finding:
    return Finding(
        code=rule.code,
        name=rule.name,
        family=rule.family,
        severity=hit.severity or rule.severity,
        confidence=hit.confidence,
        site=hit.site,
        message=hit.message,
        help=hit.help,
        related=hit.related,
        lanes=hit.lanes,
        fix=hit.fix if hit.fix is not None and _has_recipe(hit.fix) else None,
        url=rule.url,
    )


def _has_recipe(fix: Fix) -> bool:
    """A rule asks for what one language has; where another lacks it, nothing is promised."""
    return fix.recipe in fixers.recipes(language_of(fix.anchor.path))


def _is_wanted(plan: Plan, finding: Finding) -> bool:
    return is_sure_enough(plan, finding) and plan.shows(finding.site.path) and not leaves_out(plan, finding)


def is_sure_enough(plan: Plan, finding: Finding) -> bool:
    """Its confidence is the least that is asked for, or more."""
    return _ORDER.index(finding.confidence) >= _ORDER.index(plan.settings.min_confidence)


def leaves_out(plan: Plan, finding: Finding) -> bool:
    """Whether `per-file-ignores` names the rule for the file."""
    path = plan.exclusion.spelled(finding.site.path)
    name = path.rpartition("/")[2]
    return any(
        finding.code in matching(plan.known, selector)
        for glob, selectors in plan.settings.per_file_ignores
        if fnmatch(path, glob) or fnmatch(name, glob)
        for selector in selectors
    )


def _judged(
    plan: Plan, collection: Collection, findings: Sequence[Finding], judge: Judge
) -> tuple[list[Finding], list[Finding]]:
    """Each commented file with its findings; the comments of files not asked about are not judged."""
    kept = [finding for finding in findings if finding.site.path not in collection.commented]
    about: list[Finding] = []
    for path in sorted(collection.commented):
        if not plan.shows(path) or path not in collection.facts:
            continue
        own = [finding for finding in findings if finding.site.path == path]
        judged = judge(collection.sources[path], own, plan.known, plan.active)
        kept += judged.kept
        about += (each for each in judged.about_comments if _speaks(plan, each))
    return kept, about


def _speaks(plan: Plan, finding: Finding) -> bool:
    return UNUSED_CODE in plan.active and not leaves_out(plan, finding)
