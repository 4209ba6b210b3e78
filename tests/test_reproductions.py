"""The dozen lines that a rule's page shows: there for each rule, short, and told as they are run."""

from __future__ import annotations

from itertools import chain

import pytest
from fixture_documents import Document, documents

from isolint.checks import rules
from isolint.devtools.pages import pages

LONGEST = 14
UNSHOWN = {
    "ISO203",  # a worker that fails in its last hook fails silently
    "ISO502",  # decided by how busy the machine is, or a library that would have to be installed
    "ISO503",
    "ISO504",
    "ISO505",
}

_REPRODUCTIONS = [each for each in documents() if each.case == "reproduce"]
_PAGES = pages()

each_reproduction = pytest.mark.parametrize("document", _REPRODUCTIONS, ids=str)


def test_every_rule_is_reproduced_or_says_why_not() -> None:
    assert {each.rule for each in _REPRODUCTIONS} == {rule.code for rule in rules()} - UNSHOWN


@each_reproduction
def test_it_expects_its_rule_and_says_how_it_is_run(document: Document) -> None:
    assert document.rule in {mark.code for mark in document.marks("expect")}
    assert "run" in document.directives
    assert document.says
    assert document.neighbours


@each_reproduction
def test_it_is_short(document: Document) -> None:
    lines = chain.from_iterable(path.read_text("utf-8").splitlines() for _, path in document.files)
    own = [line for line in lines if line.strip() and not line.startswith("# ")]
    assert len(own) <= LONGEST, f"{len(own)} lines"


@each_reproduction
def test_the_page_shows_it(document: Document) -> None:
    page = _PAGES[f"docs/rules/{document.rule}.md"]
    section = page.partition("## See it happen\n")[2].partition("\n## ")[0]
    assert f"$ pytest -q {document.directives['run']}\n" in section
    assert "```diff\n-" in section or "```diff\n+" in section
    assert not any(mark in section for mark in ("expect:", "quiet:", "says:", "run:", "setting:"))
    assert document.says[-1] in section
