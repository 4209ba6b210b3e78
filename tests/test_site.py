"""The documentation as a site: it builds without a warning, and asks no other host for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parent.parent
NAVIGATION = ROOT / "mkdocs.yml"
LOADING = {("script", "src"), ("img", "src"), ("source", "srcset"), ("iframe", "src"), ("link", "href")}
PASSIVE = {"canonical", "prev", "next", "alternate", "edit"}
"""What a `link` may say of another page without fetching it."""


class Page(HTMLParser):
    """What a page loads, and where its links lead."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a":
            self.links.append(given.get("href", ""))
        if PASSIVE & set(given.get("rel", "").split()):
            return
        self.loaded += [given[name] for name in given if (tag, name) in LOADING]


slow = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mkdocs", reason="the extra `site` is not installed")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_page_is_in_the_navigation() -> None:
    texts = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    shown = set(re.findall(r"[\w/-]+\.md$", NAVIGATION.read_text("utf-8"), re.MULTILINE))
    assert texts == shown


@slow
def test_every_text_is_a_page(site: Path, pages: dict[Path, Page]) -> None:
    texts = {path.relative_to(ROOT / "docs").with_suffix("") for path in (ROOT / "docs").rglob("*.md")}
    assert len(texts) > 40
    for text in texts:
        name = text.parent if text.name == "index" else text
        assert site / name / "index.html" in pages


@slow
def test_no_page_loads_anything_from_another_host(site: Path, pages: dict[Path, Page]) -> None:
    foreign = {
        f"{path.relative_to(site)}: {each}"
        for path, page in pages.items()
        for each in page.loaded
        if urlsplit(each).netloc or each.startswith("//")
    }
    assert not foreign
    assert all(page.loaded for page in pages.values())


@slow
def test_no_style_loads_anything_from_another_host(site: Path) -> None:
    styles = list(site.rglob("*.css"))
    assert styles
    for style in styles:
        text = style.read_text("utf-8")
        assert "@import" not in text, style.name
        assert "url(http" not in text, style.name
        assert "url(//" not in text, style.name


@slow
def test_links_within_the_site_lead_somewhere(site: Path, pages: dict[Path, Page]) -> None:
    """Also those that mkdocs does not look at, in the frame around the pages."""
    broken = sorted({f"{path.relative_to(site)}: {link}" for path, link in _broken(pages)})
    assert not broken


def _broken(pages: dict[Path, Page]) -> Iterator[tuple[Path, str]]:
    for path, page in pages.items():
        if path.name == "404.html":
            continue  # its links begin at the root of the host
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (
                parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors
            ):
                yield path, link
