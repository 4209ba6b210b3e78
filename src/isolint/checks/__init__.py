"""The rules: one module each, found by looking through this package."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from isolint.model.rule import Rule


def rules() -> tuple[Rule[Any], ...]:
    """All rules, by code."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    values = (value for module in modules for value in vars(module).values())
    return tuple(sorted({value for value in values if isinstance(value, Rule)}, key=lambda rule: rule.code))
