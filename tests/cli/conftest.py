"""Running the program on a project of a few lines, in this process or in one of its own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import cli_toys
import pytest
from cli_running import DRIVER, Project, Result, Run, Start

import isolint
from isolint import checks, cli, fixers, linking
from isolint.fixers import apply as applying


@pytest.fixture(autouse=True)
def _nobody_elses_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", *filter(_is_ours, os.environ)):
        monkeypatch.delenv(name, raising=False)


def _is_ours(name: str) -> bool:
    return name.startswith("ISOLINT_")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Writes files into a project folder and goes there; a pyproject.toml marks it unless there is one."""
    root = tmp_path / "project"

    def make(files: dict[str, str]) -> Path:
        cli_toys.write(root, {"pyproject.toml": "", **files})
        monkeypatch.chdir(root)
        return root

    return make


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "link", cli_toys.link)
    monkeypatch.setattr(checks, "rules", cli_toys.rules)
    monkeypatch.setattr(applying, "apply", cli_toys.apply)
    monkeypatch.setattr(fixers, "recipes", cli_toys.recipes)


@pytest.fixture
def run(toys: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("check", ".", stdin="...")` with the toy rules."""

    def call(*arguments: str, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = cli.run(arguments)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


def _heed_interrupts() -> None:
    """A shell starts what it runs in the background deaf to Ctrl-C, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def start() -> Start:
    """Starts the program in a process of its own, with the toy rules unless `program` says otherwise."""

    def call(*arguments: str, program: str = DRIVER, **options: object) -> subprocess.Popen[str]:
        places = (str(Path(isolint.__file__).parents[1]), str(Path(__file__).parent))
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            [sys.executable, "-c", program, *arguments],
            env=environment,
            text=True,
            preexec_fn=_heed_interrupts if os.name == "posix" else None,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        )

    return call
