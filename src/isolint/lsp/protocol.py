"""Our records as those of the protocol, as far as a client says that it understands them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from isolint.cache import digest
from isolint.lsp.messages import Hover, Offer, Range, Shown

SOURCE = "isolint"
EXPLAIN = "isolint.explain"
"""The command that shows the page of a rule."""

Version = Callable[[Path], int | None]
"""The version of an open document; None for a file that is not open."""


class Abilities:
    """What the client on the other side can do; asks its capabilities, most of which may be missing."""

    def __init__(self, capabilities: types.ClientCapabilities) -> None:
        self._capabilities = capabilities

    def has(self, dotted: str) -> bool:
        """Whether an ability is announced, by the path of its name."""
        return bool(self.value(dotted))

    def value(self, dotted: str) -> Any:
        """What is announced, None for nothing."""
        found: Any = self._capabilities
        for name in dotted.split("."):
            found = getattr(found, name, None)
        return found

    @property
    def pulls(self) -> bool:
        """It asks for diagnostics, and must not be sent any.

        Who cannot be told to ask again would go on showing what an edit in another file has made
        untrue (Neovim 0.10 and 0.11 among them): such a client is sent them, and never asked to ask.
        """
        asks = self.value("text_document.diagnostic") is not None
        return asks and self.has("workspace.diagnostics.refresh_support")

    @property
    def reads_markdown(self) -> bool:
        """In hovers, better than plain text or not at all worse."""
        formats = self.value("text_document.hover.content_format") or ()
        return types.MarkupKind.Markdown in formats


class Converter:
    """Makes the protocol's records for one client."""

    def __init__(self, abilities: Abilities, version: Version) -> None:
        self._abilities = abilities
        self._version = version
        told = "text_document.diagnostic" if abilities.pulls else "text_document.publish_diagnostics"
        publishing = "text_document.publish_diagnostics"
        self._has_related = abilities.has(f"{told}.related_information") or abilities.has(
            f"{publishing}.related_information"
        )
        self._has_link = abilities.has(f"{told}.code_description_support") or abilities.has(
            f"{publishing}.code_description_support"
        )

    def diagnostics(self, shown: Iterable[Shown]) -> list[types.Diagnostic]:
        """In the order in which they stand in the file."""
        return [self.diagnostic(one) for one in sorted(shown, key=lambda one: (one.range, one.code))]

    def diagnostic(self, one: Shown) -> types.Diagnostic:
        """With links and further places where the client can show them."""
        related = [
            types.DiagnosticRelatedInformation(
                location=types.Location(uri=uri_of(spot.path), range=_range(spot.range)), message=spot.message
            )
            for spot in one.spots
        ]
        severity = types.DiagnosticSeverity.Error if one.is_error else types.DiagnosticSeverity.Warning
        return types.Diagnostic(
            range=_range(one.range),
            message=one.message,
            severity=severity,
            code=one.code,
            source=SOURCE,
            code_description=types.CodeDescription(href=one.url) if self._has_link and one.url else None,
            related_information=related if self._has_related and related else None,
            data={"name": one.name, "fix": one.repair or None},
        )

    def action(self, offer: Offer) -> types.CodeAction:
        """A change of text, or, for a page that is to be shown, a command."""
        if offer.explains:
            command = types.Command(title=offer.title, command=EXPLAIN, arguments=[offer.explains])
            return types.CodeAction(title=offer.title, kind=offer.kind, command=command)
        return types.CodeAction(
            title=offer.title,
            kind=offer.kind,
            diagnostics=self.diagnostics(offer.repairs),
            is_preferred=offer.preferred or None,
            edit=self._edit(offer),
        )

    def hover(self, hover: Hover) -> types.Hover:
        """In the form that the client likes best."""
        if self._abilities.reads_markdown:
            content = types.MarkupContent(types.MarkupKind.Markdown, hover.markdown)
        else:
            content = types.MarkupContent(types.MarkupKind.PlainText, hover.plain)
        return types.Hover(contents=content, range=_range(hover.range))

    def _edit(self, offer: Offer) -> types.WorkspaceEdit:
        edits = {
            path: [types.TextEdit(range=_range(place), new_text=text) for place, text in those]
            for path, those in offer.edits.items()
        }
        if not self._abilities.has("workspace.workspace_edit.document_changes"):
            return types.WorkspaceEdit(changes={uri_of(path): those for path, those in edits.items()})
        changes: list[Any] = [
            types.TextDocumentEdit(
                text_document=types.OptionalVersionedTextDocumentIdentifier(
                    uri_of(path), self._version(path)
                ),
                edits=list(those),
            )
            for path, those in edits.items()
        ]
        return types.WorkspaceEdit(document_changes=changes)


def result_id(shown: Sequence[Shown]) -> str:
    """Equal for equal diagnostics."""
    return digest(repr(shown).encode()).hex()


def uri_of(path: Path) -> str:
    """The name that the protocol has for a file."""
    return from_fs_path(str(path)) or path.as_uri()


def path_of(uri: str) -> Path | None:
    """A file's path as analysis spells it; None for what is no file."""
    found = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(found) if found else None


def place_of(place: types.Range) -> Range:
    """A client's range as ours."""
    return Range(place.start.line, place.start.character, place.end.line, place.end.character)


def _range(place: Range) -> types.Range:
    start = types.Position(place.start_row, place.start_column)
    return types.Range(start, types.Position(place.end_row, place.end_column))
