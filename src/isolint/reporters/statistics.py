"""How often each rule has found something, the most frequent first."""

from __future__ import annotations

import json
from collections import Counter

from isolint.model.finding import Safety
from isolint.reporters.paint import Paint, Style
from isolint.reporters.report import Report
from isolint.reporters.summary import plural


def render(report: Report, paint: Paint, *, as_json: bool) -> str:
    """A table with ruff's columns, or its JSON."""
    counts = Counter((finding.code, finding.name) for finding in report.findings)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    fixable = {
        finding.code for finding in report.findings if finding.fix and _usable(report, finding.fix.safety)
    }
    if as_json:
        entries = [
            {"code": code, "name": name, "count": count, "fixable": code in fixable}
            for (code, name), count in rows
        ]
        return json.dumps(entries, indent=2) + "\n"
    width = max((len(str(count)) for _, count in rows), default=1)
    lines = []
    for (code, name), count in rows:
        sign = paint("[*]", Style.HELP) if code in fixable else "[ ]"
        lines.append(f"{paint(f'{count:>{width}}', Style.STRONG)}\t{paint(code, Style.ERROR)}\t{sign} {name}")
    found = plural(len(report.findings), "finding")
    lines.append(f"Found {found}." if rows else paint("All checks passed!", Style.GOOD))
    return "".join(f"{line}\n" for line in lines)


def _usable(report: Report, safety: Safety) -> bool:
    return safety is Safety.SAFE or (safety is Safety.UNSAFE and report.unsafe_allowed)
