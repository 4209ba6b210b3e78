"""What a rule is: a function over the suite, with its identity and its page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from isolint.model.finding import Hit, Severity

S = TypeVar("S", contravariant=True)

FAMILIES = {
    "1": "lost write",
    "2": "early close",
    "3": "name clash",
    "4": "leak",
    "5": "unordered use",
    "6": "divergence",
    "7": "thread race",
}

DOCS = "https://isolint.readthedocs.io/rules"

OWN_PREFIX = "ISO"
"""What the codes of built-in rules start with, and no others'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[S]):
    """`name` states the problem ("fixed-port"); `page` is the Markdown of its documentation."""

    code: str
    name: str
    severity: Severity
    since: str
    check: Callable[[S], Iterator[Hit]]
    page: str
    threads: bool = False
    """It is about tests that are run in threads, and silent where no file says that they are."""
    link: str = ""
    """Where its page is on the web, if that is not among the built-in rules'."""

    @property
    def family(self) -> str:
        return FAMILIES[self.code[-3]]

    @property
    def url(self) -> str:
        return self.link or (f"{DOCS}/{self.code}" if self.code.startswith(OWN_PREFIX) else "")

    @property
    def summary(self) -> str:
        return self.page.split("\n", 1)[0]


def rule(
    code: str, *, severity: Severity, since: str, threads: bool = False, link: str = ""
) -> Callable[[Callable[[S], Iterator[Hit]]], Rule[S]]:
    """Turn a check function into a rule: its name is the function's, its page the module's docstring.

    Raises:
        ValueError: the code is not some letters and three digits, the first of them that of a family.
    """
    if not re.fullmatch(r"[A-Z]{2,8}[1-7]\d\d", code):
        raise ValueError(f"rule code {code!r} is not two to eight capital letters and 101 to 799")

    def wrap(check: Callable[[S], Iterator[Hit]]) -> Rule[S]:
        from sys import modules

        page = (modules[check.__module__].__doc__ or "").strip()
        name = check.__name__.replace("_", "-")
        return Rule(
            code=code,
            name=name,
            severity=severity,
            since=since,
            check=check,
            page=page,
            threads=threads,
            link=link,
        )

    return wrap
