"""What the guide shows is what the program prints, for the shop that everybody can look at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from isolint import cli

_ROOT = Path(__file__).parents[2]
_GUIDE = _ROOT / "docs" / "guides" / "explain.md"
_BLOCK = re.compile(r"```console\n\$ isolint explain (.+)\n((?:.|\n)*?)\n```")


@pytest.mark.parametrize(
    ("subject", "shown"), _BLOCK.findall(_GUIDE.read_text("utf-8")), ids=lambda text: text.split("\n")[0]
)
def test_output_in_the_guide(
    subject: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(_ROOT / "examples" / "shop")
    assert cli.run(["explain", "--no-cache", subject]) == 0
    assert capsys.readouterr().out.rstrip() == shown, f"{_GUIDE.name} shows something else"


def test_the_guide_shows_something() -> None:
    assert len(_BLOCK.findall(_GUIDE.read_text("utf-8"))) >= 3
