"""A few safe suites of each rule, broken in one way each; `make mutants` does it with a thousand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MUTANTS = Path(__file__).parents[1] / "bench" / "mutants"
OF_EACH_RULE = 3


def test_breaks_are_found_and_safe_suites_are_quiet() -> None:
    rules = len(list((MUTANTS / "templates").glob("ISO*.txt")))
    command = [sys.executable, str(MUTANTS), "--count", str(OF_EACH_RULE * rules), "--jobs", "1", "--show"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
