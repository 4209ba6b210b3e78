"""One line of the suite, explained to programs."""

from __future__ import annotations

import json
from typing import Any

from isolint.model.explanation import Explanation, Running, Seen, Told
from isolint.model.source import Site
from isolint.model.story import Step
from isolint.reporters.columns import code_points
from isolint.reporters.json import object_of
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report


def render(explanation: Explanation, report: Report, _: Paint) -> str:
    """One object; rows and columns count from 1, columns in code points."""
    found = {
        "filename": report.absolute(explanation.path),
        "row": explanation.row,
        "function": explanation.function.strip("`") or None,
        "findings": [_told(report, told) for told in explanation.told],
        "running": [_running(report, running) for running in explanation.running],
        "seen": [_seen(report, seen) for seen in explanation.seen],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _told(report: Report, told: Told) -> dict[str, Any]:
    return {
        **object_of(report, told.finding),
        "hidden": told.hidden or None,
        "story": {
            "steps": [_step(report, step) for step in told.story.steps],
            "lanes": list(told.story.lanes),
            "sought": list(told.story.sought),
            "remedy": told.story.remedy,
        },
    }


def _step(report: Report, step: Step) -> dict[str, Any]:
    return {
        **_place(report, step.site),
        "text": step.text,
        "role": step.role.value,
        "verb": step.verb or None,
        "owner": step.owner or None,
        "lanes": list(step.lanes),
        "moment": step.moment or None,
        "frequency": step.frequency or None,
    }


def _running(report: Report, running: Running) -> dict[str, Any]:
    return {
        "owner": running.owner,
        "lanes": list(running.lanes),
        "moment": running.moment,
        "frequency": running.frequency,
        "calls": [
            {**_place(report, site), "name": name}
            for site, name in zip(running.via, running.through, strict=True)
        ],
        "others": list(running.others),
    }


def _seen(report: Report, seen: Seen) -> dict[str, Any]:
    return {**_place(report, seen.site), "text": seen.text, "why": list(seen.why)}


def _place(report: Report, site: Site) -> dict[str, Any]:
    source = report.source(site.path)
    row, column = code_points(source, site.start)
    return {"filename": report.absolute(site.path), "location": {"row": row, "column": column}}
