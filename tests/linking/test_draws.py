"""How much chance is in a name, and whether what it was drawn from is still held."""

from __future__ import annotations

import pytest
from project import suite_of

from isolint.model.name import Trait

_TEXT = """
import random, secrets, socket, string, tempfile, uuid

LETTERS = "abcd"
{before}

def test_name(tmp_path):
    open({expression}, "w")
"""

DRAWN = [
    ("uuid.uuid4().hex", Trait.RANDOM, 0),
    ("uuid.uuid4().hex[:4]", Trait.SHORT_RANDOM, 16),
    ("uuid.uuid4().hex[0:4]", Trait.SHORT_RANDOM, 16),
    ("uuid.uuid4().hex[-4:]", Trait.SHORT_RANDOM, 16),
    ("uuid.uuid4().hex[:20]", Trait.RANDOM, 0),
    ("str(uuid.uuid4().int % 1024)", Trait.SHORT_RANDOM, 10),
    ("secrets.token_hex(3)", Trait.SHORT_RANDOM, 24),
    ("secrets.token_hex()", Trait.RANDOM, 0),
    ("str(random.randint(0, 1023))", Trait.SHORT_RANDOM, 10),
    ("str(random.randrange(256))", Trait.SHORT_RANDOM, 8),
    ("str(random.randint(LOW, 9))", Trait.SHORT_RANDOM, 0),
    ("random.choice(LETTERS)", Trait.SHORT_RANDOM, 2),
    ("random.choice(['a', 'b'])", Trait.SHORT_RANDOM, 1),
    ('"".join(random.choices(string.ascii_letters, k=4))', Trait.SHORT_RANDOM, 24),
    ('"".join(random.choice(LETTERS) for _ in range(6))', Trait.SHORT_RANDOM, 12),
    ('"".join(secrets.choice(string.hexdigits) for _ in range(12))', Trait.RANDOM, 0),
    ("tempfile.mktemp()", Trait.PICKED, 0),
]


@pytest.mark.parametrize(("expression", "trait", "bits"), DRAWN, ids=lambda one: str(one))
def test_chance(expression: str, trait: Trait, bits: int) -> None:
    (access,) = suite_of({"test_a.py": _TEXT.format(expression=expression, before="")}).making()
    name = access.resource.name
    assert (name.traits, name.bits) == (frozenset({trait}), bits)


@pytest.mark.parametrize(
    ("before", "trait"),
    [
        ("random.seed(3)", Trait.SEEDED),
        ("random.seed()", Trait.RANDOM),
        ("random.seed(uuid.uuid4().int)", Trait.RANDOM),
    ],
)
def test_seed(before: str, trait: Trait) -> None:
    text = _TEXT.format(expression="str(random.getrandbits(64))", before=before)
    (access,) = suite_of({"test_a.py": text}).making()
    assert access.resource.name.traits == frozenset({trait})


def test_looked_for_in_a_directory_of_its_own() -> None:
    text = _TEXT.format(expression="tempfile.mktemp(dir=tmp_path)", before="")
    (access,) = suite_of({"test_a.py": text}).making()
    assert access.resource.name.traits == frozenset({Trait.PICKED, Trait.PRIVATE})
