"""A pass over a whole suite, made beside the process that wants to know, and dropped if it no longer does."""

from __future__ import annotations

import sys
import threading
import time
from multiprocessing.connection import Connection
from typing import Protocol

from isolint.engine import Verdicts
from isolint.model.duty import Called
from isolint.model.finding import Finding, Problem
from isolint.session.moments import Ticket
from isolint.stopwatch import Stopwatch
from isolint.suites import Suites

Found = tuple[tuple[Finding, ...], tuple[Problem, ...], dict[str, tuple[Called, ...]]]


class Pass(Protocol):
    """One pass; there is something to receive on `reader` when it is done."""

    ticket: Ticket
    started: float
    reader: Connection

    def drop(self) -> None:
        """Nobody wants the result any more."""


def start(ticket: Ticket) -> Pass:
    """On Linux in a copy of this process, which costs nothing to make and can be killed; else in a thread."""
    return _ForkedPass(ticket) if sys.platform == "linux" else _ThreadPass(ticket)


def result(one: Pass) -> tuple[Verdicts, dict[str, tuple[Called, ...]]]:
    """What it has found.

    Raises:
        EOFError: it was killed.
    """
    findings, problems, duties = one.reader.recv()
    plan, collection = one.ticket.plan, one.ticket.collection
    suites = Suites(plan.parts, collection.facts)
    return Verdicts(findings=findings, problems=problems, suites=suites), duties


class _ForkedPass:
    """Shares the facts with its parent as long as nobody writes."""

    def __init__(self, ticket: Ticket) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        self.ticket = ticket
        self.started = time.monotonic()
        self.reader, writer = context.Pipe(duplex=False)
        self._process = context.Process(target=_alone, args=(ticket, writer), daemon=True)
        self._process.start()
        writer.close()

    def drop(self) -> None:
        self._process.kill()
        self._process.join()
        self.reader.close()


class _ThreadPass:
    """Stops between two rules when nobody waits for it."""

    def __init__(self, ticket: Ticket) -> None:
        from multiprocessing import Pipe

        self.ticket = ticket
        self.started = time.monotonic()
        self.reader, writer = Pipe(duplex=False)
        self._watch = _Watch()
        threading.Thread(target=_work, args=(ticket, writer, self._watch), daemon=True).start()

    def drop(self) -> None:
        self._watch.is_over = True


class DroppedError(BaseException):
    """Not an `Exception`, which would be taken for that of a broken rule."""


class _Watch(Stopwatch):
    is_over = False

    def measure(self, name: str):  # type: ignore[no-untyped-def]
        if self.is_over:
            raise DroppedError
        return super().measure(name)


def _alone(ticket: Ticket, writer: Connection) -> None:
    """In a process that ends with the pass: whatever it makes is not worth collecting.

    Ctrl-C in a terminal is meant for whoever has started it, too, and it is for them to say what goes on.
    """
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    _work(ticket, writer, Stopwatch())


def _work(ticket: Ticket, writer: Connection, watch: Stopwatch) -> None:
    try:
        verdicts = ticket.run(watch, keeping=True)
        found: Found = (verdicts.findings, verdicts.problems, _called(verdicts))
        writer.send(found)
    except (DroppedError, BrokenPipeError):
        return
    finally:
        writer.close()


def _called(verdicts: Verdicts) -> dict[str, tuple[Called, ...]]:
    """Nothing where linking has failed: that is among the problems, and no reason to keep the rest back."""
    from isolint.linking.duties import duties

    found: dict[str, tuple[Called, ...]] = {}
    try:
        for suite in verdicts.suites:
            found.update(duties(suite))
    except Exception:
        return {}
    return found
