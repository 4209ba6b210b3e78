"""Where the conftest files of a test lie."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath


@lru_cache(maxsize=1 << 14)
def conftests_above(path: str) -> tuple[str, ...]:
    """Those that pytest looks for, the nearest first, whether or not they are there."""
    folders = map(str, PurePosixPath(path).parents)
    return tuple("conftest.py" if folder == "." else f"{folder}/conftest.py" for folder in folders)
