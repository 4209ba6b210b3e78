"""`isolint explain`: a line of the suite in words, its findings step by step, or the page of a rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import Project, Result

from isolint import cli
from isolint.model.source import Site
from isolint.model.story import Role, Step, Story
from isolint.reporters.lanes import drawing
from isolint.reporters.often import often
from isolint.reporters.paint import Paint

Explain = Callable[..., Result]

CONFTEST = """\
import pytest


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.token = "t-1"


@pytest.fixture
def headers(request):
    return {"Authorization": request.config.token}
"""
TEST_SHOP = """\
import os
import uuid
from pathlib import Path

LIMIT = 3


def test_front_page(headers, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<html>")
    assert page.exists()


def make(name):
    Path(f"/tmp/{name}-{uuid.uuid4()}").mkdir()


def test_cart(monkeypatch):
    make("cart")
    monkeypatch.setenv("SHOP_MODE", "test")


def test_till():
    make("till")
    # nothing here
    assert os.path.exists("/tmp")


def test_port():
    import http.server

    http.server.HTTPServer(("127.0.0.1", 8765), None)  # isolint: ignore[ISO305] one test alone


def test_port_again():
    import http.server

    http.server.HTTPServer(("127.0.0.1", 8765), None)
"""
FILES = {"conftest.py": CONFTEST, "test_shop.py": TEST_SHOP}

LOST_WRITE = """\
ISO101 once-written-global: "config.token" is written in the controller only (hook
  `pytest_configure`): the workers that read it do not find it
  --> conftest.py:6:9
   |
 4 | def pytest_configure(config):
 5 |     if not hasattr(config, "workerinput"):
 6 |         config.token = "t-1"
   |         ^^^^^^^^^^^^
...
11 |     return {"Authorization": request.config.token}
   |                              -------------------- read in fixture `headers`
   |

What happens

  1  configure: hook `pytest_configure`, once, in the controller
     "config.token" is written
     conftest.py:6  config.token = "t-1"

  2  set-up: fixture `headers`, for each test, in the worker that runs it
     "config.token" is read: the workers that read it do not find it
     conftest.py:11  return {"Authorization": request.config.token}

              the controller   each worker
  configure   1 writes         |
  set-up      |                2 reads

What would make it harmless, and is not there

  - the same write in each process that reads
  - a question before the read whether anything is there
  - the same guard around the read
  - a way that reaches the others: the environment, a file, what the runner hands over

What to do

  No fix is made: what costs something, or is made once for all, is not to be made in each process
  without a thought. What helps: hand a text over in `os.environ` or `node.workerinput`, or make it
  in each worker.
  More: isolint explain ISO101
"""

DISTINCT = """\
test_shop.py:15  Path(f"/tmp/{name}-{uuid.uuid4()}").mkdir()

isolint has nothing to find fault with on this line.

Who runs it

  test `test_cart`, in the worker that runs it; it gets there by `make` (test_shop.py:19). So does
  test `test_till`

What isolint sees there

  Directory "/tmp/cart-{uuid4()}" is created.
  - its name holds a whole random number, such as a uuid
  Directory "/tmp/till-{uuid4()}" is created.
  - its name holds a whole random number, such as a uuid
"""


@pytest.fixture
def explain(project: Project, capsys: pytest.CaptureFixture[str]) -> Explain:
    """`explain("conftest.py:6")` in a project of two files, with the real rules."""
    project(FILES)

    def call(*arguments: str) -> Result:
        code = cli.run(["explain", "--no-cache", *arguments])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


def test_a_finding_in_full(explain: Explain) -> None:
    assert explain("conftest.py:6") == Result(0, LOST_WRITE, "")


def test_from_the_side_of_the_victim(explain: Explain) -> None:
    assert explain("conftest.py:11").out == LOST_WRITE
    assert explain("conftest.py:11:30").out == LOST_WRITE


def test_a_name_that_differs(explain: Explain) -> None:
    assert explain("test_shop.py:15") == Result(0, DISTINCT, "")


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("test_shop.py:9", ['File "{tmp_path}/page.html" is', "it lies in a directory of its own"]),
        ("test_shop.py:20", ["`monkeypatch.setenv` puts back by itself what it changes."]),
        ("test_shop.py:5", ["It is outside of all functions: it runs when the file is loaded."]),
        ("test_shop.py:25", ["There is no code on this line."]),
        ("test_shop.py:13", ["There is no code on this line."]),
        ("conftest.py:5", ["This condition lets in the controller, and keeps out each worker."]),
        ("conftest.py:10", ["set-up: fixture `headers`, for each test, in the worker that runs it"]),
        ("test_shop.py:26", ['File "/tmp" is looked for.\n  - it changes nothing']),
    ],
)
def test_a_quiet_line(explain: Explain, line: str, sentences: list[str]) -> None:
    found = explain(line)
    assert found.code == 0
    for sentence in sentences:
        assert sentence in found.out


def test_why_a_check_is_silent(explain: Explain) -> None:
    assert "A check does not show this finding: a comment silences it.\n" in explain("test_shop.py:32").out
    off = explain("--config", 'ignore = ["ISO101"]', "conftest.py:6")
    assert "A check does not show this finding: the rule is turned off.\n" in off.out
    aside = explain("--config", 'per-file-ignores = {"conftest.py" = ["ISO101"]}', "conftest.py:6")
    assert "`per-file-ignores` turns the rule off for this file.\n" in aside.out


def test_two_tests_meet(explain: Explain) -> None:
    out = explain("test_shop.py:38").out
    assert "1  test `test_port_again`, in the worker that runs it" in out
    assert "in another worker, at the same time" in out
    assert "       each worker   another worker\n  test   1 binds       |\n" in out


UNUSED = """\
What happens

  1  there is nothing here for this comment to silence: ISO305 (fixed-port)
     test_spare.py:2  assert True  # isolint: ignore[ISO305] gone

What to do

  No fix is made: what the comment was written for is not known. What helps: take it away.
  More: isolint explain ISO001
"""


def test_a_comment_that_nobody_runs(explain: Explain) -> None:
    text = "def test_x():\n    assert True  # isolint: ignore[ISO305] gone\n"
    Path("test_spare.py").write_text(text, "utf-8")
    assert explain("test_spare.py:2").out.endswith(f"\n\n{UNUSED}")


def test_a_rule(explain: Explain) -> None:
    assert explain("ISO305").out.startswith("# fixed-port (ISO305)\n")
    assert explain("fixed-port").out == explain("ISO305").out


@pytest.mark.parametrize(
    ("subject", "complaint"),
    [
        ("conftest.py:60", "conftest.py has 11 lines, so there is no line 60"),
        ("conftest.py:0", "conftest.py has 11 lines, so there is no line 0"),
        ("nowhere.py:3", "nowhere.py: there is no such file"),
        ("conftest.py", "write a line behind the file: conftest.py:1"),
        ("fixed-prt", 'no rule is called "fixed-prt"; did you mean "fixed-port"?'),
        ("notes.txt:1", "notes.txt is not read: isolint knows Python and Go"),
        ("broken.py:1", "broken.py could not be read: "),
    ],
)
def test_what_cannot_be_explained(
    project: Project, explain: Explain, subject: str, complaint: str
) -> None:
    project({**FILES, "notes.txt": "milk\n", "broken.py": "def (:\n"})
    found = explain(subject)
    assert (found.code, found.out) == (2, "")
    assert f"error: {complaint}" in found.err


def test_a_file_that_no_test_leads_to(explain: Explain) -> None:
    """`isolint check FILE` reads such a file, so its lines can be explained."""
    Path("tool.py").write_text("def run():\n    return 1\n", "utf-8")
    found = explain("tool.py:2")
    assert found.code == 0
    assert "No test, fixture or hook is seen to get there." in found.out


def test_for_programs(explain: Explain) -> None:
    told = json.loads(explain("--output-format", "json", "conftest.py:6").out)
    (finding,) = told["findings"]
    assert (finding["code"], finding["hidden"], told["function"]) == ("ISO101", None, "pytest_configure")
    assert finding["story"]["lanes"] == ["the controller", "each worker"]
    first, second = finding["story"]["steps"]
    assert first["location"] == {"row": 6, "column": 9}
    assert (first["role"], first["verb"], first["lanes"]) == ("cause", "writes", ["the controller"])
    assert (second["moment"], second["frequency"], second["owner"]) == ("set-up", "test", "fixture `headers`")
    quiet = json.loads(explain("--output-format", "json", "test_shop.py:15").out)
    assert [call["name"] for call in quiet["running"][0]["calls"]] == ["make"]
    assert quiet["running"][0]["others"] == ["test `test_till`"]
    assert quiet["seen"][0]["why"] == ["its name holds a whole random number, such as a uuid"]


def test_colour(explain: Explain) -> None:
    plain, painted = explain("conftest.py:6").out, explain("--color", "always", "conftest.py:6").out
    assert "\x1b[1mWhat happens\x1b[0m" in painted
    assert "\x1b[" not in plain


def _step(lane: str, moment: str, verb: str, role: Role) -> Step:
    return Step(site=Site("a.py", 0, 1), text="x", role=role, lanes=(lane,), moment=moment, verb=verb)


def test_drawing_has_a_row_for_each_step_and_keeps_to_its_width() -> None:
    story = Story(
        steps=(
            _step("the controller", "configure", "writes", Role.CAUSE),
            _step("each worker", "test", "reads", Role.VICTIM),
            _step("each worker", "test", "reads", Role.VICTIM),
        ),
        sought=(),
        remedy="",
        lanes=("the controller", "each worker"),
    )
    assert list(drawing(story, Paint(on=False))) == [
        "              the controller   each worker",
        "  configure   1 writes         |",
        "  test        |                2 reads",
        "              |                3 reads",
    ]
    assert list(drawing(story, Paint(on=False, width=44))) == []


@pytest.mark.parametrize(
    ("lanes", "moment", "frequency", "words"),
    [
        (("each worker",), "set-up", "run", "once in each worker"),
        (("the controller",), "configure", "run", "once, in the controller"),
        (("the controller", "each worker"), "exit", "run", "once in the controller and in each worker"),
        (("each process",), "set-up", "module", "once for each module, in the process that runs it"),
        (("each worker",), "test", "test", "in the worker that runs it"),
        (("each worker",), "set-up", "test", "for each test, in the worker that runs it"),
        (("another worker",), "test", "test", "in another worker, at the same time"),
        (("each thread",), "test", "test", "in each thread"),
        ((), "test", "test", ""),
    ],
)
def test_how_often(lanes: tuple[str, ...], moment: str, frequency: str, words: str) -> None:
    assert often(lanes, moment, frequency) == words
