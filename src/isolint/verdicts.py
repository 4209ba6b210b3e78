"""The verdicts of the last passes, kept for as long as nothing that they rest on has changed.

What rules say depends on the texts that were read, on the layouts that the project's files and
the settings come to, on which rules were asked, on catalogues, and on the code that does it all. A
digest over all of that is the name under which a verdict is kept. Comments, paths, baselines and
levels of confidence are looked at afterwards, so they are no part of it.

Keeping is never an error: what cannot be written is not kept, what cannot be read was not.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from isolint import editions
from isolint.cache import digest
from isolint.collection import Collection
from isolint.engine import Plan, Verdicts
from isolint.model.duty import Called
from isolint.model.finding import Finding
from isolint.plugins import Plugin
from isolint.stopwatch import Stopwatch
from isolint.suites import Suites

_SUFFIX = ".verdict"
_MOST = 8
"""Verdicts in one cache: of a few branches, selections of rules, and states of a file that is edited."""

_LARGEST = 16_000_000
"""Bytes of one; what is longer is not kept."""

_SEAL = 16
_NOTE = "Nothing was linked, and no rule was asked: the verdict of an earlier run was kept."


class Kept(NamedTuple):
    """What a pass has found, and what the runner calls in each file where somebody has asked."""

    findings: tuple[Finding, ...]
    duties: dict[str, tuple[Called, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """The verdicts in a folder; without one nothing is kept."""

    folder: Path | None = None

    def verdicts(
        self, plan: Plan, collection: Collection, ask: Callable[[], Verdicts], watch: Stopwatch | None = None
    ) -> Verdicts:
        """What a pass over these facts finds; it is made by `ask` if none was kept."""
        found = self.of(plan, collection)
        if found is None:
            found = ask()
            self.keep(plan, collection, found)
        elif watch is not None:
            watch.notes.append(_NOTE)
        return found

    def of(self, plan: Plan, collection: Collection) -> Verdicts | None:
        """What a pass over these facts would find."""
        kept = self.kept(plan, collection)
        return restored(plan, collection, kept) if kept else None

    def kept(self, plan: Plan, collection: Collection) -> Kept | None:
        """The same as it was kept."""
        if self.folder is None or not plan.edition:
            return None
        place = self.folder / f"{name(plan, collection)}{_SUFFIX}"
        try:
            sealed = place.read_bytes()
            os.utime(place)  # so that those that nobody asks for any more go first
        except OSError:
            return None
        return _opened(sealed)

    def keep(
        self,
        plan: Plan,
        collection: Collection,
        verdicts: Verdicts,
        duties: Mapping[str, tuple[Called, ...]] | None = None,
    ) -> None:
        """Not where something went wrong, which may not do so again."""
        if self.folder is None or not plan.edition or verdicts.problems:
            return
        sealed = _sealed(Kept(verdicts.findings, None if duties is None else dict(duties)))
        if sealed is not None and len(sealed) <= _LARGEST:
            _write(self.folder / f"{name(plan, collection)}{_SUFFIX}", sealed)
            _thin_out(self.folder)


def restored(plan: Plan, collection: Collection, kept: Kept) -> Verdicts:
    """As if the pass had just been made; its suites are linked when somebody asks for more."""
    return Verdicts(findings=kept.findings, problems=(), suites=Suites(plan.parts, collection.facts))


def name(plan: Plan, collection: Collection) -> str:
    """What tells two states apart in which rules may say different things."""
    told = blake2b(digest_size=16)
    rules = (
        (rule.code, rule.name, rule.severity.value, rule.threads, rule.url, rule.check.__module__)
        for rule in plan.rules
        if rule.code in plan.active
    )
    told.update(
        repr((plan.edition, tuple(rules), [part.layout for part in plan.parts])).encode("utf-8", "replace")
    )
    for path in collection.facts:  # a text that gave none this time may give some the next time
        told.update(os.fsencode(path) + b"\0" + collection.digests[path])
    return told.hexdigest()


def edition(extras: Sequence[Plugin], catalogues: Sequence[Path]) -> str:
    """Changes with code and catalogues: ours, those of plugins and those of the settings."""
    told = blake2b(digest_size=16)
    for part in _editions(extras, catalogues):
        told.update(part.encode("utf-8", "surrogateescape") + b"\0")
    return told.hexdigest()


def _editions(extras: Sequence[Plugin], catalogues: Sequence[Path]) -> Iterator[str]:
    yield editions.python()
    yield editions.own_code()
    for plugin in extras:
        yield f"{plugin.name} {plugin.code}"
    brought = (path for plugin in extras for path in sorted((plugin.folder / "rules").glob("*/*.toml")))
    for path in (*brought, *catalogues):
        with suppress(OSError):
            yield f"{path.name} {digest(path.read_bytes()).hex()}"


def _sealed(kept: Kept) -> bytes | None:
    """None for what has no place in a file: a name that is no text."""
    from zlib import compress

    import msgspec

    try:
        packed = compress(msgspec.msgpack.encode(kept), 1)
    except (UnicodeEncodeError, TypeError, ValueError):
        return None
    return blake2b(packed, digest_size=_SEAL).digest() + packed


def _opened(sealed: bytes) -> Kept | None:
    """None for what is damaged, or is of other records than ours."""
    import zlib

    import msgspec

    packed = sealed[_SEAL:]
    if blake2b(packed, digest_size=_SEAL).digest() != sealed[:_SEAL]:
        return None
    try:
        return msgspec.msgpack.decode(zlib.decompress(packed), type=Kept)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError):
        return None


def _write(place: Path, content: bytes) -> None:
    neighbour = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        neighbour.write_bytes(content)
        neighbour.replace(place)
    except OSError:
        with suppress(OSError):
            neighbour.unlink()


def _thin_out(folder: Path) -> None:
    """The oldest go, and what others have begun to write and never finished."""
    with suppress(OSError), os.scandir(folder) as listing:
        kept = sorted(
            (entry for entry in listing if _SUFFIX in entry.name),
            key=lambda entry: -entry.stat().st_mtime,
        )
        for entry in kept[_MOST:]:
            with suppress(OSError):
                Path(entry.path).unlink()
