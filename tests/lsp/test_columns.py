"""Places in each of the units that a client may ask for."""

from __future__ import annotations

import pytest

from isolint.lsp.columns import ASSUMED, UNITS, asked_for, offset_of, range_of
from isolint.lsp.edits import edits_between
from isolint.lsp.messages import Range
from isolint.model.source import Source

TEXT = 'a = 1\r\nb = "😀é"; c = 3\n\td = "ü"\n'
SOURCE = Source("test_a.py", TEXT.encode())


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 12), ("utf-16", 9), ("utf-32", 8)])
def test_behind_characters_of_several_units(encoding: str, column: int) -> None:
    at = SOURCE.text.index(b"; c")
    assert range_of(SOURCE, at, at + 1, encoding) == Range(1, column, 1, column + 1)
    assert offset_of(SOURCE, 1, column, encoding) == at


@pytest.mark.parametrize("encoding", sorted(UNITS))
def test_there_and_back(encoding: str) -> None:
    starts = [len(TEXT[:index].encode()) for index in range(len(TEXT)) if TEXT[index] not in "\r\n"]
    for offset in starts:
        place = range_of(SOURCE, offset, offset, encoding)
        assert offset_of(SOURCE, place.start_row, place.start_column, encoding) == offset


@pytest.mark.parametrize("encoding", sorted(UNITS))
def test_a_place_behind_the_end(encoding: str) -> None:
    assert offset_of(SOURCE, 99, 0, encoding) == len(SOURCE.text)
    assert offset_of(SOURCE, 0, 99, encoding) == len("a = 1")


def test_within_a_character() -> None:
    inside = SOURCE.text.index("😀".encode())
    assert offset_of(SOURCE, 1, 6, "utf-16") == inside
    assert offset_of(SOURCE, 1, 6, "utf-8") == inside


def test_an_edit_is_no_longer_than_it_has_to_be() -> None:
    text = TEXT.replace("c = 3", "c = 33").encode()
    (edit,) = edits_between(SOURCE, text, "utf-16")
    assert edit == (Range(1, 16, 1, 16), "3")


def test_an_edit_of_several_lines() -> None:
    text = TEXT.replace("\td", "if a:\n\td").encode()
    (edit,) = edits_between(SOURCE, text, "utf-8")
    assert edit == (Range(2, 0, 2, 0), "if a:\n")


def test_an_edit_behind_what_is_not_ascii_for_who_may_count_otherwise() -> None:
    """Column 0 is the same place in all units."""
    (edit,) = edits_between(SOURCE, TEXT.replace("c = 3", "c = 33").encode(), ASSUMED)
    assert edit == (Range(1, 0, 2, 0), 'b = "😀é"; c = 33\n')
    (edit,) = edits_between(SOURCE, TEXT.replace("a = 1", "a = 11").encode(), ASSUMED)
    assert edit == (Range(0, 5, 0, 5), "1")


def test_a_place_asked_for_by_who_may_count_otherwise() -> None:
    place = Range(1, 14, 1, 14)
    assert asked_for(SOURCE, place, "utf-16") == place
    assert asked_for(SOURCE, place, ASSUMED) == Range(1, 0, 1, len('b = "😀é"; c = 3'.encode()))
    assert asked_for(SOURCE, Range(0, 2, 0, 2), ASSUMED) == Range(0, 2, 0, 2)
    assert asked_for(SOURCE, Range(99, 2, 99, 2), ASSUMED) == Range(99, 2, 99, 2)
