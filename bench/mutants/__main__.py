"""Breaks safe suites in one way each, and counts how many of the breaks isolint finds.

The suites are made from the templates beside this file, by a seed. A rule has to find all of its breaks
but one in a hundred, and no rule may say anything about a safe suite.

    python bench/mutants [--seed 1] [--count 1000] [--rule ISO301] [--show]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import groupby

from judging import Verdict, judged
from making import pairs

from isolint.checks import rules

_ENOUGH = 0.99


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/mutants", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1, help="what everything is drawn by [default: 1]")
    parser.add_argument("--count", type=int, default=1000, help="over all rules [default: 1000]")
    parser.add_argument("--rule", default="", help="only one, or those that start so")
    parser.add_argument("--show", action="store_true", help="the text of what was missed or is a false alarm")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes [default: all cores]"
    )
    options = parser.parse_args()
    started = time.perf_counter()
    verdicts = list(judged(list(pairs(options.seed, options.count, options.rule)), options.jobs))
    _print_table(verdicts)
    for verdict in verdicts:
        if not verdict.is_found or not verdict.is_quiet:
            _print_wrong(verdict, options.show)
    print(f"{time.perf_counter() - started:.0f} s, seed {options.seed}")
    return int(not _is_good(verdicts))


def _is_good(verdicts: Sequence[Verdict]) -> bool:
    found = sum(verdict.is_found for verdict in verdicts)
    return found >= _ENOUGH * len(verdicts) and all(verdict.is_quiet for verdict in verdicts)


def _print_table(verdicts: Sequence[Verdict]) -> None:
    names = {rule.code: rule.name for rule in rules()}
    print("| rule | name | made | found | safe ones quiet |\n|---|---|---|---|---|")
    for code, group in groupby(verdicts, key=lambda verdict: verdict.pair.rule):
        print(_row(code, names[code], list(group)))
    print(_row("all", "", verdicts))


def _row(code: str, name: str, verdicts: Sequence[Verdict]) -> str:
    found = sum(verdict.is_found for verdict in verdicts)
    quiet = sum(verdict.is_quiet for verdict in verdicts)
    return f"| {code} | {name} | {len(verdicts)} | {found} | {quiet} |"


def _print_wrong(verdict: Verdict, with_text: bool) -> None:
    pair = verdict.pair
    if not verdict.is_quiet:
        print(f"\nfalse alarm: {pair.rule}, {pair.name}")
        _print_lines(verdict.alarms, pair.safe if with_text else {})
    if not verdict.is_found:
        print(f"\nmissed: {pair.rule}, {pair.name}")
        _print_lines(verdict.said, pair.broken if with_text else {})


def _print_lines(said: Sequence[str], files: Mapping[str, str]) -> None:
    for line in said:
        print(f"  {line}")
    for path, text in files.items():
        print(f"  --- {path}")
        print("".join(f"  {line}\n" for line in text.splitlines()), end="")


if __name__ == "__main__":
    sys.exit(main())
