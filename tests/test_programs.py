"""Scripts that a file may start are read although nobody imports them, and count as run, not as imported."""

from __future__ import annotations

from pathlib import Path

from analysis import opened

from isolint.survey import programs

_TEST = """\
import os
import subprocess
import sys

HERE = os.path.dirname(__file__)

def test_server():
    subprocess.run([sys.executable, "-m", "suite.server"])
    subprocess.run([sys.executable, os.path.join(HERE, "gate.py")])
    subprocess.run(f"{sys.executable} -m tower", shell=True)
    assert "bell" == "bell"
"""


def test_read(tmp_path: Path) -> None:
    (tmp_path / "suite").mkdir()
    for name in ("suite/__init__.py", "suite/server.py", "gate.py", "tower.py", "bell.py"):
        (tmp_path / name).write_text("", "utf-8")
    (tmp_path / "test_server.py").write_text(_TEST, "utf-8")
    read = set(opened(tmp_path).collection.read)
    assert {"suite/server.py", "gate.py", "tower.py"} <= read
    assert "bell.py" not in read


def test_nothing_without_an_interpreter(tmp_path: Path) -> None:
    (tmp_path / "test_text.py").write_text('def test():\n    assert "-m" and "suite.server" and "gate.py"\n')
    facts = opened(tmp_path).collection.facts["test_text.py"]
    assert not [*programs.files(facts), *programs.modules(facts)]
