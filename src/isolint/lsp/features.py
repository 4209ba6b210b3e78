"""What the server answers to: one function for each method of the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from isolint.lsp.offers import ANY, FIX_ALL, QUICK_FIX
from isolint.lsp.pages import page
from isolint.lsp.protocol import EXPLAIN, SOURCE, path_of, place_of
from isolint.lsp.server import IsolintServer
from isolint.project import Request

WATCHED = (
    "**/*.{py,go,toml,cfg,ini,mod,work,yml,yaml,sh}",
    "**/{.gitignore,.stestr.conf,Makefile,makefile,GNUmakefile,justfile,Jenkinsfile}",
)
"""Sources, and all files that say how tests are found and run."""


def make(base: Request) -> IsolintServer:
    """A server with all that it can do; `base` is what the command line says."""
    server = IsolintServer(base)
    _follow_client(server)
    _follow_documents(server)
    _follow_configuration(server)
    _answer_questions(server)
    return server


def _follow_client(server: IsolintServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(ls: IsolintServer, params: types.InitializeParams) -> None:
        ls.meet(params)
        if ls.abilities.pulls:
            _answer_pulls(ls)

    @server.feature(types.INITIALIZED)
    async def initialized(ls: IsolintServer, params: types.InitializedParams) -> None:
        if ls.abilities.has("workspace.did_change_watched_files.dynamic_registration"):
            ls.watches = True
            watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in WATCHED]
            registration = types.Registration(
                id="isolint-files",
                method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers),
            )
            try:
                await ls.client_register_capability_async(types.RegistrationParams([registration]))
            except JsonRpcException:
                ls.watches = False  # it said that it could, and cannot

    @server.feature(types.SHUTDOWN)
    def shutdown(ls: IsolintServer, params: Any) -> None:
        ls.workspaces.dismiss_all()


def _follow_documents(server: IsolintServer) -> None:
    def take(ls: IsolintServer, uri: str) -> None:
        path = path_of(uri)
        if path is not None:
            ls.workspaces.open(path, ls.workspace.get_text_document(uri).source)
            ls.read_first(ls.workspaces.of(path))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(ls: IsolintServer, params: types.DidOpenTextDocumentParams) -> None:
        take(ls, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(ls: IsolintServer, params: types.DidChangeTextDocumentParams) -> None:
        take(ls, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(ls: IsolintServer, params: types.DidSaveTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        colleague = ls.workspaces.of(path, hire=False) if path else None
        if path is not None and colleague is not None and not ls.watches:
            ls.workspaces.touch([path, colleague.folder / "pyproject.toml"])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(ls: IsolintServer, params: types.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            ls.workspaces.close(path)
            ls.forget(path)


def _follow_configuration(server: IsolintServer) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def did_change_files(ls: IsolintServer, params: types.DidChangeWatchedFilesParams) -> None:
        paths = (path_of(event.uri) for event in params.changes)
        ls.workspaces.touch(path for path in paths if path is not None)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(ls: IsolintServer, params: types.DidChangeConfigurationParams) -> None:
        value = params.settings
        if not value and ls.abilities.has("workspace.configuration"):
            item = types.ConfigurationItem(section=SOURCE)
            (value,) = await ls.workspace_configuration_async(types.ConfigurationParams([item]))
        ls.configure(value or ls.first_settings)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def did_change_folders(ls: IsolintServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
        added, removed = (
            [path for path in (path_of(folder.uri) for folder in folders) if path is not None]
            for folders in (params.event.added, params.event.removed)
        )
        ls.workspaces.move(added, removed)


def _answer_pulls(server: IsolintServer) -> None:
    """Only offered to clients that are better off with it."""

    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(identifier=SOURCE, inter_file_dependencies=True, workspace_diagnostics=False),
    )
    async def diagnostic(
        ls: IsolintServer, params: types.DocumentDiagnosticParams
    ) -> types.DocumentDiagnosticReport:
        path = path_of(params.text_document.uri)
        colleague = ls.workspaces.of(path, hire=False) if path else None
        if path is None or colleague is None:
            return types.RelatedFullDocumentDiagnosticReport(items=[])
        await colleague.caught_up(path)
        related = ls.related_to(path, colleague)
        name, items = ls.shown_of(path)
        if name == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=name, related_documents=related)
        return types.RelatedFullDocumentDiagnosticReport(
            items=items, result_id=name, related_documents=related
        )


def _answer_questions(server: IsolintServer) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[QUICK_FIX, FIX_ALL, ANY], resolve_provider=False),
    )
    async def code_action(ls: IsolintServer, params: types.CodeActionParams) -> Sequence[types.CodeAction]:
        path = path_of(params.text_document.uri)
        colleague = ls.workspaces.of(path, hire=False) if path else None
        if colleague is None:
            return []
        wanted = params.context.only
        only = None if wanted is None else [str(getattr(kind, "value", kind)) for kind in wanted]
        offers = await colleague.ask("actions", path, place_of(params.range), only)
        return [ls.converter.action(offer) for offer in offers or ()]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(ls: IsolintServer, params: types.HoverParams) -> types.Hover | None:
        path = path_of(params.text_document.uri)
        colleague = ls.workspaces.of(path, hire=False) if path else None
        if colleague is None:
            return None
        found = await colleague.ask("hover", path, params.position.line, params.position.character)
        return ls.converter.hover(found) if found else None

    @server.command(EXPLAIN)
    async def explain(ls: IsolintServer, code: str) -> str:
        shown = page(code)
        if ls.abilities.has("window.show_document.support") and shown.url:
            await ls.window_show_document_async(types.ShowDocumentParams(uri=shown.url, external=True))
        else:
            text = f"{shown.title}\n\n{shown.text}"
            ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
        return f"# {shown.title}\n\n{shown.text}"
