"""0 clean, 1 findings, 2 a mistake, 130 Ctrl-C; never click's own 1."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from cli_running import PLAIN, Project, Run, Start

from isolint import engine

BAD = "def test_a():\n    x = clock()\n"
GOOD = "def test_a():\n    x = 1\n"


def test_clean(project: Project, run: Run) -> None:
    project({"test_a.py": GOOD})
    result = run("check")
    assert result.code == 0
    assert result.out.startswith("All checks passed!\n")
    assert not result.err


def test_findings(project: Project, run: Run) -> None:
    project({"test_a.py": BAD})
    assert run("check").code == 1


def test_exit_zero(project: Project, run: Run) -> None:
    project({"test_a.py": BAD})
    result = run("check", "--exit-zero")
    assert result.code == 0
    assert "ISO301" in result.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "--nonsense"), "No such option"),
        (("chekc",), "Did you mean 'check'?"),
        (("check", "--select", "ISO310"), 'no rule is called "ISO310"; did you mean "ISO30'),
        (("check", "--select", "timestamp-nam"), 'did you mean "timestamp-name"?'),
        (("check", "--ignore", "E501"), 'no rule is called "E501"'),
        (("check", "no/such/folder"), "no/such/folder: there is no such file or folder"),
        (("check", "--config", "no.toml"), "no.toml: there is no such configuration file"),
        (("check", "--output-format", "xml"), "is not one of"),
        (("check", "-", "test_a.py"), '"-" stands for one file'),
        (("rule", "ISO999"), 'no rule is called "ISO999"'),
        (("rule",), "name one rule"),
    ],
)
def test_usage(project: Project, run: Run, arguments: tuple[str, ...], says: str) -> None:
    project({"test_a.py": BAD})
    result = run(*arguments)
    assert result.code == 2
    assert says in result.err
    assert not result.out


def test_crash(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project({"test_a.py": BAD})
    monkeypatch.setattr(engine, "_examine", lambda *_: 1 / 0)
    result = run("check")
    assert result.code == 2
    assert "ZeroDivisionError" in result.err
    assert "this is a bug in isolint" in result.err


def test_broken_rule_hides_no_other(project: Project, run: Run) -> None:
    project({"test_a.py": BAD + "    explode()\n"})
    result = run("check", "--output-format", "concise")
    assert result.code == 2
    assert "isolint failed in ISO309 (RuntimeError('boom at 34')); this is a bug in isolint" in result.out
    assert "test_a.py:2:9: ISO301" in result.out
    assert "Traceback" in result.err
    assert run("check", "--exit-zero").code == 2


def test_broken_linker(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project({"test_a.py": BAD})
    monkeypatch.setattr("isolint.linking.link", lambda *_: 1 / 0)
    result = run("check")
    assert result.code == 2
    assert "isolint failed in link" in result.out


def test_keyboard_interrupt(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    project({"test_a.py": BAD})
    monkeypatch.setattr(engine, "_examine", interrupt)
    result = run("check")
    assert result.code == 130
    assert "Traceback" not in result.err


@pytest.mark.skipif(os.name == "nt", reason="no signals there")
def test_ctrl_c_while_waiting_for_input(project: Project, start: Start) -> None:
    root = project({"test_a.py": BAD})
    process = start("check", "-", cwd=root, stdin=subprocess.PIPE)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [("check",), ("check", "--output-format", "json"), ("check", "--diff")])
def test_reader_that_has_gone(project: Project, start: Start, arguments: tuple[str, ...]) -> None:
    lines = "".join(f"    x{index} = clock()\n" for index in range(2000))
    root = project({"test_a.py": "def test_a():\n" + lines})
    process = start(*arguments, cwd=root)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait(timeout=30) == 1
    assert "BrokenPipe" not in err
    assert "Traceback" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_full_disk_is_no_bug_of_ours(project: Project, start: Start) -> None:
    project({"test_a.py": BAD})
    with Path("/dev/full").open("wb") as full:
        process = start("check", stdout=full)
        errors = process.communicate(timeout=60)[1]
    assert process.returncode == 2
    assert "standard output (no space left on device)" in errors
    assert "bug" not in errors


def test_reader_of_help_that_has_gone(start: Start, tmp_path: Path) -> None:
    process = start("rule", "--all", cwd=tmp_path, program=f"import time; time.sleep(0.5); {PLAIN}")
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=30) == 0


def test_module_is_the_same_program(project: Project, start: Start) -> None:
    root = project({"test_a.py": GOOD})
    program = "import runpy, sys; sys.argv[0] = 'isolint'; runpy.run_module('isolint', run_name='__main__')"
    process = start("version", cwd=root, program=program)
    out, _ = process.communicate(timeout=30)
    assert out.startswith("isolint ")
    assert process.returncode == 0
