"""Differences, against difflib's own and against what they are for."""

from __future__ import annotations

import random
from difflib import SequenceMatcher

import pytest

from isolint.reporters.difference import hunks, operations


def _cases() -> list[tuple[str, str]]:
    chance = random.Random(7)
    letters = ["abc" * 4, "aaaaaaaa", "abcdefghij"]
    cases = [("", ""), ("", "a"), ("a", ""), ("aaa", "aba"), ("aaaa", "aaa")]
    for _ in range(200):
        old = list(chance.choice(letters))
        new = [each for each in old if chance.random() > 0.15]
        for _ in range(chance.randrange(3)):
            new.insert(chance.randrange(len(new) + 1), chance.choice("axyz"))
        cases.append(("".join(old), "".join(new)))
    return cases


@pytest.mark.parametrize("context", [0, 1, 3])
def test_operations_lead_from_one_to_the_other(context: int) -> None:
    for old, new in _cases():
        done = operations(list(old), list(new))
        assert "".join(new[j1:j2] for _, _, _, j1, j2 in done) == new
        assert all(old[i1:i2] == new[j1:j2] for tag, i1, i2, j1, j2 in done if tag == "equal")
        groups = hunks(list(old), list(new), context)
        changes = [each for group in groups for each in group if each[0] != "equal"]
        assert changes == [each for each in done if each[0] != "equal"]
        kept = [each for group in groups for each in group if each[0] == "equal"]
        assert all(i2 - i1 <= 2 * context for _, i1, i2, _, _ in kept)


def test_hunks_are_those_of_difflib() -> None:
    old, new = list("abcdefghijklmnopqrst"), list("abXdefghijklmnYpqrst")
    theirs = SequenceMatcher(None, old, new).get_grouped_opcodes(2)
    assert hunks(old, new, 2) == [list(group) for group in theirs]


def test_one_of_many_equal_lines() -> None:
    old = ["x"] * 30
    new = ["x"] * 12 + ["y"] + ["x"] * 17
    changes = [each for each in operations(old, new) if each[0] != "equal"]
    assert changes == [("replace", 12, 13, 12, 13)]
