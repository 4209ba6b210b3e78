"""One offset in three units, before and behind what takes more than one of any."""

from __future__ import annotations

import pytest

from isolint.model.source import Position, Source
from isolint.reporters.columns import Unit, code_points, offset_of, utf8_bytes, utf16_units

TEXT = 'a\r\n\tx = "😀é"; y\rz\n'.encode()
SOURCE = Source("a.py", TEXT)


@pytest.mark.parametrize(
    ("unit", "column"),
    [(code_points, 12), (utf16_units, 13), (utf8_bytes, 16)],
    ids=["code points", "UTF-16", "bytes"],
)
def test_behind_an_emoji(unit: Unit, column: int) -> None:
    assert unit(SOURCE, TEXT.index(b"y")) == Position(2, column)


@pytest.mark.parametrize(
    "unit", [code_points, utf16_units, utf8_bytes], ids=["code points", "UTF-16", "bytes"]
)
def test_where_units_agree(unit: Unit) -> None:
    assert unit(SOURCE, 0) == Position(1, 1)
    assert unit(SOURCE, TEXT.index(b"x")) == Position(2, 2)  # a tab is one of each
    assert unit(SOURCE, TEXT.index(b"z")) == Position(3, 1)  # a lone carriage return ends a line
    assert unit(SOURCE, len(TEXT)) == unit(SOURCE, 10_000) == Position(4, 1)


@pytest.mark.parametrize("offset", [0, 3, 4, 9, 15, 18, 20, len(TEXT)])
def test_there_and_back(offset: int) -> None:
    assert offset_of(SOURCE, code_points(SOURCE, offset)) == offset


def test_places_that_are_not_there() -> None:
    assert offset_of(SOURCE, Position(0, 0)) == 0
    assert offset_of(SOURCE, Position(1, 99)) == 1
    assert offset_of(SOURCE, Position(99, 1)) == len(TEXT)
