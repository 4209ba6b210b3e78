"""The options of the commands, in the order in which --help shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from isolint.configuration import FORMATS

F = TypeVar("F", bound=Callable[..., Any])
Option = Callable[[Any], Any]


def with_options(options: Sequence[Option]) -> Callable[[F], F]:
    """One decorator for many options."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


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
    _selectors("--select", "Rules to turn on, instead of all"),
    _selectors("--ignore", "Rules to turn off"),
    _selectors("--extend-select", "Rules to turn on as well"),
    _flag("--ignore-suppressions", "--ignore-noqa", help="Show findings that comments silence."),
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
    _flag("--statistics", help="Show how often each rule has found something."),
    _flag("--show-files", help="List the files that are read, and stop."),
    _flag("--show-settings", help="Show the settings that hold here, and stop."),
    click.option(
        "--stdin-filename", type=click.Path(), help="The file that the text on standard input stands in for."
    ),
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
    _flag("--force-exclude", help="Leave out even what PATHS name."),
    *LAYOUT_OPTIONS,
    _flag("-e", "--exit-zero", help="Exit with 0 even if there are findings."),
    click.option(
        "--no-cache", envvar="ISOLINT_NO_CACHE", show_envvar=True, is_flag=True, help="Do not keep facts."
    ),
    click.option(
        "--cache-dir",
        envvar="ISOLINT_CACHE_DIR",
        show_envvar=True,
        type=click.Path(file_okay=False),
        help="Where facts are kept.  [default: .isolint_cache in the project]",
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="When to use colour.",
    ),
    _flag("-q", "--quiet", help="Print findings, and nothing else."),
    _flag("--profile", help="Say on standard error how long each stage and rule took."),
    _flag("-v", "--verbose", help="Say on standard error what was read and how long it took."),
)
