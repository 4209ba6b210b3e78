"""`isolint rule`: the pages of rules, and what the catalogues know."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any

from isolint.cli import CLEAN
from isolint.cli.console import coloured, write
from isolint.engine import codes
from isolint.errors import UsageError
from isolint.model.finding import Severity
from isolint.model.language import GO, PYTHON
from isolint.model.rule import DOCS, Rule
from isolint.model.vocabulary import Condition, Selector
from isolint.reporters.page import Page, render
from isolint.reporters.paint import Paint
from isolint.suppress import UNUSED_CODE, UNUSED_NAME, UNUSED_PAGE


def explain(
    name: str | None, *, every: bool, catalogue: bool, as_json: bool, config: tuple[str, ...], isolated: bool
) -> int:
    """Prints one page, all of them, or the words of the catalogues."""
    if sum((name is not None, every, catalogue)) != 1:
        raise UsageError("name one rule, or write --all or --catalogue")
    write(_words(config, isolated, as_json=as_json) if catalogue else _pages(name, as_json=as_json))
    return CLEAN


def _pages(name: str | None, *, as_json: bool) -> str:
    from isolint.plugins import installed
    from isolint.project import all_rules
    from isolint.selection import matching

    known = all_rules(installed())
    wanted = matching(codes(known), name or "ALL")
    pages = [page for page in _all_pages(known) if page.code in wanted]
    if as_json:
        import json

        entries = [_as_json(page) for page in pages]
        one = name is not None and len(entries) == 1
        return json.dumps(entries[0] if one else entries, indent=2, ensure_ascii=False) + "\n"
    paint = Paint(on=coloured("auto", sys.stdout, os.environ))
    return "\n\n".join(render(page, paint) for page in pages)


def _all_pages(known: Sequence[Rule[Any]]) -> Iterator[Page]:
    yield unused_page()
    yield from map(page_of, known)


def page_of(rule: Rule[Any]) -> Page:
    """A rule's documentation."""
    return Page(
        code=rule.code,
        name=rule.name,
        family=rule.family,
        severity=rule.severity.value,
        since=rule.since,
        url=rule.url,
        text=rule.page,
    )


def unused_page() -> Page:
    """The documentation of the one finding that no rule makes."""
    return Page(
        code=UNUSED_CODE,
        name=UNUSED_NAME,
        family="suppression",
        severity=Severity.WARNING.value,
        since="0.1",
        url=f"{DOCS}/{UNUSED_CODE}",
        text=UNUSED_PAGE,
    )


def _as_json(page: Page) -> dict[str, str]:
    return {
        "code": page.code,
        "name": page.name,
        "summary": page.text.partition("\n")[0],
        "explanation": page.text,
        "family": page.family,
        "severity": page.severity,
        "since": page.since,
        "url": page.url,
    }


def _words(config: tuple[str, ...], isolated: bool, *, as_json: bool) -> str:
    from isolint.plugins import installed
    from isolint.project import Request, catalogue, locate

    _, _, chosen = locate(Request(config=config, isolated=isolated))
    extras = installed()
    words: dict[str, dict[str, Any]] = {}
    for language in (PYTHON, GO):
        for kind, word in catalogue(chosen, language, extras).words():
            plain = _plain(word)
            words[f"{kind}: {_line(plain)}\n"] = {"table": kind, **plain}
    if as_json:
        import json

        return json.dumps(list(words.values()), indent=2) + "\n"
    return "".join(words)


def _plain(word: Any) -> dict[str, Any]:
    """A word's fields, without those that say nothing."""
    if isinstance(word, tuple):
        return {"chain": word[0], "returns": word[1]}
    values = {field.name: getattr(word, field.name) for field in fields(word)}
    return {name: _value(value) for name, value in values.items() if value not in (None, "", 0, False, ())}


def _value(value: Any) -> Any:
    """As a catalogue writes it."""
    if isinstance(value, Selector):
        return "self" if value.receiver else f"{value.index if value.index >= 0 else ''}:{value.keyword}"
    if isinstance(value, Condition):
        return f"{_value(value.argument)} ~ {value.pattern}"
    if isinstance(value, Enum):
        return str(value).rpartition(".")[2].lower().replace("_", "-")
    return value


def _line(word: dict[str, Any]) -> str:
    head, *rest = word.items()
    details = ", ".join(f"{key} {value}" for key, value in rest)
    return f"{head[1]}  ({details})" if details else str(head[1])
