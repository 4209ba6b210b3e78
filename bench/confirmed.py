"""Runs each fixture document that says how: what a rule warns of happens, and is gone after the repair.

A document is red under the arguments that it names, in one of three attempts, or it is green and some values
never ran. Then its repaired neighbours are run with the same arguments: green, and with all values.

    python bench/confirmed.py [--rule ISO602] [--jobs 1]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fixture_documents import Document, documents
from parallel_runs import Outcome, execute

ATTEMPTS = 3
"""A race need not be lost each time it is run."""

RED = "run"
LOSING = "run-distinct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """`hurts`: the document failed or lost values; `repaired`: all its neighbours are well."""

    document: Document
    losing: bool
    hurts: bool
    repaired: bool
    output: str


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rule", default="", help="only one, or those that start so")
    parser.add_argument("--jobs", type=int, default=1, help="documents at a time [default: 1]")
    options = parser.parse_args()
    wanted = [
        each
        for each in documents()
        if each.rule.startswith(options.rule) and {RED, LOSING} & {*each.directives}
    ]
    with ThreadPoolExecutor(options.jobs) as pool:
        found = list(pool.map(confirmed, wanted))
    print_table(found)
    wrong = [one for one in found if not (one.hurts and one.repaired)]
    for one in wrong:
        print(f"\n{one.document}: {'not repaired' if one.hurts else 'not seen to fail'}\n{one.output}")
    return int(bool(wrong))


def confirmed(document: Document) -> Confirmation:
    losing = LOSING in document.directives
    arguments = document.directives[LOSING if losing else RED]
    with TemporaryDirectory(prefix="run-") as name:  # short, as a socket's path has to be
        folder = Path(name)
        everything = execute(document, "", folder / "serial").lines if losing else frozenset[str]()

        def is_well(outcome: Outcome) -> bool:
            return outcome.green and len(outcome.lines) >= len(everything)

        last: Outcome | None = None
        for attempt in range(ATTEMPTS):
            last = execute(document, arguments, folder / f"attempt{attempt}")
            if not is_well(last):
                break
        hurts = last is not None and (last.green and not is_well(last) if losing else last.red)
        after = [execute(one, arguments, folder / one.path.name) for one in document.neighbours]
    repaired = bool(after) and all(map(is_well, after))
    said = last.output if last is not None and not hurts else "\n".join(one.output for one in after)
    return Confirmation(document=document, losing=losing, hurts=hurts, repaired=repaired, output=said)


def print_table(found: Sequence[Confirmation]) -> None:
    print("| rule | documents run | failed before | values lost before | well after the repair |")
    print("|---|---|---|---|---|")
    for rule, group in groupby(found, key=lambda one: one.document.rule):
        print(row(rule, list(group)))
    print(row("all", found))


def row(rule: str, found: Sequence[Confirmation]) -> str:
    failed = sum(one.hurts and not one.losing for one in found)
    lost = sum(one.hurts and one.losing for one in found)
    return f"| {rule} | {len(found)} | {failed} | {lost} | {sum(one.repaired for one in found)} |"


if __name__ == "__main__":
    sys.exit(main())
