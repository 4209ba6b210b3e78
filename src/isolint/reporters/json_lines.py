"""For programs that read a stream: the objects of `json`, each on a line of its own."""

from __future__ import annotations

import json

from isolint.reporters.json import objects
from isolint.reporters.paint import Paint
from isolint.reporters.report import Report


def render(report: Report, _: Paint) -> str:
    """Nothing at all where there is nothing to report."""
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in objects(report))
