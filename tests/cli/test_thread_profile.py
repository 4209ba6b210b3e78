"""When the rules about tests in threads are on, and how a report says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_running import Project, Run

from isolint.engine import check
from isolint.project import Request, open_project
from isolint.survey.threadruns import thread_run

RACE = """\
import pytest


@pytest.fixture
def cart():
    return []


def test_add(cart):
    cart.append("apple")
    assert len(cart) == 1
"""


@pytest.mark.parametrize(
    ("name", "text", "evidence"),
    [
        (
            "pytest.ini",
            "[pytest]\naddopts = --parallel-threads=4\n",
            "pytest.ini: addopts = --parallel-threads=4",
        ),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\naddopts = ['--parallel-threads', 'auto']\n",
            "pyproject.toml: addopts = --parallel-threads=auto",
        ),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\nthread_unsafe_fixtures = ['db']\n",
            "pyproject.toml: thread_unsafe_fixtures",
        ),
        (
            "pytest.ini",
            "[pytest]\nmarkers =\n    slow: takes long\n    thread_unsafe: runs alone\n",
            "pytest.ini: markers = thread_unsafe",
        ),
        (
            "tox.ini",
            "[testenv]\ncommands =\n    pytest --parallel-threads {env:THREADS:4}\n",
            "tox.ini: pytest --parallel-threads={env:THREADS:4}",
        ),
        (
            ".github/workflows/ci.yml",
            "steps:\n  - run: pytest --parallel-threads=8 tests\n",
            ".github/workflows/ci.yml: pytest --parallel-threads=8",
        ),
        ("Makefile", "test:\n\tpytest --parallel-threads=1\n", ""),
        ("Makefile", "test:\n\tpytest -n 4\n", ""),
    ],
)
def test_what_a_project_says(tmp_path: Path, name: str, text: str, evidence: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    found = thread_run(tmp_path, tmp_path, "")
    assert (found.evidence if found is not None else "") == evidence


def test_lists_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nthread_unsafe_fixtures =\n    db\n    mail\nthread_unsafe_functions =\n    shop.*\n",
        "utf-8",
    )
    found = thread_run(tmp_path, tmp_path, "")
    assert found is not None
    assert found.alone_fixtures == ("db", "mail")
    assert found.alone_functions == ("shop.*",)


@pytest.mark.parametrize(("setting", "finds"), [("threads", True), ("processes", False)])
def test_the_setting_wins(tmp_path: Path, setting: str, *, finds: bool) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --parallel-threads=4\n", "utf-8")
    (tmp_path / "isolint.toml").write_text(f'profile = "{setting}"\n', "utf-8")
    (tmp_path / "test_cart.py").write_text(RACE, "utf-8")
    project = open_project(Request(paths=(tmp_path,), caching=False))
    found = check(project.plan, project.collection).findings
    assert [finding.code for finding in found] == (["ISO701"] if finds else [])


def test_the_report_says_so(project: Project, run: Run) -> None:
    project({"test_a.py": "clock()\n", "Makefile": "test:\n\tpytest --parallel-threads=4\n"})
    sentence = (
        "Threads: pytest-run-parallel runs each test in several (Makefile: pytest --parallel-threads=4).\n"
    )
    assert sentence in run("check").out
    assert sentence not in run("check", "--config", "profile = 'processes'").out
