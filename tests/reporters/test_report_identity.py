"""What a finding is recognised by stays the same where people would say that it is the same."""

from __future__ import annotations

import pytest

from isolint.extraction import taken_from
from isolint.model.facts import FileFacts
from isolint.model.identity import Identity, fingerprint, normalised_snippet, numbered
from isolint.model.source import Site, Source
from isolint.model.symbol import enclosing_symbol

CALL = 'serve("a b", port=8080, not_now=not x)'


def snippet(text: str) -> str:
    return normalised_snippet(Source("a.py", text.encode()), Site("a.py", 0, len(text.encode())))


@pytest.mark.parametrize(
    "other",
    [
        "serve('a b', port=8080, not_now=not x)",
        'serve( "a b" , port = 8080 , not_now = not  x )',
        'serve(\r\n\t"a b",\r\n\tport=8080,\r\n\tnot_now=not x,\r\n)',
    ],
    ids=["quotes", "blanks", "one argument a line"],
)
def test_a_formatter_changes_no_snippet(other: str) -> None:
    assert snippet(other) == snippet(CALL)


@pytest.mark.parametrize("other", ['serve("ab", port=8080, not_now=not x)', CALL.replace("8080", "8081")])
def test_other_code_is_another_snippet(other: str) -> None:
    assert snippet(other) != snippet(CALL)


def test_words_do_not_grow_together() -> None:
    assert snippet("not x") != snippet("notx")


def test_an_empty_site_is_known_by_its_line() -> None:
    source = Source("a.py", b"first\n  second()\n")
    assert normalised_snippet(source, Site("a.py", 8, 8)) == "second()"
    assert normalised_snippet(source, Site("a.py", 99, 99)) == ""


PYTHON = """\
import os

class TestA:
    @mark("x")
    def test_b(self):
        def inner():
            return (lambda: here)
"""
GO = """\
package a

func (s *Server) Close() { run(func() { inClosure() }) }

var _ = Describe("server", func() {
	BeforeEach(func() { inSetup() })
	It("answers", Label("x"), func() { inSpec() })
})
"""


@pytest.mark.parametrize(
    ("path", "text", "place", "symbol"),
    [
        ("a.py", PYTHON, "os", ""),
        ("a.py", PYTHON, '"x"', "TestA.test_b"),
        ("a.py", PYTHON, "here", "TestA.test_b.inner"),
        ("a_test.go", GO, "inClosure", "Server.Close"),
        ("a_test.go", GO, "inSetup", 'Describe("server")'),
        ("a_test.go", GO, "inSpec", 'Describe("server").It("answers")'),
    ],
)
def test_symbol(path: str, text: str, place: str, symbol: str) -> None:
    facts = taken_from(Source(path, text.encode()))
    assert isinstance(facts, FileFacts)
    assert enclosing_symbol(facts, text.index(place)) == symbol


def test_equals_are_told_apart_by_counting() -> None:
    one, other = Identity("ISO301", "a.py", "", "x()"), Identity("ISO301", "b.py", "", "x()")
    listed = list(numbered([one, other, one]))
    assert listed == [(one, 0), (other, 0), (one, 1)]
    assert len({fingerprint(*each) for each in listed}) == 3


def test_the_fingerprint_is_part_of_the_format() -> None:
    """Dashboards would take every finding for a new one."""
    assert fingerprint(Identity("ISO301", "a.py", "test_a", "x()"), 0) == "ecef6557a15c4f16a23861e695987b94"
