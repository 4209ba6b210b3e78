"""The commands and their options; what they do is imported when they are called."""

from __future__ import annotations

from typing import Any

import click

from isolint import __version__
from isolint.cli.options import CHECK_OPTIONS, LAYOUT_OPTIONS, with_options

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, "-V", "--version", prog_name="isolint", message="%(prog)s %(version)s")
def isolint() -> None:
    """Read a test suite and say which tests break each other when they run in parallel."""


@isolint.command(context_settings=CONTEXT)
@with_options(CHECK_OPTIONS)
def check(**options: Any) -> int:
    """Check the tests under PATHS [default: .].

    The whole project is read, because tests meet in fixtures and helpers; PATHS only say
    which findings are shown. "-" reads one file from standard input.
    """
    from isolint.cli.check import run
    from isolint.cli.invocation import Options

    return run(Options(**options))


@isolint.command(context_settings=CONTEXT, short_help="Explain a rule, or all of them.")
@click.argument("rule", required=False)
@click.option("--all", "every", is_flag=True, help="Explain all rules.")
@click.option("--catalogue", is_flag=True, help="Show what is known about libraries, yours included.")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
@with_options(LAYOUT_OPTIONS)
def rule(rule: str | None, every: bool, catalogue: bool, output_format: str, **options: Any) -> int:
    """Explain a rule, by its code or name (or all of them)."""
    from isolint.cli.explain import explain

    return explain(rule, every=every, catalogue=catalogue, as_json=output_format == "json", **options)


@isolint.command(context_settings=CONTEXT, short_help="Remove the cache of a project.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option("--cache-dir", envvar="ISOLINT_CACHE_DIR", type=click.Path(), help="The cache to remove.")
def clean(paths: tuple[str, ...], cache_dir: str | None) -> int:
    """Remove the cache of the project under PATHS [default: .]."""
    from isolint.cli.housekeeping import clean

    return clean(paths, cache_dir)


@isolint.command(context_settings=CONTEXT)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
def version(output_format: str) -> int:
    """Print the version."""
    from isolint.cli.housekeeping import version

    return version(as_json=output_format == "json")


@isolint.command(
    "generate-shell-completion", context_settings=CONTEXT, short_help="Print a completion script for a shell."
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def generate_shell_completion(shell: str) -> int:
    """Print a script that completes commands and options in SHELL."""
    from isolint.cli.housekeeping import completion

    return completion(isolint, shell)
