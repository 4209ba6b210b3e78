"""Puts a new text in the place of a file, all of it or nothing."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from isolint.cache import digest
from isolint.errors import reason
from isolint.model.finding import Problem
from isolint.model.source import Source


def write(root: Path, source: Source, before: bytes) -> Problem | None:
    """Replaces a file through a temporary neighbour, keeping its mode; a link stays a link.

    `before` is the digest of what the new text was made from: a file that has changed
    since is left alone.
    """
    target = Path(os.path.realpath(root / source.path))
    neighbour = target.with_name(f".{target.name}.isolint-{os.getpid()}")
    try:
        if digest(target.read_bytes()) != before:
            return _left(source.path, "changed while isolint was at work")
        _spill(neighbour, source.encode(source.text))
        shutil.copymode(target, neighbour)
        os.replace(neighbour, target)
    except OSError as error:
        return _left(source.path, f"cannot be written ({reason(error)})")
    finally:
        with suppress(OSError):
            neighbour.unlink()
    return None


def _spill(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _left(path: str, why: str) -> Problem:
    return Problem(stage="write", path=path, message=f"the file {why}; it is left as it was")
