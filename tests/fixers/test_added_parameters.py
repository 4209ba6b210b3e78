"""Functions get the parameters that their new text needs, in the style of those they have."""

from __future__ import annotations

import pytest

REQUEST = ("private-path", {"fixture": "tmp_path", "leaf": "out.json", "form": "path"})

CASES = {
    "methods, async, mock and defaults": (
        """
class TestIt:
    @mock.patch("a.b")
    async def test_it(self, a_b, x: int = 1, *args, y, **kw):
        await run(lambda: «"/tmp/out.json"»)

    def test_other(self):
        for x in (1, 2):
            with open(«"/tmp/out.json"», "w") as f: f.write("ünï")
""",
        """
class TestIt:
    @mock.patch("a.b")
    async def test_it(self, a_b, tmp_path, x: int = 1, *args, y, **kw):
        await run(lambda: tmp_path / "out.json")

    def test_other(self, tmp_path):
        for x in (1, 2):
            with open(tmp_path / "out.json", "w") as f: f.write("ünï")
""",
    ),
    "the outermost function": (
        """
@fixture
def server():
    def handle():
        class Handler:
            def get(self):
                return «"/tmp/out.json"»
        return Handler
    return handle
""",
        """
@fixture
def server(tmp_path):
    def handle():
        class Handler:
            def get(self):
                return tmp_path / "out.json"
        return Handler
    return handle
""",
    ),
    "parameters on lines of their own": (
        """
def test_one(
    a,
    b,  # why
):
    run(«"/tmp/out.json"»)

def test_two(
    a,
    b  # why
):
    run(«"/tmp/out.json"»)

def test_three(
    a, b,
):
    run(«"/tmp/out.json"»)

def test_four(
    *,
    a=1,
):
    run(«"/tmp/out.json"»)

def test_five(
    a,
    b=[
        1,
    ],
):
    run(«"/tmp/out.json"»)

def test_six(
    # nothing
):
    run(«"/tmp/out.json"»)
""",
        """
def test_one(
    a,
    b,  # why
    tmp_path,
):
    run(tmp_path / "out.json")

def test_two(
    a,
    b,  # why
    tmp_path
):
    run(tmp_path / "out.json")

def test_three(
    a, b, tmp_path,
):
    run(tmp_path / "out.json")

def test_four(
    tmp_path,
    *,
    a=1,
):
    run(tmp_path / "out.json")

def test_five(
    a,
    tmp_path,
    b=[
        1,
    ],
):
    run(tmp_path / "out.json")

def test_six(tmp_path
    # nothing
):
    run(tmp_path / "out.json")
""",
    ),
    "annotated functions": (
        '''
"""Doc."""
from pathlib import Path
import pytest

def test_it(x: int) -> None:
    run(«Path("/tmp/out.json")»)

def test_other() -> None:
    run(«Path("/tmp/out.json")»)
''',
        '''
"""Doc."""
from pathlib import Path
import pytest

def test_it(x: int, tmp_path: Path) -> None:
    run(tmp_path / "out.json")

def test_other(tmp_path: Path) -> None:
    run(tmp_path / "out.json")
''',
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=list(CASES))
def test_adds(fixed, before, after):
    count = before.count("«")
    done = fixed(before, *[REQUEST] * count)
    assert done.text.decode() == after
    assert len(done.applied) == count


REFUSALS = {
    "by position": ('def test_it(x, /):\n    f(«"/tmp/out.json"»)\n', "by position only"),
    "no self": (
        'class T:\n    def test_it(*args):\n        f(«"/tmp/out.json"»)\n',
        "no parameter for its instance",
    ),
}


@pytest.mark.parametrize(("before", "reason"), REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(fixed, before, reason):
    done = fixed(before, REQUEST)
    assert reason in done.refused[0][1]
    assert done.text.decode() == before.replace("«", "").replace("»", "")
