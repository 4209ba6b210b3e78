"""Which language a file is written in, as its name says."""

from __future__ import annotations

PYTHON, GO = "python", "go"

_SUFFIXES = {".py": PYTHON, ".pyi": PYTHON, ".go": GO}


def language_of(path: str) -> str:
    """By its suffix, "" where it is none of ours."""
    return _SUFFIXES.get(path[path.rfind(".") :], "")
