"""How long `isolint check` takes with nothing cached, against parsing the same files, in one run.

The floor is `ast.parse` over the files that isolint reads, one after another in one process.

    python bench/cold_check.py path/to/tests [--rounds 3]
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import subprocess
import sys
import threading
import time
from ast import parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

PAUSE = 0.1
"""Seconds between two looks at the memory of all processes; a look is not free for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cold:
    """One run of isolint: `peak` is the memory of all its processes together, in bytes."""

    seconds: float
    peak: int
    status: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="tests to check")
    parser.add_argument("--rounds", type=int, default=3, help="the median counts [default: 3]")
    options = parser.parse_args()
    files = listed(options.folder)
    texts = [path.read_bytes() for path in files]
    lines = sum(text.count(b"\n") for text in texts)
    print(f"{len(files)} files, {lines} lines, Python {sys.version.split()[0]}, {os.cpu_count()} cpus")
    floors, runs = [], []
    for _ in range(options.rounds):  # by turns, so that a busy machine is as unfair to both
        floors.append(floor(texts))
        runs.append(cold(options.folder))
    if any(run.status not in (0, 1) for run in runs):
        print(f"isolint ended with {runs[0].status}")
        return 2
    report(lines, floors, runs)
    return 0


def listed(folder: Path) -> list[Path]:
    """The files that isolint itself says it reads."""
    command = [sys.executable, "-m", "isolint", "check", "--no-cache", "--show-files", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return [path for line in done.stdout.splitlines() if (path := Path(line)).is_file()]


def floor(texts: Sequence[bytes]) -> float:
    """Seconds to parse everything, with the collector off as isolint has it."""
    gc.disable()
    started = time.perf_counter()
    for text in texts:
        try:
            parse(text)
        except (SyntaxError, ValueError, RecursionError):
            continue  # isolint says so and goes on
    seconds = time.perf_counter() - started
    gc.enable()
    return seconds


def cold(folder: Path) -> Cold:
    """A run with no cache, its report thrown away."""
    command = [sys.executable, "-m", "isolint", "check", "--no-cache", "--output-format", "concise"]
    started = time.perf_counter()
    process = subprocess.Popen([*command, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watch = Watch(process.pid)
    watch.start()
    status = process.wait()
    seconds = time.perf_counter() - started
    watch.stopped.set()
    watch.join()
    return Cold(seconds=seconds, peak=watch.peak, status=status)


class Watch(threading.Thread):
    """Adds up the memory of a process and all below it; a page that two share counts once."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.peak = 0
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(PAUSE):
            self.peak = max(self.peak, sum(map(resident, self.family(self.root))))

    def family(self, process: int) -> Iterator[int]:
        yield process
        for child in children(process):
            yield from self.family(child)


def children(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    except OSError:
        return []
    return [int(word) for word in text.split()]


def resident(process: int) -> int:
    """Proportional resident bytes where the kernel tells them, else all resident ones."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0
    kilobytes = [line.split()[1] for line in text.splitlines() if line.startswith("Pss:")]
    return int(kilobytes[0]) * 1024 if kilobytes else 0


def report(lines: int, floors: Sequence[float], runs: Sequence[Cold]) -> None:
    low = statistics.median(floors)
    seconds = statistics.median(run.seconds for run in runs)
    peak = max(run.peak for run in runs) / 2**20
    print(f"ast.parse       {low:8.2f} s   {lines / low:10.0f} lines/s   {spread(floors)}")
    print(
        f"isolint, cold   {seconds:8.2f} s   {lines / seconds:10.0f} lines/s   "
        f"{spread([run.seconds for run in runs])}"
    )
    print(f"ratio           {seconds / low:8.2f}")
    largest = getrusage(RUSAGE_CHILDREN).ru_maxrss / 2**10
    together = f"{peak:8.0f} MiB in all processes together" if peak else "unknown together"
    print(f"peak memory     {together}, {largest:.0f} MiB in the largest")


def spread(seconds: Sequence[float]) -> str:
    return f"({min(seconds):.2f} to {max(seconds):.2f} in {len(seconds)})"


if __name__ == "__main__":
    sys.exit(main())
