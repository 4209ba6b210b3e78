"""The parsed TOML of the built-in catalogues, kept from run to run.

Parsing them costs more than everything else in loading them. What is kept is JSON of
the plain TOML values under a digest of the files, so it is never out of date, and a
file that cannot be used is as good as none.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from isolint.catalogue.reading import Tables, parse


def parsed(paths: Sequence[Path], language: str, cache: Path | None) -> Sequence[Tables]:
    """The tables of each path, from the folder `cache` if they are there, which is then filled."""
    if cache is None:
        return [parse(path) for path in paths]
    digest = _digest(paths)
    kept = cache / f"catalogue-{language}.json"
    tables = _kept(kept, digest)
    if tables is None:
        tables = [parse(path) for path in paths]
        _keep(kept, digest, tables)
    return tables


def _digest(paths: Sequence[Path]) -> str:
    from hashlib import blake2b

    digest = blake2b(digest_size=16)
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _kept(path: Path, digest: str) -> Sequence[Tables] | None:
    import json

    try:
        content = json.loads(path.read_bytes())
        return content["tables"] if content["digest"] == digest else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, digest: str, tables: Sequence[Tables]) -> None:
    """Best effort: a folder that cannot be written to only makes the next run slower."""
    import json

    neighbour = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        neighbour.write_text(json.dumps({"digest": digest, "tables": tables}), encoding="utf-8")
        neighbour.replace(path)
    except OSError:
        with suppress(OSError):
            neighbour.unlink()
