"""The small commands: settings, cache, version, completion."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from isolint import __version__
from isolint.cli import CLEAN
from isolint.cli.console import complain, write
from isolint.cli.runners import runner_sentences
from isolint.configuration import PROFILES
from isolint.model.language import GO
from isolint.model.project import Layout
from isolint.project import Request, baseline_file, cache_folder, layouts, locate

if TYPE_CHECKING:
    import click


def show_settings(request: Request) -> int:
    """`isolint check --show-settings`."""
    write("".join(f"{line}\n" for line in _settings(request)))
    return CLEAN


def _settings(request: Request) -> Iterator[str]:
    from isolint.engine import codes
    from isolint.plugins import installed
    from isolint.project import all_rules
    from isolint.selection import selected

    _, root, chosen = locate(request)
    extras = installed()
    names = codes(all_rules(extras))
    yield f"project = {_quoted(root)}"
    yield f"configuration = {_quoted(chosen.origin) if chosen.origin else 'none'}"
    yield f"baseline = {_quoted(baseline_file(request, chosen, root) or 'none')}"
    yield f"cache = {_quoted(cache_folder(request, chosen, root) or 'none')}"
    yield ""
    yield f"rules = {_listed(sorted(selected(names, (chosen.rules, request.rules))))}"
    yield f"min-confidence = {_quoted(chosen.min_confidence.value)}"
    for glob, selectors in chosen.per_file_ignores:
        yield f"per-file-ignores.{_quoted(glob)} = {_listed(selectors)}"
    yield f"exclude = {'defaults' if chosen.exclude is None else _listed(chosen.exclude)}"
    yield f"extend-exclude = {_listed(chosen.extend_exclude)}"
    yield f"generated = {str(chosen.generated).lower()}"
    yield f"catalogues = {_listed(map(str, chosen.catalogues))}"
    yield f"plugins = {_listed(plugin.name for plugin in extras)}"
    for layout in layouts(request):
        yield ""
        yield from _of_go(layout) if layout.language == GO else _of_python(layout)
        yield from (f"# {sentence}" for sentence in runner_sentences(layout))


def _of_python(layout: Layout) -> Iterator[str]:
    yield f"test files = {_listed(layout.test_files)}"
    yield f"test functions = {_listed(layout.test_functions)}"
    yield f"test classes = {_listed(layout.test_types)}"
    yield f"test paths = {_listed(layout.test_paths)}"
    yield f"import roots = {_listed(path or '.' for path in layout.import_roots)}"
    if not layout.runner.knows_cases_only:
        yield f"dist = {_quoted(layout.runner.dist)}"
    yield f"profile = {_quoted(PROFILES[layout.threads is not None])}"


def _of_go(layout: Layout) -> Iterator[str]:
    yield f"Go test files = {_listed(layout.test_files)}"
    for path, folder in layout.modules:
        yield f"Go module = {_quoted(path)} in {_quoted(folder or '.')}"


def _quoted(value: object) -> str:
    return f'"{value}"'


def _listed(values: object) -> str:
    from collections.abc import Iterable

    return f"[{', '.join(map(_quoted, values))}]" if isinstance(values, Iterable) else "[]"


def clean(paths: tuple[str, ...], cache_dir: str | None) -> int:
    """`isolint clean`."""
    from isolint.cache import remove

    request = Request(
        paths=tuple(map(Path, paths)) or (Path(),), cache_dir=Path(cache_dir) if cache_dir else None
    )
    _, root, chosen = locate(request)
    folder = cache_folder(request, chosen, root)
    if folder and remove(folder):
        complain(f"Removed the cache at {os.path.relpath(folder)}")
    else:
        complain("There is no cache to remove")
    return CLEAN


def version(*, as_json: bool) -> int:
    """`isolint version`."""
    if as_json:
        import json

        write(json.dumps({"version": __version__, "python": platform.python_version()}) + "\n")
    else:
        write(f"isolint {__version__}\n")
    return CLEAN


def completion(program: click.Command, shell: str) -> int:
    """`isolint generate-shell-completion SHELL`."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is not None:
        write(made(program, {}, "isolint", "_ISOLINT_COMPLETE").source() + "\n")
    return CLEAN
