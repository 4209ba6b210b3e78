"""The documentation of a rule, for those who ask from within their editor."""

from __future__ import annotations

from typing import NamedTuple

from isolint import plugins
from isolint.model.rule import DOCS
from isolint.project import all_rules
from isolint.suppress import UNUSED_CODE, UNUSED_NAME, UNUSED_PAGE


class Page(NamedTuple):
    """In Markdown, with the address at which it is found as well."""

    title: str
    text: str
    url: str


def page(code: str) -> Page:
    """That of a rule, by its code."""
    if code == UNUSED_CODE:
        return Page(f"{UNUSED_CODE} ({UNUSED_NAME})", UNUSED_PAGE, f"{DOCS}/{UNUSED_CODE}")
    for rule in all_rules(plugins.installed()):
        if rule.code == code:
            return Page(f"{rule.code} ({rule.name})", rule.page, rule.url)
    return Page(code, "There is no such rule.", "")
