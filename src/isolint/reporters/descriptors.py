"""Rules, and kinds of problems, as a SARIF log describes them once for all results."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

from isolint.reporters.page import Page

_LONGEST = 1000
"""GitHub takes 1,024 characters for a description."""

PROBLEMS = {
    "invalid-syntax": "A file, or a part of it, cannot be parsed, so nothing is said about it.",
    "io-error": "A file cannot be read.",
    "internal-error": "A part of isolint failed; this is a bug in isolint.",
}


def rule_descriptor(page: Page) -> dict[str, Any]:
    """A rule with its page, as text and as Markdown."""
    described: dict[str, Any] = {
        "id": page.code,
        "name": _pascal(page.name),
        "shortDescription": {"text": _first_line(page.text)},
        "fullDescription": {"text": _introduction(page.text)},
        "help": {"text": page.text, "markdown": _markdown(page)},
        "defaultConfiguration": {"level": page.severity},
        "properties": {
            "tags": ["test-isolation", page.family.replace(" ", "-")],
            "precision": "high",
            "problem.severity": page.severity,
            "name": page.name,
        },
    }
    if page.url:
        described["helpUri"] = page.url
    return described


def problem_descriptor(name: str) -> dict[str, Any]:
    """A kind of problem."""
    text = {"text": PROBLEMS.get(name, "A part of the work could not be done.")}
    return {
        "id": name,
        "name": _pascal(name),
        "shortDescription": text,
        "fullDescription": text,
        "help": text,
        "defaultConfiguration": {"level": "error"},
    }


def _pascal(name: str) -> str:
    """What SARIF calls a friendly name."""
    return "".join(word.capitalize() for word in name.split("-"))


def _first_line(text: str) -> str:
    return text.partition("\n")[0] or "A rule without a page."


def _introduction(text: str) -> str:
    """What stands before the first heading, as far as it fits."""
    paragraphs = [" ".join(each.split()) for each in text.partition("\n## ")[0].split("\n\n")]
    whole = " ".join(filter(None, paragraphs)) or _first_line(text)
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1].rstrip()}…"


_INDENTED = re.compile(r"(?m)(?:^ {4}.*$\n*)+")


def _markdown(page: Page) -> str:
    """The page with its code fenced, so that a viewer can colour it."""
    link = f"\n\n[{page.code} on the web]({page.url})" if page.url else ""
    body = _INDENTED.sub(lambda found: _fence(page.text[: found.start()], found[0]), page.text)
    return f"# {page.name} ({page.code})\n\n{body.rstrip()}{link}"


def _fence(before: str, code: str) -> str:
    """The heading above says when it is Go."""
    heading = before.rpartition("\n## ")[2].partition("\n")[0]
    language = "go" if "(Go)" in heading else "python"
    return f"```{language}\n{dedent(code).strip(chr(10))}\n```\n\n"
