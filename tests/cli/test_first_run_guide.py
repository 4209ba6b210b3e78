"""What the guide shows of the example shop is what the programs print there, one command after another."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from isolint import cli

_ROOT = Path(__file__).parents[2]
_GUIDE = _ROOT / "docs" / "guides" / "first-parallel-run.md"
_FENCE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LEFT_OUT = "..."
_SECONDS = re.compile(r" in \d+\.\d+s$")
_FRESH = "baseline"
"""The command at which the guide goes back to the shop as it was."""


class Step(NamedTuple):
    """A command of the guide, and what is said to follow."""

    command: str
    shown: tuple[str, ...]


def _steps() -> Iterator[Step]:
    for block in _FENCE.findall(_GUIDE.read_text("utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield Step(command, tuple(shown))


_STEPS = tuple(_steps())
_OURS = tuple(step for step in _STEPS if step.command.startswith("isolint "))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    leftovers = shutil.ignore_patterns("__pycache__", ".*_cache", "timings*.json")
    return shutil.copytree(_ROOT / "examples" / "shop", tmp_path / "shop", ignore=leftovers)


def _matches(shown: tuple[str, ...], told: list[str]) -> bool:
    """Whether all that is shown was told, in that order; between two lines only where some are left out."""
    parts = "\n".join(shown).split(_LEFT_OUT)
    pattern = r"[\s\S]*?".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, "\n".join(told).rstrip()) is not None


def test_isolint_says_what_the_guide_shows(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TMPDIR", "/tmp")
    monkeypatch.setenv("ISOLINT_NO_CACHE", "1")
    fresh = shutil.copytree(shop, tmp_path / "fresh")
    for step in _OURS:
        if _FRESH in step.command:
            shop = fresh
        monkeypatch.chdir(shop)
        cli.run(shlex.split(step.command)[1:])
        captured = capsys.readouterr()
        told = (captured.out + captured.err).splitlines()
        assert _matches(step.shown, told), f"$ {step.command}\n" + "\n".join(told)


def test_the_guide_repairs_what_it_finds() -> None:
    commands = [step.command for step in _OURS]
    assert "isolint check --fix" in commands
    assert commands.index("isolint check --fix") < commands.index("isolint check")


@pytest.mark.slow
@pytest.mark.runs
def test_pytest_says_what_the_guide_shows(shop: Path) -> None:
    alone, together = (step for step in _STEPS if step.command in {"pytest -q", "pytest -q -n 4"})
    assert alone.shown[-1] in _pytest(shop, alone.command)
    broken = [line.partition(" - ")[0] for line in together.shown if line != _LEFT_OUT]
    told: list[str] = []
    for _ in range(5):  # other tests are hit each time
        told += _pytest(shop, together.command)
    assert all(any(line.startswith(each) for line in told) for each in broken)
    for options in ((), ("--unsafe-fixes",)):
        _run(shop, "isolint", "check", "--no-cache", "--fix", *options)
    for step in _STEPS:
        if step.command.startswith("pytest -q -n 4"):
            assert alone.shown[-1] in _pytest(shop, step.command)


def _pytest(shop: Path, command: str) -> list[str]:
    told = _run(shop, "pytest", "-p", "xdist", "-p", "no:cacheprovider", *shlex.split(command)[1:])
    return [_SECONDS.sub("", line) for line in told]


def _run(shop: Path, module: str, *arguments: str) -> list[str]:
    ours = ("PYTEST_", "PYTHON", "XDIST_", "ISOLINT_", "NO_COLOR", "FORCE_COLOR")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "TMPDIR": str(shop.parent),
        "PYTHONPATH": str(_ROOT / "src"),
    }
    ended = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=shop,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return (ended.stdout + ended.stderr).splitlines()
