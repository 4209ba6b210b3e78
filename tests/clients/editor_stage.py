"""A play in an editor: its suites, the `isolint` that it finds, and what is left when it is over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from editor_project import AFTERWARDS, FILES

import isolint

SOURCES = Path(isolint.__file__).parents[1]
PATIENCE = 240.0
"""Seconds after which an editor is stuck, and not only on a busy machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What an editor has told of its scenes, and what it has left behind."""

    folder: Path
    troubles: Mapping[str, str]
    servers: int
    survivors: tuple[int, ...]
    output: str


def play(command: Sequence[str], snippet: str, scenes: Sequence[str], folder: Path) -> Played:
    """Run an editor to its end, configured by a snippet, with the suites in a folder of its own."""
    environment = _set_up(snippet, scenes, folder)
    process = subprocess.Popen(
        command,
        cwd=folder / "suite",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
    survivors = _survivors(folder)
    for one in survivors:
        os.kill(one, signal.SIGKILL)
    told = folder / "told"
    lines = [json.loads(line) for line in told.read_text("utf-8").splitlines()] if told.exists() else []
    return Played(
        folder=folder,
        troubles={line["scene"]: line["why"] for line in lines},
        servers=len((folder / "started").read_text("utf-8").split()) if (folder / "started").exists() else 0,
        survivors=survivors,
        output=output.decode("utf-8", "replace"),
    )


def _set_up(snippet: str, scenes: Sequence[str], folder: Path) -> dict[str, str]:
    """The suites, what is to become of them, and an `isolint` in the path; gives the environment."""
    for name, text in FILES.items():
        write(folder / name, text)
    for name, text in AFTERWARDS.items():
        write(folder / "expected" / Path(name).name, text)
    (folder / "suite" / ".git").mkdir()
    (folder / "home").mkdir()
    write(folder / "snippet", snippet)
    program = folder / "bin" / "isolint"
    python = f"PYTHONPATH='{SOURCES}' exec '{sys.executable}' -m isolint"
    write(program, f'#!/bin/sh\necho $$ >>"$STAGE/started"\n{python} "$@"\n')
    program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ISOLINT_", "XDG_"))}
    return {
        **kept,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder / "home"),
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
        "STAGE": str(folder),
        "STAGE_SNIPPET": str(folder / "snippet"),
        "STAGE_TOLD": str(folder / "told"),
        "STAGE_EXPECTED": str(folder / "expected"),
        "STAGE_GO": str(folder / "go" / "shop_test.go"),
        "STAGE_SCENES": ",".join(scenes),
    }


def write(path: Path, text: str) -> None:
    """A file with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _survivors(folder: Path) -> tuple[int, ...]:
    """Processes of the play that are still there after a good while, known by their environment."""
    mark = f"STAGE={folder}\0".encode()
    end = time.monotonic() + PATIENCE / 8
    while (found := tuple(_processes_with(mark))) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _processes_with(mark: bytes) -> list[int]:
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                if mark in (process / "environ").read_bytes():
                    found.append(int(process.name))
            except OSError:
                continue  # it has ended, or is somebody else's
    return found
