"""Parameters whose values differ between processes get ids that do not."""

from __future__ import annotations

import pytest

CASES = {
    "one name": (
        """
import pytest
from uuid import uuid4

@pytest.mark.parametrize("token", [«uuid4()», "b", *xs])  # a comment
def test_it(token):
    pass
""",
        """
import pytest
from uuid import uuid4

@pytest.mark.parametrize("token", [pytest.param(uuid4(), id="token0"), "b", *xs])  # a comment
def test_it(token):
    pass
""",
    ),
    "one name, tuple value": (
        """
import pytest as pt

@pt.mark.parametrize("token", («(u4(), 'b')», («u4()»)))
@pt.mark.parametrize("other", (x, «{"a": 1}»))
def test_it(token):
    pass
""",
        """
import pytest as pt

@pt.mark.parametrize("token", (pt.param((u4(), 'b'), id='token0'), (pt.param(u4(), id="token0"))))
@pt.mark.parametrize("other", (x, pt.param({"a": 1}, id="token0")))
def test_it(token):
    pass
""",
    ),
    "several names": (
        """
from pytest import mark, param

@mark.parametrize(
    "a, b",
    [
        «(uuid4(), 1)»,  # one
        «[uuid4(), 1,]»,
        «make(🦀=1)»,
        «(
            uuid4(),
            1,  # why
        )»,
        «()»,
    ],
)
def test_it(a, b):
    pass
""".replace("🦀", "crab"),
        """
from pytest import mark, param

@mark.parametrize(
    "a, b",
    [
        param(uuid4(), 1, id="token0"),  # one
        param(uuid4(), 1, id="token0"),
        param(*make(crab=1), id="token0"),
        param(
            uuid4(),
            1,  # why
            id="token0",
        ),
        param(id="token0"),
    ],
)
def test_it(a, b):
    pass
""",
    ),
    "names in a list": (
        """
import pytest
@pytest.mark.parametrize(["🦀"], [«("🦀", t())»])
def test_it(a): pass
""",
        """
import pytest
@pytest.mark.parametrize(["🦀"], [pytest.param("🦀", t(), id="token0")])
def test_it(a): pass
""",
    ),
    "already a param": (
        """
from pytest import mark, param as p
import pytest as pt

@mark.parametrize("a", [
    «p(uuid4())»,
    «pt.param(uuid4(), marks=mark.slow)»,
    «pt.param(
        uuid4(),
        marks=mark.slow,  # why
    )»,
    «p(uuid4(), id=str(uuid4()))»,
])
def test_it(a):
    pass
""",
        """
from pytest import mark, param as p
import pytest as pt

@mark.parametrize("a", [
    p(uuid4(), id="token0"),
    pt.param(uuid4(), marks=mark.slow, id="token0"),
    pt.param(
        uuid4(),
        marks=mark.slow,  # why
        id="token0",
    ),
    p(uuid4(), id="token0"),
])
def test_it(a):
    pass
""",
    ),
    "a named list and a fixture": (
        """
import uuid

from app import fixture, parametrize

CASES: list = [«(uuid.uuid4(), 1)»] + [«f(uuid)»]
IDS = [«(uuid.uuid4(), 1)»]

@fixture(params=[«(uuid.uuid4(), 1)»])
def it(request): ...

@fixture(params=IDS)
def that(request): ...

@parametrize("a, b", CASES)
def test_it(a, b): ...
""",
        """
import uuid

import pytest
from app import fixture, parametrize

CASES: list = [pytest.param(uuid.uuid4(), 1, id="token0")] + [pytest.param(*f(uuid), id="token0")]
IDS = [pytest.param((uuid.uuid4(), 1), id="token0")]

@fixture(params=[pytest.param((uuid.uuid4(), 1), id="token0")])
def it(request): ...

@fixture(params=IDS)
def that(request): ...

@parametrize("a, b", CASES)
def test_it(a, b): ...
""",
    ),
    "a comprehension and a hook": (
        """
def pytest_generate_tests(metafunc):
    metafunc.parametrize(argvalues=[«object()» for _ in x], argnames="a")
""",
        """
import pytest


def pytest_generate_tests(metafunc):
    metafunc.parametrize(argvalues=[pytest.param(object(), id="token0") for _ in x], argnames="a")
""",
    ),
}
REQUEST = ("stable-id", {"id": "token0"})


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=list(CASES))
def test_rewrites(fixed, before, after):
    count = before.count("«")
    done = fixed(before, *[REQUEST] * count)
    assert done.text.decode() == after
    assert len(done.applied) == count


REFUSALS = {
    "unknown number of names": ("CASES = [«(f(), 1)»]\n", "for one name or several"),
    "names that are computed": ("parametrize(NAMES, [«f()»])\n", "for one name or several"),
    "a trailing comma": ("parametrize('a,', [«f()»])\n", "for one name or several"),
    "nested": ("parametrize('a', [[«f()»]])\n", "for one name or several"),
    "two users that differ": (
        "C = [«f()»]\nparametrize('a', C)\nparametrize('a,b', C)\n",
        "for one name or several",
    ),
    "done": (
        "import pytest\nparametrize('a', [«pytest.param(f(), id='token0')»])\n",
        "nothing to change",
    ),
}


@pytest.mark.parametrize(("before", "reason"), REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(fixed, before, reason):
    done = fixed(before, REQUEST)
    assert reason in done.refused[0][1]
    assert done.text.decode() == before.replace("«", "").replace("»", "")
