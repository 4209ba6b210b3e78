"""What `isolint check` of a small suite costs from start to end, against starting Python.

python bench/small_suite.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copytree, ignore_patterns

ROUNDS = 9
SHOP = Path(__file__).resolve().parents[1] / "examples" / "shop"


def main() -> int:
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    # a missing module ends with 1 as well, as findings do
    subprocess.run([sys.executable, "-m", "isolint", "version"], cwd="/", check=True)
    with tempfile.TemporaryDirectory(prefix="isolint-bench-") as folder:
        shop = Path(folder) / "shop"
        copytree(SHOP, shop, ignore=ignore_patterns("__pycache__", ".*_cache"))
        commands = {
            "python -c pass": ["-c", "pass"],
            "python -c 'import click'": ["-c", "import click"],
            "isolint check, no cache": ["-m", "isolint", "check", "--no-cache"],
            "isolint check, warm": ["-m", "isolint", "check"],
        }
        seconds = measured(commands, shop, environment)
    floor = statistics.median(seconds["python -c pass"])
    print(f"medians of {ROUNDS}, Python {sys.version.split()[0]}, {os.cpu_count()} cpus")
    for name, values in seconds.items():
        median = statistics.median(values)
        print(f"{name:26} {median * 1000:7.0f} ms   {median / floor:5.1f} x python -c pass")
    return 0


def measured(
    commands: Mapping[str, Sequence[str]], folder: Path, environment: Mapping[str, str]
) -> dict[str, list[float]]:
    """Each command once to warm up, and then by turns, so that a busy machine is fair to all."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for attempt in range(ROUNDS + 1):
        for name, arguments in commands.items():
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True
            )
            if done.returncode not in (0, 1):
                raise SystemExit(done.stderr.decode())
            if attempt:
                seconds[name].append(time.perf_counter() - started)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
