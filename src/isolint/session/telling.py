"""Code that says more about a project than how its tests are written."""

from __future__ import annotations

from isolint.model.facts import FileFacts

_TELLING = frozenset({"setup.py", "noxfile.py", "tasks.py", "manage.py", "runtests.py"})
_FIRST = frozenset({"conftest.py", "__init__.py"})


def is_telling(name: str) -> bool:
    """A file that says how tests are run."""
    return name.rpartition("/")[2] in _TELLING


def puts_on_path(before: FileFacts, content: bytes) -> bool:
    """A file that may say where imports start, or that did so before."""
    if before.path.rpartition("/")[2] not in _FIRST:
        return False
    return b"sys.path" in content or {"sys", "path"} <= set(before.expressions.texts)
