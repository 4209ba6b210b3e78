"""The command lines in a project's make files, scripts and CI configurations, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

NEXT = re.compile(r"\s*(?:;|&&|\|\|?)\s")
"""What stands between a command and the next one on its line."""

_LONGEST = 1_000_000
_MAKE_FILES = frozenset({"makefile", "gnumakefile"})
_VARIABLE = re.compile(r"^([A-Za-z_]\w*)\s*[?:]{0,2}=[ \t]*([^\n#]+?)[ \t]*(?:#.*)?$", re.MULTILINE)
_REFERENCE = re.compile(r"\$[({](\w+)[)}]")
_NESTED = 2
_COMMENT = re.compile(r"((?:[^\"'#]|\"[^\"]*\"|'[^']*'|(?<!\s)#)*?)\s#")
"""A line up to a comment that stands behind it."""
_CONTINUED = re.compile(r"\\\r?\n\s*")


def texts(root: Path, patterns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Files by their paths relative to the root, in the order of the patterns."""
    for pattern in patterns:
        for path in sorted(root.glob(pattern)) if "*" in pattern else (root / pattern,):
            try:
                if path.is_file() and path.stat().st_size <= _LONGEST:
                    text = path.read_text("utf-8", "replace")
                    is_make = path.name.lower() in _MAKE_FILES
                    yield path.relative_to(root).as_posix(), _spelled_out(text) if is_make else text
            except OSError:
                continue


def command_lines(text: str, call: re.Pattern[str] | None = None) -> Iterator[str]:
    """Commands one a line, continuations joined, no comments; in a program, the strings of each such call."""
    if call is not None:
        for found in call.finditer(text):
            yield " ".join(re.findall(r"""f?["']([^"'\n]*)["']""", found[0]))
        return
    for line in _folded(_CONTINUED.sub(" ", text)):
        if not line.lstrip().startswith(("#", ";", "//")):
            comment = _COMMENT.match(line)
            yield comment[1] if comment else line


def _spelled_out(text: str) -> str:
    """A make file with the values of its own variables in their places, as far as they are plain text."""
    given = {found[1]: found[2].strip() for found in _VARIABLE.finditer(text)}
    for _ in range(_NESTED):
        text = _REFERENCE.sub(lambda found: given.get(found[1], found[0]), text)
    return text


def _folded(text: str) -> Iterator[str]:
    """Joins lines that start with an option to the one before: tox and folded YAML write them so."""
    held = ""
    for line in text.splitlines():
        if held and line.lstrip().startswith("-") and re.match(r"\s*--?\w", line):
            held += " " + line.strip()
            continue
        if held:
            yield held
        held = line
    if held:
        yield held
