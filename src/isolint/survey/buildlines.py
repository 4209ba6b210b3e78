"""Build constraints of Go: which files no run on Linux will ever see."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE = re.compile(rb"^//go:build[ \t]+([^\r\n]*)", re.MULTILINE)
_WORD = re.compile(r"[\w.]+|&&|\|\||[!()]")
_ABSENT = frozenset(
    {
        *("aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "js", "netbsd", "openbsd"),
        *("plan9", "solaris", "wasip1", "wasm", "windows", "ignore"),
    }
)
_PRESENT = frozenset({"linux", "unix", "gc"})


def constraint(head: bytes) -> str:
    """The `//go:build` line among what stands before the package clause, "" where there is none."""
    found = _LINE.search(head)
    return found[1].decode("utf-8", "replace") if found else ""


def is_ruled_out(text: str) -> bool:
    """Whether no choice of tags makes it true on Linux; what is no constraint rules nothing out."""
    if not text:
        return False
    try:
        return _Reader(_WORD.findall(text)).either() is False
    except (StopIteration, RecursionError):
        return False


class _Reader:
    """A reader of one constraint; None stands for a tag that a run may set or not."""

    def __init__(self, words: list[str]) -> None:
        self._words: Iterator[str] = iter(words)
        self._next = next(self._words, "")

    def either(self) -> bool | None:
        values = [self._both()]
        while self._next == "||":
            self._step()
            values.append(self._both())
        return True if True in values else None if None in values else False

    def _both(self) -> bool | None:
        values = [self._one()]
        while self._next == "&&":
            self._step()
            values.append(self._one())
        return False if False in values else None if None in values else True

    def _one(self) -> bool | None:
        word = self._step()
        if word == "!":
            value = self._one()
            return None if value is None else not value
        if word == "(":
            value = self.either()
            self._step()
            return value
        return False if word in _ABSENT else True if word in _PRESENT else None

    def _step(self) -> str:
        word, self._next = self._next, next(self._words, "")
        return word
