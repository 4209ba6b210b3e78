"""The exact versions that a project's lock files and requirements name."""

from __future__ import annotations

import re
from pathlib import Path

from isolint.survey.commandlines import texts

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
_REQUIREMENTS = ("requirements*.txt", "requirements/*.txt", "constraints*.txt")

_LOSING_GROUPS = (("pytest", "9.2.0"), ("pytest-xdist", "3.8.0"))
"""pytest 9.2 computes the id to which xdist 3.8 has appended the name of the group: the scheduler
never sees it. Measured with these two, and said of no others."""


def groups_lost(root: Path) -> str:
    """The pinned versions together with which no group is kept on one worker, "" if they are others."""
    if all(pinned(root, name) == version for name, version in _LOSING_GROUPS):
        return " with ".join(f"{name} {version}" for name, version in _LOSING_GROUPS)
    return ""


def pinned(root: Path, name: str) -> str:
    """The one version of a package that the project's files agree on, else ""."""
    lock = re.compile(rf'^name = "{re.escape(name)}"\r?\nversion = "([^"]+)"', re.MULTILINE)
    line = re.compile(rf"^{re.escape(name)}\s*==\s*([\w.]+)", re.MULTILINE | re.IGNORECASE)
    found = {version for _, text in texts(root, _LOCKS) for version in lock.findall(text)}
    found |= {version for _, text in texts(root, _REQUIREMENTS) for version in line.findall(text)}
    return found.pop() if len(found) == 1 else ""
