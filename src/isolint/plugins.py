"""Rules and catalogues of other packages: found by the entry point `isolint_rules`, used like ours.

The entry point names a package. Every `Rule` in it and in its modules is a rule; the files in
its folders `rules/python` and `rules/go` are catalogues, which come after the built-in ones
and before those of the settings.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from isolint.editions import code_of
from isolint.errors import UsageError
from isolint.model.rule import OWN_PREFIX, Rule

GROUP = "isolint_rules"
_METADATA = (".dist-info", ".egg-info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What one entry point brings; `folder` is where its package lies, `code` changes with what is in it."""

    name: str
    rules: tuple[Rule[Any], ...]
    folder: Path
    code: str = ""

    def catalogues(self, language: str) -> tuple[Path, ...]:
        """Its catalogues of a language, in the order of their names."""
        return tuple(sorted((self.folder / "rules" / language).glob("*.toml")))


def installed() -> tuple[Plugin, ...]:
    """All plugins of this environment, by name.

    Raises:
        UsageError: one cannot be imported, or its rules have codes that are taken.
    """
    if not _is_anywhere():
        return ()
    from importlib.metadata import entry_points

    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    plugins = tuple(_loaded(point.name, point.value) for point in points)
    _check_codes(plugins)
    return plugins


def _is_anywhere() -> bool:
    """Whether any distribution has such an entry point; `importlib.metadata` alone would cost 40 ms."""
    return any(f"[{GROUP}]".encode() in text for text in _declarations())


def _declarations() -> Iterator[bytes]:
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or os.curdir)
        except OSError:
            continue
        for name in names:
            if name.endswith(_METADATA):
                try:
                    yield Path(folder, name, "entry_points.txt").read_bytes()
                except OSError:
                    continue


def _loaded(name: str, target: str) -> Plugin:
    """A plugin is code of others: whatever it raises is said in one sentence, with its name."""
    try:
        package = import_module(target.partition(":")[0])
        values = (value for module in _modules(package) for value in vars(module).values())
        rules = {value for value in values if isinstance(value, Rule)}
    except (Exception, SystemExit) as error:  # a script that ends itself would end the check as clean
        raise UsageError(f'the plugin "{name}" ({target}) cannot be imported: {error!r}') from error
    return Plugin(
        name=name,
        rules=tuple(sorted(rules, key=lambda rule: rule.code)),
        folder=Path(package.__file__ or "").parent,
        code=code_of(package),
    )


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for found in iter_modules(getattr(package, "__path__", ())):
        yield import_module(f"{package.__name__}.{found.name}")


def _check_codes(plugins: Sequence[Plugin]) -> None:
    owners: dict[str, str] = {}
    for plugin in plugins:
        for rule in plugin.rules:
            if rule.code.startswith(OWN_PREFIX):
                raise UsageError(
                    f'the plugin "{plugin.name}" has a rule {rule.code}; codes with {OWN_PREFIX} are '
                    "isolint's own, choose letters of yours"
                )
            if rule.code in owners:
                raise UsageError(
                    f'the plugins "{owners[rule.code]}" and "{plugin.name}" both have a rule {rule.code}'
                )
            owners[rule.code] = plugin.name
