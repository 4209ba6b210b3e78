"""Paths from the top of the repository, which need not be where a project starts."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path

from isolint.repository import top_of


def lead_of(root: Path) -> str:
    """What comes before a path of the project, "." where it has a repository to itself, or none."""
    real = Path(os.path.realpath(root))
    return real.relative_to(top_of(real) or real).as_posix()


def from_top(lead: str, path: str) -> str:
    """A path of the project as seen from the top of its repository, with forward slashes."""
    return posixpath.normpath(posixpath.join(lead, path))
