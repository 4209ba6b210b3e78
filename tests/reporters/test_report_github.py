"""Workflow commands, read as the runner reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import awkward

from isolint.model.finding import Confidence, Finding
from isolint.reporters import github
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report


class Command(NamedTuple):
    name: str
    properties: Mapping[str, str]
    message: str


def commands(text: str) -> list[Command]:
    """Those of a log: a line that starts with "::", or one that has "##[" anywhere."""
    found = []
    for line in text.splitlines():
        match = re.match(r"\s*::(?P<name>[^ :]+)(?: (?P<properties>.*?))?::(?P<data>.*)$", line)
        if match:
            pairs = (pair.split("=", 1) for pair in (match["properties"] or "").split(","))
            properties = {key: decoded(value) for key, value in pairs}
            found.append(Command(match["name"], properties, decoded(match["data"])))
        elif "##[" in line:
            found.append(Command("legacy", {}, line))
    return found


def decoded(text: str) -> str:
    for spelling, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(spelling, character)
    return text


def render(report: Report) -> str:
    return github.render(report, Paint(on=False))


def test_properties_come_out_as_they_went_in() -> None:
    (command,) = [each for each in commands(render(awkward.report())) if "ISO303" in each.properties["title"]]
    assert command.name == "warning"
    assert command.properties == {
        "title": "isolint (ISO303)",
        "file": "shop/tests/test_orders.py",
        "line": "10",
        "col": "13",
        "endLine": "10",
        "endColumn": "20",
    }
    assert command.message.splitlines() == [
        "100% of runs, one path: [fixed](here); ##[add-mask]x ::error::",
        "help: each test has a folder of its own",
        "shop/tests/größe & co/a_test.go:5: the other side [of it] uses it",
        'shop/tests/test_orders.py:5: as "label"',
    ]


def test_awkward_paths_are_escaped() -> None:
    report = awkward.report()
    odd = replace(report, in_repository=lambda path: "a,b: 100%/c.py")
    assert {each.properties.get("file") for each in commands(render(odd))} == {"a,b: 100%/c.py", None}


def test_no_columns_where_lines_differ() -> None:
    """GitHub refuses an annotation that has both."""
    spanning = [each for each in commands(render(awkward.report())) if each.properties.get("line") == "11"]
    assert [sorted(each.properties) for each in spanning] == [["endLine", "file", "line", "title"]]


def test_what_a_source_says_is_no_command() -> None:
    names = {each.name for each in commands(render(awkward.report()))}
    assert names == {"error", "warning"}  # the message with "##[add-mask]" stands inside of a command


def many(count: int) -> tuple[Finding, ...]:
    """Warnings, and doubtful errors before certain ones."""
    place = awkward.site("tests/test_orders.py", "clock()")
    doubtful = awkward.finding("ISO301", place, "perhaps", confidence=Confidence.LOW)
    return (
        *(awkward.finding("ISO303", place, f"warning {number}") for number in range(count)),
        *[doubtful] * count,
        *(awkward.finding("ISO301", place, f"error {number}") for number in range(count)),
    )


def test_ten_of_a_kind_the_worst_first_and_all_of_them_as_text() -> None:
    text = render(awkward.report(findings=many(12), problems=()))
    sent = commands(text)
    assert [each.name for each in sent] == ["error"] * 10 + ["warning"] * 10 + ["notice"]
    assert all(each.message.startswith("error ") for each in sent[:10])
    assert sent[-1].message.startswith("Found 24 errors and 12 warnings. GitHub shows 10 of each kind;")
    assert sum(line.startswith("shop/tests/test_orders.py:5:24: ISO30") for line in text.splitlines()) == 36


def test_problems_are_among_the_worst() -> None:
    broken = awkward.report(findings=many(12))
    sent = commands(render(broken))
    assert [each.properties["title"] for each in sent[:3]] == [
        "isolint (io-error)",
        "isolint (suppress-failed)",
        "isolint (internal-error)",
    ]
    assert "24 errors and 12 warnings and 3 problems" in sent[-1].message


def test_no_notice_where_nothing_is_left_out() -> None:
    assert "::notice" not in render(awkward.report())
    assert "::" not in render(awkward.report(findings=(), problems=()))
