"""Shows the same with Go: Ginkgo specs that are green in one process and red in four, and their repair.

Needs go, ginkgo and the sources of ginkgo and gomega, all of them Debian packages; without them the demo
says so and is content. Nothing is downloaded, and nothing is written outside of a temporary directory.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from demo import (
    COLOURED,
    GREEN,
    RED,
    ROUNDS,
    BrokenClaim,
    Suite,
    chapter,
    claim,
    indented,
    paint,
    repair,
    shortened,
)

OPERATOR = Path(__file__).resolve().parent / "operator"
SOURCES = Path("/usr/share/gocode")
PROCESSES = "-nodes=4"
LISTED = 8

PACKAGES = {
    "golang-go": shutil.which("go"),
    "ginkgo": shutil.which("ginkgo"),
    "golang-github-onsi-ginkgo-dev": (SOURCES / "src/github.com/onsi/ginkgo").is_dir(),
    "golang-gomega-dev": (SOURCES / "src/github.com/onsi/gomega").is_dir(),
}

PLANTED = {
    ("suite_test.go", "ISO101"),
    ("suite_test.go", "ISO102"),
    ("suite_test.go", "ISO201"),
    ("suite_test.go", "ISO202"),
    ("suite_test.go", "ISO203"),
    ("suite_test.go", "ISO204"),
    ("helpers_test.go", "ISO301"),
    ("backup_test.go", "ISO303"),
    ("probes_test.go", "ISO305"),
    ("settings_test.go", "ISO401"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--before", action="store_true", help="only run the suite as it is")
    part.add_argument("--after", action="store_true", help="only repair the suite, and run it then")
    options = parser.parse_args()
    missing = [package for package, there in PACKAGES.items() if not there]
    if missing:
        print(f"nothing is shown of Go, for want of the Debian packages: {' '.join(missing)}")
        return 0
    with tempfile.TemporaryDirectory(prefix="isolint-demo-") as folder:
        specs = Specs(Path(folder))
        try:
            if not options.after:
                before(specs)
            if not (options.before or options.after):
                diagnosis(specs)
            if not options.before:
                repair(specs.project)
                again(specs)
        except BrokenClaim as broken:
            print(f"\n{paint('The demo does not hold:', RED)} {broken}")
            return 1
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of ginkgo, counted from what it printed."""

    specs: int
    broken: int
    summary: tuple[str, ...]
    green: bool
    output: str
    seconds: float


class Specs:
    """A copy of the operator at the place where GOPATH wants it, and ginkgo let loose on it."""

    def __init__(self, gopath: Path) -> None:
        root = gopath / "src/example.com/operator"
        shutil.copytree(OPERATOR, root, ignore=shutil.ignore_patterns("rendered", ".*_cache"))
        self.project = Suite(root)
        own = {name: gopath / name for name in ("home", "cache", "tmp")}
        for directory in own.values():
            directory.mkdir()
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GO", "CGO_", "GINKGO", "OPERATOR_"))
        }
        self._environment = inherited | {
            "GO111MODULE": "off",
            "GOPATH": f"{gopath}{os.pathsep}{SOURCES}",
            "GOCACHE": str(own["cache"]),
            "GOENV": "off",
            "GOFLAGS": "",
            "GOTOOLCHAIN": "local",
            "HOME": str(own["home"]),
            "TMPDIR": str(own["tmp"]),
            "ACK_GINKGO_RC": "true",
        }

    def ginkgo(self, *options: str) -> Run:
        started = time.perf_counter()
        ended = subprocess.run(
            ["ginkgo", *options, "-noColor", "."],
            cwd=self.project.root, env=self._environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        seconds = time.perf_counter() - started
        output = ended.stdout + ended.stderr
        # A process that dies takes the count with it.
        ran = re.search(r"^Ran (\d+) of \d+ Specs in ([\d.]+) seconds", output, re.MULTILINE)
        failed = re.search(r"^(?:FAIL|SUCCESS)! -- .* (\d+) Failed", output, re.MULTILINE)
        return Run(
            specs=int(ran[1]) if ran else 0,
            broken=int(failed[1]) if failed else 0,
            summary=tuple(
                line.rstrip() for line in output.splitlines() if line.startswith(("[Fail]", "[Panic!]"))
            ),
            green=ended.returncode == 0,
            output=output,
            seconds=float(ran[2]) if ran else seconds,
        )


def before(specs: Specs) -> None:
    chapter("A small operator, and its specs, in one process", "ginkgo .")
    alone = specs.ginkgo()
    verdict(alone)
    claim(alone.green and alone.specs > 0, f"the specs are not green on their own\n{alone.output}")

    chapter("The same specs in four processes", f"ginkgo {PROCESSES} .")
    together = specs.ginkgo(PROCESSES)
    for line in together.summary[:LISTED]:
        print("  " + paint(shortened(line), RED))
    if len(together.summary) > LISTED:
        print(f"  and {len(together.summary) - LISTED} more")
    verdict(together)
    claim(not together.green, "four processes did not get into each other's way")


def diagnosis(specs: Specs) -> None:
    chapter("What isolint says, having run nothing", "isolint check")
    print(indented(specs.project.isolint("--color", "always" if COLOURED else "never")))
    findings = json.loads(specs.project.isolint("--output-format", "json"))
    named = {(specs.project.relative(entry["filename"]), entry["code"]) for entry in findings}
    unseen = sorted(f"{code} in {file}" for file, code in PLANTED - named)
    claim(not unseen, f"isolint did not see {', '.join(unseen)}")
    unplanted = sorted(f"{code} in {file}" for file, code in named - PLANTED)
    claim(not unplanted, f"isolint saw what is not there: {', '.join(unplanted)}")


def again(specs: Specs) -> None:
    chapter("The repaired specs in four processes, five times", f"ginkgo {PROCESSES} .")
    for _ in range(ROUNDS):
        run = specs.ginkgo(PROCESSES)
        verdict(run)
        claim(run.green, f"the repaired specs are still red\n{run.output}")


def verdict(run: Run) -> None:
    if run.green:
        outcome = paint(f"{run.specs} passed", GREEN)
    elif run.broken:
        outcome = paint(f"{run.broken} of {run.specs} specs broken", RED)
    else:
        outcome = paint("a process was lost, or its teardown failed", RED)
    print(f"  {outcome}, {run.seconds:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
