"""Comments that silence findings, and those that silence nothing."""

from __future__ import annotations

import json

import pytest
from cli_running import Project, Run


def _said(run: Run, *arguments: str) -> list[tuple[str, int]]:
    result = run("check", "--output-format", "json", *arguments)
    assert result.code in (0, 1), result.err + result.out
    return [(entry["code"], entry["location"]["row"]) for entry in json.loads(result.out)]


@pytest.mark.parametrize(
    "text",
    [
        "clock()  # isolint: ignore[ISO301] the run is serial\n",
        "clock()  # isolint: ignore[iso301]\n",
        "clock()  # isolint: ignore[timestamp-name]\n",
        "clock()  # isolint: ignore [ISO301]\n",
        "clock()  # isolint:ignore[ISO301]\n",
        "clock()  # isolint: ignore\n",
        "clock()  # isolint: ignore because it is serial\n",
        "clock()  # isolint: ignore ISO301\n",
        "clock()  # type: ignore  # isolint: ignore[ISO301]\n",
        "clock()  # noqa: ISO301\n",
        "clock()  # NOQA: F401, ISO301\n",
        "clock()  # noqa:ISO301 reason\n",
        "# isolint: ignore[ISO301] for the statement below\nclock()\n",
        "# isolint: ignore[ISO301]\n\n# and another comment\nclock()\n",
        "x = [  # isolint: ignore[ISO301]\n    1,\n    clock(),\n]\n",
        "x = [\n    1,\n    clock(),\n]  # isolint: ignore[ISO301]\n",
        "x = [\n    1,\n    clock(),  # isolint: ignore[ISO301]\n]\n",
        "x = [\n    1,\n    # isolint: ignore[ISO301]\n    clock(),\n]\n",
        "# isolint: ignore[ISO301]\n@decorate\n@decorate(clock())\ndef test_a():\n    pass\n",
        "clock(), fixed()  # isolint: ignore[ISO301, ISO303]\n",
        "clock(), fixed()  # isolint: ignore[ISO301,ISO303]\n",
        "x = '''\n'''; clock()  # isolint: ignore[ISO301]\n",
        "# isolint: ignore-file[ISO301] serial by nature\nx = 1\nclock()\nclock()\n",
        "clock()\nfixed()\n# isolint: ignore-file\n",
        "x = 'é😀'; clock()  # isolint: ignore[ISO301]\n",
        "clock()\r# isolint: ignore-file[ISO301]\r",
    ],
)
def test_silent(project: Project, run: Run, text: str) -> None:
    root = project({})
    (root / "test_a.py").write_bytes(text.encode())
    assert _said(run) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("clock()  # isolint: ignore[ISO303]\n", [("ISO301", 1), ("ISO001", 1)]),
        ("clock()  # noqa\n", [("ISO301", 1)]),
        ("clock()  # noqa: ISO303\n", [("ISO301", 1)]),
        ("clock()  # noqa: F401\n", [("ISO301", 1)]),
        ("clock()\n# isolint: ignore[ISO301]\n", [("ISO301", 1), ("ISO001", 2)]),
        ("'isolint: ignore[ISO301]'; clock()\n", [("ISO301", 1)]),
        ("'''\n# isolint: ignore[ISO301]\n'''; clock()\n", [("ISO301", 3)]),
        ("x = 1  # isolint: ignore[ISO301]\n", [("ISO001", 1)]),
        ("x = 1  # isolint: ignore\n", [("ISO001", 1)]),
        ("# isolint: ignore-file[ISO301]\nx = 1\n", [("ISO001", 1)]),
        ("clock()  # isolint: ignore[ISO301, ISO303]\n", [("ISO001", 1)]),
        ("clock()  # isolint: ignore[ISO31]\n", [("ISO301", 1), ("ISO001", 1)]),
        ("clock()  # isolint: ignore[ISO3]\n", [("ISO301", 1), ("ISO001", 1)]),
        ("clock()  # isolint: ignore[]\n", [("ISO301", 1), ("ISO001", 1)]),
        ("clock()  # isolint: ingore[ISO301]\n", [("ISO301", 1), ("ISO001", 1)]),
        ("clock()  # isolint: disable=ISO301\n", [("ISO301", 1), ("ISO001", 1)]),
        ("x = [\n    # isolint: ignore[ISO301]\n    1,\n    clock(),\n]\n", [("ISO001", 2), ("ISO301", 4)]),
    ],
)
def test_not_silent(project: Project, run: Run, text: str, said: list[tuple[str, int]]) -> None:
    project({"test_a.py": text})
    assert _said(run) == said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignore[ISO303]", "there is nothing here for this comment to silence: ISO303 (fixed-temp-path)"),
        ("ignore-file", "there is nothing in this file for this comment to silence"),
        (
            "ignore[timestamp-nam]",
            'no rule is called "timestamp-nam", so this silences nothing; did you mean "timestamp-name"?',
        ),
        ("ignore[ISO3]", '"ISO3" is no whole code, so this silences nothing'),
        ("ingore", '"isolint: ingore" silences nothing; did you mean "ignore"?'),
        ("off", '"isolint: off" silences nothing; write isolint: ignore[CODE] reason'),
        ("ignore[]", "this comment names no rule, so it silences nothing"),
        ("ignore[ISO301", "this comment lacks a closing bracket, so it silences nothing"),
    ],
)
def test_what_is_said_about_a_comment(project: Project, run: Run, text: str, message: str) -> None:
    project({"test_a.py": f"x = 'é'  # isolint: {text}\n"})
    (line, *_) = run("check", "--output-format", "concise").out.splitlines()
    assert line == f"test_a.py:1:10: ISO001 {message}"


def test_unused_is_a_rule_like_others(project: Project, run: Run) -> None:
    project({"test_a.py": "x = 1  # isolint: ignore[ISO301]\n"})
    assert _said(run, "--ignore", "ISO001") == []
    assert _said(run, "--ignore", "unused-suppression") == []
    assert _said(run, "--select", "ISO0,ISO3") == [("ISO001", 1)]
    assert _said(run, "--config", "per-file-ignores = {'test_*' = ['ISO001']}") == []
    assert run("rule", "ISO001").code == 0


def test_a_rule_that_did_not_run_may_have_had_something_to_say(project: Project, run: Run) -> None:
    project({"test_a.py": "x = 1  # isolint: ignore[ISO301]\ny = 1  # isolint: ignore\n"})
    assert _said(run, "--select", "ISO0,ISO6") == []


def test_ignore_suppressions(project: Project, run: Run) -> None:
    project({"test_a.py": "clock()  # isolint: ignore[ISO301]\n"})
    assert _said(run, "--ignore-suppressions") == [("ISO301", 1)]
    assert _said(run, "--ignore-noqa") == [("ISO301", 1)]


def test_comments_of_files_not_asked_about_are_not_judged(project: Project, run: Run) -> None:
    project({"test_a.py": "x = 1  # isolint: ignore[ISO301]\n", "test_b.py": "clock()\n"})
    assert _said(run, "test_b.py") == [("ISO301", 1)]
