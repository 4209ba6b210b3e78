"""How large a report is and how long a browser takes to show it, at 100, 1,000 and 5,000 findings.

The suites are made up: each test has one hazard, over names of its own or a few that all have in common.
Times are medians of some loads in headless Chromium, from the start of the navigation until the map is
drawn, and from a key to the rows that pass the new filter. Prints a Markdown table.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

SOURCE = Path(__file__).parent.parent / "src"
CHROMIUM = "/usr/bin/chromium"
SIZES = (100, 1_000, 5_000)
LOADS = 5

PER_FILE = 20
HEAD = """\
import os
import time
from http.server import HTTPServer

import pytest
from shop import Handler
"""
TEST = """

@pytest.mark.parametrize("case", ["old", "new"])
def test_part_{n}(case):
    {body}
"""
HAZARDS = (
    'open("/tmp/report-{n}.json", "w").write(case)',
    'HTTPServer(("127.0.0.1", {port}), Handler).server_close()',
    'os.mkdir(f"/tmp/export-{n}-{{int(time.time())}}")',
    'open("/tmp/common-{few}.json", "w").write(case)',
)


class Figures(NamedTuple):
    """Of one size; times in milliseconds."""

    findings: int
    kilobytes: float
    made: float
    shown: float
    table: float
    filtered: float
    chosen: float


def main() -> None:
    print("| findings | size | made in | map shown | table shown | filtered | story opened |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    for size in SIZES:
        with TemporaryDirectory() as folder:
            figures = measured(Path(folder), size)
        print(
            f"| {figures.findings:,} | {figures.kilobytes:,.0f} KB | {figures.made / 1000:.1f} s "
            f"| {figures.shown:.0f} ms | {figures.table:.0f} ms | {figures.filtered:.0f} ms "
            f"| {figures.chosen:.0f} ms |"
        )


def measured(folder: Path, size: int) -> Figures:
    """A suite of a size, its report, and what a browser makes of it."""
    suite(folder, size)
    page = folder / "report.html"
    command = [
        sys.executable,
        "-m",
        "isolint",
        "report",
        folder,
        "--isolated",
        "--no-cache",
        "-o",
        page,
        "-q",
    ]
    started = time.perf_counter()
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(SOURCE)})
    made = (time.perf_counter() - started) * 1000
    text = page.read_text("utf-8")
    content = text.partition('id="content">')[2].partition("</script>")[0]
    return Figures(len(json.loads(content)["findings"]), len(text.encode()) / 1024, made, *browsed(page))


def suite(folder: Path, size: int) -> None:
    """As many tests as there are to be findings, twenty in a file."""
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '-n 4'\n")
    (folder / "shop.py").write_text("class Handler:\n    pass\n")
    for first in range(0, size, PER_FILE):
        place = folder / f"area_{first // PER_FILE % 12}" / f"test_part_{first // PER_FILE}.py"
        place.parent.mkdir(exist_ok=True)
        place.write_text(HEAD + "".join(tests(range(first, min(first + PER_FILE, size)))))


def tests(numbers: range) -> Iterator[str]:
    for number in numbers:
        body = HAZARDS[number % len(HAZARDS)].format(n=number, port=20_000 + number, few=number % 40)
        yield TEST.format(n=number, body=body)


def browsed(page: Path) -> tuple[float, float, float, float]:
    """Until the map is drawn, until the table is, after a filter, and after a finding was chosen."""
    from playwright.sync_api import sync_playwright

    rounds: list[tuple[float, float, float, float]] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(LOADS):
            tab = browser.new_page(viewport={"width": 1280, "height": 900})
            tab.goto(page.as_uri(), wait_until="load")
            shown = tab.evaluate(SHOWN)
            table = tab.evaluate(TIMED, "[data-value=table]")
            rounds.append(
                (shown, table, tab.evaluate(FILTERED), tab.evaluate(TIMED, "tbody tr:nth-child(10)"))
            )
            tab.close()
        browser.close()
    return tuple(median(each) for each in zip(*rounds, strict=True))  # type: ignore[return-value]


PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"
SHOWN = f"async () => {{ await ({PAINTED})(); return performance.now(); }}"
TIMED = f"""async (selector) => {{
  const start = performance.now();
  document.querySelector(selector).click();
  await ({PAINTED})();
  return performance.now() - start;
}}"""
FILTERED = f"""async () => {{
  const select = document.querySelector('select[aria-label="Rule"]');
  const start = performance.now();
  select.value = select.options[1].value;
  select.dispatchEvent(new Event("change"));
  await ({PAINTED})();
  return performance.now() - start;
}}"""


if __name__ == "__main__":
    main()
