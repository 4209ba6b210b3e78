"""`isolint watch`: a report, and another one whenever files have changed that it rests on."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import NoReturn

from isolint.cli import INTERRUPTED
from isolint.cli.check import request_of
from isolint.cli.console import Progress, complain, settle, write
from isolint.cli.delivery import FULL, chosen_format, painter, rendered, reported, shown
from isolint.cli.invocation import Options
from isolint.cli.narrowing import notes
from isolint.errors import UsageError
from isolint.frontends.surroundings import collector_paused
from isolint.reporters.paint import Style
from isolint.reporters.report import Report
from isolint.reporters.since import Standing, render, standing
from isolint.reporters.summary import plural
from isolint.session import Session, disk, passes

FORMATS = (FULL, "concise", "grouped")
"""Those that are for people."""

_PATIENCE = 0.3
"""Seconds for a pass before what is known is shown without it."""

_MOST_NAMES = 3
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"


def run(options: Options) -> NoReturn:
    """Goes on until somebody interrupts it.

    Raises:
        UsageError: options do not go together, or the project cannot be opened.
    """
    _refuse(options)
    gc.enable()
    watch = _Watch(options)
    try:
        watch.begin()
        while True:
            watch.turn()
    except KeyboardInterrupt:
        _leave(watch)
    finally:
        watch.close()


def _leave(watch: _Watch) -> NoReturn:
    """Ends at once: the thread that listens may be busy, and the interpreter would wait for it."""
    if watch.running is not None:
        watch.running.drop()
    complain("interrupted")
    os._exit(settle(INTERRUPTED))


def _refuse(options: Options) -> None:
    """What has no sense where nobody comes to an end, or where the answer is not for people."""
    wrong = {
        "--fix": options.fix,
        "--diff": options.diff,
        "--add-ignore": options.add_ignore is not None,
        "--diff-base": options.diff_base is not None,
        "--diff-file": options.diff_file is not None,
        "--output-file": options.output_file is not None,
        "--statistics": options.statistics,
        "--show-files": options.show_files,
        "--show-settings": options.show_settings,
        "standard input": options.from_stdin,
    }
    for name, is_given in wrong.items():
        if is_given:
            raise UsageError(f"watching goes on while files change, so {name} cannot go with it")
    if options.output_format is not None and options.output_format not in FORMATS:
        listed = ", ".join(FORMATS[:-1])
        raise UsageError(
            f'what is watched is shown to people: as {listed} or {FORMATS[-1]}, not "{options.output_format}"'
        )


class _Watch:
    """What is shown, and what is still to be found out."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.request = request_of(options)
        self.session = Session(self.request, forgiving=True)
        self.ear: disk.Ear | None = None
        self.running: passes.Pass | None = None
        self.due = 0.0
        self.changed: dict[str, None] = {}
        self.text = ""
        self.standing: Standing | None = None
        self.noted: set[str] = set()
        self.is_written = False
        self.clears = options.clear and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"

    def begin(self) -> None:
        """Listens first: nothing that happens while files are read is to be missed."""
        self.ear = disk.Ear(disk.places(self.request))
        progress = Progress()
        with collector_paused():
            self.session.reopen(progress=progress)
        progress.stage(f"linking {plural(len(self.session.project.collection.facts), 'file')}")
        gc.freeze()  # the facts stay for long and hold no cycles
        self._look()
        if self.running is not None and not self.session.has_findings:
            wait([self.running.reader])
        progress.close()

    def turn(self) -> None:
        """Waits for the next thing to happen, and deals with it."""
        ear = self._listening()
        waiting = [ear.reader, *([self.running.reader] if self.running else [])]
        patience = max(self.due - time.monotonic(), 0.0) if self.due else None
        ready = wait(waiting, patience)
        if ear.reader in ready:
            self._hear(ear.heard())
        elif self.running is not None and self.running.reader in ready:
            self._finish(self.running)
        elif self.due and time.monotonic() >= self.due:
            self.due = 0.0
            self._show(complete=False)

    def close(self) -> None:
        """Leaves nothing behind that goes on."""
        if self.running is not None:
            self.running.drop()
        if self.ear is not None:
            self.ear.close()

    def _hear(self, paths: Iterable[str]) -> None:
        """Takes what has changed, where findings may depend on it."""
        session = self.session
        touched = tuple(disk.concerning(session.project, paths))
        if not touched:
            return
        ticket, torn = session.ticket(), session.outlook().problems
        try:
            session.change(touched=touched)
        except UsageError as error:
            self._say(touched, f"error: {error}")
            return
        if ticket.is_of(session.ticket()) and torn == session.outlook().problems:
            return  # written, but not changed
        self.changed.update(dict.fromkeys(map(str, touched)))
        self._look()
        self._follow()

    def _follow(self) -> None:
        """Listens elsewhere, if the settings or the top of the project are elsewhere now."""
        former = self._listening()
        try:
            wanted = disk.places(self.request)
        except UsageError:
            return  # a configuration that is broken at the moment, as was said
        if former.places != wanted:
            self.ear = disk.Ear(wanted)
            missed = former.heard()
            former.close()
            self._hear(missed)

    def _look(self) -> None:
        session = self.session
        complete = session.outlook().complete or session.recall()
        if self.running is not None and (complete or not session.needs(self.running.ticket)):
            self.running.drop()
            self.running = None
        if complete:
            self._show(complete=True)
        elif self.running is None:
            self.running = passes.start(session.ticket())
            if self.clears and session.has_findings:
                self.due = time.monotonic() + _PATIENCE

    def _finish(self, done: passes.Pass) -> None:
        self.running = None
        try:
            verdicts, duties = passes.result(done)
        except EOFError:
            complain("error: the process that checked the tests was killed")
            return
        finally:
            done.drop()
        self.session.accept(done.ticket, verdicts, duties)
        self._look()

    def _show(self, *, complete: bool) -> None:
        """The whole report, and what is new in it; the latter is not known before a pass is through."""
        report, format = self._report()
        paint = painter(self.options)
        text = rendered(format, report, paint)
        parts = [self._stamp(self.changed), "" if text == self.text and not self.clears else text]
        if not complete:
            parts.append(paint("Checking …", Style.FAINT) + "\n")
        else:
            now = standing(report, self.standing)
            if self.standing is not None:
                parts.append(render(self.standing, now, paint))
            if self.clears:
                parts.append(paint("Waiting for changes; Ctrl-C ends.", Style.FAINT) + "\n")
            self.text, self.standing = text, now
            self.changed, self.due = {}, 0.0
        self._write("\n".join(part for part in parts if part))
        if complete:
            self._note()

    def _report(self) -> tuple[Report, str]:
        session, project = self.session, self.session.project
        outlook = session.outlook()
        findings = (
            replace(one, fix=None) if one.fix and one.fix.anchor.path in session.torn else one
            for one in outlook.findings
        )
        outcome = replace(session.outcome, findings=tuple(findings), problems=outlook.problems)
        chosen = chosen_format(self.options, project)
        options = replace(self.options, output_format=chosen if chosen in FORMATS else FULL)
        report = reported(options, project, project.collection, outcome)
        return replace(report, source=session.source), options.output_format or FULL

    def _note(self) -> None:
        """Warnings, each once."""
        project = self.session.project
        for note in (*project.plan.tree.notes, *notes(project, self.session.outcome)):
            if note not in self.noted:
                self.noted.add(note)
                complain(f"warning: {note}")

    def _say(self, touched: Iterable[Path], sentence: str) -> None:
        self._write(self._stamp(map(str, touched)) + f"{sentence}\n", clearing=False)

    def _stamp(self, changed: Iterable[str]) -> str:
        """When it is, and why there is something to say."""
        root = self.session.root
        names = [shown(Path(path)) + ("" if os.path.lexists(path) else " (gone)") for path in changed]
        listed = ", ".join(names[:_MOST_NAMES])
        rest = len(names) - _MOST_NAMES
        more = f" and {plural(rest, 'more file')}" if rest > 0 else ""
        what = f"{listed}{more} changed"
        return f"[{time.strftime('%H:%M:%S')}] {what if names else f'watching {root}'}\n"

    def _write(self, text: str, *, clearing: bool = True) -> None:
        """A reader that has gone is the end of it."""
        lead = _CLEAR if self.clears and clearing else "\n" if self.is_written else ""
        self.is_written = True
        if not write(f"{lead}{text}"):
            self.close()
            raise SystemExit(settle(0))

    def _listening(self) -> disk.Ear:
        assert self.ear is not None  # begin has seen to it
        return self.ear
