"""Facts kept from run to run, by the digest of the text they were taken from.

A cache that cannot be made, read or written is no cache; it is never an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isolint import __version__, editions
from isolint.model.facts import SCHEMA

if TYPE_CHECKING:
    from sqlite3 import Connection

FOLDER = ".isolint_cache"
_FILE = "facts.sqlite"
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder holds facts that isolint can take again at any time.\n"
    "# See https://bford.info/cachedir/\n"
)
_PATIENCE = 0.5
"""Seconds to wait for another isolint that writes the same cache."""

_AT_ONCE = 8_000_000
"""Bytes of facts that one transaction writes."""


def digest(text: bytes) -> bytes:
    """What tells one text from another, in 16 bytes."""
    from hashlib import blake2b

    return blake2b(text, digest_size=16).digest()


class Cache:
    """Packed facts by path and digest; without a connection it holds nothing and keeps nothing.

    `folder` is where others may keep what they can make again, None where nothing is kept.
    """

    def __init__(self, connection: Connection | None = None, folder: Path | None = None) -> None:
        self.folder = folder if connection else None
        self._connection = connection
        self._fresh: list[tuple[str, bytes, bytes]] = []
        self._waiting = 0
        self._known: dict[str, bytes] = dict(self._query("SELECT path, digest FROM facts"))

    def packed(self, path: str, key: bytes) -> bytes | None:
        """The packed facts of a file whose text has this digest."""
        if self._known.get(path) != key:
            return None
        rows = list(self._query("SELECT facts FROM facts WHERE path = ? AND digest = ?", (path, key)))
        return bytes(rows[0][0]) if rows else None

    @property
    def keeps(self) -> bool:
        """Whether it is worth packing facts for it."""
        return self._connection is not None

    def keep(self, path: str, key: bytes, packed: bytes) -> None:
        """Remembers packed facts; they are written when there are enough, and by `flush`."""
        if self._connection is not None:
            self._fresh.append((path, key, packed))
            self._waiting += len(packed)
            if self._waiting > _AT_ONCE:
                self.flush()

    def flush(self) -> None:
        """Writes in one transaction what is to be kept."""
        if self._connection is None or not self._fresh:
            return
        from sqlite3 import Error

        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", self._fresh)
        except (Error, OSError):
            self._connection = None
        self._fresh.clear()
        self._waiting = 0

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        if self._connection is None:
            return []
        from sqlite3 import Error

        try:
            return self._connection.execute(sql, values).fetchall()
        except (Error, OSError):
            self._connection = None
            return []


@contextmanager
def opened(folder: Path | None) -> Iterator[Cache]:
    """The cache in a folder, or, for None and for a folder that will not do, an empty one."""
    place = folder / _edition() if folder else None
    connection = _connect(place) if place else None
    try:
        cache = Cache(connection, place)
        yield cache
        cache.flush()
    finally:
        if connection is not None:
            connection.close()


def remove(folder: Path) -> bool:
    """Deletes a cache; false when there is none, or when the folder is not one of ours."""
    from shutil import rmtree

    if not (folder / "CACHEDIR.TAG").is_file():
        return False
    rmtree(folder)
    return True


def _connect(place: Path) -> Connection | None:
    import sqlite3

    try:
        _make(place)
        connection = sqlite3.connect(place / _FILE, timeout=_PATIENCE)
    except (OSError, sqlite3.Error):
        return None
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS facts (path TEXT PRIMARY KEY, digest BLOB, facts BLOB)"
        )
    except sqlite3.DatabaseError as error:
        connection.close()
        return None if isinstance(error, sqlite3.OperationalError) else _replaced(place)
    return connection


def _replaced(place: Path) -> Connection | None:
    """A new store in the place of one that is damaged."""
    try:
        (place / _FILE).unlink()
    except OSError:
        return None
    return _connect(place)


def _make(place: Path) -> None:
    if not place.is_dir():
        place.mkdir(parents=True, exist_ok=True)
        folder = place.parent
        (folder / ".gitignore").write_text("# Made by isolint.\n*\n", "utf-8")
        (folder / "CACHEDIR.TAG").write_text(_TAG, "utf-8")


def _edition() -> str:
    """One folder for each isolint that may take other facts from the same text."""
    code = editions.own_code("frontends", "frontends/python", "frontends/go")
    return f"{__version__}-{SCHEMA}-{editions.python()}-{code}"
