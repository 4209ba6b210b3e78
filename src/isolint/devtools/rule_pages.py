"""A rule's docstring as a page of the documentation, and the table of all rules."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Sequence

from isolint.reporters.page import Page
from isolint.suppress import UNUSED_CODE

MARK = "<!-- Generated from {source} by `python -m isolint.devtools docs`; edit that instead. -->"

_FIX = "## Fix\n"
_TEXT = "text"
_GO = "go"


def rule_page(rule: Page, shown: Sequence[str] = ()) -> str:
    """The page of one rule, its code in fences; what `shown` holds comes before the way to repair it."""
    wrong, fix, right = rule.text.partition(_FIX)
    lines = [
        MARK.format(source=source_of(rule)),
        "",
        f"# {rule.code} {rule.name}",
        "",
        f"{rule.severity} · {rule.family} · since {rule.since}",
        "",
        *_lines(wrong),
        *shown,
        *_lines(fix + right),
        "## Silence it",
        "",
        "```python",
        f"...  # isolint: ignore[{rule.code}] why it does no harm here",
        "```",
        "",
        "[All rules](index.md)",
    ]
    return "\n".join(lines) + "\n"


def _lines(text: str) -> list[str]:
    """A part of a page with a blank line at its end; nothing for no part."""
    return ["\n".join(_fenced(text)).strip("\n"), ""] if text else []


def source_of(rule: Page) -> str:
    """The file, in the checkout, that holds the page."""
    if rule.code == UNUSED_CODE:
        return "src/isolint/suppress.py"
    return f"src/isolint/checks/{rule.code.lower()}_{rule.name.replace('-', '_')}.py"


def index_page(rules: Sequence[Page]) -> str:
    """All rules, by family."""
    lines = [MARK.format(source="src/isolint/checks/"), "", "# Rules"]
    for family in dict.fromkeys(rule.family for rule in rules):
        lines += [
            "",
            f"## {family.capitalize()}",
            "",
            "| code | name | severity | what is wrong |",
            "|---|---|---|---|",
        ]
        lines += [_row(rule) for rule in rules if rule.family == family]
    return "\n".join(lines) + "\n"


def _row(rule: Page) -> str:
    summary = rule.text.partition("\n")[0].replace("|", "\\|")
    return f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} | {summary} |"


def _fenced(page: str) -> Iterator[str]:
    """Lines indented by four become fenced blocks; the rest stays as it is."""
    code: list[str] = []
    other = _TEXT
    for line in page.split("\n"):
        if line.startswith("    ") or (code and not line.strip()):
            code.append(line)
            continue
        yield from _block(code, other)
        code = []
        yield line
        if line.startswith("## "):
            other = _GO if line.endswith("(Go)") else _TEXT
            yield ""
    yield from _block(code, other)


def _block(code: Sequence[str], other: str) -> Iterator[str]:
    """A fence, or two: where the lines typed into a shell begin, another one does."""
    if not code:
        return
    lines = textwrap.dedent("\n".join(code)).strip("\n").split("\n")
    typed = next((at for at, line in enumerate(lines) if line.startswith("$ ")), len(lines))
    for part in (lines[:typed], lines[typed:]):
        text = "\n".join(part).strip("\n")
        if text:
            yield f"```{_language(text, other)}"
            yield text
            yield "```"
            yield ""


def _language(text: str, other: str) -> str:
    """What the fence is marked with: Python where it is Python, and what the heading says where not."""
    if text.startswith("$ "):
        return "console"
    try:
        ast.parse(text)
    except SyntaxError:
        return other
    return "python"
