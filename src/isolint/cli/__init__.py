"""The program `isolint`: exit code 0 clean, 1 findings, 2 a mistake of the user's or of ours, 130 Ctrl-C."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import NoReturn

CLEAN, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130


def main() -> NoReturn:
    """The console script. Its process is short: nothing that it makes is worth collecting."""
    gc.disable()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one command; gives the exit code, whatever happens.

    click by itself ends with 1 on a crash, on Ctrl-C and on a closed pipe, which here
    would look like findings.
    """
    import click

    from isolint.cli.commands import isolint
    from isolint.cli.console import complain, settle
    from isolint.errors import UsageError

    try:
        code = isolint.main(list(arguments), prog_name="isolint", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        complain("interrupted")
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return FAILED
    except UsageError as error:
        complain(f"error: {error}")
        return FAILED
    except SystemExit:
        # click's way out when the reader of its own help has gone: nothing was checked.
        return settle(CLEAN)
    except Exception:
        from traceback import format_exc

        complain(f"{format_exc()}\nerror: isolint crashed; this is a bug in isolint, please report it")
        return FAILED
    return settle(code if isinstance(code, int) else CLEAN)
