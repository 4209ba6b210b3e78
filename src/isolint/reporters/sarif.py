"""SARIF 2.1.0, for code scanning and for viewers: findings with their stories, fixes and rules' pages.

Places are relative to the root of the repository, which a reader is to know as %SRCROOT%.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import quote

from isolint import __version__
from isolint.model.finding import Finding, Problem, Safety
from isolint.model.identity import fingerprint
from isolint.model.rule import DOCS
from isolint.model.source import Position, Site
from isolint.reporters.codeflow import code_flow, plain_steps
from isolint.reporters.columns import code_points, offset_of
from isolint.reporters.descriptors import problem_descriptor, rule_descriptor
from isolint.reporters.edits import edits_of, offered
from isolint.reporters.entries import one_line, recognised
from isolint.reporters.linehash import line_hashes
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report, problem_name, problem_sentence

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
STABLE_KEY = "isolint/v1"
"""Our own fingerprint, the same as in a GitLab report; GitHub looks at the hash of the line."""

_ROOT = "%SRCROOT%"


def render(report: Report, _: Paint) -> str:
    """A log with one run, on one line: indented, that of a big suite is three times as long."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(log, separators=(",", ":"), ensure_ascii=False) + "\n"


def _run(report: Report) -> dict[str, Any]:
    pages = report.pages()
    order = {page.code: index for index, page in enumerate(pages)}
    names = sorted({problem_name(problem) for problem in report.problems})
    driver: dict[str, Any] = {
        "name": "isolint",
        "fullName": "isolint, static analysis of test isolation",
        "semanticVersion": __version__,
        "informationUri": DOCS.rpartition("/")[0],
        "rules": [rule_descriptor(page) for page in pages],
    }
    if names:
        driver["notifications"] = [problem_descriptor(name) for name in names]
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": "isolint/"},
        "invocations": [_invocation(report, names)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": list(_results(report, order)),
    }


def _results(report: Report, order: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    hashes = cache(lambda path: line_hashes(report.source(path)))
    for entry, own, count in recognised(report):
        finding = entry.finding
        if finding is None:
            continue  # a problem is no result; the invocation tells it
        row, _ = code_points(report.source(finding.site.path), finding.site.start)
        result = _result(report, finding)
        if finding.code in order:
            result["ruleIndex"] = order[finding.code]
        result["partialFingerprints"] = {
            "primaryLocationLineHash": hashes(finding.site.path)[row - 1],
            STABLE_KEY: fingerprint(own, count),
        }
        yield result


def _result(report: Report, finding: Finding) -> dict[str, Any]:
    place = partial(_location, report)
    primary = place(finding.site)
    primary["physicalLocation"]["region"]["snippet"] = {"text": _code(report, finding.site)}
    symbol = report.symbol(finding.site)
    if symbol:
        primary["logicalLocations"] = [{"fullyQualifiedName": symbol}]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": finding.severity.value,
        "message": {"text": _message(finding)},
        "locations": [primary],
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **place(each.site, each.message)} for number, each in enumerate(finding.related, 1)
        ]
    story = report.story(finding) if report.story else None
    flow = code_flow(story.steps if story else plain_steps(finding), place)
    if flow:
        result["codeFlows"] = [flow]
    fix = _fix(report, finding)
    if fix:
        result["fixes"] = [fix]
    result["properties"] = {"confidence": finding.confidence.value, "lanes": list(finding.lanes)}
    return result


_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


def _message(finding: Finding) -> str:
    """What would be read as a link of SARIF's own, and is none, gets its bracket escaped."""
    text = _LINK.sub(r"\\[", one_line(finding.message))
    links = [f"[{_link_text(each.message)}]({n})" for n, each in enumerate(finding.related, 1)]
    return f"{text} ({'; '.join(links)})" if links else text


def _link_text(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]") or "here"


def _location(report: Report, site: Site, message: str = "") -> dict[str, Any]:
    source = report.source(site.path)
    region = _region(code_points(source, site.start), code_points(source, site.end))
    found: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact(report, site.path), "region": region}
    }
    if message:
        found["message"] = {"text": one_line(message)}
    return found


def _artifact(report: Report, path: str) -> dict[str, str]:
    return {"uri": quote(report.in_repository(path), errors="surrogateescape"), "uriBaseId": _ROOT}


def _region(start: Position, end: Position) -> dict[str, Any]:
    return {
        "startLine": start.row,
        "startColumn": start.column,
        "endLine": end.row,
        "endColumn": end.column,
    }


def _code(report: Report, site: Site) -> str:
    return report.source(site.path).text[site.start : site.end].decode("utf-8", "replace")


def _fix(report: Report, finding: Finding) -> dict[str, Any] | None:
    done = edits_of(report, finding) if offered(finding) else None
    if done is None or finding.fix is None or not done[1]:
        return None
    source, edits = done
    replacements = []
    for edit in edits:
        gone = _region(code_points(source, edit.start), code_points(source, edit.end))
        replacements.append({"deletedRegion": gone, "insertedContent": {"text": edit.text}})
    doubt = " (unsafe: it may change what the tests do)" if finding.fix.safety is Safety.UNSAFE else ""
    change = {"artifactLocation": _artifact(report, source.path), "replacements": replacements}
    return {"description": {"text": f"{finding.fix.title}{doubt}"}, "artifactChanges": [change]}


def _invocation(report: Report, names: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"executionSuccessful": not any(problem.ours for problem in report.problems)}
    if report.problems:
        found["toolExecutionNotifications"] = [
            _notification(report, problem, names.index(problem_name(problem))) for problem in report.problems
        ]
    return found


def _notification(report: Report, problem: Problem, index: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "descriptor": {"id": problem_name(problem), "index": index},
        "level": "error",
        "message": {"text": one_line(problem_sentence(problem))},
    }
    if problem.path and problem.row:
        offset = offset_of(report.source(problem.path), Position(problem.row, problem.column))
        told["locations"] = [_location(report, Site(problem.path, offset, offset))]
    elif problem.path:
        told["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(report, problem.path)}}]
    return told
