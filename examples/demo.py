"""Shows, on a suite that is green alone and red in company, what isolint says and repairs.

Everything printed is what the programs printed or what was counted from their reports. The demo ends
with an error when one of its claims does not hold.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from screen_svg import render

SHOP = Path(__file__).resolve().parent / "shop"
WORKERS = ("-n", "4")
ROUNDS = 5
COLOURED = "NO_COLOR" not in os.environ and (bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty())
BOLD, DIM, RED, GREEN, BLUE = "1", "2", "31", "32", "34"

PLANTED = {
    ("tests/conftest.py", "ISO201"),
    ("tests/conftest.py", "ISO303"),
    ("tests/conftest.py", "ISO309"),
    ("tests/test_exports.py", "ISO301"),
    ("tests/test_ledger.py", "ISO301"),
    ("tests/test_receipts.py", "ISO303"),
    ("tests/test_shipping.py", "ISO602"),
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--svg", type=Path, metavar="FILE", help="only draw what `isolint check` prints")
    picture = options.parse_args().svg
    with tempfile.TemporaryDirectory(prefix="isolint-demo-") as folder:
        leftovers = shutil.ignore_patterns("__pycache__", ".*_cache", "timings*.json")
        suite = Suite(Path(shutil.copytree(SHOP, Path(folder) / "shop", ignore=leftovers)))
        try:
            if picture:
                draw(suite, picture)
            else:
                show(suite)
        except BrokenClaim as broken:
            print(f"\n{paint('The demo does not hold:', RED)} {broken}")
            return 1
    return 0


class BrokenClaim(Exception):
    """Something the demo says of the suite, or of isolint, turned out not to be so."""


def claim(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BrokenClaim(otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of pytest, counted from its own report."""

    summary: tuple[str, ...]
    tests: frozenset[str]
    broken: frozenset[str]
    routes: tuple[str, ...]
    seconds: float

    @property
    def distinct(self) -> frozenset[str]:
        return frozenset(self.routes)


@dataclass(frozen=True, slots=True)
class Suite:
    """A copy of the shop, and the two programs that are let loose on it."""

    root: Path

    def pytest(self, *options: str) -> Run:
        report = self.root.parent / "report.xml"
        report.unlink(missing_ok=True)
        recording = ("-p", "no:cacheprovider", f"--junitxml={report}", "-o", "junit_family=xunit1")
        started = time.perf_counter()
        ended = self._python("pytest", "-q", *options, *recording)
        seconds = time.perf_counter() - started
        claim(report.exists(), f"pytest did not run\n{ended.stdout}{ended.stderr}")
        cases = tuple(ET.parse(report).iter("testcase"))
        lines = ended.stdout.splitlines()
        return Run(
            summary=tuple(line for line in lines if line.startswith(("FAILED ", "ERROR "))),
            tests=frozenset(map(node_id, cases)),
            broken=frozenset(map(node_id, filter(is_broken, cases))),
            routes=tuple(str(entry.get("value")) for case in cases for entry in case.iter("property")),
            seconds=seconds,
        )

    def isolint(self, *options: str) -> str:
        ended = self._python("isolint", "check", *options)
        said = ended.stdout + ended.stderr
        claim(ended.returncode in (0, 1), f"isolint ended with {ended.returncode}\n{said}")
        return ended.stdout

    def relative(self, filename: str) -> str:
        return Path(os.path.relpath(self.root / filename, self.root)).as_posix()

    def _python(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PYTEST_") and name not in {"PYTHONHASHSEED", "FORCE_COLOR"}
        }
        ours = {"PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "110", "TMPDIR": str(self.root.parent)}
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.root, env=inherited | ours, capture_output=True, text=True, timeout=120,
        )  # fmt: skip


def node_id(case: ET.Element) -> str:
    return f"{case.get('file')}::{case.get('name')}"


def is_broken(case: ET.Element) -> bool:
    return any(part.tag in {"failure", "error"} for part in case)


PICTURED = ("tests/test_ledger.py", "tests/test_shipping.py")
"""Files that fit on one screen; the whole project is read all the same."""


def draw(suite: Suite, picture: Path) -> None:
    command = " ".join(("isolint check", *PICTURED))
    screen = f"\x1b[{GREEN}m$\x1b[0m {command}\n" + suite.isolint("--color", "always", *PICTURED)
    claim("ISO602" in screen, "isolint found nothing to draw")
    picture.write_text(render(screen, "isolint check"), encoding="utf-8")
    print(f"{picture}: {len(screen.splitlines())} lines")


def show(suite: Suite) -> None:
    alone(suite)
    together = in_company(suite)
    left_out(together)
    diagnosis(suite, together)
    repair(suite)
    again(suite)


def alone(suite: Suite) -> None:
    chapter("A small shop, and its tests, one after another", "pytest -q")
    run = suite.pytest()
    verdict(run)
    claim(bool(run.tests) and not run.broken, "the suite is not green on its own")


def in_company(suite: Suite) -> Run:
    chapter("The same tests on four workers", "pytest -q -n 4")
    run = suite.pytest(*WORKERS)
    for line in run.summary:
        print("  " + paint(shortened(line.replace("tests/", "", 1)), RED))
    verdict(run)
    claim(len(run.broken) > 1, "four workers did not get into each other's way")
    return run


def left_out(run: Run) -> None:
    chapter("And what no summary says: a test that is green, and leaves cases out")
    never = len(run.routes) - len(run.distinct)
    print(f"  test_postage_is_the_same_there_and_back: {len(run.routes)} passed,")
    print(f"  but {paint(f'only {len(run.distinct)} distinct routes ran', RED)}; {never} were never tested")
    claim(not any("test_postage" in test for test in run.broken), "the postage tests are not green")
    claim(never > 0, "every route was tested")


def diagnosis(suite: Suite, run: Run) -> None:
    chapter("What isolint says, having run nothing", "isolint check")
    print(indented(suite.isolint("--color", "always" if COLOURED else "never")))
    findings = json.loads(suite.isolint("--output-format", "json"))
    named = {(suite.relative(entry["filename"]), entry["code"]) for entry in findings}
    unseen = sorted(f"{code} in {file}" for file, code in PLANTED - named)
    claim(not unseen, f"isolint did not see {', '.join(unseen)}")
    # What is wrong with a fixture shows in files that are sound: conftest.py answers for those.
    files = {file for file, _ in named}
    unexplained = {test.partition("::")[0] for test in run.broken} - files
    claim(not unexplained or "tests/conftest.py" in files, f"isolint said nothing of {sorted(unexplained)}")


def repair(suite: Suite) -> None:
    chapter("What it repairs by itself", "isolint check --fix --unsafe-fixes")
    changes = suite.isolint("--diff", "--unsafe-fixes", "--color", "never").splitlines()
    for line in changes:
        if line.startswith("+++ "):
            print("  " + paint(line[4:], BOLD))
        elif line.startswith(("+", "-")) and not line.startswith("--- ") and line[1:].strip():
            print("    " + paint(line, GREEN if line[0] == "+" else RED))
    outcome = suite.isolint("--fix", "--unsafe-fixes", "--color", "always" if COLOURED else "never")
    print(indented(outcome))
    claim(any(line.startswith("+++ ") for line in changes), "isolint offered no fix")


def again(suite: Suite) -> None:
    chapter("The repaired suite on four workers, five times", "pytest -q -n 4")
    for _ in range(ROUNDS):
        run = suite.pytest(*WORKERS)
        verdict(run)
        claim(not run.broken, "\n".join(("the repaired suite is still red", *run.summary)))
        claim(len(run.distinct) == len(run.routes), "the repaired suite still leaves routes out")


def chapter(title: str, command: str = "") -> None:
    print(f"\n{paint(title, BOLD)}")
    if command:
        print(f"  {paint('$', BLUE)} {paint(command, DIM)}", flush=True)


def verdict(run: Run) -> None:
    total, broken = len(run.tests), len(run.broken)
    if broken:
        outcome = paint(f"{broken} of {total} tests broken", RED)
    else:
        outcome = f"{paint(f'{total} passed', GREEN)}, {len(run.distinct)} of {len(run.routes)} routes tested"
    print(f"  {outcome}, {run.seconds:.1f} s", flush=True)


def indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.rstrip("\n").split("\n"))


def shortened(line: str, width: int = 108) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"


def paint(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if COLOURED else text


if __name__ == "__main__":
    sys.exit(main())
