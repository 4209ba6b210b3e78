"""The linked suites of a pass, for those who want to know more than its findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from isolint.model.facts import FileFacts
from isolint.model.finding import Finding, Problem, bug
from isolint.model.language import language_of
from isolint.model.source import Site
from isolint.speech import drawn, explained, told

if TYPE_CHECKING:
    from isolint.engine import Part
    from isolint.linking.stories import Stories
    from isolint.linking.suite import Suite
    from isolint.model.explanation import Explanation
    from isolint.model.story import IsolationMap, Story


class Suites:
    """One of each language; what was not kept when the rules were asked is linked again, once.

    A check that nobody has questions about keeps none: a suite takes more memory than its findings.
    """

    def __init__(self, parts: Iterable[Part], facts: Mapping[str, FileFacts]) -> None:
        self._parts = {part.layout.language: part for part in parts}
        self._facts = facts
        self._linked: dict[str, Suite] = {}
        self._tellers: dict[str, Stories] = {}

    def __iter__(self) -> Iterator[Suite]:
        """All of them, in the order of the project's parts."""
        return map(self.of, self._parts)

    @property
    def held(self) -> frozenset[str]:
        """The languages whose suite is at hand."""
        return frozenset(self._linked)

    def keep(self, suite: Suite) -> None:
        """There will be questions."""
        self._linked[suite.layout.language] = suite

    def of(self, language: str) -> Suite:
        """The suite of a language that the project is written in."""
        if language not in self._linked:
            from isolint import linking

            part = self._parts[language]
            self.keep(linking.link(part.of(self._facts.values()), part.catalogue, part.layout))
        return self._linked[language]

    def story(self, finding: Finding) -> Story:
        """A finding in steps, in the words of those who use its language's runner."""
        language = language_of(finding.site.path)
        return told(self._teller(language).of(finding), self.of(language).catalogue)

    def stories(self, findings: Iterable[Finding]) -> tuple[Mapping[Finding, Story], tuple[Problem, ...]]:
        """Stories by their findings; one that cannot be told must not take the others with it."""
        stories: dict[Finding, Story] = {}
        broken: dict[tuple[str, str], Problem] = {}
        for finding in findings:
            try:
                stories[finding] = self.story(finding)
            except Exception as error:
                problem = bug(f"the story of {finding.code}", error)
                broken.setdefault((problem.stage, problem.message), problem)
        return stories, tuple(broken.values())

    def line(self, language: str, line: Site) -> Explanation:
        """Who runs a line, and what is seen there; its row and findings are still to be filled in."""
        from isolint.linking.lines import Lines
        from isolint.model.explanation import Explanation

        lines = Lines(self._teller(language))
        found = Explanation(
            path=line.path,
            row=0,
            function=lines.function(line),
            running=lines.running(line),
            seen=lines.seen(line),
        )
        return explained(found, self.of(language).catalogue)

    def _teller(self, language: str) -> Stories:
        from isolint.linking.stories import Stories

        if language not in self._tellers:
            self._tellers[language] = Stories(self.of(language))
        return self._tellers[language]

    def maps(self) -> Iterator[IsolationMap]:
        """One for each language, in the words of those who use its runner."""
        from isolint.linking.isolationmap import isolation_map

        for suite in self:
            yield drawn(isolation_map(suite), suite.catalogue)
