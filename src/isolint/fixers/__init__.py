"""Fixers fulfil the requests that checks attach to their findings.

A request (`Fix`) names a recipe and a place; `apply.apply` turns the text of one file and its
requests into new text. Every plain module in the folder of a language is a recipe, named after
its file: `python/unique_name.py` is `unique-name`. What the recipes of a language share stands
in the folder `edit` beside them, and is imported only when something is to be rewritten.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from pkgutil import iter_modules

_LANGUAGES = {".py": "python", ".pyi": "python", ".go": "go"}


def recipes(language: str) -> frozenset[str]:
    """The recipes a language has, from the names of its files: nothing is imported."""
    if language not in _LANGUAGES.values():
        return frozenset()
    modules = iter_modules([str(Path(__file__).with_name(language))])
    return frozenset(module.name.replace("_", "-") for module in modules if not module.ispkg)


def language_of(path: str) -> str:
    """The language of a file by its name, "" where nobody can rewrite it."""
    return _LANGUAGES.get(PurePosixPath(path).suffix, "")
