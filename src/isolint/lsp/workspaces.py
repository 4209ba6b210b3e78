"""Which process knows about which file: one for each workspace folder, and for projects outside of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from isolint.lsp.colleague import Colleague, Listener
from isolint.lsp.settings import Choices, ClientSettings
from isolint.model.language import language_of
from isolint.project import Request
from isolint.survey.discovery import find_root, is_top

_MOST_LOSSES = 3
"""After so many processes that have ended by themselves, another one will not do better."""


class Workspaces:
    """Colleagues are hired when a file of theirs is opened, and let go with the last of a lone project."""

    def __init__(self, base: Request, listener: Listener) -> None:
        self._base = base
        self._listener = listener
        self.settings = ClientSettings()
        self.encoding = "utf-16"
        self.folders: list[Path] = []
        self.colleagues: dict[Path, Colleague] = {}
        self._texts: dict[Path, str] = {}
        self._losses: Counter[Path] = Counter()

    def open(self, path: Path, text: str) -> None:
        """A document with its text, new or changed."""
        self._texts[path] = text
        colleague = self.of(path)
        if colleague is not None:
            colleague.change({path: text})

    def close(self, path: Path) -> None:
        """What is on disk counts again."""
        self._texts.pop(path, None)
        colleague = self.of(path, hire=False)
        if colleague is None:
            return
        colleague.change({path: None})
        is_needed = colleague.folder in self.folders or any(
            self._home(other) == colleague.folder for other in self._texts
        )
        if not is_needed:
            self._dismiss(colleague.folder)

    def touch(self, paths: Iterable[Path]) -> None:
        """Files have changed on disk; all who may read them are told."""
        changed = tuple(paths)
        for folder, colleague in self.colleagues.items():
            root = folder.parent if folder.is_file() else folder
            own = tuple(path for path in changed if _concerns(root, path))
            if own:
                colleague.change({}, own)

    def configure(self, settings: ClientSettings) -> None:
        """Has everything looked at again where that makes a difference."""
        self.settings = settings
        for folder, colleague in self.colleagues.items():
            choices = self._choices(folder)
            if choices != colleague.choices:
                colleague.start(choices)

    def move(self, added: Iterable[Path], removed: Iterable[Path]) -> None:
        """Folders have come and gone; their open files have another home now."""
        gone = set(removed)
        self.folders = [folder for folder in self.folders if folder not in gone]
        self.folders += [folder for folder in added if folder not in self.folders]
        for folder in [folder for folder in self.colleagues if folder not in self.folders]:
            self._dismiss(folder)
        for path, text in self._texts.items():
            colleague = self.of(path)
            if colleague is not None:
                colleague.change({path: text})

    def dismiss_all(self) -> None:
        """The end of the day."""
        for folder in list(self.colleagues):
            self._dismiss(folder)

    def of(self, path: Path, *, hire: bool = True) -> Colleague | None:
        """Who knows about a file; None for what is written in no language of ours."""
        if not language_of(path.name):
            return None
        home = self._home(path)
        is_lost = home in self.colleagues and self.colleagues[home].is_gone
        if hire and (home not in self.colleagues or (is_lost and self._losses[home] < _MOST_LOSSES)):
            self._losses[home] += is_lost
            self.colleagues[home] = self._hired(home)
        return self.colleagues.get(home)

    def is_open(self, path: Path) -> bool:
        """Whether the client has the file open."""
        return path in self._texts

    def _hired(self, home: Path) -> Colleague:
        loop = asyncio.get_running_loop()
        colleague = Colleague(home, self._choices(home), self.encoding, self._listener, loop)
        colleague.change({path: text for path, text in self._texts.items() if self._home(path) == home})
        return colleague

    def _dismiss(self, folder: Path) -> None:
        self.colleagues.pop(folder).close()

    def _choices(self, folder: Path) -> Choices:
        return self.settings.choices(self._base, (folder,))

    def _home(self, path: Path) -> Path:
        """The innermost folder of the workspace; else the top of the file's project; else the file alone."""
        above = [folder for folder in self.folders if folder in path.parents]
        if above:
            return max(above, key=lambda folder: len(folder.parts))
        root = find_root(path.parent)
        return root if is_top(root) else path


def _concerns(root: Path, path: Path) -> bool:
    """A file of the folder, or one of those above it, where configuration is found as well."""
    return root in path.parents or path.parent in root.parents
