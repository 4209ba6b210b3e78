"""Where a file makes its calls, and where it assigns."""

from __future__ import annotations

from collections.abc import Iterable

from isolint.frontends import front_end
from isolint.linking.unit import Unit
from isolint.model.facts import FileFacts
from isolint.model.finding import Problem

CODE = b"""
first = load()
second = box.load(save())
del box.lid
made[0]()
"""


def _unit(code: bytes) -> Unit:
    language = front_end("stars.py")
    source = language.read("stars.py", code)
    assert not isinstance(source, Problem)
    facts = language.extract(source)
    assert isinstance(facts, FileFacts)
    return Unit(facts)


def _rows(unit: Unit, positions: Iterable[int]) -> list[int]:
    return [CODE[: unit.facts.steps[at].start].count(b"\n") for at in positions]


def test_calls_of_a_name_are_found_whatever_it_is_called_on():
    unit = _unit(CODE)
    assert _rows(unit, unit.calls.of("load")) == [1, 2]
    assert _rows(unit, unit.calls.of("lend")) == []


def test_calls_of_several_names_come_in_source_order():
    unit = _unit(CODE)
    assert _rows(unit, unit.calls.of_any(frozenset({"save", "load"}))) == [1, 2, 2]


def test_what_has_no_name_is_a_call_all_the_same():
    unit = _unit(CODE)
    assert _rows(unit, unit.calls.unnamed) == [4]
    assert _rows(unit, unit.calls.every) == [1, 2, 2, 4]


def test_what_is_deleted_counts_as_written():
    unit = _unit(CODE)
    assert _rows(unit, unit.writes) == [1, 2, 3]
