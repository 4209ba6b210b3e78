"""One catalogue file: TOML to words, with each mistake said in one sentence."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from isolint.catalogue.readers import MisreadError, Reader
from isolint.catalogue.schema import TABLES, Table, Word
from isolint.errors import UsageError
from isolint.model.vocabulary import AccessWord
from isolint.nearest import nearest

Tables: TypeAlias = Mapping[str, object]


class Spot(NamedTuple):
    """The `ordinal`-th `[[table]]` of a file; its line is looked up when someone asks."""

    path: Path
    table: str
    ordinal: int

    def wrong(self, sentence: str, key: str = "") -> UsageError:
        lines = self.path.read_text(encoding="utf-8-sig").splitlines()
        return UsageError(f"{self.path}:{_line(lines, self, key)}: {sentence}")


def parse(path: Path) -> Tables:
    """The TOML of a file, not looked at any further."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such catalogue; write the path of a TOML file") from None
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise UsageError(f"{path}: cannot be read ({reason}); write the path of a TOML file") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8; save it as UTF-8") from None
    return _toml(path, text.replace("\r\n", "\n"))


def words(path: Path, tables: Tables, *, trusted: bool) -> Iterator[tuple[Spot, list[Word]]]:
    """What each entry of a file says; a `trusted` one has valid regular expressions."""
    for name, entries in tables.items():
        table = TABLES.get(name)
        if table is None:
            raise _unknown_table(path, name)
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise Spot(path, name, 0).wrong(f"{name} is not a list of tables; write [[{name}]]")
        for ordinal, entry in enumerate(entries):
            spot = Spot(path, name, ordinal)
            yield spot, _words(spot, table, entry, trusted)


def _toml(path: Path, text: str) -> Tables:
    # Dear to import, and not needed where the parsed catalogues are cached.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        tables: Tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, text, str(error)) from None
    return tables


def _not_toml(path: Path, text: str, error: str) -> UsageError:
    complaint, _, position = error.partition(" (at ")
    found = re.search(r"line (\d+)", position)
    line = int(found[1]) if found else text.count("\n") + 1
    return UsageError(f"{path}:{line}: is not TOML: {complaint[:1].lower()}{complaint[1:]}")


def _words(spot: Spot, table: Table, entry: dict[str, object], trusted: bool) -> list[Word]:
    fields: dict[str, object] = {}
    keys: list[object] = []
    for key, value in entry.items():
        reader = table.readers.get(key)
        if reader is None:
            raise _unknown_key(spot, table, key)
        if key == table.key and isinstance(value, list) and value:
            keys = [_value(spot, reader, key, item, trusted) for item in value]
        else:
            fields[key] = _value(spot, reader, key, value, trusted)
    for key in table.required:
        if key not in fields and not (keys and key == table.key):
            raise spot.wrong(f'[[{spot.table}]] has no "{key}"; write {table.readers[key].write}')
    absent = fields.pop("absent", None)
    made: list[Word] = []
    for name in keys or [fields[table.key]]:
        fields[table.key] = name
        made.append(table.make(**fields))
    return made if absent is None else [_with_absent(spot, word, str(absent)) for word in made]


def _with_absent(spot: Spot, word: Word, absent: str) -> Word:
    if not isinstance(word, AccessWord) or word.when is None:
        raise spot.wrong('"absent" has no "when" to stand beside; write one or leave it out', "absent")
    argument = replace(word.when.argument, absent=absent)
    return replace(word, when=replace(word.when, argument=argument, absent=absent))


def _value(spot: Spot, reader: Reader, key: str, value: object, trusted: bool) -> object:
    try:
        field = reader.read(value)
        if reader.pattern and not trusted:
            re.compile(reader.pattern(value))
    except MisreadError:
        raise spot.wrong(f'"{key}" is {_shown(value)}; write {reader.write}', key) from None
    except re.error as error:
        sentence = f'"{key}" is {_shown(value)}, a bad regular expression: {error.msg}'
        raise spot.wrong(sentence, key) from None
    return field


def _unknown_key(spot: Spot, table: Table, key: str) -> UsageError:
    guess = nearest(key, table.readers)
    advice = f'did you mean "{guess}"?' if guess else "write one of " + ", ".join(table.readers)
    return spot.wrong(f'[[{spot.table}]] knows no "{key}"; {advice}', key)


def _unknown_table(path: Path, name: str) -> UsageError:
    guess = nearest(name, TABLES)
    advice = f"did you mean [[{guess}]]?" if guess else "write one of " + ", ".join(TABLES)
    return Spot(path, name, 0).wrong(f"there is no table {name}; {advice}")


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a table"
    return str(value)


def _line(lines: list[str], spot: Spot, key: str) -> int:
    """The line of the table's header or, where it is found below that, of the key."""
    name = re.escape(spot.table)
    header = re.compile(rf"\s*(?:\[+\s*[\"']?{name}\b|[\"']?{name}[\"']?\s*=)")
    headers = [number for number, line in enumerate(lines, 1) if header.match(line)]
    start = headers[spot.ordinal] if spot.ordinal < len(headers) else 1
    wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    for number, line in enumerate(lines[start:] if key else [], start + 1):
        if line.lstrip().startswith("[["):
            break
        if wanted.match(line):
            return number
    return start
