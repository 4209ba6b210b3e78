"""What there is to report, whatever the format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from sys import version_info
from typing import TYPE_CHECKING

from isolint.model.finding import Finding, Problem, Safety, Severity
from isolint.model.identity import Symbols
from isolint.model.language import GO, language_of
from isolint.model.source import Source
from isolint.reporters.page import Page

if TYPE_CHECKING:
    from isolint.model.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixable:
    """How many findings can be repaired, by what the user has to allow."""

    safe: int
    unsafe: int

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Fixable:
        safeties = [finding.fix.safety for finding in findings if finding.fix]
        return cls(safe=safeties.count(Safety.SAFE), unsafe=safeties.count(Safety.UNSAFE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What the summary says beyond the findings; `fixed` were repaired, or would be where `would_fix`.

    `runners` is one sentence a language, `generated` how many files were skipped because no
    person wrote them. `held` are known to a baseline, `unchanged` have nothing to do with what has
    changed `since` then.
    """

    read: int
    runners: tuple[str, ...]
    generated: int = 0
    held: int = 0
    unchanged: int = 0
    since: str = ""
    fixed: int = 0
    would_fix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`source` gives a file's text, `shown` and `absolute` its path for people and for programs.

    `preview` gives the text that a finding's fix would leave, or the reason why it leaves
    none. It is None where nobody wants to see that, as `totals` are where nobody wants a summary.
    `story` tells a finding in steps, for the formats that have room for it; None for one that cannot
    be told. `root` is the folder of the project; `in_repository` gives a path from the root of its
    repository, `symbol` what encloses a site, `pages` the documentation of all rules that were asked.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    totals: Totals | None
    unsafe_allowed: bool
    source: Callable[[str], Source]
    shown: Callable[[str], str]
    absolute: Callable[[str], str]
    preview: Callable[[Finding], Preview] | None = None
    story: Callable[[Finding], Story | None] | None = None
    root: str = ""
    in_repository: Callable[[str], str] = str
    symbol: Symbols = lambda site: ""
    pages: Callable[[], Sequence[Page]] = tuple

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as a fix would leave it; `text` None where the recipe refuses, for the `reason`."""

    text: bytes | None
    reason: str = ""


def marker(finding: Finding, *, unsafe_allowed: bool) -> str:
    """ruff's sign for a finding that the options at hand would fix."""
    if finding.fix is None:
        return ""
    allowed = (Safety.SAFE, Safety.UNSAFE) if unsafe_allowed else (Safety.SAFE,)
    return "[*]" if finding.fix.safety in allowed else ""


PROBLEM_NAMES = {"parse": "invalid-syntax", "read": "io-error"}


def problem_name(problem: Problem) -> str:
    """A problem as formats call it where a finding has its code."""
    if problem.ours:
        return "internal-error"
    return PROBLEM_NAMES.get(problem.stage, f"{problem.stage}-failed")


def problem_sentence(problem: Problem) -> str:
    """What happened, and whose business it is."""
    if problem.ours:
        return f"isolint failed in {problem.stage} ({problem.message}); this is a bug in isolint"
    if problem.stage == "parse" and language_of(problem.path) != GO:
        return f"{problem.message} (read as Python {version_info.major}.{version_info.minor})"
    return problem.message
