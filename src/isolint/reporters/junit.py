"""JUnit's XML, which every CI server shows: a failing case for each finding, a suite for each file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from isolint.model.identity import Identity
from isolint.reporters.entries import Entry, extent, notes, recognised
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report

_TOOL = "isolint"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to say, not even escaped."""


def render(report: Report, _: Paint) -> str:
    """A report of nothing has one case, which passes: some servers take an empty file for a failure."""
    listed = sorted(recognised(report), key=lambda each: each[0].site.path)
    top = Element("testsuites", name=_TOOL)
    for path, group in groupby(listed, key=lambda each: each[0].site.path):
        name = report.in_repository(path) if path else _TOOL
        suite = SubElement(top, "testsuite", name=_clean(name), package=_TOOL)
        for entry, own, count in group:
            suite.append(_case(report, entry, own, count))
        _count(suite)
    if not listed:
        suite = SubElement(top, "testsuite", name=_TOOL, package=_TOOL)
        SubElement(suite, "testcase", name="no findings", classname=_TOOL)
        _count(suite)
    _count(top)
    indent(top)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(top, encoding="unicode")}\n'


def _case(report: Report, entry: Entry, own: Identity, count: int) -> Element:
    """Its name holds no line, so that a server sees the same case fail again after an edit elsewhere."""
    where = f" in {own.symbol}" if own.symbol else ""
    number = f" #{count + 1}" if count else ""
    title = f"{entry.code} {entry.name}".rstrip()
    case = Element("testcase", name=_clean(f"{title}{where}: {own.snippet}{number}"))
    path = report.in_repository(entry.site.path) if entry.site.path else ""
    case.set(
        "classname", _clean(str(PurePosixPath(path).with_suffix("")).replace("/", ".") if path else _TOOL)
    )
    if path:
        start, _ = extent(report, entry)
        case.set("file", _clean(path))
        case.set("line", str(start.row))
        case.set("column", str(start.column))
    kind = "error" if entry.finding is None else "failure"
    verdict = SubElement(case, kind, message=_clean(entry.message), type=entry.code)
    verdict.text = _clean("\n".join(_told(report, entry, path)))
    return case


def _told(report: Report, entry: Entry, path: str) -> Iterator[str]:
    start, _ = extent(report, entry)
    place = f"{path}:{start.row}:{start.column}: " if path else ""
    yield f"{place}{entry.sentence}"
    yield from notes(report, entry, report.in_repository)


def _count(element: Element) -> None:
    for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        element.set(attribute, str(sum(1 for _ in element.iter(tag))))
    element.set("skipped", "0")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
