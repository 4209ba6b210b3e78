"""Names made of the clock become names made of a uuid."""

from __future__ import annotations

import pytest

NAME = ("unique-name", {})

CASES = {
    "import by module": (
        """
import time


def test_user(client):
    name = "user-" + str(«time.time_ns()»)  # a comment
    client.create(name)
""",
        """
import uuid


def test_user(client):
    name = "user-" + str(uuid.uuid4().hex)  # a comment
    client.create(name)
""",
    ),
    "only the import that went unused": (
        """
import time
from datetime import datetime, timedelta

import pytest

def test_user(client):
    client.create(«datetime.now().strftime("%Y%m%d")», timedelta(1))
    time.sleep(1)
""",
        """
import time
import uuid
from datetime import timedelta

import pytest

def test_user(client):
    client.create(uuid.uuid4().hex, timedelta(1))
    time.sleep(1)
""",
    ),
    "existing alias": (
        """
import time as clock
import uuid as u

def test_user(x):
    return«(clock.time(), 1)»if x[0]else«(clock.time(), 2)»
""",
        """
import uuid as u

def test_user(x):
    return u.uuid4().hex if x[0]else u.uuid4().hex
""",
    ),
    "from import of uuid4": (
        """
from time import time
from uuid import uuid4

NAME = f"x-{«int(time())»}"
""",
        """
from uuid import uuid4

NAME = f"x-{uuid4().hex}"
""",
    ),
    "f-string field with format and conversion": (
        """
import time, os

NAME = f'🦀-{os.getpid()}-{ «time.time()» :.0f}-{(«time.time()»)!r:>{os.getpid()}}'
""",
        """
import os
import uuid

NAME = f'🦀-{os.getpid()}-{ uuid.uuid4().hex}-{uuid.uuid4().hex}'
""",
    ),
    "nested f-string": (
        """
import time
X = f"a{f'b{«time.time()»}' + 'c'}"
""",
        """
import uuid
X = f"a{f'b{uuid.uuid4().hex}' + 'c'}"
""",
    ),
    "multi-line expression": (
        """
import time
X = [
    «str(
        time.time()
    ).replace(".", "")»,  # kept
]
""",
        """
import uuid
X = [
    uuid.uuid4().hex,  # kept
]
""",
    ),
    "a variable called uuid": (
        """
import time

def test_user():
    uuid = «time.time()»
    return uuid
""",
        """
from uuid import uuid4

def test_user():
    uuid = uuid4().hex
    return uuid
""",
    ),
    "a local import": (
        '''
def test_user():
    """Doc."""
    import time

    x = «time.time()»
    return x
''',
        '''
import uuid


def test_user():
    """Doc."""

    x = uuid.uuid4().hex
    return x
''',
    ),
    "class body, decorator, async, method": (
        """
import time

import pytest


class TestIt:
    NAME = «time.time()»

    @pytest.mark.parametrize("x", [«time.time()»])
    async def test_it(self, x, y=«time.time()»):
        async with x as z:
            await z.create(name=«time.time()»)
""",
        """
import uuid

import pytest


class TestIt:
    NAME = uuid.uuid4().hex

    @pytest.mark.parametrize("x", [uuid.uuid4().hex])
    async def test_it(self, x, y=uuid.uuid4().hex):
        async with x as z:
            await z.create(name=uuid.uuid4().hex)
""",
    ),
    "import kept for __all__, a patch and an annotation": (
        """
import time
import uuid
from datetime import date, datetime, timezone
__all__ = ["time"]
X = «time.time()»
Y = «datetime.now()», «date.today()», «timezone.utc.now()»
def test_it(mocker, x: "datetime"):
    mocker.patch("tests.test_it.date")
    {"timezone": "timezone of the user"}
""",
        """
import time
import uuid
from datetime import date, datetime
__all__ = ["time"]
X = uuid.uuid4().hex
Y = uuid.uuid4().hex, uuid.uuid4().hex, uuid.uuid4().hex
def test_it(mocker, x: "datetime"):
    mocker.patch("tests.test_it.date")
    {"timezone": "timezone of the user"}
""",
    ),
    "imports in parentheses": (
        """
import uuid
from time import (
    monotonic,
    time,
)
X = «time()», monotonic()
""",
        """
import uuid
from time import (
    monotonic,
)
X = uuid.uuid4().hex, monotonic()
""",
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=list(CASES))
def test_rewrites(fixed, before, after):
    count = before.count("«")
    done = fixed(before, *[NAME] * count)
    assert done.text.decode() == after
    assert len(done.applied) == count


NUMBERS = [
    "'%d' % {}",
    "'%% %s-%08d' % (x, {})",
    "'{{:d}}'.format({})",
    "'{{}}-{{:.0f}}'.format(x, {})",
    "'{{n:x}}'.format(m=x, n={})",
    "('a-%s' 'b-%d' % (1, {}))",
    "str({} % 1000)",
    "int({})",
    "{} + 1",
    "-{}",
    "{} / x",
    "1 / {}",
]
TEXTS = [
    "'%s' % {}",
    "'%d-%s' % (x, {})",
    "'%*d' % (3, {})",
    "'%(n)d' % {}",
    "'{{}}'.format({})",
    "'{{:d}}-{{}}'.format(x, {})",
    "'{{:d}}-{{n}}'.format(x, n={})",
    "'{{'.format({})",
    "x % {}",
    "x + {}",
    "x / {}",
    "x({})",
    "x.y({})",
    "[{}]",
    "({}, 1) + x",
    "not {}",
]


@pytest.mark.parametrize(
    ("template", "part"), [*((each, "int") for each in NUMBERS), *((each, "hex") for each in TEXTS)]
)
def test_numbers_where_only_they_fit(fixed, template, part):
    before = "import time\nX = " + template.format("«time.time()»") + "\n"
    after = "import uuid\nX = " + template.format(f"uuid.uuid4().{part}") + "\n"
    assert fixed(before, NAME).text.decode() == after


def test_the_request_decides(fixed):
    before, number = "import uuid\nX = f'{«x»:d}' + f(«y»)\n", ("unique-name", {"form": "number"})
    after = "import uuid\nX = f'{uuid.uuid4().hex}' + f(uuid.uuid4().int)\n"
    assert fixed(before, NAME, number).text.decode() == after


REFUSALS = {
    "import time\nX = «f(\n    time.time(),  # why\n)»\n": "a comment in the expression",
    "X = f(«uuid.uuid4().hex»)\nimport uuid\nuuid4 = 1\nuuid = 2\n": "mean something else here",
    "import uuid\nX = «uuid.uuid4().hex»\n": "nothing to change",
}


@pytest.mark.parametrize(("before", "reason"), REFUSALS.items())
def test_refuses(fixed, before, reason):
    done = fixed(before, NAME)
    assert reason in done.refused[0][1]
    assert done.text.decode() == before.replace("«", "").replace("»", "")
