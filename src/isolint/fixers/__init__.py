"""Fixers fulfil the requests that checks attach to their findings.

A request (`Fix`) names a recipe and a place; `apply.apply` turns the text of one file and its
requests into new text. Every plain module in the folder of a language is a recipe, named after
its file: `python/unique_name.py` is `unique-name`. What the recipes of a language share stands
in the folder `edit` beside them, and is imported only when something is to be rewritten.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from pkgutil import iter_modules


@cache
def recipes(language: str) -> frozenset[str]:
    """The recipes a language has, from the names of its files: nothing is imported."""
    if not language:
        return frozenset()
    modules = iter_modules([str(Path(__file__).with_name(language))])
    return frozenset(module.name.replace("_", "-") for module in modules if not module.ispkg)
