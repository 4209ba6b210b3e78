"""An editor that tests hold the strings of: opens, types, asks, and applies what it is given."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any

from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

VS_CODE = "visual-studio-code"
NEOVIM = "neovim@0.11"
NEOVIM_PUSHED = "neovim@0.7"
PATIENCE = 60.0
"""Seconds after which a test is stuck, and not only on a busy machine."""

FILES = {
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-n 4"\n',
    "conftest.py": """
        import os
        import pytest

        @pytest.fixture(scope="session")
        def catalogue():
            return {"tea": 3}

        @pytest.fixture
        def settings():
            os.environ["SHOP_MODE"] = "test"

        def pytest_sessionfinish(session):
            pass
    """,
    "shop.py": """
        import os

        def mode():
            return os.environ["SHOP_MODE"]
    """,
    "test_shop.py": """
        import pytest
        from shop import mode

        def test_mode(settings):
            assert mode() == "test"

        def test_price(catalogue):
            assert catalogue["tea"] == 3
    """,
    "test_server.py": """
        from http.server import BaseHTTPRequestHandler, HTTPServer

        def start():
            return HTTPServer(("127.0.0.1", 8080), BaseHTTPRequestHandler)

        def test_port():
            assert start().server_port

        def test_address():
            assert start().server_address
    """,
}


def write(folder: Path, files: dict[str, str] | None = None) -> Path:
    """A small suite with a leak that another file decides about, and a clash of ports."""
    for name, text in (files or FILES).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text).lstrip(), encoding="utf-8")
    return folder


def pulling(capabilities: types.ClientCapabilities) -> None:
    """An editor that asks for diagnostics, and can be told to ask again."""
    assert capabilities.text_document is not None
    assert capabilities.workspace is not None
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()
    capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)


class Editor:
    """One client with the documents that it has open."""

    def __init__(self, client: LanguageClient, capabilities: types.ClientCapabilities) -> None:
        self.client = client
        self.capabilities = capabilities
        self.encoding = "utf-16"
        self.texts: dict[Path, str] = {}
        self.versions: dict[Path, int] = {}
        self.is_through = False
        self.announced = types.ServerCapabilities()

    def open(self, path: Path, text: str | None = None) -> None:
        """Shows a file, or a text that is to become one."""
        self.texts[path] = path.read_text(encoding="utf-8") if text is None else text
        self.versions[path] = 1
        item = types.TextDocumentItem(path.as_uri(), "python", 1, self.texts[path])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, path: Path, text: str) -> None:
        """Replaces the whole text, as an undo would."""
        self.texts[path] = text
        self.versions[path] += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(uri=path.as_uri(), version=self.versions[path]),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def save(self, path: Path) -> None:
        """Writes it and says so."""
        path.write_text(self.texts[path], encoding="utf-8")
        self.client.text_document_did_save(
            types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(path.as_uri()))
        )

    def close(self, path: Path) -> None:
        """Shows it no more."""
        del self.texts[path]
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(path.as_uri()))
        )

    async def leave(self) -> None:
        """Says goodbye, as an editor does that is closed."""
        self.is_through = True
        await self.client.shutdown_session()

    def changed_on_disk(self, *paths: Path) -> None:
        """What a watcher of the client reports."""
        events = [types.FileEvent(path.as_uri(), types.FileChangeType.Changed) for path in paths]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    def published(self, path: Path) -> Sequence[types.Diagnostic] | None:
        """The last that was sent about a file; None if nothing ever was."""
        return self.client.diagnostics.get(path.as_uri())

    async def until(self, condition: Callable[[], object]) -> None:
        """Waits for something to become true."""
        async with asyncio.timeout(PATIENCE) if sys.version_info >= (3, 11) else _forever():
            while not condition():
                await asyncio.sleep(0.02)

    async def until_published(self, path: Path, *codes: str) -> Sequence[types.Diagnostic]:
        """Waits until just these findings are shown."""
        await self.until(
            lambda: (
                (shown := self.published(path)) is not None
                and sorted(str(one.code) for one in shown) == sorted(codes)
            )
        )
        return self.published(path) or ()

    async def pull(self, path: Path, known: str | None = None) -> Any:
        """Asks for the findings of a file."""
        return await self.client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(
                types.TextDocumentIdentifier(path.as_uri()), previous_result_id=known
            )
        )

    async def actions(
        self, path: Path, place: types.Range, only: Sequence[str] | None = None
    ) -> list[types.CodeAction]:
        """As ALE asks: with no diagnostics to go by."""
        found = await self._offered(path, place, only)
        return [action for action in found if isinstance(action, types.CodeAction)]

    async def commands(self, path: Path, place: types.Range) -> list[str]:
        """The titles of the actions that change no text; lsprotocol takes them for plain commands."""
        return [one.title for one in await self._offered(path, place, None) if isinstance(one, types.Command)]

    async def _offered(
        self, path: Path, place: types.Range, only: Sequence[str] | None
    ) -> Sequence[types.CodeAction | types.Command]:
        context = types.CodeActionContext(diagnostics=[], only=list(only) if only else None)
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(types.TextDocumentIdentifier(path.as_uri()), place, context)
        )
        return found or ()

    async def hover(self, path: Path, row: int, column: int) -> str:
        """The text that comes up at a place."""
        found = await self.client.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(path.as_uri()), types.Position(row, column))
        )
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    def apply(self, action: types.CodeAction) -> None:
        """Makes the edits of an action in open documents."""
        assert action.edit is not None
        for change in action.edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            assert change.text_document.version == self.versions[_path(change.text_document.uri)]
            self._edit(change.text_document.uri, change.edits)
        for uri, edits in (action.edit.changes or {}).items():
            self._edit(uri, edits)

    def _edit(self, uri: str, edits: Sequence[Any]) -> None:
        path = _path(uri)
        text = self.texts[path]
        lines = text.splitlines(keepends=True)
        for edit in sorted(edits, key=lambda one: one.range.start, reverse=True):
            start, end = (self._offset(lines, one) for one in (edit.range.start, edit.range.end))
            text = text[:start] + edit.new_text + text[end:]
        self.type(path, text)

    def _offset(self, lines: Sequence[str], place: types.Position) -> int:
        before = sum(map(len, lines[: place.line]))
        line = lines[place.line] if place.line < len(lines) else ""
        return before + len(as_read(line, place.character, self.encoding))


def as_read(line: str, column: int, encoding: str) -> str:
    """What stands before a column, in the units of an encoding."""
    if encoding == "utf-8":
        return line.encode()[:column].decode()
    return line.encode("utf-16-le")[: 2 * column].decode("utf-16-le")


def _path(uri: str) -> Path:
    from pygls.uris import to_fs_path

    return Path(to_fs_path(uri) or "")


@asynccontextmanager
async def _forever() -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def editor(
    *folders: Path,
    client: str = VS_CODE,
    options: object = None,
    arguments: Sequence[str] = (),
    adjust: Callable[[types.ClientCapabilities], None] = lambda capabilities: None,
) -> AsyncIterator[Editor]:
    """A server with its client, from the first word to a clean end."""
    talker = make_test_lsp_client()
    talker.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
    capabilities = client_capabilities(client)
    adjust(capabilities)
    await talker.start_io(sys.executable, "-m", "isolint", "server", *arguments)
    answer = await talker.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders],
            initialization_options=options,
        )
    )
    held = Editor(talker, capabilities)
    held.announced = answer.capabilities
    encoding = answer.capabilities.position_encoding or "utf-16"
    held.encoding = types.PositionEncodingKind(encoding).value
    try:
        yield held
    finally:
        if not held.is_through:
            await held.leave()
        await talker.stop()


def played(scene: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """A test that is written as a coroutine, whatever plugins are there."""
    from functools import wraps

    @wraps(scene)
    def test(**arguments: object) -> None:
        asyncio.run(scene(**arguments))  # type: ignore[arg-type]

    return test
