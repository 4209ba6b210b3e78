"""`--add-ignore`: comments that silence what is there now, written where they belong."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from cli_repositories import initialised
from cli_running import PLAIN, Project, Result, Run, Start

from isolint.model.finding import Problem
from isolint.model.source import Source
from isolint.writing import write as replace_file

FIXTURES = Path(__file__).parents[1] / "fixtures"
GO = "package shop\n\nfunc f() {\n%s}\n"

PYTHON_TEXTS = {
    "plain": ("clock()\n", "clock()  # isolint: ignore[ISO301]\n"),
    "no line end": ("clock()", "clock()  # isolint: ignore[ISO301]"),
    "trailing blanks": ("clock() \t\n", "clock()  # isolint: ignore[ISO301]\n"),
    "two at once": ("clock(), fixed()\n", "clock(), fixed()  # isolint: ignore[ISO301, ISO303]\n"),
    "twice the same": ("clock(), clock()\n", "clock(), clock()  # isolint: ignore[ISO301]\n"),
    "another comment": ("clock()  # type: ignore\n", "clock()  # type: ignore  # isolint: ignore[ISO301]\n"),
    "one more code": (
        "clock(), fixed()  # isolint: ignore[ISO303] why\n",
        "clock(), fixed()  # isolint: ignore[ISO303, ISO301] why\n",
    ),
    "one more name": (
        "clock(), fixed()  # isolint: ignore[fixed-temp-path, ]\n",
        "clock(), fixed()  # isolint: ignore[fixed-temp-path, ISO301]\n",
    ),
    "bare codes": (
        "clock(), fixed()  # isolint: ignore ISO303 why\n",
        "clock(), fixed()  # isolint: ignore ISO303,ISO301 why\n",
    ),
    "a comment above": (
        "# isolint: ignore[ISO303] é\nclock(), fixed()\n",
        "# isolint: ignore[ISO303, ISO301] é\nclock(), fixed()\n",
    ),
    "a noqa": (
        "clock(), fixed()  # noqa: ISO303\n",
        "clock(), fixed()  # noqa: ISO303  # isolint: ignore[ISO301]\n",
    ),
    "in brackets": (
        "x = [\n    1,\n    clock(),\n]\n",
        "x = [\n    1,\n    clock(),  # isolint: ignore[ISO301]\n]\n",
    ),
    "string goes on": (
        "x = clock(), '''\n'''\n",
        "x = clock(), '''\n'''  # isolint: ignore[ISO301]\n",
    ),
    "string goes on in brackets": (
        "f(\n    clock(), '''\n''', 1,\n)\n",
        "f(  # isolint: ignore[ISO301]\n    clock(), '''\n''', 1,\n)\n",
    ),
    "string before": ("x = '''\n'''; clock()\n", "x = '''\n'''; clock()  # isolint: ignore[ISO301]\n"),
    "interpolated": (
        "x = f'''{clock()}\n{1}\n'''\n",
        "x = f'''{clock()}\n{1}\n'''  # isolint: ignore[ISO301]\n",
    ),
    "backslash": ("x = clock() \\\n    + 1\n", "x = clock() \\\n    + 1  # isolint: ignore[ISO301]\n"),
    "backslash in brackets": (
        "f(\n    clock() \\\n    + 1,\n)\n",
        "f(  # isolint: ignore[ISO301]\n    clock() \\\n    + 1,\n)\n",
    ),
    "head of a block": (
        "def test_a():\n    if clock():\n        pass\n",
        "def test_a():\n    if clock():  # isolint: ignore[ISO301]\n        pass\n",
    ),
    "decorator": (
        "@decorate(clock())\ndef test_a():\n    pass\n",
        "@decorate(clock())  # isolint: ignore[ISO301]\ndef test_a():\n    pass\n",
    ),
    "many lines": (
        "clock(\n    'refuses',\n)\n",
        "clock(  # isolint: ignore[ISO301]\n    'refuses',\n)\n",
    ),
    "characters": ("x = 'é😀', clock()\n", "x = 'é😀', clock()  # isolint: ignore[ISO301]\n"),
    "Windows": ("x = 1\r\nclock()\r\n", "x = 1\r\nclock()  # isolint: ignore[ISO301]\r\n"),
    "mark of order": ("\ufeffclock()\r\n", "\ufeffclock()  # isolint: ignore[ISO301]\r\n"),
    "form feed": ("x = 1\n\fclock()\n", "x = 1\n\fclock()  # isolint: ignore[ISO301]\n"),
    "hash in a string": ("x = '# ', clock()\n", "x = '# ', clock()  # isolint: ignore[ISO301]\n"),
}

GO_TEXTS = {
    "plain": ("\tclock()\n", "\tclock() //isolint:ignore ISO301\n"),
    "two at once": (
        "\tpair(clock(), fixed())\n",
        "\tpair(clock(), fixed()) //isolint:ignore ISO301,ISO303\n",
    ),
    "one more code": (
        "\tpair(clock(), fixed()) //isolint:ignore ISO303 why\n",
        "\tpair(clock(), fixed()) //isolint:ignore ISO303,ISO301 why\n",
    ),
    "one more in brackets": (
        "\tpair(clock(), fixed()) // isolint: ignore[ISO303] why\n",
        "\tpair(clock(), fixed()) // isolint: ignore[ISO303, ISO301] why\n",
    ),
    "another comment": ("\tclock() // why\n", "\tclock() // why //isolint:ignore ISO301\n"),
    "beside another comment": (
        "\tx := 1 // why\n\tclock()\n",
        "\tx := 1 // why\n\t//isolint:ignore ISO301\n\tclock()\n",
    ),
    "raw string": (
        "\tx := pair(clock(), `\n`)\n",
        "\t//isolint:ignore ISO301\n\tx := pair(clock(), `\n`)\n",
    ),
    "long comment": (
        "\tclock() /* a\n\tb */\n",
        "\t//isolint:ignore ISO301\n\tclock() /* a\n\tb */\n",
    ),
    "literal": (
        "\tx := T{\n\t\ta:   1,\n\t\tbcd: clock(),\n\t}\n",
        "\tx := T{\n\t\ta:   1,\n\t\tbcd: clock(), //isolint:ignore ISO301\n\t}\n",
    ),
    "two lines": (
        "\tclock()\n\tfixed()\n",
        "\t//isolint:ignore ISO301\n\tclock()\n\t//isolint:ignore ISO303\n\tfixed()\n",
    ),
    "neighbours in a statement": (
        "\tpair(\n\t\tclock(),\n\t\tfixed(),\n\t)\n",
        "\t//isolint:ignore ISO301,ISO303\n\tpair(\n\t\tclock(),\n\t\tfixed(),\n\t)\n",
    ),
    "lined up": (
        "\tclock()     // a\n\tx = fixed() // b\n",
        "\tclock()     // a //isolint:ignore ISO301\n\tx = fixed() // b //isolint:ignore ISO303\n",
    ),
    "block": (
        "\tif clock() {\n\t\treturn\n\t}\n",
        "\tif clock() { //isolint:ignore ISO301\n\t\treturn\n\t}\n",
    ),
}


def _ignored(run: Run, *arguments: str) -> Result:
    """Asserts that nothing is left afterwards, and that doing it again changes nothing."""
    given = arguments or ("--add-ignore",)
    result = run("check", "-q", *given)
    assert (result.code, result.out) == (0, ""), result.out + result.err
    after = {path: path.read_bytes() for path in Path().rglob("*.*") if path.suffix in (".py", ".go")}
    assert run("check", "-q").out == ""
    assert "Silenced 0 findings in 0 files." in run("check", *given).err
    assert {path: path.read_bytes() for path in after} == after
    return result


@pytest.mark.parametrize("name", PYTHON_TEXTS)
def test_python(project: Project, run: Run, name: str) -> None:
    text, expected = PYTHON_TEXTS[name]
    root = project({})
    (root / "test_a.py").write_bytes(text.encode())
    _ignored(run)
    assert (root / "test_a.py").read_bytes().decode() == expected


@pytest.mark.parametrize("name", GO_TEXTS)
def test_go(project: Project, run: Run, name: str) -> None:
    text, expected = GO_TEXTS[name]
    root = project({"go.mod": "module shop\n", "a_test.go": GO % text})
    _ignored(run)
    assert (root / "a_test.go").read_text() == GO % expected


@pytest.mark.skipif(shutil.which("gofmt") is None, reason="gofmt is not installed")
def test_formatted_go_stays_formatted(project: Project, run: Run) -> None:
    for name, (text, expected) in GO_TEXTS.items():
        for each in (text, expected):
            done = subprocess.run(
                ["gofmt", "-d"], input=GO % each, capture_output=True, text=True, check=True
            )
            assert done.stdout == "", f"{name}: {done.stdout}"


@pytest.mark.skipif(find_spec("ruff") is None, reason="ruff is not installed")
def test_a_formatter_may_move_them(project: Project, run: Run) -> None:
    """A line that grows too long is broken, and the comment lands where it still speaks for it."""
    call = 'x = [clock("refuses"), "a string of some length", "and another one", fixed()]\n'
    root = project({"test_a.py": f"def test_a():\n    {call}"})
    _ignored(run, "--add-ignore=known, and on the list for the spring")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", "--isolated", root], check=True)
    assert run("check").code == 0


def test_reasons(project: Project, run: Run) -> None:
    root = project({"test_a.py": "clock()\n", "test_b.py": "clock()\nfixed()\n"})
    result = run("check", "--add-ignore= see [1] ", "test_b.py")
    assert (root / "test_b.py").read_text() == (
        "clock()  # isolint: ignore[ISO301] see [1]\nfixed()  # isolint: ignore[ISO303] see [1]\n"
    )
    assert (root / "test_a.py").read_text() == "clock()\n"
    assert result.err == "Silenced 2 findings in 1 file.\n"


def test_a_path_behind_it_is_no_reason(project: Project, run: Run) -> None:
    root = project({"test_a.py": "clock()\n", "test_b.py": "clock()\n"})
    assert run("check", "--add-ignore", "test_b.py").code == 0
    assert (root / "test_a.py").read_text() == "clock()\n"
    assert (root / "test_b.py").read_text() == "clock()  # isolint: ignore[ISO301]\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--add-ignore", "--fix"), "does not go with --fix"),
        (("--add-ignore", "--diff"), "does not go with --diff"),
        (("--add-ignore", "--ignore-suppressions"), "does not go with --ignore-suppressions"),
        (("--add-ignore", "-"), "does not go with standard input"),
        (("--add-ignore=a\nb",), "has to fit on one line"),
    ],
)
def test_contradictions(project: Project, run: Run, arguments: tuple[str, ...], says: str) -> None:
    root = project({"test_a.py": "clock()\n"})
    result = run("check", *arguments)
    assert result.code == 2
    assert says in result.err
    assert (root / "test_a.py").read_text() == "clock()\n"


def test_what_a_comment_cannot_mend(project: Project, run: Run) -> None:
    """A comment that silences nothing has to go; another one would not help."""
    project({"test_a.py": "x = 1  # isolint: ignore[ISO301]\nclock()\n"})
    result = run("check", "--add-ignore", "--output-format", "concise")
    assert result.code == 1
    assert "test_a.py:1:8: ISO001" in result.out
    assert "ISO301 " not in result.out.replace("silence: ISO301 ", "")


def test_a_reason_that_the_file_cannot_spell(project: Project, run: Run) -> None:
    root = project({})
    (root / "test_a.py").write_bytes("# coding: latin-1\nx = 'é'; clock()\n".encode("latin-1"))
    result = run("check", "--add-ignore=😀")
    assert result.code == 1
    assert "the reason cannot be written in the encoding of the file" in result.out
    assert run("check", "--add-ignore=é").code == 0
    assert "# isolint: ignore[ISO301] é\n".encode("latin-1") in (root / "test_a.py").read_bytes()


def test_a_file_that_cannot_be_written(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"test_a.py": "clock()\n", "test_b.py": "clock()\n"})

    def write(folder: Path, source: Source, digest: bytes) -> Problem | None:
        if source.path == "test_b.py":
            return Problem(stage="write", path="test_b.py", message="the file cannot be written")
        return replace_file(folder, source, digest)

    monkeypatch.setattr("isolint.cli.ignoring.replace_file", write)
    result = run("check", "--add-ignore", "--output-format", "concise")
    assert result.err == "Silenced 1 finding in 1 file.\n"
    assert "test_b.py: write-failed: the file cannot be written" in result.out
    assert "test_b.py:1:1: ISO301" in result.out, "what is not silenced is still told of"
    assert (root / "test_b.py").read_text() == "clock()\n"
    assert result.code == 1


def test_only_what_is_told_of(project: Project, run: Run) -> None:
    """What a baseline holds needs no comment, and neither does what nobody has touched."""
    root = project({"test_a.py": "clock()\n"})
    checkout = initialised(root)
    run("baseline", "create")
    checkout.write("test_b.py", "clock()\n")
    checkout.commit()
    checkout.write("test_c.py", "fixed()\n")
    run("check", "--add-ignore", "--diff-base", "main")
    assert [(root / f"test_{name}.py").read_text() for name in "abc"] == [
        "clock()\n",
        "clock()\n",
        "fixed()  # isolint: ignore[ISO303]\n",
    ]


@pytest.mark.slow
def test_every_fixture_document(project: Project, start: Start) -> None:
    """The real rules on all that is loud in them: nothing is left, and nothing but comments has come."""
    root = project({})
    shutil.copytree(FIXTURES, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.fixed*"))
    before = {path: path.read_bytes() for path in _sources(root)}
    unformatted = _unformatted(root)
    said = start("check", "--add-ignore=known", "-q", "--output-format", "concise", program=PLAIN, cwd=root)
    said.communicate(timeout=200)
    checked = start("check", "-q", "--output-format", "concise", program=PLAIN, cwd=root)
    out, err = checked.communicate(timeout=200)
    left = [line for line in out.splitlines() if " ISO001 " not in line and "invalid-syntax" not in line]
    assert (left, err) == ([], "")
    changed = [path for path in before if path.read_bytes() != before[path]]
    assert {".py", ".go"} == {path.suffix for path in changed}
    for path in changed:
        now = iter(path.read_bytes().splitlines())
        for line in before[path].splitlines():
            assert any(each.startswith(line.rstrip()) for each in now), f"{path}: {line!r}"
    assert _unformatted(root) == unformatted


def _sources(root: Path) -> list[Path]:
    return [path for path in root.rglob("*.*") if path.suffix in (".py", ".go")]


def _unformatted(root: Path) -> str:
    if shutil.which("gofmt") is None:
        return ""
    return subprocess.run(["gofmt", "-l", "."], cwd=root, capture_output=True, text=True).stdout
