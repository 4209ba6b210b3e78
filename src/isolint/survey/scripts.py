"""The commands by which a project's own files run its Python tests: tox, nox, make, CI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from isolint.survey.commandlines import NEXT, command_lines, texts

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


class Command(NamedTuple):
    """One command that runs pytest; `workers` and `dist` are "" where it does not say."""

    file: str
    text: str
    workers: str = ""
    dist: str = ""
    forked: bool = False


def commands(root: Path) -> Iterator[Command]:
    """The pytest commands of a project's files, the most telling file first."""
    for name, text in texts(root, COMMANDS):
        if "pytest" not in text and "py.test" not in text and "PYTEST_ADDOPTS" not in text:
            continue
        for line in command_lines(text, _CALL if name.endswith(".py") else None):
            start = _PYTEST.search(line)
            if start:
                yield flags(name, line, NEXT.split(line[start.start() :], maxsplit=1)[0])


_PYTEST = re.compile(r"(?<![\w./-])(?:pytest|py\.test)(?![\w/-]|\.\w)|PYTEST_ADDOPTS")
_WORKERS = re.compile(
    r"""(?<!\S)["']?(?:-n|--numprocesses)["']?(?:=|\s*,?\s*)["']?"""
    r"""(\d+|auto|logical|\$\{\{[^}]*\}\}|\$\([^)]*\)|\$\{[^}]*\}|\$\w+|\{[^}\n]*\})"""
)
_MODE = re.compile(
    r"""(?<!\S)["']?--dist["']?(?:=|\s*,?\s*)["']?(loadscope|loadfile|loadgroup|load|worksteal|each|no)\b"""
)
_DISTRIBUTED = re.compile(r"""(?<!\S)["']?-d["']?(?=\s|,)[^\n]*--tx""")
_FORKED = re.compile(r"(?<!\S)[\"']?--(?:forked|boxed)\b")
_CALL = re.compile(r"\([^()]*(?:pytest|py\.test)[^()]*\)")


def flags(file: str, text: str, options: str) -> Command:
    """A command with what its options say; the text is cut down to what matters."""
    workers = _WORKERS.search(options)
    mode = _MODE.search(options)
    forked = _FORKED.search(options) is not None
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
            "--forked" if forked else "",
        )
        if part
    )
    return Command(file, telling, count, mode[1] if mode else "", forked)
