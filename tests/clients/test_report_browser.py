"""The page of `isolint report` in a real browser: Chromium, headless, asked by playwright.

With ISOLINT_REPORT_PICTURES set to a folder, the pictures of the docs are written there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING

import pytest
from report_visit import AXE, Visit, barriers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
MANY = 700

pytestmark = [
    pytest.mark.clients,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no /usr/bin/chromium"),
]

CLASH = """

def test_{n}_one():
    open("/tmp/clash-{n}.txt", "w").write("1")


def test_{n}_two():
    open("/tmp/clash-{n}.txt", "w").write("2")
"""


def _reported(root: Path, *arguments: str) -> Path:
    page = root / "page.html"
    command = [
        sys.executable,
        "-m",
        "isolint",
        "report",
        ".",
        "--no-cache",
        "-q",
        "-o",
        str(page),
        *arguments,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run(command, cwd=root, env=environment, check=True)
    return page


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the demo shop: Python under pytest-xdist."""
    root = tmp_path_factory.mktemp("shop") / "shop"
    copytree(ROOT / "examples" / "shop", root, ignore=ignore_patterns("__pycache__", ".*_cache"))
    return _reported(root)


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the demo operator: Go under Ginkgo."""
    root = tmp_path_factory.mktemp("operator") / "operator"
    copytree(ROOT / "examples" / "operator", root)
    return _reported(root, "--isolated")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with more findings than are drawn at once."""
    root = tmp_path_factory.mktemp("crowd") / "crowd"
    for part in range(MANY // 2 // 10):
        place = root / f"part_{part % 4}" / f"test_{part}.py"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("".join(CLASH.format(n=part * 10 + at) for at in range(10)))
    (root / "pyproject.toml").write_text("")
    return _reported(root, "--isolated")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as play:
        yield play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])


def _rows(page: Page) -> int:
    return page.locator(".results .row").count()


def test_it_asks_for_nothing(browser: Browser, shop: Path) -> None:
    visit = Visit(browser, shop)
    with visit as page:
        page.keyboard.press("ArrowDown")
        page.get_by_role("button", name="Table", exact=True).click()
        page.get_by_role("button", name="Dark", exact=True).click()
        assert visit.requests == [shop.as_uri()]


def test_filters_change_the_rows(browser: Browser, shop: Path) -> None:
    with Visit(browser, shop) as page:
        every = _rows(page)
        page.get_by_label("Rule").select_option("ISO309")
        assert _rows(page) == 2 < every
        assert "2 findings of" in page.get_by_role("status").inner_text()
        page.get_by_label("Rule").select_option("")
        page.get_by_label("Severity").select_option("warning")
        assert 0 < _rows(page) < every
        page.get_by_label("Severity").select_option("")
        page.get_by_label("Filter by text").fill("orders.db")
        playwright.expect(page.locator(".results .row")).to_have_count(1)
        page.get_by_label("Filter by text").fill("nothing at all")
        page.get_by_text("Nothing passes these filters.").wait_for()


def test_directories(browser: Browser, crowd: Path) -> None:
    with Visit(browser, crowd) as page:
        page.get_by_label("Directory").select_option("part_1/")
        page.get_by_role("button", name="Table", exact=True).click()
        places = page.locator("td.place").all_inner_texts()
        assert places
        assert all(place.startswith("part_1/") for place in places)


def test_a_click_tells_the_story(browser: Browser, shop: Path) -> None:
    with Visit(browser, shop) as page:
        page.get_by_role("button", name="ISO301 timestamp-name").first.click()
        story = page.get_by_role("complementary", name="Story")
        assert "made distinct by a clock only" in story.inner_text()
        assert story.locator("ol.steps > li").count() >= 2
        assert "time" in story.locator("mark").first.inner_text()
        assert page.url.endswith(story.page.evaluate("location.hash"))
        assert page.locator(".row.chosen").count() == 1
        assert page.evaluate("document.activeElement.textContent") == "ISO301", "the focus has stayed"
        page.get_by_role("button", name="Close", exact=True).click()
        assert story.is_hidden()


def test_an_arc_tells_the_story(browser: Browser, shop: Path) -> None:
    with Visit(browser, shop) as page:
        page.locator("path.grip").first.dispatch_event("click")
        assert page.locator(".panel .steps > li").count() >= 1
        assert page.locator("path.arc.on").count() == 1


def test_a_resource_tells_who_is_at_it(browser: Browser, shop: Path) -> None:
    with Visit(browser, shop) as page:
        page.get_by_role("button", name="/tmp/shop-orders.db").first.click()
        said = page.locator(".panel").inner_text()
        assert "There is one on the machine." in said
        assert "opens in fixture database" in said


def test_keyboard(browser: Browser, shop: Path) -> None:
    with Visit(browser, shop) as page:
        page.keyboard.press("ArrowDown")
        assert page.locator(".panel .count").inner_text() == "1 of 10"
        page.keyboard.press("ArrowDown")
        assert page.locator(".panel .count").inner_text() == "2 of 10"
        assert page.evaluate("document.activeElement.matches('.tag:focus-visible')")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("ArrowUp")
        assert page.locator(".panel .count").inner_text() == "1 of 10"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.type") == "search"
        page.keyboard.type("ledger/")
        assert page.get_by_label("Filter by text").input_value() == "ledger/"
        page.keyboard.press("Escape")
        assert page.get_by_label("Filter by text").input_value() == ""
        page.keyboard.press("Escape")
        assert page.locator(".panel").is_hidden()


def test_table_sorts(browser: Browser, shop: Path) -> None:
    with Visit(browser, shop) as page:
        page.get_by_role("button", name="Table", exact=True).click()
        page.get_by_role("button", name="Rule", exact=True).click()
        codes = page.locator("tbody .tag").all_inner_texts()
        assert codes == sorted(codes)
        page.get_by_role("button", name="Rule", exact=True).click()
        assert page.locator("tbody .tag").all_inner_texts() == sorted(codes, reverse=True)
        assert page.locator("th[aria-sort=descending]").inner_text().startswith("Rule")


def test_many_findings_come_a_page_at_a_time(browser: Browser, crowd: Path) -> None:
    with Visit(browser, crowd) as page:
        page.get_by_role("button", name="Table", exact=True).click()
        assert page.locator("tbody tr").count() < MANY
        page.keyboard.press("ArrowUp")  # from nothing, up is the last one
        assert page.locator(".panel .count").inner_text() == f"{MANY} of {MANY}"
        assert page.locator("tbody tr").count() == MANY
        assert page.locator("tr.chosen").is_visible()


def test_a_link_opens_its_finding(browser: Browser, shop: Path) -> None:
    with Visit(browser, shop) as page:
        page.goto(f"{shop.as_uri()}#f3")
        page.reload()
        assert "shop-orders.db" in page.locator(".panel h2").inner_text()


def _paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_dark_and_light(browser: Browser, shop: Path) -> None:
    with Visit(browser, shop, color_scheme="dark") as page:
        dark = _paper(page)
        page.get_by_role("button", name="Light", exact=True).click()
        assert _paper(page) != dark
        page.reload()
        assert _paper(page) != dark, "the choice is kept"
        page.get_by_role("button", name="Auto", exact=True).click()
        assert _paper(page) == dark
    with Visit(browser, shop, color_scheme="light") as page:
        assert _paper(page) != dark


@pytest.mark.parametrize("width", [380, 700, 1000, 1600])
def test_no_page_is_wider_than_its_window(browser: Browser, shop: Path, width: int) -> None:
    with Visit(browser, shop, viewport={"width": width, "height": 800}) as page:
        for key in ("", "ArrowDown"):
            if key:
                page.keyboard.press(key)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="Close", exact=True).click()
        page.get_by_role("button", name="Table", exact=True).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_has_the_stories(browser: Browser, shop: Path) -> None:
    with Visit(browser, shop) as page:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert page.locator("#printed .entry").count() == 10
        assert page.locator(".bar").is_hidden()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("#printed").count() == 0


def test_list_without_scripts(browser: Browser, shop: Path) -> None:
    with Visit(browser, shop, java_script_enabled=False) as page:
        entries = page.locator("details.entry")
        assert entries.count() == 10
        assert page.locator(".bar").count() == 0
        assert entries.first.locator("pre").first.is_hidden()
        entries.first.locator("summary").click()
        assert entries.first.locator("pre").first.is_visible()


@pytest.mark.skipif(not AXE.exists(), reason="npm install has not been run in tests/clients")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("suite", ["shop", "operator"])
def test_nothing_keeps_anybody_out(
    browser: Browser, scheme: str, suite: str, request: pytest.FixtureRequest
) -> None:
    place: Path = request.getfixturevalue(suite)
    with Visit(browser, place, color_scheme=scheme, bypass_csp=True) as page:
        page.add_script_tag(path=str(AXE))
        assert barriers(page) == []
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(200)  # colours change softly
        assert barriers(page) == []
        page.get_by_role("button", name="Table", exact=True).click()
        assert barriers(page) == []
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 380, "height": 800})
        assert barriers(page) == []


PICTURES = os.environ.get("ISOLINT_REPORT_PICTURES", "")


@pytest.mark.skipif(not PICTURES, reason="ISOLINT_REPORT_PICTURES names no folder")
@pytest.mark.parametrize(
    ("name", "suite", "scheme", "size", "steps"),
    [
        ("report-light", "shop", "light", (1280, 860), 0),
        ("report-dark", "shop", "dark", (1280, 860), 4),
        ("report-ginkgo", "operator", "light", (1280, 860), 7),
        ("report-narrow", "shop", "light", (380, 760), 0),
    ],
)
def test_pictures(
    browser: Browser,
    name: str,
    suite: str,
    scheme: str,
    size: tuple[int, int],
    steps: int,
    request: pytest.FixtureRequest,
) -> None:
    place: Path = request.getfixturevalue(suite)
    viewport = {"width": size[0], "height": size[1]}
    with Visit(browser, place, color_scheme=scheme, viewport=viewport) as page:
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
        page.wait_for_timeout(300)
        picture = Path(PICTURES).absolute() / f"{name}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size < 200_000
