"""The commands of the tools, and what each of them prints."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from isolint.devtools.checkout import root
from isolint.errors import UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 1 when something is stale, 2 when it was asked for the impossible."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except UsageError as error:
        print(f"devtools: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `... | head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m isolint.devtools", description=__doc__)
    commands = parser.add_subparsers(title="commands", required=True)
    new = commands.add_parser("new-rule", help="write the check, a fixture document and a changelog fragment")
    new.add_argument("name", help="states the problem: fixed-port")
    new.add_argument("code", help="ISO and three digits; the first one is the family")
    new.set_defaults(run=_new_rule)
    docs = commands.add_parser("docs", help="make the pages of rules and catalogues")
    docs.add_argument("--check", action="store_true", help="only say which ones are stale")
    docs.set_defaults(run=_docs)
    facts = commands.add_parser("show-facts", help="what the front end says about a file")
    facts.add_argument("file", type=Path)
    facts.set_defaults(run=_show_facts)
    lanes = commands.add_parser("show-lanes", help="what the linker believes about a test")
    lanes.add_argument("node", help="as pytest writes it: tests/test_x.py::test_y")
    lanes.add_argument("--root", type=Path, default=Path(), help="the project [default: .]")
    lanes.set_defaults(run=_show_lanes)
    return parser


def _new_rule(options: argparse.Namespace) -> int:
    from isolint.devtools.skeletons import TO_DO, write

    for path in write(root(), options.name, options.code):
        print(f"wrote {path}")
    print(TO_DO.format(code=options.code))
    return 0


def _docs(options: argparse.Namespace) -> int:
    from isolint.devtools.pages import pages, stale, write

    if not options.check:
        for name in write(pages(), root()):
            print(f"wrote {name}")
        return 0
    found = stale(pages(), root())
    for name, why in found.items():
        print(f"{name}: {why}")
    if found:
        print("run `python -m isolint.devtools docs`")
    return 1 if found else 0


def _show_facts(options: argparse.Namespace) -> int:
    from isolint.devtools.fact_dump import dump

    print(dump(options.file))
    return 0


def _show_lanes(options: argparse.Namespace) -> int:
    from isolint.devtools.lane_dump import dump

    print(dump(options.root, options.node))
    return 0


if __name__ == "__main__":
    sys.exit(main())
