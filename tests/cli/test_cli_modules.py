"""What a plain run does not import: it would cost more than the run."""

from __future__ import annotations

import json
import sys

import pytest
from cli_running import DRIVER, PLAIN, Project, Start

HEAVY = {
    *("asyncio", "concurrent.futures", "difflib", "importlib.metadata", "importlib.resources", "jinja2"),
    *("libcst", "logging", "lsprotocol", "multiprocessing", "pygls", "pygments", "rich", "shutil"),
    *("tree_sitter", "tree_sitter_go", "unittest"),
    *(("subprocess",) if sys.version_info >= (3, 11) else ()),  # `uuid` brings it in before
}
REPORT = "; import json, sys; sys.stderr.write(json.dumps(sorted(sys.modules)))"


def _imported(start: Start, program: str, *arguments: str, **options: object) -> set[str]:
    program = program.replace("main()", "run") if program.endswith("main()") else program
    lines = program.replace("import main; run", "import run; import sys; run(sys.argv[1:])")
    process = start(*arguments, program=lines + REPORT, **options)
    _, err = process.communicate(timeout=60)
    return set(json.loads(err[err.rindex("[") :]))


@pytest.mark.parametrize("program", [PLAIN, DRIVER], ids=["real", "toys"])
@pytest.mark.parametrize("name", ["full", "concise"])
def test_plain_check(project: Project, start: Start, program: str, name: str) -> None:
    root = project({"test_a.py": "import os\n\ndef test_a():\n    x = clock()\n", ".gitignore": "x\n"})
    found = _imported(start, program, "check", "--output-format", name, cwd=root)
    assert "isolint.engine" in found
    assert not found & (HEAVY - set(_at_start()))


def test_stories_are_for_those_who_ask(project: Project, start: Start) -> None:
    """What explains a finding is not even loaded by a check that nobody has questions about."""
    root = project({"test_a.py": "def test_a():\n    open('/tmp/x', 'w')\n"})
    telling = {"isolint.linking.stories", "isolint.linking.lines", "isolint.explaining"}
    telling |= {"isolint.model.story", "isolint.model.explanation"}
    assert telling.isdisjoint(_imported(start, PLAIN, "check", "--no-cache", cwd=root))
    assert telling <= _imported(start, PLAIN, "explain", "--no-cache", "test_a.py:2", cwd=root)


def test_git_is_asked_when_files_have_gone(project: Project, start: Start) -> None:
    """A baseline that holds what there is costs no process."""
    root = project({"test_a.py": "x = clock()\n"})
    start("baseline", "create", cwd=root).communicate(timeout=60)
    known = set(_at_start()) | ({"subprocess"} if sys.version_info < (3, 11) else set())
    assert "subprocess" not in _imported(start, DRIVER, "check", cwd=root) - known
    (root / "test_a.py").rename(root / "test_b.py")
    assert "subprocess" in _imported(start, DRIVER, "check", cwd=root)
    assert "unidiff" not in _imported(start, DRIVER, "check", cwd=root)


def test_fixing_needs_more(project: Project, start: Start) -> None:
    root = project({"test_a.py": "x = clock()\n"})
    assert "difflib" in _imported(start, DRIVER, "check", "--diff", cwd=root)
    assert "pygments" in _imported(start, DRIVER, "check", "--color", "always", cwd=root)


def _at_start() -> list[str]:
    """What this interpreter imports before any of our code, by a .pth file for instance."""
    import subprocess

    program = "import sys; print(*sys.modules)"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.split()
