"""Each format's whole text for one report in which positions and escapes can go wrong.

`UPDATE_GOLDEN=1 python -m pytest tests/reporters/test_report_goldens.py` writes the files anew; read what
has changed before you keep it.
"""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path

import awkward
import pytest

from isolint import __version__
from isolint.configuration import FORMATS
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report

GOLDEN = Path(__file__).parent / "golden"
SUFFIXES = {"junit": "xml", "json-lines": "jsonl", "sarif": "sarif"}
TEXTS = ("full", "concise", "grouped", "github", "pylint", "azure")


def render(name: str, report: Report) -> str:
    module = import_module(f"isolint.reporters.{name.replace('-', '_')}")
    return str(module.render(report, Paint(on=False)))


@pytest.mark.parametrize("name", FORMATS)
def test_format(name: str) -> None:
    suffix = "txt" if name in TEXTS else SUFFIXES.get(name, "json")
    path = GOLDEN / f"{name}.{suffix}"
    text = render(name, awkward.report()).replace(f'"{__version__}"', '"0.0.0"')
    if name == "sarif":  # which is one line, and nothing to read
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode()


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_all_that_is_found_is_in_each_format(name: str) -> None:
    text = render(name, awkward.report())
    for code in ("ISO301", "ISO303", "ISO001", "ISO602", "io-error", "suppress-failed", "internal-error"):
        assert code in text


@pytest.mark.parametrize("name", FORMATS)
def test_no_control_characters_where_people_or_logs_read(name: str) -> None:
    """In JSON they are escaped; a log would obey them."""
    assert not {character for character in render(name, awkward.report()) if character < " "} - {"\n", "\t"}


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found(name: str) -> None:
    nothing = {"json": "[]\n", "gitlab": "[]\n", "lsp": "[]\n", "json-lines": "", "pylint": "", "azure": ""}
    text = render(name, awkward.report(findings=(), problems=()))
    if name in nothing:
        assert text == nothing[name]
    elif name in TEXTS:
        assert text == "All checks passed!\nRead as it runs under pytest-xdist.\n"
    else:
        assert "ISO301" not in text or name == "sarif"
