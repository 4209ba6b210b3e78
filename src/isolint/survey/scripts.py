"""The commands by which a project's own files run its tests: tox, nox, make, CI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

COMMANDS = (
    "tox.ini",
    "setup.cfg",
    "pyproject.toml",
    "tox.toml",
    "noxfile.py",
    "Makefile",
    "makefile",
    "GNUmakefile",
    "justfile",
    "Taskfile.yml",
    "tasks.py",
    ".gitlab-ci.yml",
    "azure-pipelines.yml",
    ".travis.yml",
    "appveyor.yml",
    ".cirrus.yml",
    ".circleci/config.yml",
    "Jenkinsfile",
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    ".github/actions/*/action.yml",
    "ci/*.sh",
    "ci/*.yml",
    ".ci/*",
    "scripts/*.sh",
    "tools/*.sh",
    "runtests.sh",
    "run_tests.sh",
)
"""Where commands stand, in the order in which they are believed."""

_LONGEST = 1_000_000


class Command(NamedTuple):
    """One command that runs pytest; `workers` and `dist` are "" where it does not say."""

    file: str
    text: str
    workers: str = ""
    dist: str = ""


def commands(root: Path) -> Iterator[Command]:
    """The pytest commands of a project's files, the most telling file first."""
    for pattern in COMMANDS:
        for path in sorted(root.glob(pattern)) if "*" in pattern else (root / pattern,):
            yield from _in_file(path, path.relative_to(root).as_posix())


def _in_file(path: Path, name: str) -> Iterator[Command]:
    try:
        if not path.is_file() or path.stat().st_size > _LONGEST:
            return
        text = path.read_text("utf-8", "replace")
    except OSError:
        return
    if "pytest" not in text and "py.test" not in text and "PYTEST_ADDOPTS" not in text:
        return
    for line in _lines(text, is_python=name.endswith(".py")):
        start = _PYTEST.search(line)
        if start:
            yield flags(name, line, _NEXT.split(line[start.start() :], maxsplit=1)[0])


_PYTEST = re.compile(r"(?<![\w./-])(?:pytest|py\.test)(?![\w/-]|\.\w)|PYTEST_ADDOPTS")
_NEXT = re.compile(r"\s*(?:;|&&|\|\|?)\s")
_WORKERS = re.compile(
    r"""(?<!\S)["']?(?:-n|--numprocesses)["']?(?:=|\s*,?\s*)["']?"""
    r"""(\d+|auto|logical|\$\{\{[^}]*\}\}|\$\([^)]*\)|\$\{[^}]*\}|\$\w+|\{[^}\n]*\})"""
)
_MODE = re.compile(
    r"""(?<!\S)["']?--dist["']?(?:=|\s*,?\s*)["']?(loadscope|loadfile|loadgroup|load|worksteal|each|no)\b"""
)
_DISTRIBUTED = re.compile(r"""(?<!\S)["']?-d["']?(?=\s|,)[^\n]*--tx""")
_CONTINUED = re.compile(r"\\\r?\n\s*")
_CALL = re.compile(r"\([^()]*(?:pytest|py\.test)[^()]*\)")


def _lines(text: str, *, is_python: bool) -> Iterator[str]:
    """Commands one a line: continuations joined, no comments; in Python, the strings of a call."""
    if is_python:
        for call in _CALL.finditer(text):
            words = re.findall(r"""f?["']([^"'\n]*)["']""", call[0])
            yield " ".join(words)
        return
    for line in _folded(_CONTINUED.sub(" ", text)):
        if not line.lstrip().startswith(("#", ";", "//")):
            yield line


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


def flags(file: str, text: str, options: str) -> Command:
    """A command with what its options say; the text is cut down to what matters."""
    workers = _WORKERS.search(options)
    mode = _MODE.search(options)
    off = re.search(r"-p[ =]?no:xdist", options)
    count = workers[1] if workers else "tx" if _DISTRIBUTED.search(options) else ""
    if off or count == "0":
        count = ""
    telling = " ".join(
        part
        for part in (
            "addopts =" if text.startswith("addopts") else "pytest",
            {"": "", "tx": "--tx"}.get(count, f"-n {count}"),
            f"--dist {mode[1]}" if mode else "",
        )
        if part
    )
    return Command(file, telling, count, mode[1] if mode else "")
