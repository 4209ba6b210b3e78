"""The text of each format, whole: these few snapshots are read by people when they change."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import pytest
from cli_running import Project, Run

PYTHON = ".".join(platform.python_version_tuple()[:2])
ASSUMED = "No parallel runner found in the project's files; assumed pytest-xdist --dist load.\n"

SUITE = """\
import os


def test_a():
    label = "😀é"; x = clock()
\ty = fixed()

def test_b():
    z = unordered(
        1,
        2,
    )
""".replace("\ty", "    y")


def test_concise(project: Project, run: Run) -> None:
    project({"test_a.py": SUITE})
    assert run("check", "--output-format", "concise").out == (
        'test_a.py:5:23: ISO301 [*] name "{clock()}" is made distinct by a clock only: '
        "two workers get the same one\n"
        'test_a.py:6:9: ISO303 file "/tmp/x" has a fixed name\n'
        "test_a.py:9:9: ISO602 the order differs between workers\n"
        "Found 2 errors and 1 warning in 1 file (1 read).\n"
        "[*] 1 fixable with `--fix` (1 more with `--unsafe-fixes`).\n" + ASSUMED
    )


def test_full(project: Project, run: Run) -> None:
    project({"test_a.py": SUITE, "tests/test_b.py": "user()\n\n\nuser(); user()\n"})
    assert run("check", "--preview-fixes").out == (
        """\
ISO301 timestamp-name [*]: name "{clock()}" is made distinct by a clock only: two workers get the
  same one
 --> test_a.py:5:23
  |
4 | def test_a():
5 |     label = "😀é"; x = clock()
  |                        ^^^^^^^
6 |     y = fixed()
  |
  = lanes: each worker
  = help: a clock does not tell workers apart
  = fix: Replace the clock with a uuid
  |
4 | def test_a():
  -     label = "😀é"; x = clock()
5 +     label = "😀é"; x = uuid4()
6 |     y = fixed()
  |

ISO303 fixed-temp-path (warning): file "/tmp/x" has a fixed name
 --> test_a.py:6:9
  |
4 | def test_a():
5 |     label = "😀é"; x = clock()
6 |     y = fixed()
  |         ^^^^^^^
  |
  = fix: Use tmp_path
  |
5 |     label = "😀é"; x = clock()
  -     y = fixed()
6 +     y = tmp_path
7 |
  |
  = note: unsafe fix, it may change what the tests do; --unsafe-fixes allows it

ISO602 unordered-params: the order differs between workers
  --> test_a.py:9:9
   |
 8 |   def test_b():
 9 | /     z = unordered(
10 | |         1,
11 | |         2,
12 | |     )
   | |_____^
   |
  ::: tests/test_b.py:1:1
   |
 1 | user()
   | ------ used here
...
 4 | user(); user()
   |         ------ used here
   | ------ used here
   |

Found 2 errors and 1 warning in 1 file (2 read).
[*] 1 fixable with `--fix` (1 more with `--unsafe-fixes`).
"""
        + ASSUMED
    )


def test_remarks_go_on_below_their_text(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isolint.cli.delivery.width", lambda stream: 56)
    project({"test_a.py": SUITE})
    out = run("check").out
    assert "  = note: unsafe fix, it may change what the tests do;\n          --unsafe-fixes allows" in out


def test_full_of_a_problem(project: Project, run: Run) -> None:
    project({"test_a.py": "x = 1\ny = (\n"})
    out = run("check").out
    assert out == (
        f"invalid-syntax: syntax error: '(' was never closed (read as Python {PYTHON})\n"
        " --> test_a.py:2:5\n"
        "  |\n"
        "1 | x = 1\n"
        "2 | y = (\n"
        "  |     ^\n"
        "  |\n"
        "\n"
        "1 file could not be dealt with; see above.\n" + ASSUMED
    )


def test_json(project: Project, run: Run) -> None:
    root = project({"test_a.py": SUITE, "tests/test_b.py": "user()\n"})
    first, second, third = json.loads(run("check", "--output-format", "json").out)
    assert first == {
        "cell": None,
        "code": "ISO301",
        "name": "timestamp-name",
        "message": 'name "{clock()}" is made distinct by a clock only: two workers get the same one',
        "severity": "error",
        "filename": str(root / "test_a.py"),
        "location": {"row": 5, "column": 23},
        "end_location": {"row": 5, "column": 30},
        "noqa_row": 5,
        "url": "https://isolint.readthedocs.io/rules/ISO301",
        "fix": {
            "applicability": "safe",
            "message": "Replace the clock with a uuid",
            "edits": [
                {
                    "content": '    label = "😀é"; x = uuid4()\n',
                    "location": {"row": 5, "column": 1},
                    "end_location": {"row": 6, "column": 1},
                }
            ],
        },
        "confidence": "high",
        "family": "name clash",
        "help": "a clock does not tell workers apart",
        "related": [],
        "lanes": ["each worker"],
    }
    assert (second["severity"], second["fix"]["applicability"]) == ("warning", "unsafe")
    assert third["related"] == [
        {
            "filename": str(root / "tests" / "test_b.py"),
            "message": "used here",
            "location": {"row": 1, "column": 1},
            "end_location": {"row": 1, "column": 7},
        }
    ]


def test_json_of_nothing_and_of_problems(project: Project, run: Run) -> None:
    root = project({"test_a.py": "x = 1\n"})
    assert run("check", "--output-format", "json").out == "[]\n"
    (root / "test_a.py").write_text("x = (\n")
    (entry,) = json.loads(run("check", "--output-format", "json").out)
    assert entry["code"] == "invalid-syntax"
    assert entry["location"] == {"row": 1, "column": 5}
    assert entry.keys() >= {"cell", "filename", "message", "end_location", "fix", "url"}


def test_format_from_the_environment_and_the_configuration(
    project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    project({"test_a.py": SUITE})
    assert run("check", "--config", "output-format = 'json'").out.startswith("[")
    monkeypatch.setenv("ISOLINT_OUTPUT_FORMAT", "concise")
    assert run("check", "--config", "output-format = 'json'").out.startswith("test_a.py:5:23")
    assert run("check", "--output-format", "json").out.startswith("[")


def test_output_file(project: Project, run: Run) -> None:
    root = project({"test_a.py": SUITE})
    result = run("check", "--output-format", "concise", "-o", "report.txt")
    assert (result.code, result.out) == (1, "")
    assert (root / "report.txt").read_text("utf-8").startswith("test_a.py:5:23: ISO301")
    failed = run("check", "-o", "no/such/report.txt")
    assert failed.code == 2
    assert "no/such/report.txt: cannot be written (no such file or directory)" in failed.err


def test_statistics(project: Project, run: Run) -> None:
    project({"test_a.py": SUITE + "    w = unordered()\n"})
    assert run("check", "--statistics").out == (
        "2\tISO602\t[ ] unordered-params\n"
        "1\tISO301\t[*] timestamp-name\n"
        "1\tISO303\t[ ] fixed-temp-path\n"
        "Found 4 findings.\n"
    )
    rows = json.loads(run("check", "--statistics", "--output-format", "json", "--unsafe-fixes").out)
    assert rows[2] == {"code": "ISO303", "name": "fixed-temp-path", "count": 1, "fixable": True}


def test_quiet_and_verbose(project: Project, run: Run) -> None:
    project({"test_a.py": SUITE})
    quiet = run("check", "-q", "--output-format", "concise")
    assert quiet.out.count("\n") == 3
    verbose = run("check", "-v")
    assert verbose.err.startswith("read 1 file under ")


def test_paths_are_relative_to_where_the_user_is(
    project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project({"tests/test_a.py": SUITE, "docs/x.txt": ""})
    monkeypatch.chdir(root / "tests")
    assert run("check", "--output-format", "concise").out.startswith("test_a.py:5:23")
    monkeypatch.chdir(root / "docs")
    out = run("check", "..", "--output-format", "concise").out
    assert out.startswith(f"{root / 'tests' / 'test_a.py'}:5:23")


@pytest.mark.parametrize(
    ("text", "row", "column", "shown"),
    [
        ("\tx = clock()\n", 2, 6, "2 |     x = clock()\n  |         ^^^^^^^"),
        ("    漢字 = clock()\n", 2, 10, "2 |     漢字 = clock()\n  |            ^^^^^^^"),
        ("    e\u0301 = clock()\n", 2, 10, "2 |     e\u0301 = clock()\n  |         ^^^^^^^"),
        ("    '\x1b[31m'; clock()\n", 2, 14, "2 |     '␛[31m'; clock()\n  |              ^^^^^^^"),
        ("    '\u202e'; clock()\n", 2, 10, "2 |     '\ufffd'; clock()\n  |          ^^^^^^^"),
    ],
    ids=["tab", "wide", "combining", "escape", "direction"],
)
def test_columns(project: Project, run: Run, text: str, row: int, column: int, shown: str) -> None:
    project({"test_a.py": "def test_a():\n" + text})
    out = run("check").out
    assert f"test_a.py:{row}:{column}\n" in out
    assert shown in out


def test_line_ends_and_bom(project: Project, run: Run) -> None:
    root = project({})
    (root / "test_a.py").write_bytes(b"\xef\xbb\xbfdef test_a():\r\n    x = clock()\r\n    y = 2\r\n")
    out = run("check").out
    assert "test_a.py:2:9\n" in out
    assert "\r" not in out
    assert "1 | def test_a():\n2 |     x = clock()\n" in out


def test_a_very_long_line_is_cut(project: Project, run: Run) -> None:
    project({"test_a.py": f"x = '{'a' * 500}'; y = clock(); z = '{'b' * 500}'\n"})
    out = run("check").out
    line, signs = out.splitlines()[4:6]
    assert len(line) < 180
    assert line[signs.index("^") :].startswith("clock()")
    assert "…" in line


def test_colour(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project({"test_a.py": SUITE})
    for arguments, environment, painted in (
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"CLICOLOR_FORCE": "1"}, True),
        ((), {"FORCE_COLOR": "0"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ):
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            assert ("\x1b[" in run("check", *arguments).out) is painted


@pytest.mark.parametrize("name", ["full", "concise", "json"])
def test_colour_changes_no_text(project: Project, run: Run, name: str) -> None:
    import re

    project({"test_a.py": SUITE, "tests/test_b.py": "user()\n" * 3})
    plain = run("check", "--output-format", name, "--preview-fixes").out
    painted = run("check", "--output-format", name, "--preview-fixes", "--color", "always").out
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == plain


def test_rule_pages(project: Project, run: Run) -> None:
    project({})
    page = run("rule", "ISO301").out
    assert page.startswith("# timestamp-name (ISO301)\n\nerror · name clash · since 0.1\n\nA toy named")
    assert run("rule", "timestamp-name").out == page
    everything = run("rule", "--all").out
    assert all(code in everything for code in ("ISO001", "ISO301", "ISO602"))
    entry = json.loads(run("rule", "ISO301", "--output-format", "json").out)
    assert entry["summary"] == "A toy named timestamp-name."
    assert len(json.loads(run("rule", "--all", "--output-format", "json").out)) == 5


def test_catalogue(project: Project, run: Run) -> None:
    words = "[[resource]]\nkind = 'kiosk'\nreach = 'host'\ntext = 'kiosk'\n"
    project({"pyproject.toml": "[tool.isolint]\ncatalogues = ['words.toml']\n", "words.toml": words})
    lines = run("rule", "--catalogue").out.splitlines()
    assert "resources: kiosk  (reach host, text kiosk)" in lines
    assert any(line.startswith("accesses: sqlite3.connect  (does ") for line in lines)
    entries = json.loads(run("rule", "--catalogue", "--output-format", "json").out)
    assert len(entries) == len(lines)
    assert not any("kiosk" in line for line in run("rule", "--catalogue", "--isolated").out.splitlines())


def test_small_commands(project: Project, run: Run) -> None:
    project({"test_a.py": SUITE})
    assert run("version").out == run("--version").out == run("-V").out
    assert json.loads(run("version", "--output-format", "json").out).keys() == {"version", "python"}
    for shell in ("bash", "zsh", "fish"):
        assert "_ISOLINT_COMPLETE" in run("generate-shell-completion", shell).out
    assert run("-h").out == run("--help").out
    assert "--unsafe-fixes" in run("check", "-h").out
    assert "--output-format" in run("rule", "-h").out


def test_show_files_and_settings(project: Project, run: Run) -> None:
    root = project({"tests/test_a.py": "import helpers\n", "tests/helpers.py": "", "tests/other.py": ""})
    shown = run("check", "--show-files").out.splitlines()
    assert [Path(line).relative_to(root).as_posix() for line in shown] == [
        "tests/helpers.py",
        "tests/test_a.py",
    ]
    settings = run("check", "--show-settings", "--select", "ISO3").out
    assert f'project = "{root}"' in settings
    assert 'rules = ["ISO301", "ISO303", "ISO309"]' in settings
    assert 'test files = ["test_*.py", "*_test.py"]' in settings


def test_only_the_first_fixes_are_previewed_for_people(project: Project, run: Run) -> None:
    project({"test_a.py": "x = clock()\n" * 30})
    assert run("check", "--preview-fixes").out.count(" - x = clock()\n") == 25
    assert run("check", "--no-preview-fixes", "--color", "always").out.count(" - x = clock()") == 0
    entries = json.loads(run("check", "--output-format", "json").out)
    assert all(entry["fix"] for entry in entries)


def test_statistics_of_nothing(project: Project, run: Run) -> None:
    project({"test_a.py": "x = 1\n"})
    assert run("check", "--statistics").out == "All checks passed!\n"


def test_profile(project: Project, run: Run) -> None:
    project({"test_a.py": SUITE})
    outcome = run("check", "--profile", "--select", "ISO303", "--output-format", "concise")
    rows = [line.split(maxsplit=2) for line in outcome.err.splitlines()[1:-1]]
    spent = {name: float(seconds) for seconds, _, name in rows}
    assert set(spent) == {"reading", "linking", "ISO303 fixed-temp-path", "reporting", "together"}
    assert spent["together"] == pytest.approx(sum(spent.values()) / 2, abs=0.01)
    assert "ISO303" in outcome.out
