"""One HTML file: the suite's isolation map, its findings as a table, and the story of each.

Nothing in it asks for anything outside of the file, and a browser without scripts shows the findings as a
list. What is drawn is worked out in Python; the scripts only put it on the page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup

from isolint.model.finding import Severity
from isolint.model.story import IsolationMap
from isolint.reporters.html.chart import Chart, charts
from isolint.reporters.html.embedding import embedded
from isolint.reporters.html.entries import entries, stories
from isolint.reporters.report import Report, problem_name, problem_sentence
from isolint.reporters.summary import plural

_FOLDER = files(__name__)
_PARTS = ("story.js", "map.js", "findings.js", "views.js", "panel.js", "bar.js", "page.js")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands above the map: the project's name, and who has written the report."""

    title: str
    version: str


def render(report: Report, maps: Sequence[IsolationMap], header: Header) -> str:
    """The whole file; two runs over the same project give the same text."""
    told = stories(report)
    drawn = charts(report.findings, told, maps)
    listed = entries(report, told)
    style, script = _text("report.css"), _script()
    template = _environment().get_template("report.html.jinja")
    return template.render(
        header=header,
        facts=_facts(report, drawn),
        entries=listed,
        problems=[_problem(report, number) for number in range(len(report.problems))],
        runners=report.totals.runners if report.totals else (),
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        embedded=Markup(embedded(report, drawn, listed)),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_text), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["plural"] = plural
    return environment


def _text(name: str) -> str:
    return _FOLDER.joinpath(name).read_text("utf-8")


def _script() -> str:
    """One script of all parts; they see each other, and nothing else on the page sees them."""
    body = "\n".join(map(_text, _PARTS))
    return f'(() => {{\n"use strict";\n{body}}})();\n'


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded, and no script may run but the one that is named by its digest."""
    return f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'"


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """The numbers at the top."""

    errors: int
    warnings: int
    files: int
    shared: int
    hit: int


def _facts(report: Report, drawn: Sequence[Chart]) -> _Facts:
    shared = [row for chart in drawn for row in chart.rows if row.shared]
    return _Facts(
        errors=report.count(Severity.ERROR),
        warnings=report.count(Severity.WARNING),
        files=len({finding.site.path for finding in report.findings}),
        shared=len(shared),
        hit=sum(bool(row.findings) for row in shared),
    )


def _problem(report: Report, number: int) -> tuple[str, str, str]:
    problem = report.problems[number]
    place = f"{report.shown(problem.path)}:{problem.row}" if problem.row else report.shown(problem.path)
    return problem_name(problem), problem_sentence(problem), place if problem.path else ""
