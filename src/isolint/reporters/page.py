"""The page of a rule, as a terminal shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from isolint.reporters.paint import Paint, Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`text` is Markdown: a sentence, prose, and sections with indented code."""

    code: str
    name: str
    family: str
    severity: str
    since: str
    url: str
    text: str


def render(page: Page, paint: Paint) -> str:
    """Markdown that reads well as it is; with colour, headings and code stand out."""
    style = Style.ERROR if page.severity == "error" else Style.WARNING
    head = f"{paint('# ' + page.name, Style.STRONG)} ({paint(page.code, style)})"
    facts = f"{page.severity} · {page.family} · since {page.since}"
    body = "\n".join(_painted(page.text, paint))
    return f"{head}\n\n{paint(facts, Style.FAINT)}\n\n{body}\n\n{paint(page.url, Style.FAINT)}\n"


def _painted(text: str, paint: Paint) -> Iterator[str]:
    code: list[str] = []
    for line in text.split("\n"):
        if line.startswith("    ") or (code and not line.strip()):
            code.append(line)
            continue
        yield from paint.code(code)
        code = []
        yield paint(line, Style.STRONG) if line.startswith("#") else _prose(line, paint)
    yield from paint.code(code)


def _prose(line: str, paint: Paint) -> str:
    return re.sub(r"`[^`]+`", lambda found: paint(found[0], Style.NUMBER), line) if paint.on else line
