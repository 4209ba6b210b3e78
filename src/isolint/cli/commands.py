"""The commands and their options; what they do is imported when they are called."""

from __future__ import annotations

from typing import Any

import click

from isolint import __version__
from isolint.cli.options import (
    BASELINE_OPTIONS,
    CHECK_OPTIONS,
    EXPLAIN_OPTIONS,
    LAYOUT_OPTIONS,
    REPORT_OPTIONS,
    SERVER_OPTIONS,
    WATCH_OPTIONS,
    CheckCommand,
    with_options,
)

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, "-V", "--version", prog_name="isolint", message="%(prog)s %(version)s")
def isolint() -> None:
    """Read a test suite and say which tests break each other when they run in parallel."""


@isolint.command(context_settings=CONTEXT, cls=CheckCommand)
@with_options(CHECK_OPTIONS)
def check(**options: Any) -> int:
    """Check the tests under PATHS [default: .].

    The whole project is read, because tests meet in fixtures and helpers; PATHS only say
    which findings are shown. "-" reads one file from standard input.
    """
    from isolint.cli.check import run
    from isolint.cli.invocation import Options

    return run(Options(**options))


@isolint.command(context_settings=CONTEXT, short_help="Check, and check again whenever files change.")
@with_options(WATCH_OPTIONS)
def watch(**options: Any) -> int:
    """Check the tests under PATHS [default: .], and again whenever files change, until Ctrl-C.

    Each report is complete, and ends with what is new and what is gone since the last one.
    """
    from isolint.cli.invocation import Options
    from isolint.cli.watch import run

    run(Options(**options))


@isolint.command(context_settings=CONTEXT, short_help="Draw the suite's isolation map, as one HTML file.")
@with_options(REPORT_OPTIONS)
def report(**options: Any) -> int:
    """Draw what the processes of a run have in common under PATHS [default: .], and what goes wrong there.

    The page is one file that asks for nothing else. Findings are its subject, not its failure:
    the exit code is 0 with them as well, unless --exit-non-zero is given.
    """
    from isolint.cli.report import run

    return run(**options)


@isolint.group(context_settings=CONTEXT, short_help="Live with old findings, and hear of new ones.")
def baseline() -> None:
    """Keep the findings that are there now in a file, so that a check tells only of new ones."""


@baseline.command(context_settings=CONTEXT)
@click.option("--force", is_flag=True, help="Write over a baseline that is there.")
@with_options(BASELINE_OPTIONS)
def create(force: bool, **options: Any) -> int:
    """Write down all findings there are now."""
    from isolint.cli.baseline import create, requested

    return create(requested(**options), force=force)


@baseline.command(context_settings=CONTEXT)
@click.option("--ratchet", is_flag=True, help="Only shrink: exit with 1 when something would be new.")
@with_options(BASELINE_OPTIONS)
def update(ratchet: bool, **options: Any) -> int:
    """Take in what is new under PATHS, and take out what is no longer there."""
    from isolint.cli.baseline import requested, update

    return update(requested(**options), ratchet=ratchet)


@baseline.command(context_settings=CONTEXT)
@click.option("--check", "checking", is_flag=True, help="Change nothing; exit with 1 when it would.")
@with_options(BASELINE_OPTIONS)
def prune(checking: bool, **options: Any) -> int:
    """Take out what is no longer there."""
    from isolint.cli.baseline import prune, requested

    return prune(requested(**options), checking=checking)


@baseline.command(context_settings=CONTEXT)
@with_options(BASELINE_OPTIONS)
def show(**options: Any) -> int:
    """List what the baseline holds under PATHS."""
    from isolint.cli.baseline import requested, show

    return show(requested(**options))


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


@isolint.command(context_settings=CONTEXT, short_help="Serve editors, by the Language Server Protocol.")
@with_options(SERVER_OPTIONS)
def server(**options: Any) -> int:
    """Serve an editor on standard input and output, by the Language Server Protocol.

    Options hold for all projects that the editor opens, as they would for `isolint check`.
    """
    from isolint.cli.server import serve_editor

    return serve_editor(**options)


@isolint.command(context_settings=CONTEXT, short_help="Explain a line of the suite, or a rule.")
@click.argument("subject", metavar="FILE:LINE|RULE")
@with_options(EXPLAIN_OPTIONS)
def explain(subject: str, output_format: str, **options: Any) -> int:
    """Explain a line: who runs it, in which process, and why there is a finding on it, or none.

    For a finding, its story is told step by step: who does what, when and how often, what would make
    it harmless, and what to do. FILE:LINE:COLUMN picks one of several. A rule's code or name shows
    its page.
    """
    from isolint.cli.explain_line import explain

    return explain(subject, as_json=output_format == "json", **options)


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
