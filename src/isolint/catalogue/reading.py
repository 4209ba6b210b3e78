"""One catalogue file: TOML to words, with each mistake said in one sentence."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from isolint.catalogue.schema import TABLES, Misread, Reader, Table, Word
from isolint.errors import UsageError
from isolint.model.vocabulary import AccessWord

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Spot(NamedTuple):
    """The `ordinal`-th `[[table]]` of a file; its line is looked up when someone asks."""

    path: Path
    table: str
    ordinal: int

    def wrong(self, sentence: str, key: str = "") -> UsageError:
        line = _line(self.path.read_text(encoding="utf-8"), self, key)
        return UsageError(f"{self.path}:{line}: {sentence}")


def read(path: Path, *, trusted: bool = False) -> Iterator[tuple[Spot, Word]]:
    """The words of a file in their order; a `trusted` one has valid regular expressions."""
    for name, entries in _parse(path).items():
        table = TABLES.get(name)
        if table is None:
            raise _unknown_table(path, name)
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise Spot(path, name, 0).wrong(f"{name} is not a list of tables; write [[{name}]]")
        for ordinal, entry in enumerate(entries):
            spot = Spot(path, name, ordinal)
            for word in _words(spot, table, entry, trusted):
                yield spot, word


def nearest(word: str, known: Iterator[str] | list[str]) -> str:
    """The known word that was probably meant, or ""."""
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), "")


def _parse(path: Path) -> dict[str, object]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such catalogue; write the path of a TOML file") from None
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise UsageError(f"{path}: cannot be read ({reason}); write the path of a TOML file") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8; save it as UTF-8") from None
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        complaint, _, position = str(error).partition(" (at ")
        found = re.search(r"line (\d+)", position)
        line = int(found[1]) if found else text.count("\n") + 1
        complaint = complaint[:1].lower() + complaint[1:]
        raise UsageError(f"{path}:{line}: is not TOML: {complaint}") from None


def _words(spot: Spot, table: Table, entry: dict[str, object], trusted: bool) -> Iterator[Word]:
    readers = table.readers
    fields: dict[str, object] = {}
    keys: list[object] = []
    for key, value in entry.items():
        reader = readers.get(key)
        if reader is None:
            raise _unknown_key(spot, table, key)
        if key == table.key and isinstance(value, list):
            keys = [_value(spot, reader, key, item, trusted) for item in value]
        else:
            fields[key] = _value(spot, reader, key, value, trusted)
    for key in table.required:
        if key not in fields and not (keys and key == table.key):
            raise spot.wrong(f'[[{spot.table}]] has no "{key}"; write {readers[key].write}')
    absent = fields.pop("absent", None)
    for name in keys or [fields[table.key]]:
        fields[table.key] = name
        word = table.make(**fields)
        yield word if absent is None else _with_absent(spot, word, str(absent))


def _with_absent(spot: Spot, word: Word, absent: str) -> Word:
    if not isinstance(word, AccessWord) or word.when is None:
        raise spot.wrong('"absent" needs a "when" to stand beside; write one or leave it out', "absent")
    argument = replace(word.when.argument, absent=absent)
    return replace(word, when=replace(word.when, argument=argument, absent=absent))


def _value(spot: Spot, reader: Reader, key: str, value: object, trusted: bool) -> object:
    try:
        field = reader.read(value)
        if reader.pattern and not trusted:
            re.compile(reader.pattern(value))
    except Misread:
        raise spot.wrong(f'"{key}" is {_shown(value)}; write {reader.write}', key) from None
    except re.error as error:
        sentence = f'"{key}" is {_shown(value)}, a bad regular expression ({error.msg}); mend it'
        raise spot.wrong(sentence, key) from None
    return field


def _unknown_key(spot: Spot, table: Table, key: str) -> UsageError:
    guess = nearest(key, list(table.readers))
    advice = f'did you mean "{guess}"?' if guess else "write one of " + ", ".join(table.readers)
    return spot.wrong(f'[[{spot.table}]] knows no "{key}"; {advice}', key)


def _unknown_table(path: Path, name: str) -> UsageError:
    guess = nearest(name, list(TABLES))
    advice = f"did you mean [[{guess}]]?" if guess else "write one of " + ", ".join(TABLES)
    return Spot(path, name, 0).wrong(f"there is no table {name}; {advice}")


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    return {list: "a list", dict: "a table"}.get(type(value), str(value))


def _line(text: str, spot: Spot, key: str) -> int:
    """The line of the table's header or, if it is found below that, of the key."""
    header = re.compile(rf"\s*(?:\[+\s*[\"']?{re.escape(spot.table)}\b|{re.escape(spot.table)}\s*=)")
    wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=") if key else None
    seen = -1
    at = 1
    for number, line in enumerate(text.splitlines(), 1):
        if header.match(line) and (seen < spot.ordinal):
            seen += 1
            at = number
        elif seen == spot.ordinal and line.lstrip().startswith("[["):
            break
        elif seen == spot.ordinal and wanted and wanted.match(line):
            return number
    return at
