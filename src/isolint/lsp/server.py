"""The language server: what a client asks for and is told, in the words of the protocol."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from isolint import __version__
from isolint.lsp.colleague import Colleague
from isolint.lsp.columns import ASSUMED
from isolint.lsp.messages import Answer, Complaint, Progress
from isolint.lsp.protocol import SOURCE, Abilities, Converter, path_of, result_id, uri_of
from isolint.lsp.reading import Reading
from isolint.lsp.settings import read
from isolint.lsp.workspaces import Workspaces
from isolint.project import Request


class IsolintServer(LanguageServer):
    """Talks to one client; what it says, others have worked out."""

    def __init__(self, base: Request) -> None:
        super().__init__(SOURCE, f"v{__version__}")
        self.workspaces = Workspaces(base, self.hear)
        self.abilities = Abilities(types.ClientCapabilities())
        self.converter = Converter(self.abilities, lambda path: None)
        self.watches = False
        self.first_settings: object = None
        self._told: dict[Path, str] = {}
        self._published: dict[Path, int | None] = {}
        self._readings: dict[Path, Reading] = {}

    def meet(self, params: types.InitializeParams) -> None:
        """The client has introduced itself."""
        self.abilities = Abilities(params.capabilities)
        self.converter = Converter(self.abilities, self.version_of)
        encoding = self.workspace.position_encoding or types.PositionEncodingKind.Utf16
        is_told = self.abilities.has("general.position_encodings")
        self.workspaces.encoding = types.PositionEncodingKind(encoding).value if is_told else ASSUMED
        self.workspaces.folders = [path for path in map(path_of, self.workspace.folders) if path is not None]
        root = path_of(params.root_uri) if params.root_uri else None
        if not self.workspaces.folders and root is not None:
            self.workspaces.folders = [root]
        self.first_settings = params.initialization_options
        self.configure(self.first_settings)

    def configure(self, value: object) -> None:
        """Settings of the client; what is wrong with them is told."""
        settings = read(value)
        for complaint in settings.complaints:
            self.window_show_message(
                types.ShowMessageParams(types.MessageType.Warning, f"isolint: {complaint}")
            )
        self.workspaces.configure(settings)

    def version_of(self, path: Path) -> int | None:
        """That of a document that the client has open."""
        document = self.workspace.text_documents.get(uri_of(path))
        return document.version if document else None

    def hear(self, colleague: Colleague, message: object) -> None:
        """A message of a project's process, in the server's own loop."""
        if isinstance(message, Answer):
            self._answer(colleague, message)
        elif isinstance(message, Progress):
            self._reading(colleague).report(message)
        elif isinstance(message, Complaint):
            self._complain(message)

    def read_first(self, colleague: Colleague | None) -> None:
        """A person should know why nothing is said yet."""
        if colleague is not None and colleague.folder not in self._readings:
            self._reading(colleague).begin()

    def shown_of(self, path: Path) -> tuple[str, list[types.Diagnostic]]:
        """What is known of a document, under an id that is the same for the same."""
        colleague = self.workspaces.of(path, hire=False)
        shown = colleague.shown.get(path, ()) if colleague else ()
        self._told[path] = result_id(shown)
        return self._told[path], self.converter.diagnostics(shown)

    def related_to(
        self, path: Path, colleague: Colleague
    ) -> dict[str, types.FullDocumentDiagnosticReport | types.UnchangedDocumentDiagnosticReport] | None:
        """Other documents of which there is something new to say, where the client can be told that way."""
        if not self.abilities.has("text_document.diagnostic.related_document_support"):
            return None
        found: dict[str, types.FullDocumentDiagnosticReport | types.UnchangedDocumentDiagnosticReport] = {}
        for other, shown in colleague.shown.items():
            if other != path and self._told.get(other) not in (None, result_id(shown)):
                name, items = self.shown_of(other)
                found[uri_of(other)] = types.FullDocumentDiagnosticReport(items=items, result_id=name)
        return found or None

    def forget(self, path: Path) -> None:
        """The document is closed: nothing is shown of it any more."""
        self._told.pop(path, None)
        self._published.pop(path, None)
        if not self.abilities.pulls:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri_of(path), []))

    def _answer(self, colleague: Colleague, answer: Answer) -> None:
        is_old = answer.number < colleague.number
        colleague.shown = {
            path: shown for path, shown in answer.files.items() if self.workspaces.is_open(path)
        }
        if answer.complete:
            self._reading(colleague).end()
        if self.abilities.pulls:
            if answer.complete and self._has_news(colleague):
                self.workspace_diagnostic_refresh(None)
            return
        for path, shown in colleague.shown.items():
            is_said = self._told.get(path) == result_id(shown)
            if not is_old and not (is_said and self._published.get(path) == self.version_of(path)):
                self._publish(path)

    def _has_news(self, colleague: Colleague) -> bool:
        return any(
            path in self._told and self._told[path] != result_id(shown)
            for path, shown in colleague.shown.items()
        )

    def _publish(self, path: Path) -> None:
        _, diagnostics = self.shown_of(path)
        self._published[path] = self.version_of(path)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri_of(path), diagnostics, version=self.version_of(path))
        )

    def _reading(self, colleague: Colleague) -> Reading:
        if colleague.folder not in self._readings:
            self._readings[colleague.folder] = Reading(self, colleague.folder)
        return self._readings[colleague.folder]

    def _complain(self, complaint: Complaint) -> None:
        kind = types.MessageType.Error
        self.window_log_message(types.LogMessageParams(kind, complaint.text))
        said = "a part of isolint failed; its log says more" if complaint.ours else complaint.text
        self.window_show_message(types.ShowMessageParams(kind, f"isolint: {said}"))
