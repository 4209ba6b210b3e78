"""What programs make of the formats that they read."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import awkward
import pytest

from isolint.model.source import Source
from isolint.reporters import azure, gitlab, junit, lsp, pylint, rdjson
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report

PLAIN = Paint(on=False)
RDFORMAT = Path(__file__).parent.parent / "clients/node_modules/.bin/rdformat-validator"


def lines_of(path: str) -> list[bytes]:
    return awkward.SOURCES[path].text.replace(b"\r\n", b"\n").split(b"\n")


def test_junit_as_junitparser_reads_it() -> None:
    junitparser = pytest.importorskip("junitparser")
    read = junitparser.JUnitXml.fromstring(junit.render(awkward.report(), PLAIN).encode())
    assert (read.tests, read.failures, read.errors, read.skipped) == (10, 7, 3, 0)
    cases = [case for suite in read for case in suite]
    assert len({(case.classname, case.name) for case in cases}) == len(cases) == 10
    assert not any(case.is_passed for case in cases)
    (case,) = [case for case in cases if "ISO303" in case.name]
    assert (case.classname, case.name) == (
        "shop.tests.test_orders",
        "ISO303 fixed-temp-path in TestOrders.test_path: fixed()",
    )
    (failure,) = case.result
    assert failure.type == "ISO303"
    assert failure.text.splitlines()[1] == "help: each test has a folder of its own"


def test_junit_of_nothing_passes() -> None:
    junitparser = pytest.importorskip("junitparser")
    read = junitparser.JUnitXml.fromstring(junit.render(awkward.report((), ()), PLAIN).encode())
    assert (read.tests, read.failures, read.errors) == (1, 0, 0)
    assert [case.is_passed for suite in read for case in suite] == [True]


def gitlab_of(report: Report) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(gitlab.render(report, PLAIN))
    return entries


def test_gitlab_has_what_the_widget_needs() -> None:
    entries = gitlab_of(awkward.report())
    for entry in entries:
        assert entry.keys() >= {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert not entry["location"]["path"].startswith(("/", "./"))
        assert entry["location"]["positions"]["begin"]["line"] >= 1
    assert {entry["check_name"]: entry["severity"] for entry in entries} == {
        "io-error": "critical",
        "suppress-failed": "critical",
        "internal-error": "critical",
        "ISO301": "major",
        "ISO303": "minor",
        "ISO001": "minor",
        "ISO602": "major",
    }


def test_gitlab_fingerprints_are_unique_and_outlive_a_move() -> None:
    before = awkward.report()
    prints = [entry["fingerprint"] for entry in gitlab_of(before)]
    assert len(set(prints)) == len(prints)
    after = [entry["fingerprint"] for entry in gitlab_of(moved(before, b"# one more line\r\n"))]
    assert after == prints


def moved(report: Report, lead: bytes) -> Report:
    """The same findings after lines have been put in above them."""

    def source(path: str) -> Source:
        return replace(awkward.SOURCES[path], text=lead + awkward.SOURCES[path].text)

    findings = tuple(
        replace(
            each,
            site=each.site._replace(start=each.site.start + len(lead), end=each.site.end + len(lead)),
            related=(),
        )
        for each in report.findings
    )

    def symbol(site: Any) -> str:
        return report.symbol(site._replace(start=site.start - len(lead)))

    return replace(report, source=source, findings=findings, symbol=symbol)


def test_rdjson_columns_count_bytes() -> None:
    document = json.loads(rdjson.render(awkward.report(), PLAIN))
    assert document["source"]["name"] == "isolint"
    assert document["severity"] == "ERROR"
    marked = []
    for each in document["diagnostics"]:
        location = each["location"]
        if "range" in location and location["range"]["start"]["line"] == location["range"]["end"]["line"]:
            start, end = location["range"]["start"], location["range"]["end"]
            line = lines_of(location["path"])[start["line"] - 1]
            marked.append(line[start["column"] - 1 : end["column"] - 1].decode())
    assert marked == ["", *["clock()"] * 3, "fixed()", "# isolint: ignore[ISO305]", "listen()"]


def test_rdjson_has_no_field_that_reviewdog_would_refuse() -> None:
    """Its parser takes an unknown one for an error."""
    known = {"message", "location", "severity", "source", "code", "suggestions", "original_output"}
    document = json.loads(rdjson.render(awkward.report(), PLAIN))
    assert document.keys() <= {"source", "severity", "diagnostics"}
    for each in document["diagnostics"]:
        assert each.keys() <= known
        assert each["severity"] in {"ERROR", "WARNING"}


@pytest.mark.clients
@pytest.mark.skipif(
    not RDFORMAT.exists(), reason="rdformat-validator is not installed: npm install in tests/clients"
)
def test_rdjson_as_a_validator_reads_it(tmp_path: Path) -> None:
    for number, report in enumerate((awkward.report(), awkward.report((), ()))):
        path = tmp_path / f"{number}.json"
        path.write_text(rdjson.render(report, PLAIN), "utf-8")
        command = [RDFORMAT, "--strict", "--no-extra-fields", path]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, "Valid files: 1" in done.stdout) == (0, True), done.stdout


def test_rdjson_suggestions_leave_what_the_fix_would_leave() -> None:
    report = awkward.report()
    assert report.preview
    document = json.loads(rdjson.render(report, PLAIN))
    suggested = [each for each in document["diagnostics"] if "suggestions" in each]
    fixable = [each for each in report.findings if each.fix]
    for each, finding in zip(suggested, fixable, strict=True):
        (suggestion,) = each["suggestions"]
        text = awkward.SOURCES[finding.site.path].text
        start, end = (byte_offset(text, suggestion["range"][side]) for side in ("start", "end"))
        assert text[:start] + suggestion["text"].encode() + text[end:] == report.preview(finding).text


def byte_offset(text: bytes, place: dict[str, int]) -> int:
    start = 0
    for _ in range(place["line"] - 1):
        start = text.index(b"\n", start) + 1
    return start + place["column"] - 1


def test_lsp_characters_count_utf16() -> None:
    published = json.loads(lsp.render(awkward.report(), PLAIN))
    uris = [each["uri"] for each in published]
    assert uris == [
        "file:///work/shop",
        "file:///work/shop/tests/gr%C3%B6%C3%9Fe%20%26%20co/a_test.go",
        "file:///work/shop/tests/test_broken.py",
        "file:///work/shop/tests/test_gone.py",
        "file:///work/shop/tests/test_orders.py",
    ]
    marked = []
    for each in published[-1]["diagnostics"]:
        start, end = each["range"]["start"], each["range"]["end"]
        line = lines_of("tests/test_orders.py")[start["line"]].decode().encode("utf-16-le")
        if start["line"] == end["line"]:
            marked.append(line[2 * start["character"] : 2 * end["character"]].decode("utf-16-le"))
    assert marked == [*["clock()"] * 3, "fixed()", "# isolint: ignore[ISO305]"]


def test_lsp_is_what_the_protocol_s_own_types_read() -> None:
    types = pytest.importorskip("lsprotocol.types")
    converter = pytest.importorskip("lsprotocol.converters").get_converter()
    published = json.loads(lsp.render(awkward.report(), PLAIN))
    read = [converter.structure(each, types.PublishDiagnosticsParams) for each in published]
    tagged = [each.code for params in read for each in params.diagnostics if each.tags]
    assert tagged == ["ISO001"]
    (related,) = [
        each.related_information for params in read for each in params.diagnostics if each.related_information
    ]
    assert related[0].location.range.start == types.Position(4, 2)


def test_pylint_lines_match_what_ci_servers_look_for() -> None:
    pattern = re.compile(r"(.*):(\d+): \[(\D\d*).*\] (.*)")  # Jenkins' own
    lines = pylint.render(awkward.report(), PLAIN).splitlines()
    assert len(lines) == 10
    found = [pattern.fullmatch(line) for line in lines]
    assert found[3] is not None
    assert found[3].groups() == ("tests/test_orders.py", "5", "I", "two workers get the same name")
    assert all(found)


def test_azure_commands_as_the_agent_reads_them() -> None:
    lines = azure.render(awkward.report(), PLAIN).splitlines()
    assert len(lines) == 10
    for line in lines:
        assert re.fullmatch(r"##vso\[task\.logissue (?:[a-z]+=[^;\]]*;)+\].+", line)
    (line,) = [each for each in lines if "ISO303" in each]
    head, _, message = line.partition("]")
    assert "sourcepath=shop/tests/test_orders.py;linenumber=10;columnnumber=13;code=ISO303;" in head
    assert message.startswith("100%AZP25 of runs")
    odd = replace(awkward.report(), in_repository=lambda path: "a;b]c%.py")
    assert "sourcepath=a%3Bb%5Dc%AZP25.py;" in azure.render(odd, PLAIN)
