"""The texts of a project, read when someone wants to show or rewrite them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from isolint.errors import reason
from isolint.frontends import front_end
from isolint.model.finding import Problem
from isolint.model.source import Source


def read_bytes(path: Path, name: str) -> bytes | Problem:
    """What is on disk, or why it cannot be had."""
    try:
        name.encode()
    except UnicodeEncodeError:  # facts and reports hold paths as text
        seen = os.fsencode(name).decode("utf-8", "backslashreplace")
        return Problem(stage="read", path=seen, message="the name of the file is not UTF-8; it is not read")
    try:
        return path.read_bytes()
    except OSError as error:
        return Problem(stage="read", path=name, message=f"the file cannot be read ({reason(error)})")


class Sources:
    """Sources by path relative to the root; `given` are texts that stand in for what is on disk."""

    def __init__(self, root: Path, given: Mapping[str, bytes] | None = None) -> None:
        self.root = root
        self._given = given or {}
        self._held: dict[str, Source] = {}

    def __getitem__(self, path: str) -> Source:
        """A file that has gone or cannot be read is an empty one."""
        if path not in self._held:
            content = self._given[path] if path in self._given else read_bytes(self.root / path, path)
            source = content if isinstance(content, Problem) else front_end(path).read(path, content)
            self._held[path] = Source(path, b"") if isinstance(source, Problem) else source
        return self._held[path]

    def given(self, path: str, content: bytes) -> Sources:
        """The same texts but for one, as bytes that stand in for what is on disk."""
        others = Sources(self.root, {**self._given, path: content})
        others._held = {other: source for other, source in self._held.items() if other != path}
        return others

    def replaced(self, sources: Iterable[Source]) -> Sources:
        """The same texts but for some."""
        others = Sources(self.root, self._given)
        others._held = {**self._held, **{source.path: source for source in sources}}
        return others
