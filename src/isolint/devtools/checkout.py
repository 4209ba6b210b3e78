"""The working copy that the tools write to."""

from __future__ import annotations

from pathlib import Path

from isolint.errors import UsageError


def root() -> Path:
    """The folder of the working copy that this very code runs from.

    Raises:
        UsageError: it runs from an installed package, which has no sources to write to.
    """
    folder = Path(__file__).resolve().parents[3]
    if not (folder / "pyproject.toml").is_file() or not (folder / "rules").is_dir():
        raise UsageError("this isolint is installed; run the tools from a checkout (pip install -e '.[dev]')")
    return folder
