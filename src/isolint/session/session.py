"""What is known of a project, kept true while files change.

An edit is answered at three prices. One that leaves the facts of its file as they are, or only
moves them, costs no link at all: what the rules said still holds, in new places. One that changes
facts makes a pass over the whole suite necessary, for which there is a `Ticket`; until somebody
has run it, the last findings are moved along, and nothing is added to them. One that may change
which files there are has the project gathered anew, from facts that are at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from isolint.cache import digest
from isolint.collection import Collection, Progress
from isolint.engine import Outcome, Plan, Verdicts, examined, settled
from isolint.model.duty import Called
from isolint.model.finding import Finding, Problem
from isolint.model.language import language_of
from isolint.model.source import Source
from isolint.project import Project, Request, open_project, relative
from isolint.session import moving
from isolint.session.drift import Drift, along_texts, nowhere
from isolint.session.memory import Comparing, Judging, Taking
from isolint.session.texts import Texts
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
class _Basis:
    """The last state of the project of which all is known."""

    ticket: Ticket
    verdicts: Verdicts
    outcome: Outcome
    duties: Duties


class Session:
    """A project with its open files.

    `forgiving` is for those who look on while somebody types: a text that cannot be parsed leaves
    the facts of the last one that could.
    """

    def __init__(self, request: Request, *, forgiving: bool = False) -> None:
        self._request = request
        self._take = Taking()
        self._texts = Texts(self._take, forgiving=forgiving)
        self._judge = Judging()
        self._compare = Comparing()
        self._project: Project | None = None
        self._basis: _Basis | None = None

    @property
    def project(self) -> Project:
        """As it is now.

        Raises:
            UsageError: it cannot be opened.
        """
        if self._project is None:
            self.reopen()
        assert self._project is not None  # reopen has raised otherwise
        return self._project

    @property
    def root(self) -> Path:
        return self.project.root

    @property
    def has_findings(self) -> bool:
        """A pass has been made; before, nothing is known at all."""
        return self._basis is not None

    def reopen(self, request: Request | None = None, progress: Progress = lambda done, known: None) -> None:
        """Looks again at settings and folders; facts are taken of what is new.

        Raises:
            UsageError: what is configured cannot be used; all stays as it was.
        """
        wanted = request or self._request
        before = self._project.collection if self._project else None
        given, unsaved = self._texts.standing_in(self._project)
        asked = replace(wanted, given={**wanted.given, **given}, unsaved=unsaved)
        self._project = open_project(asked, progress, before)
        self._request = wanted

    def change(self, texts: Mapping[Path, bytes | None] | None = None, touched: Iterable[Path] = ()) -> None:
        """Takes new texts of open files, None where one is closed, and files that others have changed.

        Raises:
            UsageError: a changed file configures the project, and does so badly.
        """
        is_other = False
        for path, text in (texts or {}).items():
            is_other |= not self._edit(path, text)
        for path in touched:
            is_other |= not self._touch(path)
        if is_other:
            self.reopen()

    def outlook(self) -> Outlook:
        """What is known now, at no great cost."""
        self._carry()
        basis, torn = self._basis, self._texts.torn
        if basis is None:
            return Outlook(findings=(), problems=self.project.collection.problems, complete=False)
        findings: Iterable[Finding] = basis.outcome.findings
        complete = basis.ticket.is_of(self.ticket())
        if not complete:
            findings = moving.as_far_as_possible(findings, self._drifts(basis))
        if torn:
            findings = moving.as_far_as_possible(findings, self._to_torn)
        broken = tuple(one.problem for one in torn.values())
        return Outlook(
            findings=tuple(findings), problems=(*basis.outcome.problems, *broken), complete=complete
        )

    def ticket(self) -> Ticket:
        """The present state, for a pass over it."""
        return Ticket(self.project.plan, self.project.collection)

    def accept(self, ticket: Ticket, verdicts: Verdicts, duties: Duties | None = None) -> None:
        """Takes what a pass has found; what has moved since is moved."""
        outcome = settled(ticket.plan, ticket.collection, verdicts, self._judge)
        self._basis = _Basis(ticket=ticket, verdicts=verdicts, outcome=outcome, duties=duties or {})

    def needs(self, ticket: Ticket) -> bool:
        """Whether a pass over an earlier state would still be of use."""
        return self._same_rules(ticket) and self._exact(ticket) is not None

    def check(self, watch: Stopwatch | None = None) -> Outcome:
        """All findings, with a pass if there has to be one."""
        if not self.outlook().complete:
            ticket = self.ticket()
            self.accept(ticket, ticket.run(watch))
        assert self._basis is not None  # accept has seen to it
        return self._basis.outcome

    def source(self, path: str) -> Source:
        """A file as whoever edits it sees it."""
        torn = self._texts.torn.get(path)
        return torn.source if torn else self.project.collection.sources[path]

    def duties(self, path: str) -> tuple[Called, ...]:
        """What the runner calls in a file, where it stands now."""
        if self._basis is None:
            return ()
        drift, placed = self._drifts(self._basis)(path), self._basis.duties.get(path, ())
        for step in (drift, self._to_torn(path)):
            if step is not None:
                moved = ((step(one.site), one) for one in placed)
                placed = tuple(one._replace(site=site) for site, one in moved if site is not None)
        return placed

    def _edit(self, path: Path, text: bytes | None) -> bool:
        """False where that may change which files the project has."""
        name, collection = relative(self.root, path), self.project.collection
        content = self._texts.take(path, name, text, known=name in collection.facts)
        if content is None or collection.digests.get(name) == digest(content):
            return content is not None or name not in collection.digests
        if name not in collection.digests:
            return path.exists()  # else it is as good as new
        return self._exchange(name, content)

    def _touch(self, path: Path) -> bool:
        name, collection = relative(self.root, path), self.project.collection
        if not language_of(name) or name not in collection.facts or _is_telling(name):
            return False
        if self._texts.holds(path):
            return True
        try:
            content = path.read_bytes()
        except OSError:
            return False
        return collection.digests.get(name) == digest(content) or self._exchange(name, content)

    def _exchange(self, name: str, content: bytes) -> bool:
        project = self.project
        self._hold(name)
        collection = project.collection.edited(name, content, self._take(name, content))
        if collection is not None:
            self._project = replace(project, collection=collection)
        return collection is not None

    def _hold(self, name: str) -> None:
        """Reads a text that findings speak of while it can still be had."""
        if self._basis is not None:
            _ = self._basis.ticket.collection.sources[name]

    def _carry(self) -> None:
        """Makes the present state the one of which all is known, where a drift is all there is."""
        basis, now = self._basis, self.ticket()
        if basis is None or basis.ticket.is_of(now) or not self._same_rules(basis.ticket):
            return
        drifts = self._exact(basis.ticket)
        if drifts is None:
            return
        findings = moving.exactly(basis.verdicts.findings, drifts.get)
        if findings is None:
            return
        verdicts = replace(basis.verdicts, findings=findings)
        duties = {path: _moved(called, drifts.get(path)) for path, called in basis.duties.items()}
        self.accept(now, verdicts, duties)

    def _same_rules(self, ticket: Ticket) -> bool:
        one, other = ticket.plan, self.project.plan
        return one is other or (one.active, one.rules, one.parts) == (other.active, other.rules, other.parts)

    def _exact(self, ticket: Ticket) -> dict[str, Drift] | None:
        """The drifts since then of files that are not as they were; None if there is more to it."""
        old, new = ticket.collection.facts, self.project.collection.facts
        if old.keys() != new.keys():
            return None
        drifts = {}
        for path, facts in new.items():
            if facts is not old[path]:
                drift = self._compare(old[path], facts)
                if drift is None:
                    return None
                drifts[path] = drift
        return drifts

    def _drifts(self, basis: _Basis) -> moving.Drifts:
        """The drifts since then as the texts show them."""
        old, new = basis.ticket.collection, self.project.collection

        def drift(path: str) -> Drift | None:
            if old.digests.get(path) == new.digests.get(path):
                return None
            before = old.sources[path]
            if path not in new.digests or digest(before.encode(before.text)) != old.digests.get(path):
                return nowhere
            return along_texts(before.text, new.sources[path].text)

        return _remembered(drift)

    def _to_torn(self, path: str) -> Drift | None:
        torn = self._texts.torn.get(path)
        return along_texts(self.project.collection.sources[path].text, torn.source.text) if torn else None


def _moved(called: tuple[Called, ...], drift: Drift | None) -> tuple[Called, ...]:
    if drift is None:
        return called
    return tuple(one._replace(site=drift(one.site) or one.site) for one in called)


def _remembered(drifts: moving.Drifts) -> moving.Drifts:
    known: dict[str, Drift | None] = {}

    def drift(path: str) -> Drift | None:
        if path not in known:
            known[path] = drifts(path)
        return known[path]

    return drift


_TELLING = frozenset({"setup.py", "noxfile.py", "tasks.py", "manage.py", "runtests.py"})


def _is_telling(name: str) -> bool:
    """A file that says how tests are run."""
    return name.rpartition("/")[2] in _TELLING
