"""Standard output and standard error: colour or not, a reader that has gone, and progress."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any

from isolint.errors import UsageError, reason

PATIENCE = 1.0
"""Seconds of work that nobody needs to be told about."""


def coloured(choice: str, stream: IO[str], environment: Mapping[str, str]) -> bool:
    """ruff's order: --color, then NO_COLOR, then FORCE_COLOR and CLICOLOR_FORCE, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if environment.get(name, "0") not in ("", "0"):
            return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def width(stream: IO[str]) -> int:
    """Columns to fill: those of the terminal, at most what is good to read."""
    if not stream.isatty():
        return 100
    try:
        return min(os.get_terminal_size(stream.fileno()).columns or 100, 110)
    except OSError:
        return 100


def write(text: str) -> bool:
    """To standard output, in UTF-8 where it is no terminal; a reader that has gone is no error, but false."""
    try:
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None or sys.stdout.isatty():
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.flush()
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon(sys.stdout)
        return False
    except OSError as error:
        _abandon(sys.stdout)
        raise UsageError(f"the report cannot be written to standard output ({reason(error)})") from None
    return True


def complain(text: str) -> None:
    """To standard error."""
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except BrokenPipeError:
        _abandon(sys.stderr)
    except UnicodeEncodeError:
        sys.stderr.write(f"{text!a}\n")


def settle(code: int) -> int:
    """Flushes while a reader that has gone can still be forgiven; gives the code back."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            _abandon(stream)
        except ValueError:
            continue  # the language server has closed what it talked through
    return code


def _abandon(stream: IO[str]) -> None:
    """Whatever else is written goes nowhere, and the interpreter's last flush is content."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class Progress:
    """A bar on standard error, where that is a terminal and the work takes long enough to ask."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._visible = sys.stderr.isatty()
        self._bar: Any = None
        self._done = 0
        self._staged = False

    def __call__(self, done: int, known: int) -> None:
        if not self._visible or time.monotonic() - self._start < PATIENCE:
            return
        if self._bar is None:
            self._bar = self._open(known)
        self._bar.length = known
        self._bar.update(done - self._done)
        self._done = done

    def stage(self, text: str) -> None:
        """Says what is going on where there is nothing to count."""
        self.close()
        if self._visible and time.monotonic() - self._start >= PATIENCE:
            sys.stderr.write(f"{text} …")
            sys.stderr.flush()
            self._staged = True

    def close(self) -> None:
        """Takes away what was said."""
        if self._bar is not None:
            self._bar.render_finish()
            sys.stderr.write("\x1b[1A")
        if self._bar is not None or self._staged:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
        self._bar, self._staged = None, False

    def _open(self, known: int) -> Any:
        import click

        bar = click.progressbar(length=known, label="reading", file=sys.stderr, show_pos=True, show_eta=False)
        bar.render_progress()
        return bar
