"""What tells one isolint from another, which may think otherwise of what the first has kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import ModuleType

from isolint import __version__
from isolint.catalogue import builtin_dir

_PACKAGE = Path(__file__).parent
_ASIDE = frozenset({"cli", "devtools", "lsp", "reporters", "session", "__pycache__"})
"""Folders of ours in which nothing is decided about findings."""


def python() -> str:
    """Of the interpreter what may change the meaning of a text."""
    return f"py{sys.version_info.major}.{sys.version_info.minor}"


@cache
def own_code(*folders: str) -> str:
    """Changes with our own code, that in some folders or all that decides, catalogues included.

    Installed from a wheel, the list of what was installed tells; in a working copy sizes and times
    do. The first answer counts for the whole process, which goes on with the code that it has.
    """
    if builtin_dir().parent == _PACKAGE:
        return _digest(_recorded())
    places = [_PACKAGE / folder for folder in folders] if folders else [_PACKAGE, builtin_dir()]
    return _digest(line for place in places for line in stamps(place, ("py", "toml"), deep=not folders))


@cache
def code_of(package: ModuleType) -> str:
    """The same of somebody else's package, and of all that it may have brought in with it."""
    place = Path(package.__file__ or "")
    loaded = sorted(_files(sys.modules))
    return _digest((*stamps(place.parent, ("py",), deep=True), *map(_stamp, loaded)))


def _files(modules: Mapping[str, ModuleType]) -> Iterator[Path]:
    """Those of modules that are neither Python's nor ours."""
    for name, module in list(modules.items()):
        top = name.partition(".")[0]
        if top != "isolint" and top not in sys.stdlib_module_names and getattr(module, "__file__", None):
            yield Path(str(module.__file__))


def stamps(folder: Path, endings: Sequence[str], *, deep: bool) -> Iterator[str]:
    """Each file of some kinds with its size and time; one that cannot be looked at has neither."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.rpartition(".")[2] in endings:
            yield _stamp(Path(entry.path))
        elif deep and entry.name not in _ASIDE and entry.is_dir():
            yield from stamps(Path(entry.path), endings, deep=True)


def _stamp(path: Path) -> str:
    try:
        seen = path.stat()
    except OSError:
        return str(path)
    return f"{path} {seen.st_size} {seen.st_mtime_ns}"


def _recorded() -> Iterator[str]:
    """What pip has written down about our files, digests among it; the version where it has not."""
    record = _PACKAGE.parent / f"isolint-{__version__}.dist-info" / "RECORD"
    yield __version__
    try:
        lines = record.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    yield from sorted(line for line in lines if line.startswith("isolint/") and ".pyc," not in line)


def _digest(lines: Iterator[str] | Sequence[str]) -> str:
    return blake2b("\n".join(lines).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
