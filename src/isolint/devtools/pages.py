"""The pages under docs/ that are made from rules and catalogues, and whether they are current."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

from isolint.cli.explain import page_of, unused_page
from isolint.devtools import checkout
from isolint.devtools.catalogue_page import catalogue_page
from isolint.devtools.reproductions import see_it_happen
from isolint.devtools.rule_pages import index_page, rule_page
from isolint.reporters.page import Page

RULES = "docs/rules"
CATALOGUES = "docs/catalogues.md"
LANGUAGES = ("python", "go")


def pages() -> dict[str, str]:
    """Every generated page: its path in the checkout, and its text."""
    from isolint.catalogue import load

    known = tuple(_rules())
    made = {f"{RULES}/{page.code}.md": _with_reproduction(page) for page in known}
    catalogues = {language: load(language=language) for language in LANGUAGES}
    return {**made, f"{RULES}/index.md": index_page(known), CATALOGUES: catalogue_page(catalogues)}


def _with_reproduction(page: Page) -> str:
    return rule_page(page, see_it_happen(page.code, checkout.root()))


def _rules() -> Iterator[Page]:
    """All rules as pages, and the one finding that no rule makes last."""
    from isolint.checks import rules

    yield from map(page_of, rules())
    yield unused_page()


def stale(made: Mapping[str, str], root: Path) -> dict[str, str]:
    """The pages that are not what they would be made now, each with a short reason."""
    missing = {name: reason for name, text in made.items() if (reason := _difference(root / name, text))}
    return {**missing, **dict.fromkeys(_left_over(made, root), "no rule makes it any more")}


def write(made: Mapping[str, str], root: Path) -> Iterator[str]:
    """Brings the pages up to date; gives the names of those that were not."""
    for name in _left_over(made, root):
        (root / name).unlink()
        yield f"{name} (deleted)"
    for name, text in made.items():
        if _difference(root / name, text):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, "utf-8")
            yield name


def _difference(path: Path, text: str) -> str:
    if not path.is_file():
        return "missing"
    old = path.read_text("utf-8")
    if old == text:
        return ""
    lines = list(unified_diff(old.splitlines(), text.splitlines(), n=0, lineterm=""))[2:]
    changed = [line for line in lines if line[:1] in "+-"]
    return (
        f"stale, {len(changed)} lines differ, the first is `{changed[0]}`" if changed else "stale line ends"
    )


def _left_over(made: Mapping[str, str], root: Path) -> list[str]:
    found = (path.relative_to(root).as_posix() for path in (root / RULES).glob("*.md"))
    return sorted(name for name in found if name not in made)
