"""Executes a document under a real pytest, in a process, a home and a temp directory of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fixture_documents import MANAGE, Document

RECORD = "ISOLINT_RECORD"
"""Tests append one line for each value they really see to the file that this variable names."""

_THREADS = "--parallel-threads"
_USAGE = 4
"""How pytest ends when the arguments are wrong: a mistake in the document, not a red run."""
_SECONDS = re.compile(r" in \d+\.\d+s$")
_ANYTHING = "..."
_INHERITED = ("PYTEST_", "PYTHON", "XDIST_", "ISOLINT_", "COV_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`lines` are those of the record, without repetition."""

    status: int
    output: str
    lines: frozenset[str]

    @property
    def green(self) -> bool:
        return self.status == 0

    @property
    def red(self) -> bool:
        return self.status not in (0, _USAGE)

    def says(self, line: str) -> bool:
        """Whether that is a line of the output, but for gaps and seconds; "..." at its end is anything."""
        told = (_SECONDS.sub("", " ".join(each.split())) for each in self.output.splitlines())
        if line.endswith(_ANYTHING):
            return any(each.startswith(line.removesuffix(_ANYTHING)) for each in told)
        return line in told


def execute(document: Document, arguments: str, folder: Path) -> Outcome:
    """One run in a fresh copy of the document, which is made in `folder`."""
    project = document.lay_out(folder / "project")
    for name in ("home", "tmp"):
        (folder / name).mkdir()
    done = subprocess.run(
        [sys.executable, *_command(document, arguments)],
        cwd=project,
        env=dict(_environment(os.environ, folder)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )
    record = folder / "record"
    lines = record.read_text("utf-8").splitlines() if record.exists() else []
    said = done.stdout.decode("utf-8", "replace")
    output = f"$ {' '.join(_command(document, arguments))}  ({document})\n{said}"
    return Outcome(status=done.returncode, output=output, lines=frozenset(lines))


def _command(document: Document, arguments: str) -> list[str]:
    """What is to be run; without arguments, the runner of the document in one process."""
    if document.directives.get("run", "").startswith(MANAGE):
        return (arguments or f"{MANAGE} test").split()
    plugins = ["-p", "xdist"] + (["-p", "run-parallel"] if _THREADS in arguments else [])
    return ["-m", "pytest", *plugins, "-p", "no:cacheprovider", "-q", *arguments.split()]


def _environment(outer: Mapping[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    """The outer environment without what this very test run put into it."""
    yield from ((key, value) for key, value in outer.items() if not key.startswith(_INHERITED))
    yield "HOME", str(folder / "home")
    yield "TMPDIR", str(folder / "tmp")
    yield RECORD, str(folder / "record")
    yield "PYTHONDONTWRITEBYTECODE", "1"
    # Whatever else is installed beside isolint takes longer to load than the document to run.
    yield "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1"
