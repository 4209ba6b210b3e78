"""Commands, settings and catalogues in the documentation: the program takes them as they stand there."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from isolint.cli.commands import isolint
from isolint.configuration import KEYS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
OWN_RULES = ROOT / "docs" / "guides" / "own-rules.md"
PLUGIN = ROOT / "examples" / "plugin"

_TEXTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_ENDS = {"|", "||", "&&", ";", ">", "<", "2>"}
"""What follows one of these in a shell is no argument."""


def _fences(path: Path, language: str) -> Iterator[str]:
    for indent, kind, text in _FENCE.findall(path.read_text("utf-8")):
        if kind == language:
            yield re.sub(f"^{indent}", "", text, flags=re.MULTILINE)


def _commands() -> Iterator[object]:
    for path in _TEXTS:
        typed = (line for text in _fences(path, "console") for line in text.splitlines())
        for line in typed:
            if line.startswith("$ isolint "):
                name = path.relative_to(ROOT).as_posix()
                yield pytest.param(line.removeprefix("$ isolint "), id=f"{name}: {line[2:60]}")


@pytest.mark.parametrize("line", list(_commands()))
def test_command_is_one_that_the_program_knows(line: str) -> None:
    words = shlex.split(line, comments=True)
    words = words[: next((at for at, word in enumerate(words) if word in _ENDS), len(words))]
    command: click.Command = isolint
    context = click.Context(isolint, info_name="isolint")
    while isinstance(command, click.Group):
        command = command.commands[words[0]]
        context = click.Context(command, parent=context, info_name=words.pop(0))
    command.make_parser(context).parse_args(args=words)


def _tables() -> Iterator[object]:
    for path in _TEXTS:
        for number, text in enumerate(_fences(path, "toml"), 1):
            yield pytest.param(text, id=f"{path.relative_to(ROOT).as_posix()} {number}")


@pytest.mark.parametrize("text", list(_tables()))
def test_toml_is_toml_and_its_settings_exist(text: str) -> None:
    read = tomllib.loads(text)
    settings = read.get("tool", {}).get("isolint", {})
    assert set(settings) <= set(KEYS)


WORDS_IN_USE = """\
import labkit


def make_bucket(name):
    return name


def test_one():
    make_bucket("orders")


def test_two():
    make_bucket("orders")


def test_valve():
    labkit.reserve("bench-3")
"""


def test_words_of_the_guide_are_taken_and_change_what_is_said(tmp_path: Path) -> None:
    words, settings, kind, *_ = _fences(OWN_RULES, "toml")
    (tmp_path / "isolation.toml").write_text(words + kind, "utf-8")
    (tmp_path / "pyproject.toml").write_text(settings, "utf-8")
    (tmp_path / "test_shop.py").write_text(WORDS_IN_USE, "utf-8")
    command = [sys.executable, "-m", "isolint", "check", "--no-cache", "--output-format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert {entry["code"] for entry in json.loads(done.stdout)} == {"ISO306"}, done.stdout + done.stderr


def test_rule_of_the_guide_is_that_of_the_example() -> None:
    shown = next(text for text in _fences(OWN_RULES, "python") if "@rule(" in text)
    source = next((PLUGIN / "src").rglob("lab301_*.py")).read_text("utf-8")
    assert shown[shown.index("@rule(") :].strip() in source
    named = next(text for text in _fences(OWN_RULES, "toml") if "entry-points" in text)
    assert named.strip() in (PLUGIN / "pyproject.toml").read_text("utf-8")
