"""How long `isolint check` takes for Go with nothing cached, against parsing the same files, in one run.

The floor is tree-sitter over all files, one after another in one process. The project is made
up: packages of functions that call each other in circles, with tests that call all of them.

    python bench/go_check.py [--packages 40] [--rounds 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FUNCTIONS = 30
"""In each package; each calls two others, and every third touches a file."""

TESTS = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--packages", type=int, default=40, help="how large the project is [default: 40]")
    parser.add_argument("--rounds", type=int, default=3, help="the median counts [default: 3]")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="isolint-bench-") as name:
        folder = Path(name)
        texts = written(folder, options.packages)
        lines = sum(text.count(b"\n") for text in texts)
        print(f"{len(texts)} files, {lines} lines, Python {sys.version.split()[0]}, {os.cpu_count()} cpus")
        floors, runs = [], []
        for _ in range(options.rounds):  # by turns, so that a busy machine is as unfair to both
            floors.append(floor(texts))
            runs.append(cold(folder))
    low, seconds = statistics.median(floors), statistics.median(runs)
    print(f"tree-sitter     {low:8.2f} s   {lines / low:10.0f} lines/s")
    print(f"isolint, cold   {seconds:8.2f} s   {lines / seconds:10.0f} lines/s")
    print(f"ratio           {seconds / low:8.2f}")
    return 0


def written(folder: Path, packages: int) -> list[bytes]:
    """The texts of a project that now lies in a folder."""
    files = {"go.mod": "module example.test/depot\n\ngo 1.22\n"}
    for number in range(packages):
        files[f"store{number}/store.go"] = package(number)
        files[f"store{number}/store_test.go"] = tests(number)
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return [text.encode() for path, text in files.items() if path.endswith(".go")]


def package(number: int) -> str:
    lines = [f"package store{number}", "", 'import "os"', "", "type Shelf struct{ path string }"]
    for one in range(FUNCTIONS):
        lines += ["", f"func (s *Shelf) Step{one}(name string, depth int) error {{"]
        lines += ["\tif depth == 0 {", "\t\treturn nil", "\t}"]
        if one % 3 == 0:
            lines += [f'\tif err := os.WriteFile(name+"/step{one}.txt", nil, 0o644); err != nil {{']
            lines += ["\t\treturn err", "\t}"]
        for other in (one + 1, one * 7 + 3):
            lines += [f"\tif err := s.Step{other % FUNCTIONS}(name, depth-1); err != nil {{"]
            lines += ["\t\treturn err", "\t}"]
        lines += ["\treturn nil", "}"]
    return "\n".join(lines) + "\n"


def tests(number: int) -> str:
    lines = [f"package store{number}", "", 'import "testing"']
    for one in range(TESTS):
        lines += ["", f"func TestStep{one}(t *testing.T) {{", '\tshelf := &Shelf{path: "shelf"}']
        lines += [f"\tif err := shelf.Step{one % FUNCTIONS}(t.TempDir(), {one}); err != nil {{"]
        lines += ["\t\tt.Fatal(err)", "\t}", "}"]
    return "\n".join(lines) + "\n"


def floor(texts: list[bytes]) -> float:
    """Seconds to parse everything."""
    import tree_sitter_go
    from tree_sitter import Language, Parser

    parser = Parser(Language(tree_sitter_go.language()))
    started = time.perf_counter()
    for text in texts:
        parser.parse(text)
    return time.perf_counter() - started


def cold(folder: Path) -> float:
    """Seconds of a run with no cache, its report thrown away."""
    command = [sys.executable, "-m", "isolint", "check", "--no-cache", "--output-format", "concise"]
    started = time.perf_counter()
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
