"""The server's end of the line to the process of a project."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from isolint.lsp.messages import Answer, Ask, Change, Complaint, Reply, Shown, Start
from isolint.lsp.settings import Choices

Listener = Callable[["Colleague", Any], None]
"""Told in the server's own loop of each message that is not the reply to a question."""


class _Waiting(NamedTuple):
    number: int
    future: asyncio.Future[None]


class Colleague:
    """Never makes its caller wait; `shown` is the last that was said about each open file."""

    def __init__(
        self,
        folder: Path,
        choices: Choices,
        encoding: str,
        listener: Listener,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        from isolint.lsp.desk import run

        self.folder = folder
        self.shown: dict[Path, tuple[Shown, ...]] = {}
        self.answered = 0
        self.is_complete = False
        self.is_gone = False
        self._listener = listener
        self._loop = loop
        self.number = 0
        self._questions = 0
        self._open: dict[int, asyncio.Future[Any]] = {}
        self._waiting: dict[Path, _Waiting] = {}
        context = get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=run, args=(theirs, encoding))
        self._process.start()
        theirs.close()
        threading.Thread(target=self._listen, daemon=True).start()
        self.start(choices)

    def start(self, choices: Choices) -> None:
        """Begin, or begin anew."""
        self.choices = choices
        self._send(Start(self._next(), choices))

    def change(self, texts: Mapping[Path, str | None], touched: tuple[Path, ...] = ()) -> None:
        """Files have other texts."""
        for path in (path for path, text in texts.items() if text is None):
            self.shown.pop(path, None)
        self._send(Change(self._next(), dict(texts), touched))

    async def ask(self, what: str, *arguments: object) -> Any:
        """The answer to a question; None when the other end is gone."""
        return await self._ask(what, *arguments)

    async def caught_up(self, path: Path) -> None:
        """Until all that was said so far has been taken in, though a pass may be due.

        Who has asked about the same file before waits no longer: that question is out of date.
        """
        older = self._waiting.pop(path, None)
        if older is not None and not older.future.done():
            older.future.set_result(None)
        if self.is_gone or self.answered >= self.number:
            return
        future: asyncio.Future[None] = self._loop.create_future()
        self._waiting[path] = _Waiting(self.number, future)
        await future

    def close(self) -> None:
        """Hangs up; the process ends by itself, or is made to."""
        self.is_gone = True
        self._line.close()
        self._process.join(0.5)
        if self._process.is_alive():
            self._process.terminate()
        self._release(everything=True)

    def _next(self) -> int:
        self.number += 1
        self.is_complete = False
        return self.number

    def _ask(self, what: str, *arguments: object) -> asyncio.Future[Any]:
        self._questions += 1
        future: asyncio.Future[Any] = self._loop.create_future()
        self._open[self._questions] = future
        self._send(Ask(self._questions, what, arguments))
        return future

    def _send(self, message: object) -> None:
        try:
            self._line.send(message)
        except (OSError, ValueError):
            self._release(everything=True)

    def _listen(self) -> None:
        """In a thread of its own."""
        while True:
            try:
                message = self._line.recv()
                self._loop.call_soon_threadsafe(self._receive, message)
            except (EOFError, OSError, RuntimeError, TypeError):  # hung up, at some moment or other
                break
        try:
            self._loop.call_soon_threadsafe(self._lose)
        except RuntimeError:
            return  # the loop is closed, and nobody waits

    def _lose(self) -> None:
        """The other end has gone, whether or not it was sent away."""
        self._release(everything=True)
        if not self.is_gone:
            self.is_gone = True
            self._listener(self, Complaint("the process of a project has ended unexpectedly", ours=True))

    def _receive(self, message: object) -> None:
        if isinstance(message, Reply):
            future = self._open.pop(message.ticket, None)
            if future is not None and not future.done():
                future.set_result(message.value)
            return
        if isinstance(message, Answer):
            self.answered = message.number
            self.is_complete = message.complete and message.number == self.number
        self._listener(self, message)
        self._release(everything=False)

    def _release(self, *, everything: bool) -> None:
        for path, one in list(self._waiting.items()):
            if self.answered >= one.number or everything or one.future.done():
                del self._waiting[path]
                if not one.future.done():
                    one.future.set_result(None)
        if everything:
            for question in self._open.values():
                if not question.done():
                    question.set_result(None)
            self._open.clear()
