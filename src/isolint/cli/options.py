"""The options of the commands, in the order in which --help shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from isolint.configuration import FORMATS

F = TypeVar("F", bound=Callable[..., Any])
Option = Callable[[Any], Any]

ADD_IGNORE = "--add-ignore"


def with_options(options: Sequence[Option]) -> Callable[[F], F]:
    """One decorator for many options."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


class CheckCommand(click.Command):
    """`--add-ignore` alone takes no reason; click would take the path behind it for one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        options = [f"{each}=" if each == ADD_IGNORE else each for each in args[:end]]
        return super().parse_args(ctx, [*options, *args[end:]])


def _selectors(name: str, text: str) -> Option:
    return click.option(
        name, multiple=True, callback=_split, metavar="RULE,...", help=f"{text} (code, prefix, name or ALL)."
    )


def _split(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _flag(*names: str, help: str) -> Option:
    return click.option(*names, is_flag=True, help=help)


LAYOUT_OPTIONS: tuple[Option, ...] = (
    click.option(
        "--config",
        multiple=True,
        metavar="FILE|'KEY = VALUE'",
        help="A configuration file, or one setting as TOML. May be repeated.",
    ),
    _flag("--isolated", help="Ignore all configuration files."),
)

_CACHE_OPTIONS: tuple[Option, ...] = (
    click.option(
        "--no-cache",
        envvar="ISOLINT_NO_CACHE",
        show_envvar=True,
        is_flag=True,
        help="Keep nothing from run to run.",
    ),
    click.option(
        "--cache-dir",
        envvar="ISOLINT_CACHE_DIR",
        show_envvar=True,
        type=click.Path(file_okay=False),
        help="Where facts and verdicts are kept.  [default: .isolint_cache in the project]",
    ),
)

EXPLAIN_OPTIONS: tuple[Option, ...] = (
    click.option(
        "--output-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="For people or for programs.",
    ),
    *LAYOUT_OPTIONS,
    *_CACHE_OPTIONS,
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="When to use colour.",
    ),
)

_RULE_OPTIONS: tuple[Option, ...] = (
    _selectors("--select", "Rules to turn on, instead of all"),
    _selectors("--ignore", "Rules to turn off"),
    _selectors("--extend-select", "Rules to turn on as well"),
)

SERVER_OPTIONS: tuple[Option, ...] = (*_RULE_OPTIONS, *LAYOUT_OPTIONS, *_CACHE_OPTIONS)

_BASELINE: tuple[Option, ...] = (
    click.option(
        "--baseline",
        type=click.Path(dir_okay=False),
        help="Say nothing of what this file holds.  [default: isolint-baseline.json, if there is one]",
    ),
    _flag("--no-baseline", help="Show old findings as well."),
)

_EXCLUSION: tuple[Option, ...] = (
    click.option(
        "--exclude",
        multiple=True,
        callback=_split,
        metavar="GLOB,...",
        help="Leave out, instead of the defaults.",
    ),
    click.option(
        "--extend-exclude", multiple=True, callback=_split, metavar="GLOB,...", help="Leave out as well."
    ),
    _flag(
        "--force-exclude", help="Leave out even what PATHS name, and take none of them for a test by that."
    ),
)

_COLOR = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="When to use colour.",
)

_IGNORE_SUPPRESSIONS = _flag(
    "--ignore-suppressions", "--ignore-noqa", help="Show findings that comments silence."
)

WATCH_OPTIONS: tuple[Option, ...] = (
    click.argument("paths", nargs=-1, type=click.Path(readable=False)),
    *_RULE_OPTIONS,
    _IGNORE_SUPPRESSIONS,
    *_BASELINE,
    click.option(
        "--output-format",
        envvar="ISOLINT_OUTPUT_FORMAT",
        type=click.Choice(["full", "concise", "grouped"]),
        help="How findings are shown.  [default: full]",
    ),
    _flag("--unsafe-fixes", help="Count fixes as usable that may change what the tests do."),
    *_EXCLUSION,
    *LAYOUT_OPTIONS,
    *_CACHE_OPTIONS,
    _COLOR,
    click.option(
        "--clear/--no-clear",
        default=True,
        help="Clear the terminal before each report.  [default: where there is one]",
    ),
    _flag("-q", "--quiet", help="Print findings and what is new of them, and no summary."),
)

BASELINE_OPTIONS: tuple[Option, ...] = (
    click.argument("paths", nargs=-1, type=click.Path(readable=False)),
    click.option(
        "--baseline",
        type=click.Path(dir_okay=False),
        help="The file.  [default: isolint-baseline.json at the top of the project]",
    ),
    *_RULE_OPTIONS,
    *LAYOUT_OPTIONS,
    *_CACHE_OPTIONS,
)

REPORT_OPTIONS: tuple[Option, ...] = (
    click.argument("paths", nargs=-1, type=click.Path(readable=False)),
    click.option(
        "-o",
        "--output-file",
        default="isolint-report.html",
        show_default=True,
        type=click.Path(dir_okay=False, allow_dash=True),
        help='Where the page is written; "-" is standard output.',
    ),
    *_RULE_OPTIONS,
    _IGNORE_SUPPRESSIONS,
    *_BASELINE,
    *LAYOUT_OPTIONS,
    _flag("--exit-non-zero", help="Exit with 1 if there are findings."),
    *_CACHE_OPTIONS,
    _flag("-q", "--quiet", help="Do not say where the page is."),
)

CHECK_OPTIONS: tuple[Option, ...] = (
    click.argument("paths", nargs=-1, type=click.Path(readable=False)),
    _flag("--fix", help="Apply safe fixes."),
    _flag("--unsafe-fixes", help="Count fixes as usable that may change what the tests do."),
    _flag("--diff", help="Show what --fix would change, and change nothing."),
    _flag("--show-fixes", help="List the fixes that were applied."),
    _flag("--exit-non-zero-on-fix", help="Exit with 1 when something was fixed, even if nothing is left."),
    click.option(
        "--preview-fixes/--no-preview-fixes",
        default=None,
        help='Show in each "full" finding what its fix would change.  [default: where there is colour]',
    ),
    *_RULE_OPTIONS,
    _IGNORE_SUPPRESSIONS,
    click.option(
        ADD_IGNORE,
        is_flag=False,
        flag_value="",
        metavar="[=REASON]",
        help="Write a comment that silences it, with a reason, on the line of each finding.",
    ),
    *_BASELINE,
    click.option(
        "--diff-base",
        metavar="REF",
        help="Show what has to do with lines that have changed since a commit or branch, and nothing else.",
    ),
    click.option(
        "--diff-file",
        type=click.Path(dir_okay=False, allow_dash=True),
        help='The same for lines that a unified diff changes; "-" reads it from standard input.',
    ),
    click.option(
        "--output-format",
        envvar="ISOLINT_OUTPUT_FORMAT",
        show_envvar=True,
        type=click.Choice(FORMATS),
        help="How findings are shown.  [default: full]",
    ),
    click.option(
        "-o",
        "--output-file",
        envvar="ISOLINT_OUTPUT_FILE",
        show_envvar=True,
        type=click.Path(dir_okay=False),
        help="Write the report to a file.",
    ),
    _flag("-w", "--watch", help="Go on, and check again whenever files change; see `isolint watch`."),
    _flag("--statistics", help="Show how often each rule has found something."),
    _flag("--show-files", help="List the files that are read, and stop."),
    _flag("--show-settings", help="Show the settings that hold here, and stop."),
    click.option(
        "--stdin-filename", type=click.Path(), help="The file that the text on standard input stands in for."
    ),
    *_EXCLUSION,
    *LAYOUT_OPTIONS,
    _flag("-e", "--exit-zero", help="Exit with 0 even if there are findings."),
    *_CACHE_OPTIONS,
    _COLOR,
    _flag("-q", "--quiet", help="Print findings, and nothing else."),
    _flag("--profile", help="Say on standard error how long each stage and rule took."),
    _flag("-v", "--verbose", help="Say on standard error what was read and how long it took."),
)
