"""What is known of a project, kept true while files change.

An edit is answered at three prices. One that leaves the facts of its file as they are, or only
moves them, costs no link at all: what the rules said still holds, in new places. One that changes
facts makes a pass over the whole suite necessary, for which there is a `Ticket`; until somebody
has run it, the last findings are moved along, and nothing is added to them. One that may change
which files there are has the project gathered anew, from facts that are at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from isolint.cache import digest
from isolint.collection import Progress
from isolint.engine import Outcome, Verdicts, settled
from isolint.model.duty import Called
from isolint.model.finding import Finding
from isolint.model.language import language_of
from isolint.model.source import Source
from isolint.project import Project, Request, open_project, relative
from isolint.session import moving
from isolint.session.drift import Drift, along_texts, nowhere
from isolint.session.memory import Comparing, Judging, Taking
from isolint.session.moments import Basis, Duties, Outlook, Ticket
from isolint.session.telling import is_telling, puts_on_path
from isolint.session.texts import Texts
from isolint.stopwatch import Stopwatch
from isolint.verdicts import restored


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
        self._basis: Basis | None = None

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

    @property
    def outcome(self) -> Outcome:
        """What the last pass came to, of which `outlook` says how much holds now; there has to be one."""
        assert self._basis is not None
        return self._basis.outcome

    @property
    def torn(self) -> frozenset[str]:
        """Files whose present text cannot be parsed, and of which the last one that could still counts."""
        return frozenset(self._texts.torn)

    @property
    def knows_duties(self) -> bool:
        """What the runner calls is known as well: an earlier run may have kept its findings alone."""
        return self._basis is not None and self._basis.duties is not None

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
        self._texts.forget_saved()
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
        """Takes what a pass has found, and keeps it for later runs; what has moved since is moved."""
        self.project.archive.keep(ticket.plan, ticket.collection, verdicts, duties)
        self._settle(ticket, verdicts, duties)

    def recall(self) -> bool:
        """Takes what an earlier pass over the very same has found; false where there was none to take."""
        if self.outlook().complete:
            return False
        ticket = self.ticket()
        kept = self.project.archive.kept(ticket.plan, ticket.collection)
        if kept is not None:
            self._settle(ticket, restored(ticket.plan, ticket.collection, kept), kept.duties)
        return kept is not None

    def needs(self, ticket: Ticket) -> bool:
        """Whether a pass over an earlier state would still be of use."""
        return self._same_rules(ticket) and self._exact(ticket) is not None

    def check(self, watch: Stopwatch | None = None) -> Outcome:
        """All findings, with a pass if there has to be one."""
        if not self.outlook().complete and not self.recall():
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
        if self._basis is None or self._basis.duties is None:
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
        if not language_of(name) or name not in collection.facts:
            return False
        if self._texts.holds(path):
            return not is_telling(name)
        try:
            content = path.read_bytes()
        except OSError:
            return False
        if is_telling(name) or puts_on_path(collection.facts[name], content):
            return False
        was_torn = name in self._texts.torn
        if self._texts.tears(name, content):
            return True
        if collection.digests.get(name) != digest(content):
            return self._exchange(name, content)
        if was_torn:  # whoever has looked at the text in the meantime has seen the torn one
            sources = collection.sources.given(name, content)
            self._project = replace(self.project, collection=replace(collection, sources=sources))
        return True

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
        duties = basis.duties
        if duties is not None:
            duties = {path: moving.duties(called, drifts.get(path)) for path, called in duties.items()}
        self._settle(now, verdicts, duties)

    def _settle(self, ticket: Ticket, verdicts: Verdicts, duties: Duties | None) -> None:
        outcome = settled(ticket.plan, ticket.collection, verdicts, self._judge)
        self._basis = Basis(ticket=ticket, verdicts=verdicts, outcome=outcome, duties=duties)

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

    def _drifts(self, basis: Basis) -> moving.Drifts:
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
        torn, collection = self._texts.torn.get(path), self.project.collection
        if torn is None:
            return None
        whole = collection.sources[path]
        if digest(whole.encode(whole.text)) != collection.digests.get(path):
            return nowhere  # nobody has looked at it before it was torn
        return along_texts(whole.text, torn.source.text)


def _remembered(drifts: moving.Drifts) -> moving.Drifts:
    known: dict[str, Drift | None] = {}

    def drift(path: str) -> Drift | None:
        if path not in known:
            known[path] = drifts(path)
        return known[path]

    return drift
