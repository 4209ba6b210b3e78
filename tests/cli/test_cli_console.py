"""Standard error and a terminal: progress, and what cannot be spelled."""

from __future__ import annotations

import io
import sys

import pytest
from cli_running import Project, Run

from isolint.cli import console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Called in the test itself: pytest puts its own capture back after fixtures."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


def test_progress_on_a_terminal_when_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    monkeypatch.setattr(console, "PATIENCE", 0)
    progress = console.Progress()
    progress(1, 4)
    progress(3, 8)
    progress(8, 8)
    assert "reading" in terminal.getvalue()
    assert "8/8" in terminal.getvalue()
    progress.close()
    assert terminal.getvalue().endswith("\x1b[1A\r\x1b[2K")
    progress.stage("linking 8 files")
    assert terminal.getvalue().endswith("linking 8 files …")
    progress.close()
    assert terminal.getvalue().endswith("…\r\x1b[2K")


def test_no_progress_when_it_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    progress = console.Progress()
    progress(1, 4)
    progress.close()
    assert terminal.getvalue() == ""


def test_no_progress_without_a_terminal(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "PATIENCE", 0)
    project({"test_a.py": "x = 1\n"})
    assert run("check").err == ""


def test_a_check_with_progress(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    monkeypatch.setattr(console, "PATIENCE", 0)
    project({f"test_{index}.py": "x = 1\n" for index in range(20)})
    assert run("check").code == 0
    assert "20/20" in terminal.getvalue()


def test_a_terminal_that_cannot_spell(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ascii(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Ascii(raw, encoding="ascii"))
    console.write("a · b\n")
    assert raw.getvalue() == b"a ? b\n"


def test_a_pipe_gets_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    console.write("a · b\n")
    assert raw.getvalue() == "a · b\n".encode()


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "colour"),
    [
        ("auto", {}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour(choice: str, environment: dict[str, str], terminal: bool, colour: bool) -> None:
    stream = Terminal() if terminal else io.StringIO()
    assert console.coloured(choice, stream, environment) is colour
