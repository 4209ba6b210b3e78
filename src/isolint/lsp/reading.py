"""The first look at a project, shown as progress where a client can show it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from lsprotocol import types

from isolint.lsp.messages import Progress

if TYPE_CHECKING:
    from isolint.lsp.server import IsolintServer


class Reading:
    """Begins when the first file is opened, and ends with the first complete answer."""

    def __init__(self, server: IsolintServer, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._token = f"isolint-{uuid4()}"
        self._is_shown = False
        self._is_over = False
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Asks the client for a place to show it."""
        if not self._is_over and self._server.abilities.has("window.work_done_progress"):
            self._task = asyncio.get_running_loop().create_task(self._create())

    def report(self, progress: Progress) -> None:
        """How far the reading is; checking, which comes then, cannot be counted."""
        if not self._is_shown or self._is_over:
            return
        if progress.done < progress.known:
            message = f"reading {progress.done} of {progress.known} files"
            share = 100 * progress.done // progress.known
        else:
            message, share = "checking", 100
        self._server.work_done_progress.report(
            self._token, types.WorkDoneProgressReport(message=message, percentage=share)
        )

    def end(self) -> None:
        """All is known, or nothing ever will be."""
        if self._is_shown and not self._is_over:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
        self._is_over = True

    async def _create(self) -> None:
        await self._server.work_done_progress.create_async(self._token)
        if self._is_over:
            return
        self._is_shown = True
        self._server.work_done_progress.begin(
            self._token,
            types.WorkDoneProgressBegin(
                title=f"isolint: {self._folder.name}", message="reading", percentage=0, cancellable=False
            ),
        )
