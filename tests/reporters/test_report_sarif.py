"""SARIF: what it says, and what its schema, Microsoft's multitool and sarif-tools say of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import awkward
import multitool
import pytest

from isolint.model.finding import Finding
from isolint.model.source import Site, Source
from isolint.reporters import sarif
from isolint.reporters.linehash import line_hashes
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report


def log_of(report: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(sarif.render(report, Paint(on=False)))
    return log


def run_of(report: Report) -> dict[str, Any]:
    (run,) = log_of(report)["runs"]
    return dict(run)


def result_of(code: str) -> dict[str, Any]:
    return next(each for each in run_of(awkward.report())["results"] if each["ruleId"] == code)


def test_columns_count_code_points_as_declared() -> None:
    run = run_of(awkward.report())
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        region = location["physicalLocation"]["region"]
        if region["startLine"] == region["endLine"]:
            path = unquote(location["physicalLocation"]["artifactLocation"]["uri"]).removeprefix("shop/")
            line = awkward.SOURCES[path].line(region["startLine"])
            assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"]


def test_uris_are_relative_and_escaped() -> None:
    uris = set(re.findall(r'"uri":"([^"]*)"', sarif.render(awkward.report(), Paint(on=False))))
    assert uris == {
        "shop/tests/test_orders.py",
        "shop/tests/test_broken.py",
        "shop/tests/test_gone.py",
        "shop/tests/gr%C3%B6%C3%9Fe%20%26%20co/a_test.go",
    }


def test_the_message_links_to_related_places() -> None:
    result = result_of("ISO303")
    assert result["message"]["text"] == (
        "100% of runs, one path: \\[fixed](here); ##[add-mask]x ::error:: "
        '([the other side \\[of it\\] uses it](1); [as "label"](2))'
    )
    assert [each["id"] for each in result["relatedLocations"]] == [1, 2]
    assert result["relatedLocations"][0]["message"]["text"] == "the other side [of it] uses it"


def test_a_thread_for_each_lane_with_steps_numbered_across_them() -> None:
    (flow,) = result_of("ISO303")["codeFlows"]
    lanes = {thread["id"]: thread["locations"] for thread in flow["threadFlows"]}
    assert list(lanes) == ["the controller", "each worker"]
    told = {
        lane: [(step["executionOrder"], step["location"]["message"]["text"]) for step in steps]
        for lane, steps in lanes.items()
    }
    assert [number for number, _ in told["the controller"]] == [1, 2]
    assert [number for number, _ in told["each worker"]] == [1, 3, 4]
    assert told["each worker"][0] == (1, "the file is imported")
    assert "codeFlows" not in result_of("ISO001")


def test_a_flow_is_made_of_the_finding_where_there_is_no_story() -> None:
    results = run_of(replace(awkward.report(), story=None))["results"]
    (flow,) = next(each for each in results if each["ruleId"] == "ISO303")["codeFlows"]
    assert [[step["executionOrder"] for step in each["locations"]] for each in flow["threadFlows"]] == [
        [1, 2, 3]
    ] * 2


def test_fixes_leave_what_the_fix_would_leave() -> None:
    report = awkward.report()
    assert report.preview
    for result, finding in zip(run_of(report)["results"], report.findings, strict=True):
        if finding.fix is None:
            assert "fixes" not in result
            continue
        (fix,) = result["fixes"]
        (change,) = fix["artifactChanges"]
        text = awkward.SOURCES[finding.site.path].text.decode()
        for each in reversed(change["replacements"]):
            gone = each["deletedRegion"]
            start, end = (
                character(text, gone[f"{side}Line"], gone[f"{side}Column"]) for side in ("start", "end")
            )
            text = text[:start] + each["insertedContent"]["text"] + text[end:]
        assert text.encode() == report.preview(finding).text
    assert "(unsafe" in result_of("ISO303")["fixes"][0]["description"]["text"]


def character(text: str, row: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: row - 1]) + column - 1


def test_rules_bring_their_pages() -> None:
    driver = run_of(awkward.report())["tool"]["driver"]
    rules = {rule["id"]: rule for rule in driver["rules"]}
    assert list(rules) == ["ISO001", "ISO301", "ISO303", "ISO602"]
    rule = rules["ISO301"]
    assert rule["shortDescription"]["text"] == "It clashes."
    assert rule["fullDescription"]["text"] == "It clashes. Two of them meet."
    assert "## Bad\n```python\nname = clock()\n\nuse(name)\n```\n" in rule["help"]["markdown"]
    assert "## Bad (Go)\n```go\nname := clock()\n```\n" in rule["help"]["markdown"]
    assert "security-severity" not in json.dumps(driver)  # would make it a vulnerability
    for result in run_of(awkward.report())["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_problems_are_notifications() -> None:
    run = run_of(awkward.report())
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    told = invocation["toolExecutionNotifications"]
    assert [each["descriptor"]["id"] for each in told] == ["io-error", "suppress-failed", "internal-error"]
    notifications = run["tool"]["driver"]["notifications"]
    assert all(notifications[each["descriptor"]["index"]]["id"] == each["descriptor"]["id"] for each in told)
    assert "region" not in told[0]["locations"][0]["physicalLocation"]
    assert told[1]["locations"][0]["physicalLocation"]["region"]["startColumn"] == 18
    assert "locations" not in told[2]
    (clean,) = run_of(awkward.report(problems=()))["invocations"]
    assert clean == {"executionSuccessful": True}


def test_our_fingerprint_is_unique() -> None:
    prints = [each["partialFingerprints"]["isolint/v1"] for each in run_of(awkward.report())["results"]]
    assert len(set(prints)) == len(prints)


def test_schema(tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    if not multitool.SCHEMA.is_file():
        pytest.skip("sarif-multitool, which brings the schema, is not installed")
    schema = json.loads(multitool.SCHEMA.read_text("utf-8-sig"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for report in (awkward.report(), awkward.report((), ())):
        assert [error.message for error in validator.iter_errors(log_of(report))] == []


@pytest.mark.clients
@multitool.needed
def test_multitool_and_github_s_rules_find_nothing(tmp_path: Path) -> None:
    for number, report in enumerate((awkward.report(), awkward.report(problems=()))):
        log = tmp_path / f"{number}.sarif"
        log.write_text(sarif.render(report, Paint(on=False)), "utf-8")
        assert multitool.verdicts(log) == []


@pytest.mark.clients
@multitool.needed
def test_the_validator_bites(tmp_path: Path) -> None:
    log = log_of(awkward.report())
    del log["runs"][0]["tool"]["driver"]["rules"][0]["help"]
    broken = tmp_path / "broken.sarif"
    broken.write_text(json.dumps(log), "utf-8")
    assert "error" in {level for level, _ in multitool.verdicts(broken)}


HASHED = {
    "emoji.py": 'x = "😀é𝄞"\r\n\ty = 1\r\n\r\n   \r\ndef f():\r\n\treturn 2\r\n',
    "long.py": "".join(f'value_{n} = {n} * "ünïcödé 😀" # {"ab " * 30}\n' for n in range(12)),
    "same.py": "a()\n" * 130,
    "returns.py": "a = 1\rb = 2\r \nc = 3\n\r\nd",
    "mark.py": "\ufeffimport os\r\nos.x()\r\n",
    "empty_lines.py": "a\n\n\n",
}


def source_of(path: str) -> Source:
    return Source(path, HASHED[path].removeprefix("\ufeff").encode(), bom=HASHED[path].startswith("\ufeff"))


def every_line() -> tuple[Finding, ...]:
    sources = map(source_of, HASHED)
    sites = [Site(source.path, start, start) for source in sources for start in source.line_starts]
    return tuple(awkward.finding("ISO301", site, "a line") for site in sites)


@pytest.mark.clients
@multitool.needed
def test_line_hashes_are_those_of_multitool(tmp_path: Path) -> None:
    for path, text in HASHED.items():
        (tmp_path / path).write_bytes(text.encode())
    findings = every_line()
    report = replace(
        awkward.report(findings, ()), source=source_of, in_repository=str, symbol=lambda site: "", story=None
    )
    log = log_of(report)
    ours = [each["partialFingerprints"]["primaryLocationLineHash"] for each in log["runs"][0]["results"]]
    assert ours == multitool.line_hashes(log, tmp_path, tmp_path)
    assert len(ours) == len(findings) > 150


def test_line_hashes_survive_a_move_and_a_new_indentation() -> None:
    text = "\n".join(f"line {n}" for n in range(60))
    moved = "new\n" + text.replace("line", "\t line")
    before, after = (line_hashes(Source("a.py", each.encode())) for each in (text, moved))
    assert after[1:] == before


@pytest.mark.clients
def test_sarif_tools_count_the_same(tmp_path: Path) -> None:
    pytest.importorskip("sarif")
    log = tmp_path / "report.sarif"
    log.write_text(sarif.render(awkward.report(), Paint(on=False)), "utf-8")
    program = "from sarif.cmdline.main import main; main()"
    command = [sys.executable, "-c", program, "summary", str(log)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    assert "error: 5" in said
    assert "warning: 2" in said
    assert "ISO301 two workers get the same name: 3" in said
