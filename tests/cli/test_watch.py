"""`isolint watch`, in a process of its own, on a folder in which files really change."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_running import PLAIN, Project, Start

pytest.importorskip("watchfiles", reason="watching needs the extra `watch`")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")

PATIENCE = 30.0
"""Seconds after which a test is stuck, and not only on a busy machine."""

PORT = """
from http.server import BaseHTTPRequestHandler, HTTPServer

def start():
    return HTTPServer(("127.0.0.1", 8080), BaseHTTPRequestHandler)

def test_port():
    assert start().server_port

def test_address():
    assert start().server_address
"""
OTHER = PORT.replace("8080", "9090")
FILES = {"test_port.py": PORT, "test_more.py": "def test_more():\n    pass\n"}
_STAMP = re.compile(r"^\[\d\d:\d\d:\d\d\] ", re.MULTILINE)


class Watched:
    """A process that watches; what it has said is read as it comes."""

    def __init__(self, process: subprocess.Popen[Any], reader: int) -> None:
        self.process = process
        self.reader = reader
        self.text = ""
        self.seen = 0

    def until(self, *words: str) -> str:
        """What is said from here on until all of the words have been."""
        end = time.monotonic() + PATIENCE
        while not all(word in self.text[self.seen :] for word in words):
            if time.monotonic() > end or not self._read():
                pytest.fail(
                    f"{words} were not said in:\n{self.text[self.seen :]}\n(before: {self.text[: self.seen]})"
                )
        said, self.seen = self.text[self.seen :], len(self.text)
        return said

    def stays_quiet(self, seconds: float = 1.0) -> bool:
        ready, _, _ = select.select([self.reader], [], [], seconds)
        return not ready

    def interrupt(self) -> int:
        """Ctrl-C; gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self.reader], [], [], 0.1)
        try:
            piece = os.read(self.reader, 65536) if ready else b""
        except OSError:  # how a terminal says that nobody is left
            return False
        self.text += piece.decode("utf-8", "replace")
        return bool(piece) or not ready


Watch = Callable[..., Watched]


@pytest.fixture
def watch(start: Start) -> Iterator[Watch]:
    """Starts the command as a program with another one behind its output."""
    started: list[Watched] = []

    def call(*arguments: str) -> Watched:
        words = arguments or ("watch", "--output-format", "concise")
        process = start(*words, program=PLAIN, stderr=subprocess.STDOUT)
        assert process.stdout is not None
        started.append(Watched(process, process.stdout.fileno()))
        return started[-1]

    yield call
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait()


@pytest.fixture
def terminal(start: Start) -> Iterator[Watch]:
    """The same with a terminal in front of it."""
    opened: list[tuple[Watched, int]] = []

    def call(*arguments: str) -> Watched:
        ours, theirs = pty.openpty()
        process = start(*arguments, program=PLAIN, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL)
        os.close(theirs)
        opened.append((Watched(process, ours), ours))
        return opened[-1][0]

    yield call
    for one, ours in opened:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait()
        os.close(ours)


def _save(path: Path, text: str) -> None:
    """As most editors do: a neighbour takes the place of the file."""
    neighbour = path.with_name(f".{path.name}.swp~")
    neighbour.write_text(text, "utf-8")
    neighbour.replace(path)


def test_what_is_new_and_what_is_gone(project: Project, watch: Watch) -> None:
    root = project(FILES)
    one = watch()
    first = one.until("Found 1 error", "\n")
    assert "test_port.py:5:37: ISO305" in first
    assert len(_STAMP.findall(first)) == 1
    _save(root / "test_more.py", OTHER)
    new = one.until("1 new:\n", "+ test_more.py", "\n")
    assert "test_more.py changed" in new
    assert new.count("ISO305") == 3, "the report is whole"
    _save(root / "test_port.py", PORT.replace("8080", "0"))
    gone = one.until("1 gone:\n", "- test_port.py:5:37: ISO305")
    assert "port 9090" in gone
    assert one.interrupt() == 130
    assert "Traceback" not in one.text


def test_what_only_moves_is_neither(project: Project, watch: Watch) -> None:
    root = project(FILES)
    one = watch()
    one.until("Found 1 error")
    _save(root / "test_port.py", f"# a port\n{PORT}")
    said = one.until("Nothing new, nothing gone.")
    assert "test_port.py:6:37: ISO305" in said


def test_files_that_come_and_go(project: Project, watch: Watch) -> None:
    root = project(FILES)
    one = watch()
    one.until("Found 1 error")
    (root / "deep" / "er").mkdir(parents=True)
    (root / "deep" / "er" / "test_file.py").write_text(OTHER, "utf-8")
    one.until("1 new:\n", "+ deep/er/test_file.py:5")
    (root / "deep").rename(root / "deeper")
    one.until("1 new, 1 gone:", "+ deeper/er/test_file.py:5", "- deep/er/test_file.py:5")
    (root / "test_port.py").unlink()
    one.until("test_port.py (gone) changed", "1 gone:\n", "- test_port.py:5")


def test_settings_are_taken_as_they_are_saved(project: Project, watch: Watch) -> None:
    root = project(FILES)
    one = watch()
    one.until("Found 1 error")
    _save(root / "pyproject.toml", "[tool.isolint]\nignore = [")
    broken = one.until("is not valid TOML", "\n")
    assert "pyproject.toml changed" in broken
    assert "Traceback" not in broken
    _save(root / "test_more.py", OTHER)
    one.until("1 new:\n", "+ test_more.py")
    _save(root / "pyproject.toml", '[tool.isolint.per-file-ignores]\n"test_port.py" = ["ISO305"]\n')
    one.until("1 gone:\n", "- test_port.py:5:37: ISO305")
    _save(root / "pyproject.toml", '[tool.isolint]\nselekt = ["ISO303"]\n')
    one.until('did you mean "select"')
    assert one.process.poll() is None


def test_a_file_that_cannot_be_parsed_for_a_while(project: Project, watch: Watch) -> None:
    root = project(FILES)
    one = watch()
    one.until("Found 1 error")
    _save(root / "test_port.py", f"{PORT}\ndef test_torn(:\n")
    torn = one.until("1 new:\n", "+ test_port.py:13")
    assert "invalid-syntax" in torn
    assert "gone" not in torn, "nobody has repaired the port"
    _save(root / "test_port.py", f"{PORT}\ndef test_torn():\n    pass\n")
    whole = one.until("1 gone:\n", "- test_port.py:13")
    assert "+ " not in whole


def test_a_burst_is_one_report(project: Project, watch: Watch) -> None:
    root = project({f"tests/test_{number}.py": "x = 1\n" for number in range(40)})
    one = watch()
    one.until("All checks passed!")
    for number in range(40):
        (root / f"tests/test_{number}.py").write_text(PORT.replace("8080", f"{8000 + number}"), "utf-8")
    said = one.until("40 new:\n", "and 20 more\n")
    assert "and 37 more files changed" in said
    assert len(_STAMP.findall(said)) == 1


def test_files_that_no_finding_depends_on(project: Project, watch: Watch) -> None:
    root = project(FILES)
    one = watch()
    one.until("Found 1 error", "assumed pytest-xdist --dist load.\n")
    for name in ("README.md", ".git/index", ".isolint_cache/x.py", "__pycache__/test_a.py", "venv/test_a.py"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("x", "utf-8")
    (root / "test_port.py").write_text(PORT, "utf-8")
    assert one.stays_quiet(2.0)


def test_check_watch_is_the_same(project: Project, watch: Watch) -> None:
    root = project(FILES)
    one = watch("check", "-w", "--output-format", "concise", "--ignore", "ISO4")
    one.until("Found 1 error")
    _save(root / "test_more.py", OTHER)
    one.until("1 new:\n")
    assert one.interrupt() == 130


def test_a_kept_verdict_is_the_first_answer(project: Project, watch: Watch) -> None:
    project(FILES)
    first = watch()
    one = first.until("assumed pytest-xdist").split("]", 1)[1]
    assert first.interrupt() == 130
    assert watch().until("assumed pytest-xdist").split("]", 1)[1] == one


def test_a_terminal_is_cleared(project: Project, terminal: Watch) -> None:
    root = project(FILES)
    one = terminal("watch", "--output-format", "concise")
    assert one.until("Waiting for changes").count("\x1b[2J") == 1
    _save(root / "test_more.py", OTHER)
    said = one.until("1 new:", "Waiting for changes")
    assert "\x1b[2J" in said
    assert "ISO305" in said
    assert one.interrupt() == 130


def test_a_terminal_is_not_cleared_if_nobody_wants_it(project: Project, terminal: Watch) -> None:
    root = project(FILES)
    one = terminal("watch", "--output-format", "concise", "--no-clear")
    one.until("Found", "1 error")
    _save(root / "test_more.py", OTHER)
    one.until("1 new:")
    assert "\x1b[2J" not in one.text


def test_ctrl_c_in_the_first_pass(project: Project, watch: Watch) -> None:
    project(FILES)
    one = watch()
    time.sleep(0.4)
    assert one.interrupt() in (130, -signal.SIGINT)
    while one._read():
        pass
    assert "Traceback" not in one.text or one.process.returncode == -signal.SIGINT


def test_the_end_when_nobody_reads(project: Project, start: Start) -> None:
    root = project(FILES)
    process = start("watch", program=PLAIN)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    for number in range(100):
        if process.poll() is not None:
            break
        _save(root / "test_more.py", PORT.replace("8080", f"{8000 + number}"))
        time.sleep(0.3)
    assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--fix",), "--fix cannot go with it"),
        (("--diff-base", "main"), "--diff-base cannot go with it"),
        (("-",), "standard input cannot go with it"),
        (("--output-format", "json"), "as full, concise or grouped"),
        (("--output-file", "x"), "--output-file cannot go with it"),
    ],
)
def test_what_has_no_sense(project: Project, start: Start, arguments: tuple[str, ...], sentence: str) -> None:
    project(FILES)
    process = start("check", "--watch", *arguments, program=PLAIN)
    _, complaint = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert sentence in complaint


def test_a_format_of_the_settings_that_is_not_for_people(project: Project, watch: Watch) -> None:
    project({**FILES, "pyproject.toml": '[tool.isolint]\noutput-format = "json"\n'})
    assert "ISO305 fixed-port: port 8080" in watch("watch").until("Found 1 error")


def test_the_sentence_when_watchfiles_is_missing(project: Project, start: Start) -> None:
    project(FILES)
    hidden = f"import sys; sys.modules['watchfiles'] = None; {PLAIN}"
    process = start("watch", program=hidden)
    out, complaint = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (2, "")
    assert (
        complaint == "error: watching needs one more package; install it with: pip install isolint[watch]\n"
    )


def test_a_plain_check_does_not_know_of_it(project: Project, start: Start) -> None:
    project(FILES)
    asking = (
        "import sys, atexit; atexit.register(lambda: print([name for name in "
        "('watchfiles', 'multiprocessing', 'isolint.session') if name in sys.modules])); " + PLAIN
    )
    process = start("check", "-q", program=asking)
    out, _ = process.communicate(timeout=PATIENCE)
    assert out.splitlines()[-1] == "[]"
