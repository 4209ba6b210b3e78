"""Messages in the words of those who use the runner."""

from __future__ import annotations

import re

import pytest

from isolint.catalogue import Catalogue, load
from isolint.model.finding import Hit
from isolint.model.source import Site
from isolint.speech import spoken

_GINKGO = re.compile(r"Ginkgo|spec\b|DeferCleanup|(?:Before|After)(?:Each|Suite)")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(language="go")


def _helped(help_text: str, code: str, catalogue: Catalogue, *, plain: bool) -> str:
    hit = Hit(site=Site("a_test.go", 0, 1), message="the first worker", help=help_text)
    return spoken(hit, code, catalogue, plain=plain).help


def test_advice_for_specs_and_for_plain_tests(catalogue: Catalogue) -> None:
    assert "DeferCleanup" in _helped("put it back", "ISO403", catalogue, plain=False)
    assert "t.Cleanup" in _helped("put it back", "ISO403", catalogue, plain=True)


def test_advice_replaces_only_the_help_it_is_for(catalogue: Catalogue) -> None:
    said = _helped("hand a text over in `os.environ`", "ISO101", catalogue, plain=False)
    assert said.startswith("return a text")
    assert _helped("set it in each worker", "ISO101", catalogue, plain=False) == "set it in each process"


def test_plain_tests_hear_nothing_of_specs(catalogue: Catalogue) -> None:
    said = [word.plain for words in catalogue.advice.values() for word in words]
    assert not [text for text in said if _GINKGO.search(text)]
