"""The process of one project: knows its session, answers at once, and has passes made beside itself."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from isolint.errors import UsageError
from isolint.lsp.columns import asked_for, offset_of
from isolint.lsp.display import Display
from isolint.lsp.hovering import markdown, plain
from isolint.lsp.messages import (
    Answer,
    Ask,
    Change,
    Complaint,
    Hover,
    Offer,
    Progress,
    Range,
    Reply,
    Shown,
    Start,
)
from isolint.lsp.offers import Offers
from isolint.lsp.settings import Choices
from isolint.model.finding import Finding, Problem
from isolint.model.language import language_of
from isolint.model.source import Source
from isolint.project import relative
from isolint.session import Session, passes

_SHORTEST, _LONGEST = 0.02, 0.5
_SHARE = 20
"""A pass is put off for as long as a twentieth of what the last one took: somebody may type on."""

_BETWEEN_REPORTS = 0.1


def run(connection: Connection, encoding: str) -> None:
    """What the process does until its server hangs up."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(2, 1)  # standard output belongs to the protocol
    sys.stdout = sys.stderr
    try:
        _Desk(connection, encoding).work()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


class _Desk:
    """Takes messages in the order of their arrival, and results when they come in."""

    def __init__(self, connection: Connection, encoding: str) -> None:
        self.connection = connection
        self.choices = Choices()
        self.encoding = encoding
        self.session: Session | None = None
        self.texts: dict[Path, bytes] = {}
        self.shown: dict[Path, tuple[Shown, ...]] = {}
        self.complained: set[Problem] = set()
        self.number = 0
        self.running: passes.Pass | None = None
        self.due = 0.0
        self.took = 0.0

    def work(self) -> None:
        """Never returns; ends with EOFError."""
        while True:
            waiting = [self.connection, *([self.running.reader] if self.running else [])]
            patience = max(self.due - time.monotonic(), 0) if self.due else None
            ready = wait(waiting, patience)
            if self.connection in ready:
                self._take_all()
            elif self.running is not None and self.running.reader in ready:
                self._finish(self.running)
            elif self.due and time.monotonic() >= self.due:
                self._begin()

    def _take_all(self) -> None:
        """Edits that have piled up are answered together."""
        is_changed = False
        while True:
            message = self.connection.recv()
            if isinstance(message, Ask):
                self._reply(message)
            else:
                is_changed = True
                self._guarded(message)
            if not self.connection.poll():
                break
        if is_changed:
            self._look()

    def _guarded(self, message: Start | Change) -> None:
        """A mistake in a configuration, or one of ours, is told; what is known stays known."""
        self.number = message.number
        try:
            if isinstance(message, Start):
                self.choices = message.choices
                self._open()
            else:
                self._change(message)
        except UsageError as error:
            self.connection.send(Complaint(str(error)))
        except Exception:
            from traceback import format_exc

            self.connection.send(Complaint(format_exc(), ours=True))

    def _open(self) -> None:
        if self.session is None:
            session = Session(self.choices.request, forgiving=True)
            try:
                session.reopen(progress=self._progress())
            finally:
                self.connection.send(Progress(0, 0))
            self.session = session
            self.session.change(dict(self.texts))
            self.session.recall()
        else:
            self.session.reopen(self.choices.request)
        gc.collect()
        gc.freeze()  # the facts stay for long and hold no cycles

    def _change(self, message: Change) -> None:
        texts = {path: _encoded(path, text) for path, text in message.texts.items()}
        for path, text in texts.items():
            if text is None:
                self.texts.pop(path, None)
            else:
                self.texts[path] = text
        if self.session is None:
            if message.touched:
                self._open()  # it could not be opened before, and something has changed since
            return
        self.session.change(texts, message.touched)

    def _look(self) -> None:
        """Says what is known, and sees to it that the rest will be."""
        if self.session is None:
            self.connection.send(Answer(self.number, {}, complete=True))
            return
        satisfied = self._tell() and self.session.knows_duties
        if self.running is not None and (satisfied or not self.session.needs(self.running.ticket)):
            self.running.drop()
            self.running = None
        is_wanted = not satisfied and self.running is None
        self.due = time.monotonic() + min(max(self.took / _SHARE, _SHORTEST), _LONGEST) if is_wanted else 0.0

    def _tell(self) -> bool:
        """What is shown of the open files."""
        session = self._opened()
        outlook = session.outlook()
        if not session.has_findings:
            return False
        display = Display(session, self.encoding)
        files = {
            path: display.of(relative(session.root, path), outlook.findings, outlook.problems)
            for path in self.texts
        }
        for problem in outlook.problems:
            if problem.ours and problem not in self.complained:
                self.complained.add(problem)  # once is enough: it will be there at the next keystroke
                text = f"{problem.stage}: {problem.message}\n{problem.trace}"
                self.connection.send(Complaint(text, ours=True))
        self.shown = files
        self.connection.send(Answer(self.number, files, outlook.complete))
        return outlook.complete

    def _begin(self) -> None:
        self.due = 0.0
        session = self._opened()
        if session.recall():
            self._look()
        else:
            self.running = passes.start(session.ticket())

    def _finish(self, done: passes.Pass) -> None:
        self.running = None
        try:
            verdicts, duties = passes.result(done)
        except EOFError:
            self.connection.send(Complaint("the process that checked the tests was killed", ours=True))
            self.connection.send(Answer(self.number, self.shown, complete=True))
            return
        finally:
            done.drop()
        self.took = time.monotonic() - done.started
        self._opened().accept(done.ticket, verdicts, duties)
        self._look()

    def _progress(self) -> Any:
        last = 0.0

        def progress(done: int, known: int) -> None:
            nonlocal last
            if time.monotonic() - last > _BETWEEN_REPORTS:
                last = time.monotonic()
                self.connection.send(Progress(done, max(known, done + 1)))

        return progress

    def _reply(self, ask: Ask) -> None:
        """Something that cannot be answered is answered with nothing."""
        answer = None
        try:
            if self.session is not None:
                answer = getattr(self, ask.what)(*ask.arguments)
        except Exception:
            from traceback import format_exc

            self.connection.send(Complaint(format_exc(), ours=True))
        self.connection.send(Reply(ask.ticket, answer))

    def actions(self, path: Path, place: Range, only: Sequence[str] | None) -> list[Offer]:
        """Asked by the server."""
        session = self._opened()
        display = Display(session, self.encoding)
        offers = Offers(session, display, self.choices.ignore_reason)
        findings = self._findings(path)
        if findings:
            place = asked_for(session.source(findings[0].site.path), place, self.encoding)
        return offers.at(findings, place, only, unsafe=self.choices.unsafe_fixes)

    def hover(self, path: Path, row: int, column: int) -> Hover | None:
        """Asked by the server."""
        session = self._opened()
        name = relative(session.root, path)
        if name not in session.project.collection.facts:
            return None
        source = session.source(name)
        at = offset_of(source, row, column, self.encoding)
        display = Display(session, self.encoding)
        here = [one for one in session.duties(name) if one.site.start <= at <= one.site.end]
        layouts = [
            one.layout for one in session.project.plan.parts if one.layout.language == language_of(name)
        ]
        if not here or not layouts:
            return None
        texts = [markdown(one, layouts[0]) for one in here], [plain(one, layouts[0]) for one in here]
        joined = ("\n\n".join(dict.fromkeys(each)) for each in texts)
        return Hover(display.range(here[0].site), *joined)

    def _findings(self, path: Path) -> list[Finding]:
        session = self._opened()
        name = relative(session.root, path)
        return [finding for finding in session.outlook().findings if finding.site.path == name]

    def _opened(self) -> Session:
        assert self.session is not None  # nobody is asked before
        return self.session


def _encoded(path: Path, text: str | None) -> bytes | None:
    """As the file would be saved, which its first lines may decide."""
    from isolint.frontends import front_end

    if text is None:
        return None
    body = text.encode("utf-8", "replace")
    source = front_end(path.name).read(path.name, body)
    if isinstance(source, Source) and source.encoding != "utf-8":
        return text.encode(source.encoding, "replace")
    return body
