"""What is new and what is gone, and what has only moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from isolint.model.finding import Confidence, Finding, Problem, Severity
from isolint.model.source import Site, Source
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report
from isolint.reporters.since import render, standing

PLAIN = Paint(on=False)
TEXT = "port = 8080\nother = 8080\nbind(port)\n"


def _finding(text: str, snippet: str, path: str = "test_a.py") -> Finding:
    start = text.encode().index(snippet.encode())
    return Finding(
        code="ISO305",
        name="fixed-port",
        family="name clash",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        site=Site(path, start, start + len(snippet.encode())),
        message=f"`{snippet}` is\nfixed",
        help="",
        related=(),
        lanes=(),
        fix=None,
        url="",
    )


def _report(text: str, findings: Sequence[Finding], problems: tuple[Problem, ...] = ()) -> Report:
    return Report(
        findings=tuple(findings),
        problems=problems,
        totals=None,
        unsafe_allowed=False,
        source=lambda path: Source(path, text.encode()),
        shown=lambda path: f"shop/{path}",
        absolute=str,
    )


def test_new_gone_and_moved() -> None:
    before = standing(_report(TEXT, [_finding(TEXT, "port = 8080"), _finding(TEXT, "bind(port)")]))
    later = f"# 😀\n{TEXT}"
    now = standing(_report(later, [_finding(later, "port = 8080"), _finding(later, "other = 8080")]))
    assert render(before, now, PLAIN) == (
        "1 new, 1 gone:\n"
        "+ shop/test_a.py:3:1: ISO305 `other = 8080` is fixed\n"
        "- shop/test_a.py:3:1: ISO305 `bind(port)` is fixed\n"
    )
    assert render(now, now, PLAIN) == "Nothing new, nothing gone.\n"


def test_the_same_twice_is_counted() -> None:
    text = "x = 1\nx = 1\n"
    one = _finding(text, "x = 1")
    other = replace(one, site=Site("test_a.py", 6, 11))
    said = render(standing(_report(text, [one])), standing(_report(text, [one, other])), PLAIN)
    assert said == "1 new:\n+ shop/test_a.py:2:1: ISO305 `x = 1` is fixed\n"


def test_what_was_said_of_a_file_stays_while_it_cannot_be_read() -> None:
    before = standing(_report(TEXT, [_finding(TEXT, "bind(port)")]))
    broken = Problem(stage="parse", path="test_a.py", message="this is no code", row=2, column=1)
    torn = standing(_report(TEXT, [], (broken,)), before)
    assert render(before, torn, PLAIN).startswith(
        "1 new:\n+ shop/test_a.py:2:1: invalid-syntax: this is no code"
    )
    whole = standing(_report(TEXT, [_finding(TEXT, "bind(port)")]), torn)
    assert render(torn, whole, PLAIN).startswith("1 gone:\n- shop/test_a.py:2:1: invalid-syntax")
    repaired = standing(_report(TEXT, []), torn)
    assert render(torn, repaired, PLAIN).startswith("2 gone:\n")


def test_many_are_not_all_listed() -> None:
    text = "".join(f"x{number} = 1\n" for number in range(30))
    every = [_finding(text, f"x{number} = 1\n") for number in range(30)]
    said = render({}, standing(_report(text, every)), PLAIN).splitlines()
    assert said[0] == "30 new:"
    assert said[-1] == "+ and 10 more"
    assert len(said) == 22


def test_a_problem_of_no_file() -> None:
    bug = Problem(stage="ISO305", path="", message="boom", ours=True)
    said = render({}, standing(_report("", [], (bug,))), PLAIN)
    assert "+ internal-error: isolint failed in ISO305 (boom)" in said
